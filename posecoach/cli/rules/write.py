"""``posecoach rules new``, and what it shares with ``learn``: writing exercise files."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from posecoach.cli.outputs import keep_apart
from posecoach.errors import UsageError

if TYPE_CHECKING:
    from posecoach.authoring.questions import Ask, Question

Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", dir_okay=False, help="Where to write; ./NAME.toml unless said."),
]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]


def new_command(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A short name, such as my-squat; the file's too.")
    ],
    base: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FILE|ID", help="Build on this exercise and say only what differs."
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing, take every default.")
    ] = False,
    out: Out = None,
    force: Force = False,
) -> None:
    """Begin an exercise file: a few questions, each with a default, then a file with comments.

    The file is right as it is written (posecoach rules check says so) and explains each of its
    keys. It is plain text: open it in any editor and change what you like.

    Examples:

      posecoach rules new my-squat

      posecoach rules new calf-raise --yes --out exercises/calf-raise.toml

      posecoach rules new deep-squat --from squat
    """
    from posecoach.authoring.beginning import begun, file_id, spoken
    from posecoach.authoring.extending import ask_changes, extended
    from posecoach.authoring.questions import ask_all
    from posecoach.rules.load import find, load_exercise

    exercise_id = file_id(name)
    path = free_place(out, exercise_id, force)
    ask: Ask = _default if yes else _prompt
    if base is not None:
        keep_apart({"NAME or --out": path}, [find(base)])
    if base is None:
        text = begun(exercise_id, ask_all(ask, spoken(exercise_id)), str(path))
    else:
        plan = load_exercise(base)
        changes = ask_changes(ask, spoken(exercise_id), plan)
        text = extended(exercise_id, base, plan, changes, path)
    write_exercise(path, text)
    typer.echo(f"Written: {path}\n\nOpen it in a text editor; every key has a word on it. Then:")
    typer.echo(next_steps(path))


def next_steps(path: Path, clip: str = "VIDEO") -> str:
    """What to do with a new file."""
    name = shlex.quote(str(path))
    steps = {
        "Is it still right after your changes?": f"rules check {name}",
        "What does it say, in plain words?": f"rules explain {name}",
        "What does it make of a clip?": f"rules try {name} {clip}",
        "Coach with it:": f"analyze {clip} --exercise {name}",
    }
    return "\n".join(f"  {why}\n    posecoach {step}" for why, step in steps.items())


def free_place(out: Path | None, exercise_id: str, force: bool) -> Path:
    """Where to write; UsageError where a file would be lost."""
    path = Path(f"{exercise_id}.toml") if out is None else out
    if path.suffix != ".toml":
        raise UsageError(f"--out {path}: expected a name that ends in .toml")
    if path.exists() and not force:
        raise UsageError(
            f"{path}: expected no file there, found one; choose another place with --out, or "
            "write over it with --force"
        )
    return path


def write_exercise(path: Path, text: str) -> None:
    """Only what can be read again is written."""
    from posecoach.files import save_text
    from posecoach.rules.load import exercise_from

    exercise_from(text, path)
    save_text(path, text)


def _default(question: Question) -> str:
    return question.default


def _prompt(question: Question) -> str:
    """Ask in the terminal until the answer is one."""
    typer.echo("")
    width = max((len(choice) for choice, _ in question.choices), default=0)
    for choice, about in question.choices:
        typer.echo(f"  {choice:<{width}}  {about}")
    while True:
        answer = str(typer.prompt(question.asked, default=question.default))
        try:
            question.check(answer)
        except ValueError as error:
            typer.echo(str(error), err=True)
        else:
            return answer
