"""Which exercises there are, and where each comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posecoach.errors import ExerciseError
from posecoach.resources import exercises_dir
from posecoach.rules.library import available, library_path, replaced
from posecoach.rules.load import load_exercise
from posecoach.rules.schema import Exercise

Origin = Literal["library", "your own", "replaces the library's"]


@dataclass(frozen=True)
class Entry:
    """One exercise; ``exercise`` is None where its file is wrong, and ``problem`` says why."""

    id: str
    origin: Origin
    exercise: Exercise | None
    problem: str = ""


def entries() -> tuple[Entry, ...]:
    """Every exercise in alphabetical order; a file that is wrong does not hide the others."""
    return tuple(_entry(name) for name in available())


def _entry(name: str) -> Entry:
    try:
        return Entry(name, _origin(name), load_exercise(name))
    except ExerciseError as error:
        return Entry(name, _origin(name), None, str(error).splitlines()[0])


def _origin(name: str) -> Origin:
    if name in replaced():
        return "replaces the library's"
    return "library" if library_path(name).parent == exercises_dir() else "your own"
