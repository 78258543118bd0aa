"""What is wrong in a TOML file, in the words of its author: line, key, expected, found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from posecoach.rules.kinds import KINDS
from posecoach.rules.lines import Place, line_of
from posecoach.rules.misfit import Misfit
from posecoach.rules.problems import UNKNOWN, problem
from posecoach.rules.texts import UnknownKey, nearest

Found = dict[str, Any]


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong: ``kind`` as pydantic calls it, ``place`` in the document."""

    kind: str
    place: Place
    problem: str


def mistakes(
    error: ValidationError, source: str, text: str, data: dict[str, Any]
) -> tuple[str, ...]:
    """A line ``source:line: key: problem`` for each mistake that pydantic found in ``data``;
    ``text`` is the file itself, "" where there is none and so no line either."""
    return tuple(
        f"{source}{colon(line_of(text, mistake.place))}: {in_words(mistake, data)}"
        for mistake in found_in(error)
    )


def found_in(error: ValidationError) -> tuple[Mistake, ...]:
    """Each mistake that pydantic found, without those that only follow from others."""
    found = [one for e in error.errors() for one in _each(dict(e))]
    return tuple(
        Mistake(e["type"], e["loc"], problem(e, tuple(KINDS)))
        for e in found
        if not _follows(e, found)
    )


def in_words(mistake: Mistake, data: dict[str, Any]) -> str:
    """``key: problem`` for the file's author; ``data`` is the document that the place is in."""
    place = mistake.place
    # An unknown key is named in the words themselves, among those that are known.
    named = _written(place[:-1] if mistake.problem.startswith(UNKNOWN) else place, data)
    return f"{named}: {mistake.problem}" if named else mistake.problem


def colon(line: int | None) -> str:
    """ ":12" where the line is known."""
    return f":{line}" if line else ""


def _follows(error: Found, others: list[Found]) -> bool:
    """Whether a list only counts as empty because what is in it is wrong, or a key only as
    missing because it is misspelled."""
    place = error["loc"]
    if error["type"] == "missing":
        return any(
            e["loc"][:-1] == place[:-1] and _meant(e) == place[-1] for e in others if e["loc"]
        )
    inside = [e for e in others if len(e["loc"]) > len(place) and e["loc"][: len(place)] == place]
    return error["type"] == "too_short" and bool(inside)


def _meant(error: Found) -> str | None:
    """The key for which an unknown one probably stands."""
    marker = error["input"]
    return nearest(marker.known, error["loc"][-1]) if isinstance(marker, UnknownKey) else None


def _each(error: Found) -> list[Found]:
    """pydantic's error with its place in the file; one for each thing that does not fit."""
    misfit = error.get("ctx", {}).get("error")
    if isinstance(misfit, Misfit):
        return [{**error, "loc": m.place, "msg": str(m)} for m in (misfit, *misfit.others)]
    return [{**error, "loc": _place(error["loc"])}]


def _place(loc: Place) -> Place:
    """pydantic adds the kind of a measure, and a mark for a wrong name."""
    loc = tuple(part for part in loc if part != "[key]")
    if len(loc) > 2 and loc[0] == "measures" and loc[2] in KINDS:
        return (*loc[:2], *loc[3:])
    return loc


def _numbered(loc: Place) -> bool:
    """Whether a place lies in one of several tables of one name, such as a rule."""
    return len(loc) > 1 and isinstance(loc[1], int)


def _written(loc: Place, data: dict[str, Any]) -> str:
    """``("rule", 2, "limit")`` as ``rule "depth": limit``: by its id, which survives moving the
    rule; or ``rule 3: limit``, counted from 1 as people count, where it has none."""
    if _numbered(loc):
        inside = _dotted(loc[2:])
        return f"{_table(loc, data)}: {inside}" if inside else _table(loc, data)
    return _dotted(loc)


def _table(loc: Place, data: dict[str, Any]) -> str:
    """One of several tables of one name, ``rule "depth"`` or ``rule 3``."""
    name, index = str(loc[0]), int(loc[1])
    tables = data.get(name)
    table = tables[index] if isinstance(tables, list) and index < len(tables) else None
    own_id = table.get("id") if isinstance(table, dict) else None
    return f'{name} "{own_id}"' if own_id and isinstance(own_id, str) else f"{name} {index + 1}"


def _dotted(loc: Place) -> str:
    """``("measures", "knee", "angle", 1)`` as ``measures.knee.angle (value 2)``."""
    text = ""
    for part in loc:
        dot = "." if text else ""
        text += f" (value {part + 1})" if isinstance(part, int) else f"{dot}{part}"
    return text
