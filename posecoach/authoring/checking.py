"""Whether exercise files are right: every mistake on a line of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from posecoach.errors import ExerciseError
from posecoach.rules.load import find, load_exercise


@dataclass(frozen=True)
class Checked:
    """What was found in one file; ``lines`` is one that says "fine", maybe with notes after it, or
    one for each mistake."""

    fine: bool
    lines: tuple[str, ...]


def check_file(name_or_path: str) -> Checked:
    """Read a file, or a library id's; mistakes as ``file:line: key: expected..., found...``."""
    try:
        exercise = load_exercise(name_or_path)
    except ExerciseError as error:
        return Checked(False, tuple(str(error).splitlines()))
    rules, views = counted(len(exercise.rules), "rule"), counted(len(exercise.views), "view")
    fine = f"{name_or_path}: fine: {rules}, {views}"
    return Checked(True, (fine, *_two_names(find(name_or_path), exercise.id)))


def _two_names(path: Path, exercise_id: str) -> tuple[str, ...]:
    """A warning where a file is not called as its id: only its own name finds it."""
    if path.stem == exercise_id:
        return ()
    return (
        f"{path}: note: --exercise goes by the file's name, {path.stem}, not by its id, "
        f"{exercise_id}; better make them the same",
    )


def counted(number: int, thing: str) -> str:
    """ "1 rule", "2 rules"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
