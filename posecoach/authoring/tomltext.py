"""Values and comments as TOML: the standard library reads it but does not write it."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from typing import Any

WIDTH = 98
BARE = re.compile(r"^[A-Za-z0-9_-]+$")


def value(content: Any) -> str:
    """A text, number, truth value, list or table on one line; TypeError for anything else."""
    if isinstance(content, bool):
        return "true" if content else "false"
    if isinstance(content, str):
        # JSON's escapes are TOML's too; letters beyond ASCII stay readable.
        return json.dumps(content, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(content, int):
        return str(content)
    if isinstance(content, float):
        return f"{content:.10g}"
    if isinstance(content, (list, tuple)):
        return f"[{', '.join(value(part) for part in content)}]"
    if isinstance(content, Mapping):
        return f"{{ {', '.join(line(k, v) for k, v in content.items())} }}"
    raise TypeError(f"expected what TOML can say, got {type(content).__name__}")


def line(key: str, content: Any) -> str:
    """``key = value``."""
    name = key if BARE.match(key) else json.dumps(key, ensure_ascii=False)
    return f"{name} = {value(content)}"


def comment(text: str) -> list[str]:
    """Lines that begin with ``#``; a text of many lines stays so, and nothing of it escapes the
    comment."""
    return [
        f"# {row}".rstrip()
        for part in text.splitlines() or [""]
        for row in textwrap.wrap(part, WIDTH - 2) or [""]
    ]


def paragraph(text: str) -> str:
    """The same words without line breaks, for ``comment`` to break anew."""
    return " ".join(text.split())


def remark(code: str, text: str, column: int = 34) -> list[str]:
    """A line with its comment behind, or above where both do not fit on one line."""
    behind = f"{code:<{column}}  # {text}"
    return [behind] if len(behind) <= WIDTH else [*comment(text), code]
