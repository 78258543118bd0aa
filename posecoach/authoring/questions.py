"""The questions of ``posecoach rules new``: each has a default, and a bad answer is asked again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from posecoach.authoring.parts import ALL_VIEWS, MOVERS, PARTS, Words
from posecoach.authoring.typical import Plan, offered, rounded, span, unit
from posecoach.rules.texts import expected

LEAST_WAY = {"deg": 10.0, "": 0.1}
"""Between rest and turn; less than this is lost in the camera's errors."""


@dataclass(frozen=True)
class Question:
    """What is asked, what Enter means, the choices with a word on each, and who refuses a bad
    answer (ValueError, whose words are shown)."""

    asked: str
    default: str
    check: Callable[[str], object]
    choices: tuple[tuple[str, str], ...] = ()


Ask = Callable[[Question], str]
"""Puts a question and returns an answer that its ``check`` lets pass."""


@dataclass(frozen=True)
class Answers:
    """Everything that was asked."""

    name: Words
    plan: Plan
    rules: tuple[str, ...]


def ask_all(ask: Ask, name: str) -> Answers:
    """All questions about a new exercise; ``name`` is the default for what it is called."""
    words = ask_name(ask, name)
    plan = _ask_plan(ask)
    choices = {t.name: t.about for t in offered(plan)}
    usual = [t.name for t in offered(plan) if t.usual]
    rules = ask_several(ask, "Which of these rules?", choices, usual)
    return Answers(words, plan, rules)


def ask_name(ask: Ask, name: str) -> Words:
    """What the coach calls the exercise, in both languages."""
    english = ask(Question("What is it called?", name, _filled))
    korean = ask(Question("And in Korean? (Enter: the same)", english, _filled))
    return english.strip(), korean.strip()


def ask_one(ask: Ask, asked: str, choices: dict[str, str], default: str) -> str:
    """One of the choices."""
    return ask(
        Question(asked, default, lambda t: _known(t, choices), tuple(choices.items()))
    ).strip()


def ask_several(
    ask: Ask, asked: str, choices: dict[str, str], default: Sequence[str], least: int = 1
) -> tuple[str, ...]:
    """Some of the choices, in the order given, each once."""

    def check(text: str) -> list[str]:
        found = [_known(part, choices) for part in _parts(text)]
        if len(found) < least:
            raise ValueError(f"expected at least {least} of {', '.join(choices)}, found none")
        return found

    asked = f"{asked} ({'one' if least else 'none'} or more, with commas)"
    question = Question(asked, ", ".join(default) or "none", check, tuple(choices.items()))
    return tuple(dict.fromkeys(check(ask(question))))


def ask_number(
    ask: Ask, asked: str, default: float, low: float, high: float, away: tuple[float, float]
) -> float:
    """A number between the two, ``away[1]`` or more from ``away[0]``."""

    def check(text: str) -> float:
        number = _number(text)
        if not low < number < high:
            raise ValueError(f"expected between {low:g} and {high:g}, found {number:g}")
        if abs(number - away[0]) < away[1]:
            raise ValueError(f"expected {away[1]:g} or more away from {away[0]:g}, found {text}")
        return number

    return check(ask(Question(asked, f"{default:g}", check)))


def _ask_plan(ask: Ask) -> Plan:
    kinds = {"repetitions": "it is repeated, as a squat is", "hold": "it is held, as a plank is"}
    kind: Literal["repetitions", "hold"] = (
        "hold" if ask_one(ask, "Repetitions or a hold?", kinds, "repetitions") == "hold"
        else "repetitions"
    )  # fmt: skip
    places = {
        "side": "from the person's side",
        "oblique": "between front and side",
        "front": "from the front",
        "back": "from behind",
    }
    chosen = ask_several(ask, "From where is it filmed? The best first.", places, ["side"])
    views = tuple(view for name in chosen for view in ALL_VIEWS if view == name)
    best = next((p.name for p in MOVERS if views[0] in p.views), MOVERS[0].name)
    movers = {part.name: part.about for part in MOVERS}
    asked = "What moves?" if kind == "repetitions" else "What shows the posture?"
    part = PARTS[ask_one(ask, asked, movers, best)]
    (low, high), of = span(part), "degrees" if unit(part) == "deg" else "lengths"
    word = "straight is 180" if "angle" in part.body else "upright is 0"
    hint = f"{of}, {word}" if of == "degrees" else of
    if kind == "hold":
        held = ask_number(
            ask, f"At which value is it held ({hint})?", part.rest, low, high, (low, 0)
        )
        return Plan("hold", views, part, held, held)
    rest = ask_number(ask, f"Its value at rest ({hint})?", part.rest, low, high, (low, 0))
    turn = part.turn if abs(part.turn - rest) >= LEAST_WAY[unit(part)] else part.rest
    turn = ask_number(
        ask, "Its value where a good repetition turns?", rounded(part, turn), low, high,
        (rest, LEAST_WAY[unit(part)]),
    )  # fmt: skip
    return Plan("repetitions", views, part, rest, turn)


def _parts(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",")]
    return [part for part in parts if part and part != "none"]


def _known(text: str, choices: dict[str, str]) -> str:
    if text.strip() not in choices:
        raise ValueError(expected(choices, text.strip()))
    return text.strip()


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ValueError(f"expected a number, found {text!r}") from error


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("expected a name, found nothing")
    if not text.isprintable():
        raise ValueError(f"expected letters, digits and signs, found {text!r}; type it again")
    return text
