"""``posecoach rules try | test``: run exercise files on clips."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table
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

BEHIND = 1
"""Exit code of a test that stays behind its expectations."""


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

    options = AnalyzeOptions(person=person, start_s=start, end_s=end, device=device)
    session = coach_people(clip, plan, watched(clip, options, given), options)
    console = Console(highlight=False, width=width)
    seen, count = session.view.facing.replace("_", " "), len(session.reps)
    pieces = "pieces of the hold" if plan.hold else "repetitions"
    console.print(Text(f"{plan.id}: seen from {seen}, {pieces}: {count}\n", style="bold"))
    print_curves(session, plan, names, console, console.width)
    print_verdicts(session, plan, names, console)
    for note in session.notes:
        console.print(Text(f"- {note}", style="dim"))


def compare_command(
    exercise: FileOrId,
    cases: Annotated[
        Path, typer.Argument(metavar="CASES.toml", help="Clips, and what is known of them.")
    ],
    markdown: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Write the table here too."),
    ] = None,
    device: Device = "auto",
) -> None:
    """Compare a file's verdicts with the truth about clips: precision and recall for each rule.

    Ends with 1 where a rule stays behind what the cases file expects. docs/exercise-files.md
    shows such a file.
    """
    from posecoach.authoring.cases import load_cases
    from posecoach.rules.load import load_exercise

    plan = load_exercise(exercise)
    asked = load_cases(cases, plan)

    from posecoach.authoring.score_table import HEADINGS, count_line, rows
    from posecoach.authoring.score_table import markdown as as_markdown
    from posecoach.authoring.scores import score_case, shortfalls
    from posecoach.authoring.writing import write_text
    from posecoach.pipeline import AnalyzeOptions, coach_people

    results = []
    for case in asked.cases:
        options = AnalyzeOptions(person=case.person, device=device)
        source = str(cases.parent / case.source)
        people = watched(source, options, pose_options(case.fps, case.size, None))
        results.append(score_case(case, plan, coach_people(source, plan, people, options)))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for i, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="left" if i < 2 else "right")
    for row in rows(plan, results):
        table.add_row(*row)
    console = Console(highlight=False)
    console.print(table)
    console.print(Text(count_line(results)))
    if markdown is not None:
        write_text(markdown, as_markdown(plan, results))
    behind = shortfalls(results, asked.expect)
    for line in behind:
        console.print(Text(line, style="yellow"))
    if behind:
        raise typer.Exit(BEHIND)
