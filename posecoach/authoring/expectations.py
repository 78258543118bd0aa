"""Where scores stay behind what a cases file expects."""

from __future__ import annotations

from collections.abc import Sequence

from posecoach.authoring.cases import Expect, RuleExpect
from posecoach.authoring.scores import Result, Score, share, totals

LEAST = ("precision", "recall", "f1")


def by_exercise(results: Sequence[Result]) -> dict[str, list[Result]]:
    """The results of each exercise, by its id, in the order of the cases."""
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.exercise.id, []).append(result)
    return found


def exact_share(results: Sequence[Result]) -> float | None:
    """Of the clips, the share that was counted exactly."""
    return share(sum(r.exact for r in results), len(results))


def scolded_share(results: Sequence[Result]) -> float | None:
    """Of the repetitions that break no rule, the share that got a correction."""
    return share(sum(r.scolded for r in results), sum(r.clean for r in results))


def withheld_share(results: Sequence[Result]) -> float | None:
    """Of the verdicts that the views cannot show, the share that is unknown."""
    return sum(totals(results, withheld=True).values(), Score()).unknown_share


def shortfalls(results: Sequence[Result], expect: Expect) -> tuple[str, ...]:
    """A line for everything that stays behind what the cases file expects."""
    lines = _least("counts", expect.counts, exact_share(results), "exact")
    lines += _most("scolded", expect.scolded, scolded_share(results), "of the clean ones")
    lines += _least("withheld", expect.withheld, withheld_share(results), "unknown")
    groups = by_exercise(results)
    for exercise, group in groups.items():
        for rule, score in totals(group).items():
            name = rule if len(groups) == 1 else f"{exercise} {rule}"
            lines += [f"{name}: {text}" for text in _behind(score, expect.of(rule))]
    return tuple(lines)


def _least(name: str, least: float | None, got: float | None, what: str) -> list[str]:
    if least is None or got is None or got >= least:
        return []
    return [f"{name}: expected {_percent(least)} {what}, found {_percent(got)}"]


def _most(name: str, most: float | None, got: float | None, what: str) -> list[str]:
    if most is None or got is None or got <= most:
        return []
    return [f"{name}: expected at most {_percent(most)} {what}, found {_percent(got)}"]


def _percent(value: float) -> str:
    """Whole percents, or one place more where that would round a shortfall away."""
    return f"{value:.0%}" if abs(100 * value - round(100 * value)) < 1e-9 else f"{value:.1%}"


def _behind(score: Score, expect: RuleExpect) -> list[str]:
    lines = []
    for name in LEAST:
        least, got = getattr(expect, name), getattr(score, name)
        if least is not None and got is not None and got < least:
            lines.append(f"{name}: expected at least {least:.2f}, found {got:.2f}")
    most, found = expect.unknown, score.unknown_share
    if most is not None and found is not None and found > most:
        lines.append(f"unknown: expected at most {most:.2f}, found {found:.2f}")
    return lines
