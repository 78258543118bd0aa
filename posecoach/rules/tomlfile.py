"""Reads TOML files; mistakes name the file and the line."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from posecoach.errors import PosecoachError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["parse_toml", "read_text", "tomllib"]


def read_text(path: Path, kind: type[PosecoachError]) -> str:
    """The file's text, without the mark that Windows puts first; an error of ``kind`` where it
    cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise kind(f"{path}: expected a readable file: {error.strerror or error}") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise kind(_not_utf8(path, line)) from error
    if "\0" in text:
        raise kind(_not_utf8(path, text[: text.index("\0")].count("\n") + 1))
    return text


def _not_utf8(path: Path, line: int) -> str:
    return f"{path}:{line}: expected text in UTF-8, found another encoding; save it as UTF-8"


def parse_toml(text: str, path: Path, kind: type[PosecoachError]) -> dict[str, Any]:
    """What the text of ``path`` says; an error of ``kind`` where it is no TOML."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise kind(f"{path}: expected TOML, found too many brackets in brackets") from error
    # Not only TOMLDecodeError: a number of thousands of digits is a plain ValueError.
    except ValueError as error:
        number = re.search(r"at line (\d+)", str(error))
        # Only the end of the file has no number: something that was opened is not closed.
        line = number[1] if number else max(len(text.splitlines()), 1)
        raise kind(f"{path}:{line}: expected TOML, found an error: {error}") from error
