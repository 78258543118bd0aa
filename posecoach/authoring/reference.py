"""The reference of every key of an exercise file, as Markdown, from the models themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from posecoach.authoring.editor_schema import EXTENDING, editor_schema
from posecoach.rules.kinds import KINDS
from posecoach.rules.schema import Exercise

Schema = dict[str, Any]

SECTIONS: dict[str, str] = {
    "Cycle": "`[cycle]`",
    "Hold": "`[hold]`",
    "Rule": "`[[rule]]`",
    "Limit": "A limit",
    "Percentile": "A percentile",
    "Text": "A text",
}
"""Headings of the parts that are no measures, in the order in which a reader meets them."""

POINT = {"anyOf": [{"type": "string"}, {"items": {"type": "string"}, "type": "array"}]}
TYPES = {"string": "text", "number": "number", "boolean": "`true`, `false`", "array": "list"}


def reference() -> str:
    """Every table of keys, kinds of measures among them, as Markdown that ends in a newline."""
    whole = Exercise.model_json_schema(by_alias=True)
    parts: Schema = editor_schema()["definitions"]
    needed: Schema = {name: part.get("required", []) for name, part in whole["$defs"].items()}
    blocks = [_section("At the top", editor_schema(), whole["required"])]
    blocks += [_section(title, parts[name], needed[name]) for name, title in SECTIONS.items()]
    for kind, model in KINDS.items():
        name = model.__name__
        blocks.append(_section(f"Measure: `{kind}`", parts[name], needed[name], kind))
    return "\n".join(blocks)


def _section(title: str, part: Schema, required: list[str], first: str = "") -> str:
    """A heading and a table; ``first`` is the key to begin with."""
    said = str(part["description"]).replace("\n", " ")
    if title == "At the top":
        said = "With `extends` nothing else is required; see above."
    head = [f"### {title}", "", said, "", "| key | what it says | value | unless said |"]
    keys = sorted(part["properties"], key=lambda key: key != first)
    return "\n".join([*head, "|---|---|---|---|", *_rows(part, keys, required), ""])


def _rows(part: Schema, keys: list[str], required: list[str]) -> Iterator[str]:
    for key in keys:
        field: Schema = part["properties"][key]
        default = field.get("default")
        unless = "required" if key in required else "–" if default is None else f"`{default}`"
        if isinstance(default, bool):
            unless = f"`{str(default).lower()}`"
        what = field.get("description") or EXTENDING.get(key, {}).get("description", "")
        yield f"| `{key}` | {what} | {_values(field)} | {unless} |"


def _values(field: Schema) -> str:
    """What may stand there, in words."""
    if field.get("anyOf") == POINT["anyOf"]:
        return "point"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1].lower()
    for key in ("allOf", "anyOf", "oneOf"):
        if key in field:
            return " or ".join(dict.fromkeys(_values(choice) for choice in field[key]))
    if field.get("type") == "array":
        return _list(field["items"])
    if field.get("type") == "object":
        return (
            "table of measures" if "oneOf" in field["additionalProperties"] else "table of limits"
        )
    return _bounded(field, TYPES[field["type"]])


def _list(items: Any) -> str:
    if isinstance(items, list):
        return f"[{', '.join(_values(item) for item in items)}]"
    return f"list of {_values(items)}"


def _bounded(field: Schema, text: str) -> str:
    if "minimum" in field:
        text += f" above {field['minimum']}"
    if "maximum" in field:
        text += f", below {field['maximum']}"
    return text
