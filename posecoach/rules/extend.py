"""``extends``: an exercise file that says only how it differs from another."""

from __future__ import annotations

from typing import Any

from posecoach.errors import ExerciseError
from posecoach.rules.texts import expected

Document = dict[str, Any]
TABLES = ("measures", "cycle", "hold", "recognise")


def merge(base: Document, own: Document, source: str) -> Document:
    """``own`` laid over ``base``.

    Keys of ``own`` win; ``measures`` are joined by name, ``cycle``, ``hold`` and ``recognise`` by
    key, rules by id: a rule of the same id changes only the keys that it gives, a new one is added
    at the end. ``drop`` lists rules to leave out. A ``hold`` replaces a ``cycle`` and the other
    way round. What should be a table or a list of rules and is none stays, to be found wrong.
    ExerciseError where ``drop`` names no rule; ``source`` says where ``drop`` stands.
    """
    merged = {**base, **own}
    # The one at the bottom names the family, whatever lies between.
    family = base.get("extends", base.get("id"))
    merged["extends"] = family if isinstance(family, str) else own["extends"]
    merged |= {key: _joined(base[key], own[key]) for key in TABLES if key in base and key in own}
    if ("hold" in own) != ("cycle" in own):
        merged.pop("cycle" if "hold" in own else "hold", None)
    drop = _dropped(merged.pop("drop", []), base, own, source)
    if isinstance(base.get("rule", []), list) and isinstance(own.get("rule", []), list):
        merged["rule"] = _rules(_listed(base), _listed(own), drop)
    elif isinstance(own.get("rule"), list):
        merged["rule"] = base["rule"]
    return merged


def _joined(below: Any, above: Any) -> Any:
    """Two tables as one; what is no table instead, for it must not be hidden by one."""
    if not isinstance(above, dict):
        return above
    return {**below, **above} if isinstance(below, dict) else below


def rule_ids(document: Document) -> list[str]:
    """The ids of the rules that a document has, in their order."""
    return [name for name in map(rule_id, _listed(document)) if name is not None]


def _listed(document: Document) -> list[Any]:
    rules = document.get("rule")
    return rules if isinstance(rules, list) else []


def _dropped(drop: Any, base: Document, own: Document, source: str) -> list[Any]:
    ids = rule_ids(base)
    if not isinstance(drop, list):
        raise ExerciseError(f"{source}: drop: expected a list of rule ids, found {drop!r}")
    wrong = [words for name in drop if (words := _not_droppable(name, ids, rule_ids(own)))]
    if wrong:
        raise ExerciseError("\n".join(f"{source}: drop: {words}" for words in wrong))
    return drop


def _not_droppable(name: Any, below: list[str], own: list[str]) -> str | None:
    """Why a rule cannot be left out; None for one that can."""
    if name not in below:
        return expected(below, name)
    if name in own:
        return (
            f"expected {name!r} to be left out or changed by a [[rule]], found both; take one away"
        )
    return None


def _rules(base: list[Any], own: list[Any], drop: list[Any]) -> list[Any]:
    below = {rule_id(rule): rule for rule in base if rule_id(rule)}
    changes: dict[str | None, Document] = {}
    added = []
    for rule in own:
        name = rule_id(rule)
        if name in below and name not in changes:
            changes[name] = rule
        else:
            # A second change of one rule is whole: all that is wrong is that it is there twice.
            added.append({**below[name], **rule} if name in below else rule)
    kept = [rule for rule in base if rule_id(rule) is None or rule_id(rule) not in drop]
    return [{**r, **changes[rule_id(r)]} if rule_id(r) in changes else r for r in kept] + added


def rule_id(rule: Any) -> str | None:
    """A rule's id, None for what has none."""
    name = rule.get("id") if isinstance(rule, dict) else None
    return name if isinstance(name, str) else None
