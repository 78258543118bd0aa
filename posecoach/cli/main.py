"""``posecoach``: the commands, and what happens to errors."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from posecoach import __version__
from posecoach.cli import analyze, bench, evaluate, models, train
from posecoach.cli.rules import app as rules
from posecoach.errors import PosecoachError

INTERRUPTED = 130
"""What shells expect of a command that Ctrl-C ended: 128 + SIGINT."""


class Commands(TyperGroup):
    """All commands; an error that a user can mend is one line and its exit code, no traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except PosecoachError as error:
            typer.echo(f"posecoach: {error}", err=True)
            raise typer.Exit(error.exit_code) from error
        except (KeyboardInterrupt, typer.Abort) as error:
            typer.echo("posecoach: stopped", err=True)
            raise typer.Exit(INTERRUPTED) from error


app = typer.Typer(
    name="posecoach",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=analyze.EXIT_CODES,
)
app.command("analyze", epilog=analyze.EXIT_CODES)(analyze.analyze_command)
app.command("bench")(bench.bench_command)
app.add_typer(rules.app, name="rules")
app.add_typer(train.app, name="train")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(models.app, name="models")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"posecoach {__version__}")
        raise typer.Exit


@app.callback()
def posecoach(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """A coach in the terminal: a video of an exercise goes in, corrections come out.

    Start with a video of yourself, filmed from the side, your whole body in the picture:

      posecoach analyze squat.mp4 --exercise squat
    """


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a sign (the degree, Korean) shows "?" in place of a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()
