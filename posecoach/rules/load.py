"""Read exercise files: by the id of one in the library, or by path."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from posecoach.errors import ExerciseError
from posecoach.rules.document import Document, mistakes_in
from posecoach.rules.extend import merge
from posecoach.rules.library import available, is_shipped, library_path, shipped, shipped_path
from posecoach.rules.lines import line_of
from posecoach.rules.mistakes import colon, mistakes
from posecoach.rules.problems import shown
from posecoach.rules.schema import Exercise
from posecoach.rules.texts import expected
from posecoach.rules.tomlfile import parse_toml, read_text

MOST_EXTENDS = 5
LONGEST_PATH = 100
"""Of a path that cannot be one, in a message."""


def load_exercise(name_or_path: str) -> Exercise:
    """The exercise of that library id, or in that ``.toml`` file.

    ExerciseError if it is missing, not TOML, or does not make sense; the message names the
    file, the line, the key, what was expected and what was found.
    """
    path = find(name_or_path)
    return exercise_from(read_text(path, ExerciseError), path)


def exercise_from(text: str, path: Path) -> Exercise:
    """The exercise in a file's text, which need not be written yet; ``path`` is where it will
    stand, for what it extends. ExerciseError as for ``load_exercise``."""
    document = _read(text, path, 0)
    try:
        return Exercise.model_validate(document.whole)
    except ValidationError as error:
        raise ExerciseError("\n".join(mistakes_in(document))) from error


def parse_exercise(data: dict[str, Any], source: str, text: str = "") -> Exercise:
    """Validate what a file says; ``source`` names it in the ExerciseError, ``text`` is the file
    itself, for line numbers."""
    try:
        return Exercise.model_validate(data)
    except ValidationError as error:
        raise ExerciseError("\n".join(mistakes(error, source, text, data))) from error


def find(name_or_path: str) -> Path:
    """The file that a library id or a path means; ExerciseError if there is none."""
    path = Path(name_or_path)
    if path.suffix == ".toml" or len(path.parts) > 1:
        return _there(path)
    if name_or_path not in available():
        words = expected(available(), name_or_path)
        raise ExerciseError(
            f"exercise: {words}{' Or' if words.endswith('?') else '; or'} "
            "give the path of an exercise file that ends in .toml"
        )
    return library_path(name_or_path)


def _there(path: Path) -> Path:
    """The path itself; ExerciseError where no file is."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ExerciseError(f"{path}: expected an exercise file, found nothing there") from error
    except (OSError, ValueError) as error:
        brief = str(path) if len(str(path)) <= LONGEST_PATH else f"{str(path)[:LONGEST_PATH]}..."
        why = error.strerror if isinstance(error, OSError) else error
        raise ExerciseError(f"{brief}: expected an exercise file, found: {why}") from error
    if stat.S_ISDIR(mode):
        raise ExerciseError(f"{path}: expected an exercise file, found a folder; name a file in it")
    return path


def _read(text: str, path: Path, depth: int) -> Document:
    """The document with what it extends; a relative path starts from its own folder."""
    data = parse_toml(text, path, ExerciseError)
    if "extends" not in data:
        return Document(path, text, data)
    where = f"{path}{colon(line_of(text, ('extends',)))}"
    if depth >= MOST_EXTENDS:
        raise ExerciseError(
            f"{where}: extends: expected at most {MOST_EXTENDS} files one on top of another; "
            "does one extend itself?"
        )
    base = _base_path(data["extends"], path, where)
    below = _read(read_text(base, ExerciseError), base, depth + 1)
    whole = merge(below.whole, data, f"{path}{colon(line_of(text, ('drop',)))}")
    return Document(path, text, whole, below)


def _base_path(name: Any, path: Path, where: str) -> Path:
    if not isinstance(name, str):
        raise ExerciseError(
            f"{where}: extends: expected the id or path of a file, found {shown(name)}"
        )
    try:
        base = _beside(name, path) if name.endswith(".toml") else _by_id(name, path)
    except ExerciseError as error:
        raise ExerciseError(f"{where}: extends: {error}") from error
    if base.resolve() == path.resolve():
        hint = f'; for the library\'s say extends = "{path.stem}"' if path.stem in shipped() else ""
        raise ExerciseError(f"{where}: extends: a file cannot extend itself{hint}")
    return base


def _beside(name: str, path: Path) -> Path:
    """A file as seen from the folder of another, which need not be there yet."""
    base = path.parent / name
    try:
        return _there(base)
    except ExerciseError:
        # Through a folder that is not there yet, only the names tell where it leads.
        named = os.path.normpath(path.resolve().parent / name)
        if os.path.isfile(named):
            return Path(named)
        raise


def _by_id(name: str, path: Path) -> Path:
    """The exercise of an id. The library's own files build on each other, whatever the user has
    in their place; and a file of the same name is what the user puts in the place of one."""
    if name in shipped() and (name == path.stem or is_shipped(path)):
        return shipped_path(name)
    return find(name)
