"""``posecoach rules test``: verdicts against the truth about clips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from posecoach.cli.outputs import keep_apart
from posecoach.cli.rules.options import Device, pose_options
from posecoach.errors import UsageError

if TYPE_CHECKING:
    from posecoach.authoring.cases import Case
    from posecoach.authoring.scores import Result
    from posecoach.rules.schema import Exercise

BEHIND = 1
"""Exit code of a test that stays behind its expectations."""


def compare_command(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="[FILE|ID] CASES.toml",
            help="An exercise for the cases that name none; clips, and what is known of them.",
        ),
    ],
    markdown: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Write the tables here too."),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Write all numbers here too."),
    ] = None,
    device: Device = "auto",
) -> None:
    """Compare verdicts with the truth about clips, by exercise, rule and view.

    Each case of CASES.toml is a clip; all keys but source and reps may be left out:

      \\[\\[case]]

      source = "squat.mp4" (or a pose file), exercise = "squat", reps = 5

      faults = { depth = [2, 4] }: the repetitions that break a rule

      slight = { depth = [5] }: those that break it by too little to be told

      view = "side", turns_s = [2.1, 5.0, 8.2, 11.0, 13.9]

    The table shows true faults, how many were named, how many were named
    wrongly, and the share of unknown verdicts. A rule that does not list the
    view must say unknown. The command ends with 1 where less is reached than
    the file expects:

      \\[expect]

      counts = 0.98: clips counted exactly, at least

      f1 = 0.95: of each rule (precision, recall, unknown too), at least

      scolded = 0.01: clean repetitions that get a correction, at most

      withheld = 1.0: unknown where the view cannot show it, at least

    Examples:

      posecoach rules test my-squat.toml cases.toml

      posecoach rules test cases.toml --markdown accuracy.md --json accuracy.json
    """
    from posecoach.authoring.cases import exercises_of, load_cases
    from posecoach.rules.load import load_exercise

    named, path = _exercise_and_cases(names)
    asked = load_cases(path)
    plans = exercises_of(asked, path, None if named is None else load_exercise(named))
    read = (path, *(path.parent / case.source for case in asked.cases))
    keep_apart({"--markdown": markdown, "--json": json}, (*read, *names))

    from posecoach.authoring.expectations import shortfalls
    from posecoach.authoring.score_table import as_data
    from posecoach.authoring.score_table import markdown as as_markdown
    from posecoach.files import save_text

    results = list(_results(asked.cases, plans, path.parent, device))
    _print(results)
    if markdown is not None:
        save_text(markdown, as_markdown(results))
    if json is not None:
        save_text(json, dumps(as_data(results), indent=1) + "\n")
    behind = shortfalls(results, asked.expect)
    for line in behind:
        Console(highlight=False).print(Text(line, style="yellow"))
    if behind:
        raise typer.Exit(BEHIND)


def _exercise_and_cases(names: Sequence[str]) -> tuple[str | None, Path]:
    if len(names) > 2:
        raise UsageError(
            f"expected at most an exercise and one cases file, found {len(names)} names; "
            "a cases file may span exercises"
        )
    return (names[0] if len(names) == 2 else None), Path(names[-1])


def _results(
    cases: Sequence[Case], plans: Sequence[Exercise], folder: Path, device: str
) -> Iterator[Result]:
    """Each case coached and compared, with a bar on stderr."""
    from posecoach.authoring.scores import score_case
    from posecoach.authoring.sources import people_in
    from posecoach.pipeline import AnalyzeOptions, coach_people

    with _progress() as progress:
        task = progress.add_task("", total=len(cases))
        for case, plan in zip(cases, plans, strict=True):

            def watching(done: int, _: int | None, name: str = case.source) -> None:
                progress.update(task, description=f"{escape(name)}, frame {done}")

            progress.update(task, description=escape(case.source))
            options = AnalyzeOptions(person=case.person, device=device)
            source, given = str(folder / case.source), pose_options(case.fps, case.size, None)
            people = people_in(source, options, given, watching)
            yield score_case(case, plan, coach_people(source, plan, people, options))
            progress.advance(task)


def _progress() -> Progress:
    columns = (
        TextColumn("comparing"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _print(results: Sequence[Result]) -> None:
    from posecoach.authoring.score_table import HEADINGS, TEXT_COLUMNS, rows, summary, worst

    # A single exercise needs no column of its own: lines must fit a narrow terminal.
    first = int(len({r.exercise.id for r in results}) == 1)
    table = Table(box=None, pad_edge=False, padding=(0, 1 + first, 0, 0))
    for i, heading in enumerate(HEADINGS[first:], first):
        table.add_column(heading, justify="left" if i < TEXT_COLUMNS else "right")
    for row in rows(results):
        table.add_row(*(Text(cell) for cell in row[first:]))
    console = Console(highlight=False)
    console.print(table)
    for line in summary(results):
        console.print(Text(line))
    for line in worst(results):
        console.print(Text(f"- {line}", style="dim"))
