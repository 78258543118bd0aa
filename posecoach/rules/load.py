"""Read exercise files: by the id of one in the library, or by path."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from posecoach.errors import ExerciseError
from posecoach.resources import exercises_dir
from posecoach.rules.schema import KINDS, Exercise, expected

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def available() -> tuple[str, ...]:
    """Ids of the exercises in the library, in alphabetical order."""
    return tuple(sorted(path.stem for path in exercises_dir().glob("*.toml")))


def load_exercise(name_or_path: str) -> Exercise:
    """The exercise of that library id, or in that ``.toml`` file.

    ExerciseError if it is missing, not TOML, or does not make sense; the message names the
    file, the key, what was expected and what was found.
    """
    path = _find(name_or_path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ExerciseError(f"{path}: expected a readable text file: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ExerciseError(f"{path}: expected TOML: {error}") from error
    return parse_exercise(data, str(path))


def parse_exercise(data: dict[str, Any], source: str) -> Exercise:
    """Validate what a file says; ``source`` names it in the ExerciseError."""
    try:
        return Exercise.model_validate(data)
    except ValidationError as error:
        lines = [f"{source}: {_place(e['loc'])}{_problem(dict(e))}" for e in error.errors()]
        raise ExerciseError("\n".join(lines)) from error


def _find(name_or_path: str) -> Path:
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
    return exercises_dir() / f"{name_or_path}.toml"


def _place(loc: tuple[int | str, ...]) -> str:
    """``("rule", 2, "limit")`` as ``rule[2].limit: ``; counted from 0 as in the file's order."""
    text = ""
    for i, part in enumerate(loc):
        if isinstance(part, int):
            text += f"[{part}]"
        elif not (part in KINDS and i > 0 and loc[0] == "measures" and i == 2):
            text += f".{part}" if text else part
    return f"{text}: " if text else ""


def _problem(error: dict[str, Any]) -> str:
    """pydantic's message in the words of a file's author."""
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "missing":
        return "expected this key, found none"
    if error["type"] in ("value_error", "measure_kind"):
        return message
    return f"{message}, found {error['input']!r}"
