"""A file with what it extends, and in which of them each mistake is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from posecoach.rules.extend import rule_id
from posecoach.rules.lines import Place, line_of
from posecoach.rules.misspelled import one_for_each
from posecoach.rules.mistakes import Mistake, colon, found_in, in_words
from posecoach.rules.schema import Exercise
from posecoach.rules.tomlfile import tomllib


@dataclass(frozen=True)
class Document:
    """A file: its text, what it says together with ``base``, the file that it extends."""

    path: Path
    text: str
    whole: dict[str, Any]
    base: Document | None = None


@dataclass(frozen=True)
class _Located:
    """A mistake in words, with the file and the line where it is, None for no line."""

    path: Path
    line: int | None
    words: str


def mistakes_in(document: Document) -> tuple[str, ...]:
    """A line ``file:line: key: problem`` for each mistake; those of an extended file come first
    and name that file."""
    return tuple(f"{m.path}{colon(m.line)}: {m.words}" for m in _found(document))


def _found(document: Document) -> tuple[_Located, ...]:
    try:
        Exercise.model_validate(document.whole)
    except ValidationError as error:
        own = found_in(error)
    else:
        return ()
    below: tuple[_Located, ...] = ()
    if document.base is not None:
        below = _found(document.base)
        own = one_for_each(own, document.whole, document.base.whole)
    said = {mistake.words for mistake in below}
    located = [_located(document, mistake, bool(below)) for mistake in own]
    new = [m for m in located if m is not None and m.words not in said]
    return (*below, *sorted(new, key=lambda m: (m.line is None, m.line or 0)))


def _located(document: Document, mistake: Mistake, base_is_wrong: bool) -> _Located | None:
    """None where it only follows from what is wrong in the extended file."""
    place = _own_place(document, mistake.place)
    line = None if place is None else line_of(document.text, place)
    if line is None and base_is_wrong:
        return None
    if place is None:
        words = in_words(mistake, document.whole)
    else:
        words = in_words(replace(mistake, place=place), tomllib.loads(document.text))
    # Of what is not in the file itself, the line that brings it in.
    return _Located(document.path, line or line_of(document.text, ("extends",)), words)


def _own_place(document: Document, place: Place) -> Place | None:
    """Where in the file itself, None for a rule that it does not have. What a file extends brings
    rules of its own, and the whole numbers them differently; so a rule is found by its id."""
    numbered = len(place) > 1 and place[0] == "rule" and isinstance(place[1], int)
    if document.base is None or not numbered:
        return place
    rules, own = document.whole["rule"], tomllib.loads(document.text).get("rule", [])
    wanted = rule_id(rules[int(place[1])])
    alike = [i for i, rule in enumerate(rules) if rule_id(rule) == wanted]
    mine = [i for i, rule in enumerate(own) if rule_id(rule) == wanted]
    # Those of the extended file come first.
    at = len(mine) - len(alike) + alike.index(int(place[1]))
    return ("rule", mine[at], *place[2:]) if at >= 0 else None
