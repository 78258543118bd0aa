"""What is wrong in a TOML file, in the words of its author: line, key, expected, found."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from posecoach.rules.kinds import KINDS
from posecoach.rules.lines import Place, line_of
from posecoach.rules.tomlfile import tomllib


def mistakes(
    error: ValidationError, source: str, text: str, data: dict[str, Any]
) -> tuple[str, ...]:
    """A line ``source:line: key: problem`` for each mistake that pydantic found in ``data``;
    ``text`` is the file itself, "" where there is none and so no line either."""
    found = [dict(e) for e in error.errors()]
    return tuple(_message(e, source, text, data) for e in found if not _follows(e, found))


def _follows(error: dict[str, Any], others: list[dict[str, Any]]) -> bool:
    """Whether a list only counts as empty because what is in it is wrong."""
    place = error["loc"]
    inside = [e for e in others if len(e["loc"]) > len(place) and e["loc"][: len(place)] == place]
    return error["type"] == "too_short" and bool(inside)


def colon(line: int | None) -> str:
    """ ":12" where the line is known."""
    return f":{line}" if line else ""


def _message(error: dict[str, Any], source: str, text: str, data: dict[str, Any]) -> str:
    loc: Place = _without_kind(error["loc"])
    problem = _problem(error)
    # What does not fit together is found on the whole file; its words begin with the place.
    named = loc or _place_in_words(problem)
    own = _own_place(named, text, data)
    line = colon(line_of(text, own) or line_of(text, ("extends",)))
    if not loc and _numbered(named):
        loc, problem = named, problem.partition(": ")[2]
    return (
        f"{source}{line}: {_written(loc, data)}: {problem}" if loc else f"{source}{line}: {problem}"
    )


def _own_place(loc: Place, text: str, data: dict[str, Any]) -> Place:
    """A rule's place in the file itself, found by its id: what the file extends brings rules of
    its own, and the whole numbers them differently. Those have no place in this file."""
    extended = line_of(text, ("extends",)) is not None
    if not extended or len(loc) < 2 or loc[0] != "rule" or not isinstance(loc[1], int):
        return loc
    wanted = data["rule"][loc[1]].get("id")
    ids = [rule.get("id") for rule in tomllib.loads(text).get("rule", [])]
    return ("rule", ids.index(wanted), *loc[2:]) if wanted in ids else loc


def _without_kind(loc: tuple[int | str, ...]) -> Place:
    """pydantic puts the kind of a measure into the place; the file does not have it there."""
    if len(loc) > 2 and loc[0] == "measures" and loc[2] in KINDS:
        return (*loc[:2], *loc[3:])
    return loc


def _place_in_words(problem: str) -> Place:
    """``"rule[2] (depth).limit.max: expected"`` -> ``("rule", 2, "limit", "max")``."""
    place: list[int | str] = []
    for part in problem.split(":")[0].replace(")", "").split("."):
        name, _, index = part.split(" (")[0].partition("[")
        place += [name, int(index.rstrip("]"))] if index else [name]
    return tuple(place)


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


def _problem(error: dict[str, Any]) -> str:
    """pydantic's message in the words of a file's author."""
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "missing":
        return "expected this key, found none"
    if error["type"] == "too_short":
        return f"expected at least {error['ctx']['min_length']}, found none"
    if error["type"] in ("value_error", "measure_kind"):
        return message
    return f"{message.replace('Input should be', 'expected')}, found {error['input']!r}"
