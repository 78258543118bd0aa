"""A rule of a file that extends another, meant to change one but under no id that is there."""

from __future__ import annotations

from typing import Any

from posecoach.rules.extend import rule_ids
from posecoach.rules.lines import Place
from posecoach.rules.mistakes import Mistake
from posecoach.rules.texts import expected, nearest

FEW = 3
"""A rule that lacks no more of its keys than these is meant as a new one."""


def one_for_each(
    found: tuple[Mistake, ...], whole: dict[str, Any], base: dict[str, Any]
) -> tuple[Mistake, ...]:
    """``found`` with one mistake in the place of the many keys that such a rule lacks; ``base``
    is what the file extends, ``whole`` both together."""
    lacking: dict[Place, list[str]] = {}
    for mistake in found:
        if _lacks(mistake):
            lacking.setdefault(mistake.place[:2], []).append(str(mistake.place[2]))
    many = {place: keys for place, keys in lacking.items() if len(keys) > FEW}
    kept = [m for m in found if not (_lacks(m) and m.place[:2] in many)]
    return (*kept, *(_no_such_rule(place, keys, whole, base) for place, keys in many.items()))


def _lacks(mistake: Mistake) -> bool:
    return mistake.kind == "missing" and mistake.place[0] == "rule" and len(mistake.place) == 3


def _no_such_rule(
    place: Place, keys: list[str], whole: dict[str, Any], base: dict[str, Any]
) -> Mistake:
    ids, number = rule_ids(base), int(place[1])
    named, about = whole["rule"][number].get("id"), base.get("id", "what this extends")
    if named is None:
        choices = ", ".join(ids)
        words = f"expected the id of a rule to change, one of {choices}, or a new one, found none"
        return Mistake("missing", (*place, "id"), words)
    new = "" if nearest(ids, named) else f"; a new rule needs {', '.join(keys)} too"
    words = f"{about} has no such rule: {expected(ids, named)}{new}"
    return Mistake("missing", (*place, "id"), words)
