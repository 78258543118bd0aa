"""Which exercise it is: found out where nobody said it, doubted where it is surely another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer

from posecoach.errors import ExerciseError

if TYPE_CHECKING:
    from posecoach.coach.wording import Language
    from posecoach.rules.recognise import Recognition
    from posecoach.rules.schema import Exercise
    from posecoach.types import Session


def readable() -> dict[str, Exercise]:
    """Every exercise whose file is right, by the name that --exercise takes. A user's file that
    is wrong is said on stderr, and does not keep the others from being recognised."""
    from posecoach.authoring.listing import entries

    found = entries()
    for entry in found:
        if entry.exercise is None:
            typer.echo(f"{entry.id}: left out, its file is wrong: {entry.problem}", err=True)
    return {entry.id: entry.exercise for entry in found if entry.exercise is not None}


def names_of(named: Mapping[str, Exercise]) -> dict[str, str]:
    """By the id that a file gives itself, the name that --exercise takes: that of the file."""
    return {plan.id: name for name, plan in named.items()}


def recognised(found: Recognition, names: Mapping[str, str], lang: Language = "en") -> Exercise:
    """The exercise that was recognised, said on stderr; ExerciseError where it cannot be told."""
    from posecoach.report.strings import strings

    could = [f"{names[c.exercise.id]} ({c.share:.0%})" for c in found.candidates]
    if found.best is None:
        between = f": it could be {' or '.join(could[:2])}" if could else ""
        raise ExerciseError(
            "expected to recognise one of the exercises, but it cannot be told which this is"
            f"{between}; name it with --exercise"
        )
    words = strings(lang)
    other = words.next_best.format(what=could[1]) if len(could) > 1 else ""
    typer.echo(words.recognised.format(best=could[0], other=other), err=True)
    return found.best


def say_if_mistaken(
    session: Session, size_px: tuple[int, int] | None, plan: Exercise, asked: str, lang: Language
) -> None:
    """Say on stderr where this is surely another exercise than the one that was asked for."""
    from posecoach.authoring.listing import entries
    from posecoach.report.strings import strings
    from posecoach.rules.recognise import fits, instead, recognise

    seen = session.track, session.view, size_px
    if fits(plan, *seen):
        return
    named = {e.id: e.exercise for e in entries() if e.exercise is not None}
    other = instead(plan, recognise(list(named.values()), *seen))
    if other is not None:
        best = names_of(named)[other.id]
        typer.echo(strings(lang).mistaken.format(best=best, asked=asked), err=True)
