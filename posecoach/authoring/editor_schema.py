"""The JSON Schema of exercise files, for editors: it completes keys and marks mistakes.

Draft 4, the newest that Taplo reads (the TOML language server behind most editors' support),
so what pydantic writes is put into its words. A file that extends another gives only what it
changes. Two alternatives, whole files and those, would make an editor mark all of a file for
one wrong key; so nothing that such a file may leave out is required here, and what a whole file
lacks is for ``posecoach rules check`` to say.
"""

from __future__ import annotations

from typing import Any

from posecoach.rules.schema import Exercise

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-04/schema#"

EXTENDING: Schema = {
    "extends": {
        "type": "string",
        "description": "The id, or the path from here, of the exercise that this changes.",
    },
    "drop": {
        "type": "array",
        "items": {"type": "string"},
        "description": "Rules of that exercise to leave out, by their ids.",
    },
}
"""The keys that ``rules/extend.py`` takes out before a file is validated."""

REQUIRED: dict[str, tuple[str, ...]] = {"Cycle": (), "Hold": (), "Rule": ("id",)}
"""What a file that extends another must give of these."""


def editor_schema() -> Schema:
    """The schema of whole files and of those that extend another."""
    schema: Schema = draft_4(Exercise.model_json_schema(by_alias=True))
    schema["title"] = "posecoach exercise"
    schema["properties"] = EXTENDING | schema["properties"]
    del schema["required"]
    parts: Schema = schema["definitions"]
    for name, needed in REQUIRED.items():
        del parts[name]["required"]
        if needed:
            parts[name]["required"] = list(needed)
    return {"$schema": DRAFT, **schema}


def draft_4(part: Any) -> Any:
    """What pydantic wrote in the words of draft 4; keys of ``properties`` are names and stay."""
    if isinstance(part, list):
        return [draft_4(item) for item in part]
    if not isinstance(part, dict):
        return part
    found: Schema = {}
    for key, value in part.items():
        if key in ("properties", "$defs"):
            name = "definitions" if key == "$defs" else key
            found[name] = {k: draft_4(v) for k, v in value.items()}
        else:
            found |= _keyword(key, draft_4(value))
    return found


def _keyword(key: str, value: Any) -> Schema:
    if key == "default" and value is None:
        return {}
    if key == "anyOf":
        # TOML has no null: a key without a value is left out.
        kept = [choice for choice in value if choice != {"type": "null"}]
        return {"allOf" if len(kept) == 1 else key: kept}
    if key == "const":
        return {"enum": [value]}
    if key == "prefixItems":
        return {"items": value, "additionalItems": False}
    if key in ("exclusiveMinimum", "exclusiveMaximum"):
        bound = "minimum" if key == "exclusiveMinimum" else "maximum"
        return {bound: value, key: True}
    if key == "$ref":
        return {key: str(value).replace("#/$defs/", "#/definitions/")}
    return {key: value}
