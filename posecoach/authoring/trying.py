"""What one exercise file makes of one clip, in full: every curve, every verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from posecoach.authoring.curves import curve, repetitions, value_range
from posecoach.coach.wording import VIEW_NAMES, bounds, clock, pick, quantity
from posecoach.errors import UsageError
from posecoach.rules.schema import Exercise, Rule
from posecoach.rules.texts import expected
from posecoach.rules.units import unit_of
from posecoach.types import Session, Verdict

HEIGHT = 6
LABEL = 8
"""Columns left of a curve, for the numbers at its ends."""

REASONS: dict[str, str] = {
    "too_close": "too close to the limit to call",
    "hidden": "not seen well enough",
    "cut_off": "out of the picture",
    "view": "not shown from here; film {view}",
    "direction": "not clear from where it was filmed",
    "superseded": "pointless, because another rule is broken",
    "few_reps": "too few repetitions to see a drift",
}
STYLES = {"ok": "green", "fault": "yellow", "unknown": "dim"}


def shown_measures(exercise: Exercise, asked: Sequence[str]) -> tuple[str, ...]:
    """Which measures to show: those asked for, else all that are counted or judged by.

    UsageError for a name that the file does not have.
    """
    for name in asked:
        if name not in exercise.measures:
            raise UsageError(f"--measure: {expected(exercise.measures, name)}")
    if asked:
        return tuple(asked)
    counted = list(exercise.hold.posture) if exercise.hold is not None else [exercise.main_measure]
    used = {*counted, *(rule.measure for rule in exercise.rules)}
    return tuple(name for name in exercise.measures if name in used)


def limits_of(exercise: Exercise, name: str) -> tuple[float, ...]:
    """The limits that a curve can be held against: of rules that judge the value itself."""
    bound = [
        value
        for rule in exercise.rules
        if rule.measure == name and not (rule.relative_to or rule.drift or rule.reduce == "range")
        for _, value in rule.limit.bounds
    ]
    held = exercise.hold.posture.get(name) if exercise.hold is not None else None
    return tuple(sorted({*bound, *(v for _, v in (held.bounds if held else ()))}))


def print_curves(
    session: Session, exercise: Exercise, names: Sequence[str], console: Console, width: int
) -> None:
    """Each measure over time, with its limits dashed and the repetitions marked below."""
    room = max(width - LABEL, 10)
    for name in names:
        # A measure of both sides has a curve for each.
        for part in (name, f"{name}.left", f"{name}.right"):
            if part == name or name not in session.measures:
                _print_curve(session, exercise, name, part, console, room)


def _print_curve(
    session: Session, exercise: Exercise, name: str, part: str, console: Console, room: int
) -> None:
    measure, limits = session.measures.get(part), limits_of(exercise, name)
    if measure is None:
        return
    low, high = value_range(measure.value, limits)
    said = ", ".join(quantity(v, measure.unit) for v in limits)
    title = Text(part, style="bold").append(f"  limit {said}" if said else "", style="not bold dim")
    console.print(title)
    if not any(map(math.isfinite, measure.value)):
        console.print(Text("  not measured in any frame\n", style="dim"))
        return
    rows = curve(measure.time_s, measure.value, room, HEIGHT, limits)
    labels = [quantity(high, measure.unit), *[""] * (HEIGHT - 2), quantity(low, measure.unit)]
    for label, row in zip(labels, rows, strict=True):
        console.print(Text(f"{label:>{LABEL - 1}} {row}"), no_wrap=True, crop=True)
    span = float(measure.time_s[0]), float(measure.time_s[-1])
    console.print(Text(" " * LABEL + repetitions(session.reps, span, room)), no_wrap=True)
    times = f"{clock(span[0])}{clock(span[1]):>{room - len(clock(span[0]))}}"
    console.print(Text(" " * LABEL + times + "\n", style="dim"), no_wrap=True)


def print_verdicts(
    session: Session, exercise: Exercise, names: Sequence[str], console: Console
) -> None:
    """A row for each repetition and rule on those measures: outcome, measured +- sigma, limit,
    and why."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("#", justify="right")
    for heading in ("rule", "outcome", "measured", "limit", "why"):
        table.add_column(heading)
    for verdict in sorted(session.verdicts, key=lambda v: v.rep):
        rule = exercise.rule(verdict.rule)
        if rule.measure not in names:
            continue
        unit = unit_of(exercise, rule.measure)
        number = str(verdict.rep) if verdict.rep else "set"
        table.add_row(
            number,
            rule.id,
            Text(verdict.outcome, style=STYLES[verdict.outcome]),
            _measured(verdict, unit),
            bounds(rule.limit, unit, "en"),
            Text(_why(verdict, rule)),
        )
    if table.row_count:
        console.print(table)
    else:
        console.print(f"No rule judges {' or '.join(names)}.", markup=False)


def _measured(verdict: Verdict, unit: str) -> str:
    if not math.isfinite(verdict.measured):
        return "–"
    return f"{quantity(verdict.measured, unit)} ± {quantity(verdict.sigma, unit)}"


def _why(verdict: Verdict, rule: Rule) -> str:
    words = REASONS.get(verdict.reason, verdict.reason)
    return words.format(view=pick(VIEW_NAMES[rule.views[0]], "en"))
