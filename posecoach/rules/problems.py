"""What pydantic finds wrong with one value, in the words of a file's author."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from posecoach.rules.texts import UnknownKey, expected, nearest

UNKNOWN = "unknown key: "
LONGEST = 60
"""Of a value as it was found; more does not help to find it."""

TABLES: Mapping[str, str] = {
    "Cycle": "[cycle] in a line of its own, its keys below it",
    "Hold": "[hold] in a line of its own, its keys below it",
    "Recognise": "[recognise] in a line of its own, its keys below it",
    "Rule": "[[rule]] in a line of its own, its keys below it",
    "Text": '{ en = "...", ko = "..." }',
    "measures": "[measures] in a line of its own, the measures below it",
    "levels": "levels with limits, such as { beginner = { max = 115 } }",
    "start": "measures with limits, such as { knee = { min = 150 } }",
    "turn": "measures with limits, such as { knee = { max = 100 } }",
    "posture": "measures with limits, such as { knee = { max = 100 } }",
}
"""How a table is written, by its model's name or by its key."""

SEVERAL: Mapping[tuple[int | str, ...], str] = {
    ("rule",): "[[rule]], with two brackets, in a line of its own, its keys below it",
    ("case",): "[[case]], with two brackets, in a line of its own, its keys below it",
}
"""How tables are written of which there may be several, by their place."""

PATTERNS: Mapping[str, str] = {
    "^[a-z][a-z0-9_]*$": "small letters, digits and _, a letter first, such as 'knees_in'",
    "^[a-z][a-z0-9_-]*$": "small letters, digits, - and _, a letter first, such as 'my-squat'",
    r"^\d+x\d+$": "width and height, such as '360x480'",
}

SIMPLE: Mapping[str, str] = {
    "string_type": "a text in quotes",
    "string_too_short": "a text with something in it",
    "float_type": "a number",
    "float_parsing": "a number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "finite_number": "a finite number",
    "measure_kind": "a table with a key that says its kind, such as "
    '{ angle = ["hip", "knee", "ankle"] }',
}


def problem(error: Mapping[str, Any], kinds: tuple[str, ...] = ()) -> str:
    """What is wrong, what was expected and found; ``error`` is one of pydantic's, ``kinds`` are
    the keys that may say what a measure is."""
    kind, found = error["type"], error["input"]
    if kind == "value_error":
        return str(error["msg"]).removeprefix("Value error, ")
    if kind == "missing":
        return "expected this key, found none"
    if kind == "extra_forbidden":
        return _unknown_key(str(error["loc"][-1]), found)
    if kind == "measure_kind" and isinstance(found, dict):
        return _no_kind(found, kinds)
    if kind in ("too_short", "too_long"):
        return _wrong_number(kind, error["ctx"])
    return f"expected {_wanted(error)}, found {_found(error)}{_meant(error)}"


def shown(value: object) -> str:
    """A value much as its file has it; a long one is cut."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    dated = isinstance(value, (datetime.date, datetime.time))
    text = str(value) if dated else repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def _found(error: Mapping[str, Any]) -> str:
    single = isinstance(error["input"], dict) and error["loc"] in SEVERAL
    return f"[{error['loc'][0]}], with one" if single else shown(error["input"])


def _wanted(error: Mapping[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in ("model_type", "dict_type"):
        return _table(str(context.get("class_name", error["loc"][-1])), error["input"])
    if kind == "tuple_type" and error["loc"] in SEVERAL:
        return SEVERAL[error["loc"]]
    if kind == "tuple_type":
        return _list(error["loc"], error["input"])
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(context["pattern"], f"a text like {context['pattern']}")
    return SIMPLE.get(kind) or str(error["msg"]).removeprefix("Input should be ")


def _table(name: str, found: object) -> str:
    if name == "Limit":
        number = found if isinstance(found, (int, float)) and not isinstance(found, bool) else 100
        return f"a limit, {{ max = {number} }} or {{ min = {number} }}"
    return TABLES.get(name, "a table")


def _list(place: tuple[int | str, ...], found: object) -> str:
    if place[0] == "measures":
        return 'a list of joints, such as ["hip", "knee", "ankle"]'
    return f'a list, such as ["{found}"]' if isinstance(found, str) else "a list in [ ]"


def _meant(error: Mapping[str, Any]) -> str:
    """The nearest of the words that are allowed."""
    if error["type"] != "literal_error":
        return ""
    near = nearest(re.findall("'([^']*)'", error["ctx"]["expected"]), error["input"])
    return f"; did you mean {near!r}?" if near else ""


def _unknown_key(key: str, found: object) -> str:
    known = found.known if isinstance(found, UnknownKey) else ()
    if key in known:
        return "it needs extends: it leaves out rules of the file that is extended"
    return f"{UNKNOWN}{expected(known, key)}"


def _no_kind(found: dict[str, Any], kinds: tuple[str, ...]) -> str:
    near = [(key, nearest(kinds, key)) for key in found]
    hint = next((f"; for {key!r}, did you mean {name!r}?" for key, name in near if name), "")
    keys = ", ".join(repr(key) for key in found) or "none"
    return f"expected one of the keys {', '.join(kinds)}, found {keys}{hint}"


def _wrong_number(kind: str, context: Mapping[str, Any]) -> str:
    found = context["actual_length"] or "none"
    if kind == "too_short":
        return f"expected at least {context['min_length']}, found {found}"
    return f"expected {context['max_length']} values, found {found}"
