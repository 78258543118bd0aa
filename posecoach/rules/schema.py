"""What an exercise file may say: the pydantic models that validate it.

``docs/exercise-reference.md`` is made from these models. Models are frozen; unknown keys are
refused with the nearest right spelling. What must fit together is checked in
``consistency.py``.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal, get_args

from pydantic import Field, field_validator
from pydantic import model_validator as validator

from posecoach.rules.kinds import AnyMeasure
from posecoach.rules.texts import (
    Flag,
    Limit,
    Model,
    Number,
    Paired,
    Part,
    Text,
    each_once,
    expected,
)
from posecoach.types import Severity

ViewName = Literal["side", "oblique", "front", "back"]
Moment = Literal["start", "turn", "end", "descent", "ascent", "rep", "hold"]
Level = Literal["beginner", "standard", "strict"]


class Percentile(Model):
    """The value below which this share of the moment's frames lies."""

    percentile: Number = Field(gt=0, lt=100, description="The share of the frames, percent.")


Word = Literal["min", "max", "mean", "median", "range", "value"]
Reduce = Word | Percentile


class Cycle(Model):
    """How a repetition is recognised: the measure leaves its rest and comes back."""

    measure: str = Field(description="What goes away from rest and comes back.")
    rest: Literal["high", "low"] = Field(description="At which end of the measure rest is.")
    min_range: Number = Field(
        gt=0, description="How far it must go, in its own unit; beside full ones less is enough."
    )
    min_duration_s: Number = Field(default=0.5, gt=0, description="Shorter does not count.")
    max_duration_s: Number = Field(default=12.0, gt=0, description="Longer does not count.")
    start: dict[str, Limit] = Field(
        default_factory=dict,
        description="Limits by measure; a movement that starts clearly beyond one does not count.",
    )
    turn: dict[str, Limit] = Field(
        default_factory=dict,
        description="The same for the turn.",
    )
    during: dict[str, Limit] = Field(
        default_factory=dict,
        description="The same for all the while: what is seen while one is clearly broken is no "
        "part of a repetition, as standing before and after what is done lying.",
    )
    stays: tuple[Paired, ...] = Field(
        default=(),
        description="Parts whose left and right stay where they are to each other; a movement "
        "during which they clearly do not, as the feet of somebody who walks, does not count.",
    )
    stays_at: Literal["rep", "turn"] = Field(
        default="rep",
        description="When they stay: all the while, or only around the turn, as feet do in lunges.",
    )
    side_by: str | None = Field(
        default=None,
        description="A measure whose sign at the turn says the repetition's leading side: "
        "positive left, negative right.",
    )


class Hold(Model):
    """How a posture that is held is recognised: every measure within its limit."""

    posture: dict[str, Limit] = Field(
        min_length=1, description="Limits by measure; held while all are kept."
    )
    min_s: Number = Field(default=3.0, gt=0, description="Shorter does not count.")
    break_s: Number = Field(default=1.0, gt=0, description="Shorter breaks do not end it.")
    piece_s: Number = Field(
        default=5.0, gt=0, description="It is judged in pieces of about this length."
    )


class Recognise(Model):
    """What tells this exercise from others; it never decides what counts."""

    start: dict[str, Limit] = Field(default_factory=dict, description="Limits at the start.")
    turn: dict[str, Limit] = Field(default_factory=dict, description="Limits at the turn.")
    moves: tuple[Part, ...] = Field(
        default=(), description="Parts of the body that move from start to turn."
    )
    stays: tuple[Part, ...] = Field(
        default=(), description="Parts that stay in their place, as on the floor or at a bar."
    )

    @validator(mode="after")
    def _one_or_the_other(self) -> Recognise:
        for part in self.moves:
            if part in self.stays:
                raise ValueError(f"expected {part!r} in moves or in stays, found it in both")
        return self


class Rule(Model):
    """One thing to judge in every repetition, and what to say about it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="A short name, each only once.")
    name: Text = Field(description="What is judged, in one or two words.")
    at: Moment = Field(description="The moment of the repetition, or the hold.")
    measure: str = Field(description="Which measure is judged.")
    reduce: Reduce = Field(default="median", description="How the moment becomes one number.")
    relative_to: Literal["start"] | None = Field(
        default=None, description="Judge the change since the rest before the repetition."
    )
    drift: Flag = Field(
        default=False,
        description="Judge the set: the last repetitions minus the first, for fatigue.",
    )
    limit: Limit = Field(description="What must not be passed.")
    levels: dict[Level, Limit] = Field(
        default_factory=dict,
        description="Other limits, by the level that `--level` asks for, with the same bounds.",
    )
    views: tuple[ViewName, ...] = Field(
        min_length=1, description="From where it can be judged, best first."
    )
    severity: Severity = Field(description="Major corrections come first.")
    unless: str | None = Field(
        default=None, description="A rule that, where broken, makes this one pointless."
    )
    say: Text = Field(description="What to do, not what is wrong.")
    good: Text = Field(description="Praise where the rule was kept.")
    source: str = Field(min_length=1, description="Where the limit comes from.")
    _each_view_once = field_validator("views")(each_once)

    @field_validator("reduce", mode="before")
    @classmethod
    def _word_or_percentile(cls, found: Any) -> Any:
        # Left to pydantic, a mistake would be reported once for each way to write it.
        if isinstance(found, dict):
            return Percentile.model_validate(found)
        if not isinstance(found, Percentile) and found not in get_args(Word):
            raise ValueError(expected((*get_args(Word), "{ percentile = 90 }"), found))
        return found

    @validator(mode="after")
    def _moment_fits(self) -> Rule:
        if self.reduce == "value" and self.at not in ("start", "turn", "end"):
            raise ValueError(f"reduce 'value' needs at = start, turn or end, found {self.at!r}")
        if self.at == "hold" and (self.relative_to or self.drift):
            raise ValueError("at = 'hold' has no start: drop relative_to and drift")
        return self


class Exercise(Model):
    """A whole exercise file."""

    only_extending: ClassVar[tuple[str, ...]] = ("drop",)

    format: Literal[1] = Field(alias="schema", description="The version of the language.")
    id: str = Field(
        pattern=r"^[a-z][a-z0-9_-]*$", description="A short name: small letters, digits, - and _."
    )
    extends: str | None = Field(
        default=None, description="The id or path of the file that this one builds on."
    )
    name: Text = Field(description="How the coach calls the exercise.")
    views: tuple[ViewName, ...] = Field(
        min_length=1, description="From where it can be filmed, best first."
    )
    measures: dict[str, AnyMeasure] = Field(
        min_length=1, description="What is measured, each under a name of your choice."
    )
    cycle: Cycle | None = Field(default=None, description="How a repetition is recognised.")
    hold: Hold | None = Field(
        default=None, description="How a posture that is held is recognised, instead of cycle."
    )
    recognise: Recognise = Field(
        default_factory=Recognise, description="What tells it from other exercises."
    )
    rules: tuple[Rule, ...] = Field(
        alias="rule", min_length=1, description="What is judged, and what is said about it."
    )
    _each_view_once = field_validator("views")(each_once)

    @validator(mode="after")
    def _consistent(self) -> Exercise:
        from posecoach.rules.consistency import check

        check(self)
        return self

    @property
    def main_measure(self) -> str:
        """What repetitions are counted by, or the first that a hold is recognised by."""
        if self.cycle is not None:
            return self.cycle.measure
        return next(iter(self.hold.posture)) if self.hold is not None else ""

    @property
    def family(self) -> str:
        """The exercise that this one is a variant of, or itself."""
        return self.extends or self.id

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; KeyError if there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def differs_at(self, level: Level) -> bool:
        """Whether any rule has another limit at ``level``; the standard is what all have."""
        return level == "standard" or any(level in rule.levels for rule in self.rules)

    def at_level(self, level: Level) -> Exercise:
        """The same with the limits that its rules give for ``level``."""
        rules = tuple(
            rule.model_copy(update={"limit": rule.levels.get(level, rule.limit)})
            for rule in self.rules
        )
        return self.model_copy(update={"rules": rules})
