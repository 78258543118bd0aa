"""``extends``: an exercise file that says only how it differs from another."""

from __future__ import annotations

from typing import Any

from posecoach.errors import ExerciseError
from posecoach.rules.texts import expected

Document = dict[str, Any]


def merge(base: Document, own: Document, source: str) -> Document:
    """``own`` laid over ``base``.

    Keys of ``own`` win; ``measures`` are joined by name, ``cycle``, ``hold`` and
    ``recognise`` by key, rules by
    id: a rule of the same id changes only the keys that it gives, a new one is added at the
    end. ``drop`` lists rules to leave out. A ``hold`` replaces a ``cycle`` and the other way
    round. ExerciseError where ``drop`` names no rule; ``source`` says where ``drop`` stands.
    """
    merged = {**base, **own}
    # The one at the bottom names the family, whatever lies between.
    merged["extends"] = base.get("extends", base.get("id"))
    drop = merged.pop("drop", [])
    for key in ("measures", "cycle", "hold", "recognise"):
        parts = [part for part in (base.get(key), own.get(key)) if isinstance(part, dict)]
        if parts:
            merged[key] = {name: value for part in parts for name, value in part.items()}
    if "hold" in own:
        merged.pop("cycle", None)
    if "cycle" in own:
        merged.pop("hold", None)
    merged["rule"] = _rules(_tables(base), _tables(own), drop, source)
    return merged


def _tables(document: Document) -> list[Document]:
    rules = document.get("rule", [])
    return [r for r in rules if isinstance(r, dict)] if isinstance(rules, list) else []


def _rules(base: list[Document], own: list[Document], drop: Any, source: str) -> list[Document]:
    ids = [str(rule.get("id")) for rule in base]
    if not isinstance(drop, list):
        raise ExerciseError(f"{source}: drop: expected a list of rule ids, found {drop!r}")
    for name in drop:
        if name not in ids:
            raise ExerciseError(f"{source}: drop: {expected(ids, name)}")
    changes = {str(rule.get("id")): rule for rule in own}
    kept = [{**rule, **changes.get(str(rule.get("id")), {})} for rule in base]
    kept = [rule for rule in kept if rule.get("id") not in drop]
    return kept + [rule for rule in own if str(rule.get("id")) not in ids]
