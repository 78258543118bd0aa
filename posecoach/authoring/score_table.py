"""Scores as tables, by exercise, rule and view: for the terminal, as Markdown and as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from posecoach.authoring.expectations import (
    by_exercise,
    exact_share,
    scolded_share,
    withheld_share,
)
from posecoach.authoring.scores import Result, Score, totals
from posecoach.coach.wording import pick

HEADINGS = (
    "exercise", "rule", "view", "faults", "named", "wrongly named", "precision", "recall", "F1",
    "unknown",
)  # fmt: skip
TEXT_COLUMNS = 3
VIEWS = ("side", "oblique", "front", "back", "unknown")
MOST_WORST = 12
GOOD_F1 = 0.95


@dataclass(frozen=True)
class Cell:
    """One rule of one exercise from one view; ``shown`` says whether the rule lists the view."""

    exercise: str
    rule: str
    view: str
    shown: bool
    score: Score


def cells(results: Sequence[Result]) -> list[Cell]:
    """A cell for each rule and view that any case has, in the order of exercises and rules."""
    found = []
    for exercise, group in by_exercise(results).items():
        for rule in group[0].exercise.rules:
            for view in VIEWS:
                seen = [r for r in group if r.view == view]
                for shown in (True, False):
                    score = totals(seen, withheld=not shown).get(rule.id)
                    if score is not None:
                        found.append(Cell(exercise, rule.id, view, shown, score))
    return found


def rows(results: Sequence[Result]) -> list[tuple[str, ...]]:
    """The table's rows; of what a view does not show, only how often it was unknown."""
    return [(c.exercise, c.rule, c.view, *_cells(c)) for c in cells(results)]


def worst(results: Sequence[Result]) -> list[str]:
    """Cells that fall short, in words: the lowest F1 first, then what was told unseen."""
    found = cells(results)
    low = [c for c in found if c.shown and _f1(c) < GOOD_F1]
    low.sort(key=_f1)
    told = [c for c in found if not c.shown and c.score.unknown < c.score.judged]
    told.sort(key=lambda c: c.score.unknown_share or 0)
    lines = [f"{_place(c)}: F1 {_share(c.score.f1)}, {_faults(c.score)}" for c in low[:MOST_WORST]]
    return lines + [
        f"{_place(c)}: {c.score.judged - c.score.unknown} of {c.score.judged} verdicts given, "
        "which the view cannot show"
        for c in told[:MOST_WORST]
    ]


def summary(results: Sequence[Result]) -> list[str]:
    """All together: counts, faults, corrections of clean repetitions, what views cannot show."""
    asked = sum(totals(results).values(), Score())
    kept = sum(totals(results, withheld=True).values(), Score())
    clean, scolded = sum(r.clean for r in results), sum(r.scolded for r in results)
    listed = [r for r in results if r.view in r.exercise.views]
    lines = [
        count_line(results),
        f"Counted exactly from the views that the exercises list: {sum(r.exact for r in listed)} "
        f"of {len(listed)} ({_percent(exact_share(listed))})",
        f"Faults that the view shows: F1 {_share(asked.f1)}, {_faults(asked)}",
        fault_line(results),
        f"Repetitions without a fault that got a correction: {scolded} of {clean} "
        f"({_percent(scolded_share(results))})",
        f"Unknown where the view cannot show it: {kept.unknown} of {kept.judged} "
        f"({_percent(withheld_share(results))})",
    ]
    return lines


def fault_line(results: Sequence[Result]) -> str:
    """How many faults, over all views that show them, are told well, and which are not."""
    found: dict[str, Score] = {}
    for cell in cells(results):
        name = f"{cell.exercise}, {cell.rule}"
        if cell.shown and cell.score.f1 is not None:
            found[name] = found.get(name, Score()) + cell.score
    low = [f"{name} {_share(s.f1)}" for name, s in found.items() if (s.f1 or 0.0) < GOOD_F1]
    good = f"{len(found) - len(low)} of {len(found)} with an F1 of {GOOD_F1:g} or more"
    return "; ".join([f"Fault by fault, over the views that show it: {good}", *low])


def count_line(results: Sequence[Result]) -> str:
    """ "Counted exactly: 4 of 5 clips (80.0%); clip.csv: 6 in place of 5"."""
    wrong = [
        f"{r.case.source}: {r.counted} in place of {r.case.reps}" for r in results if not r.exact
    ]
    exact = f"Counted exactly: {len(results) - len(wrong)} of {len(results)} clips"
    return "; ".join([f"{exact} ({_percent(exact_share(results))})", *wrong])


def markdown(results: Sequence[Result]) -> str:
    """All together, the worst cells, and a section for each exercise, ready for a page."""
    lines = ["## All together", "", *(f"- {line}." for line in summary(results)), ""]
    bad = worst(results)
    if bad:
        lines += ["The worst cells:", "", *(f"- {line}" for line in bad), ""]
    for group in by_exercise(results).values():
        lines += [f"## {pick(group[0].exercise.name, 'en')}", "", count_line(group) + ".", ""]
        lines += [_row(HEADINGS[1:]), "|---|---|" + "--:|" * (len(HEADINGS) - TEXT_COLUMNS)]
        lines += [*(_row(row[1:]) for row in rows(group)), ""]
    return "\n".join(lines).rstrip() + "\n"


def as_data(results: Sequence[Result]) -> dict[str, object]:
    """The same for other programs; schema 1."""
    return {
        "schema": 1,
        "clips": [
            {
                "source": r.case.source,
                "exercise": r.exercise.id,
                "view": r.view,
                "reps": r.case.reps,
                "counted": r.counted,
                "clean": r.clean,
                "scolded": r.scolded,
            }
            for r in results
        ],
        "exact": exact_share(results),
        "scolded": scolded_share(results),
        "withheld": withheld_share(results),
        "cells": [asdict(cell) | {"f1": cell.score.f1} for cell in cells(results)],
    }


def _cells(cell: Cell) -> tuple[str, ...]:
    score = cell.score
    if not cell.shown:
        told = score.judged - score.unknown
        # What was said of it, right or wrong, is a guess.
        guessed = "hidden" if told == 0 else f"hidden, {told} told"
        return (guessed, *["–"] * 5, _share(score.unknown_share))
    shares = (score.precision, score.recall, score.f1, score.unknown_share)
    counts = (score.named + score.missed, score.named, score.wrong)
    return (*map(str, counts), *map(_share, shares))


def _f1(cell: Cell) -> float:
    """Where nothing is true or found there is nothing bad."""
    return 1.0 if cell.score.f1 is None else cell.score.f1


def _place(cell: Cell) -> str:
    return f"{cell.exercise}, {cell.rule}, {cell.view}"


def _faults(score: Score) -> str:
    return (
        f"{score.named} of {score.named + score.missed} named, {score.wrong} wrongly, "
        f"{score.unknown} of {score.judged} verdicts unknown"
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _row(row: Sequence[str]) -> str:
    return f"| {' | '.join(row)} |"
