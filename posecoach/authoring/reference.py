"""The reference of every key of an exercise file, as Markdown, from the models themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from posecoach.authoring.cases import CaseFile
from posecoach.authoring.editor_schema import EXTENDING, draft_4, editor_schema
from posecoach.authoring.reference_values import value_tables
from posecoach.rules.kinds import KINDS, MeasureBase
from posecoach.rules.schema import Exercise

Schema = dict[str, Any]

INTRO = """\
# Every key of an exercise file

This page is made by `posecoach rules schema --markdown`, from the same models that check the
files. [Exercise files](exercise-files.md) teaches the language step by step;
[verdicts](verdicts.md) says how a rule comes to its answer. Other keys are refused.
"""

PARTS: dict[str, str] = {
    "Cycle": "`[cycle]`",
    "Hold": "`[hold]`",
    "Recognise": "`[recognise]`",
    "Rule": "`[[rule]]`",
}
"""Headings of the parts of a file, in the order in which a reader meets them."""

SMALL: dict[str, str] = {"Limit": "A limit", "Percentile": "A percentile", "Text": "Words"}

CASES: dict[str, str] = {
    "Case": "`[[case]]`",
    "Expect": "`[expect]`",
    "RuleExpect": "`[expect.rule.ID]`",
}

POINT = {"anyOf": [{"type": "string"}, {"items": {"type": "string"}, "type": "array"}]}
TYPES = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "`true`, `false`",
}

NAMED: dict[str, str] = {
    "Text": "[words](#words)",
    "Limit": "[limit](#a-limit)",
    "Percentile": "[percentile](#a-percentile)",
    "Cycle": "[cycle](#cycle)",
    "Hold": "[hold](#hold)",
    "Recognise": "[recognise](#recognise)",
    "Rule": "[rule](#rule)",
    "Case": "[case](#case)",
    "Expect": "[expect](#expect)",
    "RuleExpect": "[keys](#expectruleid)",
}
"""How a table calls what has a table of its own, with the place that GitHub gives its heading."""

SPECIAL: dict[str, str] = {
    "side": "[side](#sides)",
    "at": "[moment](#moments)",
    "reduce": "[reduction](#reductions) or [percentile](#a-percentile)",
    "unit": "[unit](#units)",
    "views": "list of [views](#views)",
    "measure": "name of a measure",
    "side_by": "name of a measure",
    "asymmetry": "name of a measure",
    "speed": "name of a measure",
    "of": "name of a measure",
    "unless": "id of a rule",
    "drop": "list of ids of rules",
    "ignore": "list of ids of rules",
    "faults": "table: id of a rule, list of whole numbers",
    "measures": "table: name, [measure](#measures)",
    "levels": "table: `beginner`, `standard` or `strict`, [limit](#a-limit)",
}
"""Keys whose values are said better than their types say it."""


def reference() -> str:
    """Every table of keys, kinds of measures among them, as Markdown that ends in a newline."""
    whole = Exercise.model_json_schema(by_alias=True)
    top, parts = editor_schema(), editor_schema()["definitions"]
    needed = _required(whole)
    keys = [k for k in top["properties"] if k != "drop"]
    keys.insert(keys.index("extends") + 1, "drop")
    blocks = [INTRO, "## Parts of the file\n"]
    said = "A file that `extends` another gives only what it changes; nothing is required there."
    blocks.append(_section("At the top", said, top, keys, whole["required"]))
    blocks += [_part(title, parts[name], needed[name]) for name, title in PARTS.items()]
    blocks.append("## Values\n")
    blocks += [_part(title, parts[name], needed[name]) for name, title in SMALL.items()]
    blocks += value_tables()
    blocks += _measures(parts, needed)
    blocks += _cases()
    return "\n".join(blocks)


def _measures(parts: Schema, needed: dict[str, list[str]]) -> Iterator[str]:
    yield "## Measures\n"
    yield (
        "A measure has one of the kinds below: the key of that kind says which. All may have\n"
        "a `label`, what the coach calls the measure.\n"
    )
    common = list(MeasureBase.model_fields)
    for kind, model in KINDS.items():
        part = parts[model.__name__]
        keys = sorted((k for k in part["properties"] if k not in common), key=lambda k: k != kind)
        said = f"![{kind}](images/{kind}.svg)\n\n{_described(part)}"
        yield _section(f"Measure: `{kind}`", said, part, keys, needed[model.__name__])


def _cases() -> Iterator[str]:
    whole = CaseFile.model_json_schema(by_alias=True)
    needed, parts = _required(whole), draft_4(whole)["definitions"]
    yield "## Files of cases\n"
    yield "What `posecoach rules test FILE CASES.toml` reads.\n"
    for name, title in CASES.items():
        yield _part(title, parts[name], needed[name])


def _required(whole: Schema) -> dict[str, list[str]]:
    return {name: part.get("required", []) for name, part in whole["$defs"].items()}


def _described(part: Schema) -> str:
    return str(part["description"]).replace("\n", " ")


def _part(title: str, part: Schema, required: list[str]) -> str:
    return _section(title, _described(part), part, list(part["properties"]), required)


def _section(title: str, said: str, part: Schema, keys: list[str], required: list[str]) -> str:
    """A heading, a sentence and a table of ``keys``."""
    head = [f"### {title}", "", said, "", "| key | what it says | value | unless said |"]
    return "\n".join([*head, "|---|---|---|---|", *_rows(part, keys, required), ""])


def _rows(part: Schema, keys: list[str], required: list[str]) -> Iterator[str]:
    for key in keys:
        field: Schema = part["properties"][key]
        unless = "required" if key in required else _default(field.get("default"))
        what = EXTENDING.get(key, {}).get("description", "") or field.get("description")
        yield f"| `{key}` | {what} | {SPECIAL.get(key) or _values(field)} | {unless} |"


def _default(value: Any) -> str:
    if value is None or value == []:
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _values(field: Schema) -> str:
    """What may stand there, in words."""
    if field.get("anyOf") == POINT["anyOf"]:
        return "[point](#points)"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if "$ref" in field:
        return NAMED[str(field["$ref"]).rsplit("/", 1)[-1]]
    for key in ("allOf", "anyOf", "oneOf"):
        if key in field:
            return " or ".join(dict.fromkeys(_values(choice) for choice in field[key]))
    if field.get("type") == "array":
        return _list(field["items"])
    if field.get("type") == "object":
        return f"table: name, {_values(field['additionalProperties'])}"
    return _bounded(field, TYPES[field["type"]])


def _list(items: Any) -> str:
    if isinstance(items, list):
        inside = ", ".join(_values(item) for item in items)
        # Square brackets around a link would end it in the wrong place.
        return f"\\[{inside}\\]"
    return f"list of {_values(items)}s"


def _bounded(field: Schema, text: str) -> str:
    for key, strictly, word in (("minimum", "above", "from"), ("maximum", "and below", "to")):
        if key in field:
            exclusive = field.get(f"exclusive{key.capitalize()}")
            text += f" {strictly if exclusive else word} {field[key]:g}"
    return text
