"""In which line of a TOML file a key stands, for error messages: ``tomllib`` does not say."""

from __future__ import annotations

import re

Place = tuple[int | str, ...]

HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")

PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def line_of(text: str, place: Place) -> int | None:
    """The line, from 1, of a key such as ``("rule", 2, "limit", "max")``, or of the nearest key
    around it: for a key inside ``{...}`` the line where that begins. None if nothing fits.

    Good enough for files as people write them; a key inside a multi-line string may mislead.
    """
    best: tuple[int, int] | None = None
    for number, found in _keys(text):
        shared = len(found) if place[: len(found)] == found else 0
        if shared and (best is None or shared > best[0]):
            best = shared, number
    return None if best is None else best[1]


def _keys(text: str) -> list[tuple[int, Place]]:
    """(line, full path) of every header and every key."""
    table: Place = ()
    counts: dict[Place, int] = {}
    found: list[tuple[int, Place]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = HEADER.match(line), KEY.match(line)
        if header:
            table = _numbered(_names(header[2]), counts, header[1] == "[[")
            found.append((number, table))
        elif key:
            found.append((number, (*table, *_names(key[1]))))
    return found


def _numbered(names: Place, counts: dict[Place, int], another: bool) -> Place:
    """A header's names with the numbers of the tables they lie in: ``[rule.limit]`` below the
    second ``[[rule]]`` is ("rule", 1, "limit"). ``another`` begins a table of the last name."""
    place: Place = ()
    for i, name in enumerate(names, start=1):
        place = (*place, name)
        if another and i == len(names):
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def _names(dotted: str) -> Place:
    return tuple(part.strip("\"'") for part in PART.findall(dotted))
