"""Read exercise files: by the id of one in the library, or by path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from posecoach.errors import ExerciseError
from posecoach.rules.extend import merge
from posecoach.rules.library import available, library_path
from posecoach.rules.lines import line_of
from posecoach.rules.mistakes import colon, mistakes
from posecoach.rules.schema import Exercise
from posecoach.rules.texts import expected
from posecoach.rules.tomlfile import parse_toml, read_text

MOST_EXTENDS = 5


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
    return parse_exercise(_whole(text, path, 0), str(path), text)


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
        if not path.is_file():
            raise ExerciseError(f"{path}: expected an exercise file, found nothing there")
        return path
    if name_or_path not in available():
        raise ExerciseError(
            f"exercise: {expected(available(), name_or_path)}; "
            "or give the path of an exercise file that ends in .toml"
        )
    return library_path(name_or_path)


def _whole(text: str, path: Path, depth: int) -> dict[str, Any]:
    """The document with what it extends; a relative path starts from its own folder."""
    data = parse_toml(text, path, ExerciseError)
    if "extends" not in data:
        return data
    where = f"{path}{colon(line_of(text, ('extends',)))}"
    if depth >= MOST_EXTENDS:
        raise ExerciseError(
            f"{where}: extends: expected at most {MOST_EXTENDS} files one on top of another; "
            "does one extend itself?"
        )
    base = _base_path(data["extends"], path, where)
    below = _whole(read_text(base, ExerciseError), base, depth + 1)
    return merge(below, data, f"{path}{colon(line_of(text, ('drop',)))}")


def _base_path(name: Any, path: Path, where: str) -> Path:
    if not isinstance(name, str):
        raise ExerciseError(f"{where}: extends: expected the id or path of a file, found {name!r}")
    if name == path.stem and path == library_path(name):
        raise ExerciseError(f"{where}: extends: a file cannot extend itself")
    try:
        return find(str(path.parent / name) if name.endswith(".toml") else name)
    except ExerciseError as error:
        raise ExerciseError(f"{where}: extends: {error}") from error
