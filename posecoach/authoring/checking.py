"""Whether exercise files are right: every mistake on a line of its own."""

from __future__ import annotations

from dataclasses import dataclass

from posecoach.errors import ExerciseError
from posecoach.rules.load import load_exercise


@dataclass(frozen=True)
class Checked:
    """What was found in one file; ``lines`` is one that says "fine", or one for each mistake."""

    fine: bool
    lines: tuple[str, ...]


def check_file(name_or_path: str) -> Checked:
    """Read a file, or a library id's; mistakes as ``file:line: key: expected..., found...``."""
    try:
        exercise = load_exercise(name_or_path)
    except ExerciseError as error:
        return Checked(False, tuple(str(error).splitlines()))
    rules, views = counted(len(exercise.rules), "rule"), counted(len(exercise.views), "view")
    return Checked(True, (f"{name_or_path}: fine: {rules}, {views}",))


def counted(number: int, thing: str) -> str:
    """ "1 rule", "2 rules"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
