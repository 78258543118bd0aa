"""Pieces of sentences in each language: repetitions, numbers, lists, limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from posecoach.rules.schema import Exercise, Rule, ViewName
from posecoach.rules.texts import Limit, Text
from posecoach.rules.units import unit_of
from posecoach.types import Rep

Language = Literal["en", "ko"]

VIEW_NAMES: dict[ViewName, Text] = {
    "side": Text(en="from the side", ko="옆에서"),
    "oblique": Text(en="from an angle in front", ko="비스듬히 앞에서"),
    "front": Text(en="from the front", ko="앞에서"),
    "back": Text(en="from behind", ko="뒤에서"),
}

UNIT_NAMES: dict[str, Text] = {
    "trunk": Text(en="of the trunk", ko="몸통 길이의"),
    "thigh": Text(en="of the thigh", ko="허벅지 길이의"),
    "shank": Text(en="of the lower leg", ko="종아리 길이의"),
    "shoulder_width": Text(en="of the shoulder width", ko="어깨너비의"),
    "line": Text(en="of the line", ko="기준선 길이의"),
    "hip_width": Text(en="of the hip width", ko="골반 너비의"),
}


def pick(text: Text, lang: Language) -> str:
    """The words in one language."""
    return text.ko if lang == "ko" else text.en


def listed(words: Sequence[str], lang: Language) -> str:
    """A list as in "a, b and c"; Korean puts commas only, which needs no particle."""
    if lang == "ko" or len(words) < 2:
        return ", ".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def which_reps(reps: Sequence[int], total: int, lang: Language) -> str:
    """As "Repetitions 2 and 4", or "Every repetition" of at least two."""
    if len(reps) == total and total > 1:
        return "모든 회차" if lang == "ko" else "Every repetition"
    if lang == "ko":
        return ", ".join(f"{n}회차" for n in reps)
    word = "Repetition" if len(reps) == 1 else "Repetitions"
    return f"{word} {listed([str(n) for n in reps], lang)}"


def when(exercise: Exercise, numbers: Sequence[int], reps: Sequence[Rep], lang: Language) -> str:
    """Which repetitions, or for something held from when to when; 0 is the whole set."""
    if tuple(numbers) == (0,):
        return "세트 후반" if lang == "ko" else "Towards the end of the set"
    if exercise.hold is None:
        return which_reps(numbers, len(reps), lang)
    spans = [f"{clock(a)}–{clock(b)}" for a, b in _spans(numbers, reps)]
    if len(numbers) == len(reps):
        return "버티는 내내" if lang == "ko" else "All the time"
    return ", ".join(spans) if lang == "ko" else f"From {listed(spans, lang)}"


def _spans(numbers: Sequence[int], reps: Sequence[Rep]) -> list[tuple[float, float]]:
    """(start, end) of the pieces of those numbers, neighbours joined."""
    spans: list[tuple[float, float]] = []
    for rep in reps:
        if rep.number in numbers:
            if spans and abs(spans[-1][1] - rep.start_s) < 1e-6:
                spans[-1] = (spans[-1][0], rep.end_s)
            else:
                spans.append((rep.start_s, rep.end_s))
    return spans


def clock(seconds: float) -> str:
    """A moment of the video: 7.4 s is "0:07.4"."""
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths % 600 // 10:02d}.{tenths % 10}"


def measure_label(exercise: Exercise, rule: Rule, lang: Language) -> str:
    """How the coach calls what the rule measures; without a label its name in the file."""
    label = exercise.measures[rule.measure].label
    return rule.measure.replace("_", " ") if label is None else pick(label, lang)


def quantity(value: float, unit: str) -> str:
    """A number as people read it: 124°, 19 %, 0.62, 1.3 s."""
    if unit == "s":
        return f"{value:.1f} s"
    if unit == "":
        return f"{value:.2f}"
    number = f"{value:.0f}" if unit.startswith("deg") else f"{value * 100:.0f}"
    return ("0" if number == "-0" else number) + _mark(unit)


def _mark(unit: str) -> str:
    """What stands behind a number of that unit."""
    if unit in ("", "s"):
        return " s" if unit else ""
    return ("°" if unit.startswith("deg") else " %") + ("/s" if unit.endswith("/s") else "")


def spread(values: Sequence[float], unit: str) -> str:
    """One number, or the lowest and highest where they differ: 118° to 124° is "118–124°"; with a
    minus sign among them, "-16 … -15 %"."""
    low, high = quantity(min(values), unit), quantity(max(values), unit)
    if low == high:
        return low
    between = " … " if low.startswith("-") or high.startswith("-") else "–"
    return f"{low.removesuffix(_mark(unit))}{between}{high}"


def detail(exercise: Exercise, rule: Rule, values: Sequence[float], lang: Language) -> str:
    """What was measured against the limit: "knee 124°, at most 100°"."""
    unit = unit_of(exercise, rule.measure)
    share = UNIT_NAMES.get(unit.removesuffix("/s"))
    of = "" if share is None else pick(share, lang)
    measured, bound = spread(values, unit), bounds(rule.limit, unit, lang)
    label = measure_label(exercise, rule, lang)
    if lang == "ko":
        return f"{label} {of + ' ' if of else ''}{measured}, 기준 {bound}"
    return f"{label} {measured}{' ' + of if of else ''}, {bound}"


def bounds(limit: Limit, unit: str, lang: Language) -> str:
    """What is allowed: "at least 155°", "at least 80° and at most 105°"."""
    parts = []
    if limit.min is not None:
        low = quantity(limit.min, unit)
        parts.append(f"{low} 이상" if lang == "ko" else f"at least {low}")
    if limit.max is not None:
        high = quantity(limit.max, unit)
        parts.append(f"{high} 이하" if lang == "ko" else f"at most {high}")
    return (", " if lang == "ko" else " and ").join(parts)
