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
    """The file's text; an error of ``kind`` where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise kind(f"{path}: expected a readable text file: {error}") from error


def parse_toml(text: str, path: Path, kind: type[PosecoachError]) -> dict[str, Any]:
    """What the text of ``path`` says; an error of ``kind`` where it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        number = re.search(r"at line (\d+)", str(error))
        # Only the end of the file has no number: something that was opened is not closed.
        line = number[1] if number else max(len(text.splitlines()), 1)
        raise kind(f"{path}:{line}: expected TOML, found an error: {error}") from error
