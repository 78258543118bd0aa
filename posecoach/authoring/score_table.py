"""Scores as a table: for the terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from posecoach.authoring.scores import Result, Score, totals
from posecoach.coach.wording import pick
from posecoach.rules.schema import Exercise

HEADINGS = ("rule", "view", "faults", "named", "wrongly named", "precision", "recall", "unknown")


def rows(exercise: Exercise, results: Sequence[Result]) -> list[tuple[str, ...]]:
    """A row for each rule and view that any case shows, in file order."""
    found = []
    for rule in exercise.rules:
        for view in rule.views:
            seen = [r for r in results if r.view == view and rule.id in r.scores]
            if seen:
                found.append((rule.id, view, *_cells(totals(seen)[rule.id])))
    return found


def count_line(results: Sequence[Result]) -> str:
    """ "Counted exactly: 4 of 5 clips; clip.csv: 6 in place of 5"."""
    wrong = [
        f"{r.case.source}: {r.counted} in place of {r.case.reps}" for r in results if not r.exact
    ]
    exact = f"Counted exactly: {len(results) - len(wrong)} of {len(results)} clips"
    return "; ".join([exact, *wrong])


def markdown(exercise: Exercise, results: Sequence[Result]) -> str:
    """A section with the table, ready for a page."""
    lines = [f"## {pick(exercise.name, 'en')}", "", count_line(results) + ".", ""]
    lines += [_row(HEADINGS), "|---|---|" + "--:|" * (len(HEADINGS) - 2)]
    lines += [_row(row) for row in rows(exercise, results)]
    return "\n".join(lines) + "\n"


def _cells(score: Score) -> tuple[str, ...]:
    shares = (score.precision, score.recall, score.unknown_share)
    counts = (score.named + score.missed, score.named, score.wrong)
    return (*map(str, counts), *("–" if s is None else f"{s:.2f}" for s in shares))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
