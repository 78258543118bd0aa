"""Which of many possible rules go into the file: those that tell good from bad come first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from posecoach.authoring.bounds import Bound
from posecoach.authoring.parts import PARTS, text
from posecoach.authoring.probes import RANGE, RETURN, Cycle, Probe
from posecoach.errors import ExerciseError
from posecoach.rules.load import parse_exercise
from posecoach.types import Array

MOST_RULES = 8
"""Nobody reads a file with more, and hardly anybody can mind more."""


@dataclass(frozen=True)
class Candidate:
    """A limit that could become a rule: what it is about, in which ``unit``, what was measured
    in the good and the bad repetitions (NaN: not seen), and whether it is ``usual``, worth
    having without any bad ones."""

    probe: Probe
    bound: Bound
    unit: str
    good: Array
    bad: Array
    usual: bool

    @property
    def rule_id(self) -> str:
        """The movement's own two keep their names; others say which way is wrong."""
        if self.probe.id in (RANGE, RETURN) and self.usual:
            return self.probe.id
        return f"{self.probe.id}_{'high' if self.bound.side == 'max' else 'low'}"


@dataclass(frozen=True)
class LeftOut:
    """Something without a rule, and why: a verdict's reason, uncertain, no_room, same or many."""

    name: str
    why: str


def chosen(
    found: Sequence[Candidate], view: str, cycle: Cycle
) -> tuple[tuple[Candidate, ...], tuple[LeftOut, ...]]:
    """The rules of the file, and usual ones that are left out.

    First the fewest that tell the bad repetitions from the good ones: again and again the one
    that catches most of those not caught yet, so that one fault is not said in five ways. Then
    what is usual and catches none.
    """
    fitting = [c for c in found if has_room(c, view, cycle)]
    no_room = [c for c in found if c.usual and not any(c is f for f in fitting)]
    telling = _cover(fitting)
    plain = [c for c in fitting if c.usual and not c.bound.separates]
    rules = _in_order([*telling, *plain][:MOST_RULES], found)
    many = [*telling, *plain][MOST_RULES:]
    same = [c for c in fitting if c.usual and c.bound.separates and not _among(c, telling)]
    left_out = [(no_room, "no_room"), (same, "same"), (many, "many")]
    return rules, tuple(LeftOut(c.probe.name[0], why) for group, why in left_out for c in group)


def has_room(candidate: Candidate, view: str, cycle: Cycle) -> bool:
    """Whether the limit can be kept and broken at all: no angle is below 0."""
    rule = candidate.probe.rule("x", candidate.bound.side, candidate.bound.bound, [view])
    try:
        parse_exercise(document("x", ("x", "x"), view, cycle, [rule]), "learning")
    except ExerciseError:
        return False
    return True


def document(
    exercise_id: str, name: tuple[str, str], view: str, cycle: Cycle, rules: list[dict[str, Any]]
) -> dict[str, Any]:
    """A whole exercise, as a file says it, with the measures that it needs."""
    names = [cycle.part.name]
    for rule in rules:
        names += [str(PARTS[rule["measure"]].body.get("of", rule["measure"])), rule["measure"]]
    return {
        "schema": 1,
        "id": exercise_id,
        "name": text(name),
        "views": [view],
        "measures": {name: PARTS[name].document() for name in dict.fromkeys(names)},
        "cycle": cycle.document(),
        "rule": rules,
    }


def _cover(found: Sequence[Candidate]) -> list[Candidate]:
    """Greedily; the movement's own range before others, then what is usual, then what tells
    them apart more clearly."""
    picked: list[Candidate] = []
    caught: frozenset[int] = frozenset()

    def worth(c: Candidate) -> tuple[int, bool, bool, float]:
        return len(c.bound.caught - caught), c.rule_id == RANGE, c.usual, c.bound.gap

    while best := max(found, key=worth, default=None):
        if not best.bound.caught - caught:
            break
        picked.append(best)
        caught |= best.bound.caught
    return picked


def _in_order(rules: Sequence[Candidate], found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Those that tell good from bad first, otherwise as they are listed."""
    kept = [c for c in found if _among(c, rules)]
    return tuple(sorted(kept, key=lambda c: not c.bound.separates))


def _among(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    return any(candidate is other for other in others)
