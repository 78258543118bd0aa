"""``posecoach rules``: its commands together."""

from __future__ import annotations

import typer

from posecoach.cli.rules import compare, learn, look, run, write

app = typer.Typer(
    help="Look at exercise files, check and try them, write your own.", no_args_is_help=True
)
app.command("list")(look.list_command)
app.command("show")(look.show_command)
app.command("check")(look.check_command)
app.command("explain")(look.explain_command)
app.command("schema")(look.schema_command)
app.command("try")(run.try_command)
app.command("test")(compare.compare_command)
app.command("new")(write.new_command)
app.command("learn")(learn.learn_command)
