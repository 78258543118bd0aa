"""How well verdicts agree with the truth: precision, recall, share of unknown, exact counts.

A fault that the view does not show is not asked for, as the rule itself says it cannot be
seen from there. A faulty repetition that was not counted is missed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from posecoach.authoring.cases import Case, Expect, RuleExpect
from posecoach.rules.schema import Exercise
from posecoach.types import Rep, Session

SAME_TURN_S = 0.5
"""A counted repetition that turns this near to a true one is that one."""


@dataclass(frozen=True)
class Score:
    """One rule seen from one view, or several of them together.

    ``named`` faults are true and were found, ``wrong`` were found and are not true, ``missed``
    are true and were not found; ``unknown`` of ``judged`` verdicts gave no answer.
    """

    named: int = 0
    wrong: int = 0
    missed: int = 0
    unknown: int = 0
    judged: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.named + other.named,
            self.wrong + other.wrong,
            self.missed + other.missed,
            self.unknown + other.unknown,
            self.judged + other.judged,
        )

    @property
    def precision(self) -> float | None:
        """Of the faults found, the share that is true; None for none."""
        return _share(self.named, self.named + self.wrong)

    @property
    def recall(self) -> float | None:
        """Of the true faults, the share that was found; None for none."""
        return _share(self.named, self.named + self.missed)

    @property
    def unknown_share(self) -> float | None:
        """Of the verdicts, the share without an answer; None for none."""
        return _share(self.unknown, self.judged)


@dataclass(frozen=True)
class Result:
    """One case: what was counted, from which view, and a score for each rule it shows."""

    case: Case
    counted: int
    view: str
    scores: dict[str, Score]

    @property
    def exact(self) -> bool:
        """Whether as many were counted as there are."""
        return self.counted == self.case.reps


def score_case(case: Case, exercise: Exercise, session: Session) -> Result:
    """Compare what was found in one clip with the truth."""
    view = case.view or session.view.name
    numbers = true_numbers(case, session.reps)
    scores = {
        rule.id: _score(rule.id, case, session, numbers)
        for rule in exercise.rules
        if view in rule.views and rule.id not in case.ignore
    }
    return Result(case, len(session.reps), view, scores)


def true_numbers(case: Case, reps: tuple[Rep, ...]) -> dict[int, int]:
    """The true number of each counted repetition; one that is none has none.

    By the times of the turns where the case says them, otherwise by order.
    """
    if case.turns_s is None:
        return {0: 0} | {rep.number: rep.number for rep in reps}
    apart = sorted(
        (abs(rep.turn_s - turn_s), rep.number, number)
        for rep in reps
        for number, turn_s in enumerate(case.turns_s, start=1)
    )
    found: dict[int, int] = {0: 0}
    for distance, counted, number in apart:
        if distance <= SAME_TURN_S and counted not in found and number not in found.values():
            found[counted] = number
    return found


def shortfalls(results: Iterable[Result], expect: Expect) -> tuple[str, ...]:
    """A line for everything that stays behind what the cases file expects."""
    found = list(results)
    lines = []
    exact = _share(sum(r.exact for r in found), len(found))
    if expect.counts is not None and exact is not None and exact < expect.counts:
        lines.append(f"counts: expected {expect.counts:.0%} exact, found {exact:.0%}")
    for rule, score in totals(found).items():
        lines += [f"{rule}: {text}" for text in _behind(score, expect.of(rule))]
    return tuple(lines)


def totals(results: Iterable[Result]) -> dict[str, Score]:
    """The score of each rule over all cases."""
    found: dict[str, Score] = {}
    for result in results:
        for rule, score in result.scores.items():
            found[rule] = found.get(rule, Score()) + score
    return found


def _score(rule: str, case: Case, session: Session, numbers: dict[int, int]) -> Score:
    truth = set(case.faults.get(rule, ()))
    verdicts = [v for v in session.verdicts if v.rule == rule]
    faults = [numbers.get(v.rep) for v in verdicts if v.outcome == "fault"]
    named = sum(number in truth for number in faults)
    return Score(
        named=named,
        wrong=len(faults) - named,
        missed=len(truth) - named,
        unknown=sum(v.outcome == "unknown" for v in verdicts),
        judged=len(verdicts),
    )


def _behind(score: Score, expect: RuleExpect) -> list[str]:
    lines = []
    for name in ("precision", "recall"):
        least, got = getattr(expect, name), getattr(score, name)
        if least is not None and got is not None and got < least:
            lines.append(f"{name}: expected at least {least:.2f}, found {got:.2f}")
    most, share = expect.unknown, score.unknown_share
    if most is not None and share is not None and share > most:
        lines.append(f"unknown: expected at most {most:.2f}, found {share:.2f}")
    return lines


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
