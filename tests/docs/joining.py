"""Puts a fragment of TOML, as a page shows it, where it belongs in the file that it is part of."""

from __future__ import annotations

import re

HEADER = re.compile(r"\[.*\]\s*$")
KEY = re.compile(r"""(?P<key>[\w.-]+)\s*=""")
ID = re.compile(r'id = "(?P<id>[^"]+)"')


def joined(whole: str, fragment: str) -> str:
    """``fragment`` laid over ``whole``: under the same header a line with the same key is
    replaced, any other is added at the end; new headers come last. Rules are the same if their
    ids are."""
    sections = _sections(whole)
    for name, lines in _sections(fragment).items():
        sections[name] = _over(sections[name], lines) if name in sections else lines
    return "\n".join("\n".join(lines) + "\n" for lines in sections.values() if lines)


def _sections(text: str) -> dict[str, list[str]]:
    """Header (with the rule's id) -> its lines, the header among them; "" is the top."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines():
        if HEADER.match(line):
            parts.append([])
        if line.strip():
            parts[-1].append(line)
    return {_name(lines): lines for lines in parts}


def _name(lines: list[str]) -> str:
    if not lines or not HEADER.match(lines[0]):
        return ""
    ids = [found["id"] for line in lines if (found := ID.match(line))]
    return " ".join([lines[0], *ids[:1]])


def _over(below: list[str], above: list[str]) -> list[str]:
    lines = list(below)
    for line in above:
        key = KEY.match(line)
        same = [i for i, old in enumerate(lines) if key and _key(old) == key["key"]]
        if same:
            lines[same[0]] = line
        elif line not in lines:
            lines.append(line)
    return lines


def _key(line: str) -> str:
    found = KEY.match(line)
    return found["key"] if found else ""
