"""How well verdicts agree with the truth about one clip, and over many.

A fault that the view does not show is not asked for: there every verdict must be unknown, which
is counted by itself. A faulty repetition that was not counted is missed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from posecoach.authoring.cases import Case
from posecoach.rules.schema import Exercise
from posecoach.types import Rep, Session, Verdict

SAME_TURN_S = 0.5
"""A counted repetition that turns this near to a true one is that one."""


@dataclass(frozen=True)
class Score:
    """One rule seen from one view, or several of them together.

    ``named`` faults are true and were found, ``wrong`` were found and are not true, ``missed``
    are true and were not found; ``unknown`` of ``judged`` verdicts gave no answer. Faults too
    slight to be told are in none of the first three.
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
        return share(self.named, self.named + self.wrong)

    @property
    def recall(self) -> float | None:
        """Of the true faults, the share that was found; None for none."""
        return share(self.named, self.named + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None where nothing is true or found."""
        return share(2 * self.named, 2 * self.named + self.wrong + self.missed)

    @property
    def unknown_share(self) -> float | None:
        """Of the verdicts, the share without an answer; None for none."""
        return share(self.unknown, self.judged)


@dataclass(frozen=True)
class Result:
    """One case: what was counted, from which view, and scores by rule.

    ``scores`` are of the rules that the view shows, ``withheld`` of the others. ``clean``
    repetitions were found and break no rule; ``scolded`` ones among them got a correction.
    """

    case: Case
    exercise: Exercise
    counted: int
    view: str
    scores: dict[str, Score]
    withheld: dict[str, Score]
    clean: int
    scolded: int

    @property
    def exact(self) -> bool:
        """Whether as many were counted as there are."""
        return self.counted == self.case.reps


def score_case(case: Case, exercise: Exercise, session: Session) -> Result:
    """Compare what was found in one clip with the truth."""
    view = case.view or session.view.name
    numbers = true_numbers(case, session.reps)
    asked = [rule for rule in exercise.rules if rule.id not in case.ignore]
    scores = {rule.id: _score(rule.id, case, session, numbers) for rule in asked}
    shown = {rule.id for rule in asked if view in rule.views}
    clean = _clean(case, numbers)
    named = {numbers.get(v.rep) for v in _faults(session, scores)}
    return Result(
        case,
        exercise,
        len(session.reps),
        view,
        {name: score for name, score in scores.items() if name in shown},
        {name: score for name, score in scores.items() if name not in shown},
        len(clean),
        len(clean & named),
    )


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


def totals(results: Iterable[Result], withheld: bool = False) -> dict[str, Score]:
    """The score of each rule over all cases, by its id; of those the views do not show."""
    found: dict[str, Score] = {}
    for result in results:
        for rule, score in (result.withheld if withheld else result.scores).items():
            found[rule] = found.get(rule, Score()) + score
    return found


def share(part: int, whole: int) -> float | None:
    """A share, None of nothing."""
    return part / whole if whole else None


def _score(rule: str, case: Case, session: Session, numbers: dict[int, int]) -> Score:
    truth, slight = set(case.faults.get(rule, ())), set(case.slight.get(rule, ()))
    verdicts = [v for v in session.verdicts if v.rule == rule]
    faults = [numbers.get(v.rep) for v in _faults(session, (rule,))]
    named = sum(number in truth for number in faults)
    return Score(
        named=named,
        wrong=len(faults) - named - sum(number in slight for number in faults),
        missed=len(truth) - named,
        unknown=sum(v.outcome == "unknown" for v in verdicts),
        judged=len(verdicts),
    )


def _faults(session: Session, rules: Iterable[str]) -> list[Verdict]:
    wanted = set(rules)
    return [v for v in session.verdicts if v.rule in wanted and v.outcome == "fault"]


def _clean(case: Case, numbers: dict[int, int]) -> set[int]:
    """The true repetitions that were found and break no rule, not even slightly."""
    told = (*case.faults.values(), *case.slight.values())
    faulty = {number for found in told for number in found}
    return {number for number in numbers.values() if number > 0} - faulty
