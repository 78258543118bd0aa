"""``posecoach rules list | show | check | explain | schema``: look at exercise files."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from posecoach.errors import ExerciseError

FileOrId = Annotated[
    str, typer.Argument(metavar="FILE|ID", help="An exercise file, or the id of one.")
]
Lang = Annotated[Literal["en", "ko"], typer.Option(help="The language of the exercise's texts.")]


def list_command(lang: Lang = "en") -> None:
    """List all exercises: the library's and your own.

    Your own are the .toml files in your folder, which is named at the end.
    """
    from posecoach.authoring.listing import entries
    from posecoach.coach.wording import pick
    from posecoach.rules.library import user_dir

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("id", "name", "rules", "views", "from"):
        table.add_column(heading, justify="right" if heading == "rules" else "left")
    wrong = []
    for entry in entries():
        if entry.exercise is None:
            table.add_row(Text(entry.id), "its file is wrong, see below", "", "", entry.origin)
            wrong.append(f"{entry.id}: {entry.problem}")
            continue
        plan = entry.exercise
        name, views = pick(plan.name, lang), ", ".join(plan.views)
        table.add_row(Text(entry.id), Text(name), str(len(plan.rules)), views, entry.origin)
    console = Console(highlight=False)
    console.print(table)
    for line in wrong:
        console.print(Text(line, style="yellow"), soft_wrap=True)
    console.print(Text(f"Your own files: {user_dir()}", style="dim"), soft_wrap=True)


def show_command(exercise: FileOrId) -> None:
    """Print an exercise file, with its path first, as a comment."""
    from posecoach.rules.load import find
    from posecoach.rules.tomlfile import read_text

    path = find(exercise)
    text = read_text(path, ExerciseError)
    typer.echo(f"# {path}")
    typer.echo(text, nl=False)


def check_command(
    files: Annotated[list[str], typer.Argument(metavar="FILE|ID...", help="What to check.")],
) -> None:
    """Say whether files are right; each mistake is a line: file:line: key: what is wrong.

    Ends with 5 where one is wrong.
    """
    from posecoach.authoring.checking import check_file

    found = [check_file(name) for name in files]
    for line in (line for checked in found for line in checked.lines):
        typer.echo(line)
    if not all(checked.fine for checked in found):
        raise typer.Exit(ExerciseError.exit_code)


def explain_command(exercise: FileOrId, lang: Lang = "en") -> None:
    """Say in plain words what an exercise file does."""
    from posecoach.authoring.explain import explain, explain_measures, explain_rule
    from posecoach.coach.wording import pick
    from posecoach.rules.load import load_exercise

    plan = load_exercise(exercise)
    console = Console(highlight=False)
    console.print(Text(pick(plan.name, lang), style="bold"))
    for sentence in explain(plan, lang):
        console.print(Text(sentence))
    console.print(Text("\nMeasures", style="bold"))
    for sentence in explain_measures(plan, lang):
        console.print(Padding(Text(sentence), (0, 0, 0, 2)))
    for rule in plan.rules:
        console.print(Text(f"\n{rule.id}: {pick(rule.name, lang)}", style="bold"))
        for sentence in explain_rule(plan, rule, lang):
            console.print(Padding(Text(sentence), (0, 0, 0, 2)))


def schema_command(
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the reference of all keys instead.")
    ] = False,
) -> None:
    """Print the JSON Schema of exercise files, for editors.

    Put it into a file and name that in the first line of an exercise file:

      posecoach rules schema > exercise.schema.json

      #:schema ./exercise.schema.json
    """
    from posecoach.authoring.editor_schema import editor_schema
    from posecoach.authoring.reference import reference

    if markdown:
        typer.echo(reference(), nl=False)
    else:
        typer.echo(json.dumps(editor_schema(), indent=2, ensure_ascii=False))
