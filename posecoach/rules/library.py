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
    return own if own.is_file() else exercises_dir() / f"{exercise_id}.toml"


def replaced() -> tuple[str, ...]:
    """Ids for which a user's file stands in place of the library's."""
    return tuple(sorted({*_ids(exercises_dir())} & {*_ids(user_dir())}))


def _ids(folder: Path) -> list[str]:
    return [path.stem for path in folder.glob("*.toml")] if folder.is_dir() else []
