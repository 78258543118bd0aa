"""Read exercise files: by the id of one in the library, or by path."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from posecoach.errors import ExerciseError
from posecoach.rules.extend import merge
from posecoach.rules.kinds import KINDS
from posecoach.rules.library import available, library_path
from posecoach.rules.lines import Place, line_of
from posecoach.rules.schema import Exercise
from posecoach.rules.texts import expected

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MOST_EXTENDS = 5


def load_exercise(name_or_path: str) -> Exercise:
    """The exercise of that library id, or in that ``.toml`` file.

    ExerciseError if it is missing, not TOML, or does not make sense; the message names the
    file, the line, the key, what was expected and what was found.
    """
    path = find(name_or_path)
    text = _text(path)
    return parse_exercise(_whole(text, path, 0), str(path), text)


def parse_exercise(data: dict[str, Any], source: str, text: str = "") -> Exercise:
    """Validate what a file says; ``source`` names it in the ExerciseError, ``text`` is the file
    itself, for line numbers."""
    try:
        return Exercise.model_validate(data)
    except ValidationError as error:
        lines = [_message(dict(e), source, text, data) for e in error.errors()]
        raise ExerciseError("\n".join(lines)) from error


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


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ExerciseError(f"{path}: expected a readable text file: {error}") from error


def _toml(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        number = re.search(r"at line (\d+)", str(error))
        # Only the end of the file has no number: something that was opened is not closed.
        last = len(text.splitlines()) or 1
        line = number[1] if number else last
        raise ExerciseError(f"{path}:{line}: expected TOML, found an error: {error}") from error


def _whole(text: str, path: Path, depth: int) -> dict[str, Any]:
    """The document with what it extends; a relative path starts from its own folder."""
    data = _toml(text, path)
    if "extends" not in data:
        return data
    where = f"{path}{_colon(line_of(text, ('extends',)))}"
    if depth >= MOST_EXTENDS:
        raise ExerciseError(
            f"{where}: extends: expected at most {MOST_EXTENDS} files one on top of another; "
            "does one extend itself?"
        )
    base = _base_path(data["extends"], path, where)
    below = _whole(_text(base), base, depth + 1)
    return merge(below, data, f"{path}{_colon(line_of(text, ('drop',)))}")


def _base_path(name: Any, path: Path, where: str) -> Path:
    if not isinstance(name, str):
        raise ExerciseError(f"{where}: extends: expected the id or path of a file, found {name!r}")
    if name == path.stem and path == library_path(name):
        raise ExerciseError(f"{where}: extends: a file cannot extend itself")
    try:
        return find(str(path.parent / name) if name.endswith(".toml") else name)
    except ExerciseError as error:
        raise ExerciseError(f"{where}: extends: {error}") from error


def _message(error: dict[str, Any], source: str, text: str, data: dict[str, Any]) -> str:
    loc: Place = _without_kind(error["loc"])
    problem = _problem(error)
    # What does not fit together is found on the whole file; its words begin with the place.
    named = loc or _place_in_words(problem)
    own = _own_place(named, text, data)
    if own != named:
        problem = problem.replace(_written(named[:2]), _written(own[:2]), 1)
    line = _colon(line_of(text, own) or line_of(text, ("extends",)))
    return f"{source}{line}: {_written(own)}: {problem}" if loc else f"{source}{line}: {problem}"


def _own_place(loc: Place, text: str, data: dict[str, Any]) -> Place:
    """A rule's place in the file itself, found by its id: what the file extends brings rules of
    its own, and the whole numbers them differently. Those have no place in this file."""
    extended = line_of(text, ("extends",)) is not None
    if not extended or len(loc) < 2 or loc[0] != "rule" or not isinstance(loc[1], int):
        return loc
    wanted = data["rule"][loc[1]].get("id")
    ids = [rule.get("id") for rule in tomllib.loads(text).get("rule", [])]
    return ("rule", ids.index(wanted), *loc[2:]) if wanted in ids else loc


def _colon(line: int | None) -> str:
    return f":{line}" if line else ""


def _without_kind(loc: tuple[int | str, ...]) -> Place:
    """pydantic puts the kind of a measure into the place; the file does not have it there."""
    if len(loc) > 2 and loc[0] == "measures" and loc[2] in KINDS:
        return (*loc[:2], *loc[3:])
    return loc


def _place_in_words(problem: str) -> Place:
    """``"rule[2] (depth).limit.max: expected"`` -> ``("rule", 2, "limit", "max")``."""
    place: list[int | str] = []
    for part in problem.split(":")[0].replace(")", "").split("."):
        name, _, index = part.split(" (")[0].partition("[")
        place += [name, int(index.rstrip("]"))] if index else [name]
    return tuple(place)


def _written(loc: Place) -> str:
    """``("rule", 2, "limit")`` as ``rule[2].limit``; counted from 0 as in the file's order."""
    text = ""
    for part in loc:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text


def _problem(error: dict[str, Any]) -> str:
    """pydantic's message in the words of a file's author."""
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "missing":
        return "expected this key, found none"
    if error["type"] in ("value_error", "measure_kind"):
        return message
    return f"{message.replace('Input should be', 'expected')}, found {error['input']!r}"
