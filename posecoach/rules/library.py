"""Where exercise files are: those that come with posecoach, and the user's own."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from posecoach.resources import exercises_dir

FOLDER_VARIABLE = "POSECOACH_EXERCISES"


def user_dir() -> Path:
    """The folder of the user's own exercise files; it need not exist.

    The platform's folder for settings (on Linux ``~/.config/posecoach/exercises``), or what the
    environment variable POSECOACH_EXERCISES says.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named)
    return Path(platformdirs.user_config_dir("posecoach", appauthor=False)) / "exercises"


def available() -> tuple[str, ...]:
    """Ids of all exercises, the user's own included, in alphabetical order."""
    return tuple(sorted({*_ids(exercises_dir()), *_ids(user_dir())}))


def library_path(exercise_id: str) -> Path:
    """The file of an id: the user's own, where there is one, before the library's."""
    own = user_dir() / f"{exercise_id}.toml"
    return own if own.is_file() else shipped_path(exercise_id)


def shipped_path(exercise_id: str) -> Path:
    """The library's own file of an id, whatever the user has; it need not exist."""
    return exercises_dir() / f"{exercise_id}.toml"


def is_shipped(path: Path) -> bool:
    """Whether a file is one of the library's own."""
    return path.resolve().parent == exercises_dir().resolve()


def shipped() -> tuple[str, ...]:
    """Ids of the library's own exercises, in alphabetical order."""
    return tuple(sorted(_ids(exercises_dir())))


def replaced() -> tuple[str, ...]:
    """Ids for which a user's file stands in place of the library's."""
    return tuple(sorted({*shipped()} & {*_ids(user_dir())}))


def _ids(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return [path.stem for path in folder.glob("*.toml") if path.is_file()]
