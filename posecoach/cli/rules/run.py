"""``posecoach rules try``: run an exercise file on a clip."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.text import Text

from posecoach.cli.rules.look import FileOrId
from posecoach.cli.rules.options import (
    Clip,
    Device,
    End,
    Fps,
    Person,
    Sigma,
    Size,
    Start,
    pose_options,
    watched,
)


def try_command(
    exercise: FileOrId,
    clip: Clip,
    measure: Annotated[
        list[str] | None, typer.Option(help="Show only this measure; may be given often.")
    ] = None,
    width: Annotated[
        int | None, typer.Option(min=30, help="Characters across; the terminal's unless said.")
    ] = None,
    level: Annotated[
        Literal["beginner", "standard", "strict"], typer.Option(help="How strict to be.")
    ] = "standard",
    person: Person = "auto",
    start: Start = None,
    end: End = None,
    device: Device = "auto",
    fps: Fps = None,
    size: Size = None,
    sigma_px: Sigma = None,
) -> None:
    """Run one file on one clip and show all of it: curves with limits, and every verdict.

    Example:

      posecoach rules try my-squat.toml squat.mp4 --measure knee
    """
    from posecoach.authoring.trying import print_curves, print_verdicts, shown_measures
    from posecoach.rules.load import load_exercise

    plan = load_exercise(exercise).at_level(level)
    names = shown_measures(plan, measure or ())
    given = pose_options(fps, size, sigma_px)

    from posecoach.pipeline import AnalyzeOptions, coach_people
    from posecoach.report.strings import ENGLISH

    options = AnalyzeOptions(person=person, start_s=start, end_s=end, device=device)
    session = coach_people(clip, plan, watched(clip, options, given), options)
    console = Console(highlight=False, width=width)
    seen, count = ENGLISH.view(session.view), len(session.reps)
    pieces = "pieces of the hold" if plan.hold else "repetitions"
    console.print(Text(f"{plan.id}: {seen}, {pieces}: {count}\n", style="bold"))
    print_curves(session, plan, names, console, console.width)
    print_verdicts(session, plan, names, console)
    for note in session.notes:
        console.print(Text(f"- {note}", style="dim"))
