"""The summary that a person reads in the terminal: short, and readable without colour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from posecoach.coach.wording import Language, clock, measure_label, pick, quantity
from posecoach.report.strings import Strings, strings
from posecoach.rules.schema import Exercise, Rule
from posecoach.rules.units import unit_of
from posecoach.types import Correction, Rep, Session, Verdict

MAIN_CORRECTIONS = 3
"""Nobody can mend more at once; the rest is only named."""


def print_session(
    session: Session, exercise: Exercise, console: Console, lang: Language = "en"
) -> None:
    """Print what ``exercise`` says of ``session``: view and count, repetitions, at most three
    corrections, what went well, what could not be judged and how to film it."""
    words = strings(lang)
    console.print(_headline(session, exercise, words, lang))
    if session.reps:
        console.print(_table(session, exercise, words, lang))
        _print_corrections(session, exercise, console, words, lang)
    _print_list(console, words.went_well, session.praise)
    _print_list(console, words.keep_in_mind if session.reps else "", session.notes)


def _headline(session: Session, exercise: Exercise, words: Strings, lang: Language) -> Text:
    line = Text(pick(exercise.name, lang), style="bold")
    count = _held(session, words) if exercise.hold else _counted(session, words)
    parts = (words.view(session.view), count)
    return line.append(": " + ", ".join(parts), style="not bold")


def _counted(session: Session, words: Strings) -> str:
    count = len(session.reps)
    reps = (words.no_reps, words.one_rep)[count] if count < 2 else words.many_reps
    text = reps.format(n=count)
    left = sum(rep.side == "left" for rep in session.reps)
    right = sum(rep.side == "right" for rep in session.reps)
    return text + words.left_right.format(left=left, right=right) if left + right else text


def _held(session: Session, words: Strings) -> str:
    """Time held, time of it without a fault, and breaks."""
    pieces = session.reps
    if not pieces:
        return words.not_held
    faulty = {v.rep for v in session.verdicts if v.outcome == "fault"}
    total = sum(p.end_s - p.start_s for p in pieces)
    clean = sum(p.end_s - p.start_s for p in pieces if p.number not in faulty)
    breaks = sum(b.start_s - a.end_s > 1e-6 for a, b in pairwise(pieces))
    text = words.held.format(total=total, clean=clean)
    return text + words.breaks.format(n=breaks) if breaks else text


def _table(session: Session, exercise: Exercise, words: Strings, lang: Language) -> Table:
    label, depths = _depths(session, exercise, lang)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("#", justify="right")
    table.add_column(words.column_time, no_wrap=True)
    table.add_column(Text(label), justify="right")
    table.add_column(words.column_change)
    for rep, depth in zip(session.reps, depths, strict=True):
        time = f"{clock(rep.start_s)}–{clock(rep.end_s)}"
        change = _change(session, exercise, rep, words, lang)
        number = str(rep.number)
        if rep.side is not None:
            number += f" {words.sides[rep.side]}"
        table.add_row(number, time, depth, change)
    return table


def _depths(session: Session, exercise: Exercise, lang: Language) -> tuple[str, list[str]]:
    """What to call a repetition's depth, and each repetition's.

    The first rule judged at the turn says it best (the knee angle of a squat). Where the view
    does not show that, it is what repetitions are counted by.
    """
    rule = next((r for r in exercise.rules if r.at in ("turn", "hold") and not r.drift), None)
    if rule is not None:
        by_rep = {v.rep: v.measured for v in session.verdicts if v.rule == rule.id}
        if any(math.isfinite(value) for value in by_rep.values()):
            values = [by_rep.get(rep.number, math.nan) for rep in session.reps]
            unit = unit_of(exercise, rule.measure)
            return measure_label(exercise, rule, lang), [_number(v, unit) for v in values]
    counted = exercise.main_measure
    measure = session.measures[counted]
    label = exercise.measures[counted].label
    name = counted.replace("_", " ") if label is None else pick(label, lang)
    values = [_value_at(measure.time_s, measure.value, rep.turn_s) for rep in session.reps]
    return name, [_number(v, measure.unit) for v in values]


def _value_at(time_s: np.ndarray, value: np.ndarray, moment_s: float) -> float:
    return float(value[np.abs(time_s - moment_s).argmin()])


def _number(value: float, unit: str) -> str:
    return quantity(value, unit) if math.isfinite(value) else "–"


def _change(session: Session, exercise: Exercise, rep: Rep, words: Strings, lang: Language) -> Text:
    """The names of what was wrong in one repetition, else that it was good, if anything was,
    and what of importance is so near its limit that nobody can tell."""
    verdicts = [v for v in session.verdicts if v.rep == rep.number]
    faults = [exercise.rule(v.rule) for v in verdicts if v.outcome == "fault"]
    if faults:
        return Text(_names(faults, lang), style="yellow")
    if not any(v.outcome == "ok" for v in verdicts):
        return Text(words.not_judged, style="dim")
    important = _open(verdicts, exercise)
    if important:
        return Text(words.close.format(what=_names(important, lang)), style="green")
    return Text(words.good, style="green")


def _open(verdicts: Sequence[Verdict], exercise: Exercise) -> list[Rule]:
    """The important rules that are too close to their limits to call."""
    rules = [exercise.rule(v.rule) for v in verdicts if v.reason == "too_close"]
    return [rule for rule in rules if rule.severity == "major"]


def _without_corrections(session: Session, exercise: Exercise, words: Strings) -> str:
    if not any(v.outcome == "ok" for v in session.verdicts):
        return words.nothing_judged
    unclear = _open(session.verdicts, exercise)
    return words.nothing_clear if unclear else words.nothing_wrong


def _names(rules: list[Rule], lang: Language) -> str:
    return ", ".join(pick(rule.name, lang) for rule in rules)


def _print_corrections(
    session: Session, exercise: Exercise, console: Console, words: Strings, lang: Language
) -> None:
    if not session.corrections:
        console.print(_without_corrections(session, exercise, words))
        return
    console.print(Text(words.work_on, style="bold"))
    for number, correction in enumerate(session.corrections[:MAIN_CORRECTIONS], start=1):
        _print_correction(number, correction, console)
    rest = session.corrections[MAIN_CORRECTIONS:]
    if rest:
        names = ", ".join(pick(exercise.rule(c.rule).name, lang) for c in rest)
        console.print(Padding(Text(words.more.format(what=names)), (0, 0, 0, 2)))


def _print_correction(number: int, correction: Correction, console: Console) -> None:
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_row(Text(f"  {number}."), Text(correction.text))
    if correction.detail:
        row.add_row("", Text(correction.detail, style="dim"))
    console.print(row)


def _print_list(console: Console, title: str, sentences: tuple[str, ...]) -> None:
    if not sentences:
        return
    console.print()
    if title:
        console.print(Text(title, style="bold"))
    for sentence in sentences:
        row = Table.grid(padding=(0, 1, 0, 0))
        row.add_row(Text("  -"), Text(sentence))
        console.print(row)
