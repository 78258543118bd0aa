"""What can be looked at in a repetition while learning, as an exercise whose limits do not matter.

The rules' own machinery then reads every value just as it will once the learnt file is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from posecoach.authoring.parts import ALL_VIEWS, MOVERS, PARTS, Part, Words, text
from posecoach.rules.load import parse_exercise
from posecoach.rules.schema import Exercise, Moment, ViewName

Side = Literal["min", "max"]

RANGE, RETURN = "range", "return"
ANY_DEG, ANY = 45.0, 1.0
"""Limits for degrees and for all else: valid, and without a meaning."""
ALL_THE_WAY: Words = ("All the way.", "가동 범위가 좋습니다.")
CAME_BACK: Words = ("Came back all the way.", "끝까지 잘 돌아왔습니다.")


@dataclass(frozen=True)
class Cycle:
    """How repetitions are counted: by which part, where its rest is, and the file's numbers;
    ``way`` is how far it typically goes, in its unit."""

    part: Part
    rest: Literal["high", "low"]
    way: float
    min_range: float = 0.0
    min_duration_s: float = 0.5
    max_duration_s: float = 12.0

    def document(self) -> dict[str, Any]:
        """As a file says it."""
        return {
            "measure": self.part.name,
            "rest": self.rest,
            "min_range": self.min_range,
            "min_duration_s": self.min_duration_s,
            "max_duration_s": self.max_duration_s,
        }


@dataclass(frozen=True)
class Probe:
    """One number of each repetition that a rule could judge."""

    id: str
    name: Words
    part: Part
    at: Moment
    reduce: Literal["median", "min", "max"]
    relative: bool = False
    good: Words | None = None

    @property
    def degrees(self) -> bool:
        """Whether it is measured in degrees."""
        base = PARTS[str(self.part.body.get("of", self.part.name))].body
        return "angle" in base or "inclination" in base

    def rule(self, rule_id: str, side: Side, bound: float, views: Sequence[str]) -> dict[str, Any]:
        """A rule with that limit, as a file says it, but for its source and severity."""
        say = self.part.less if side == "max" else self.part.more
        return {
            "id": rule_id,
            "name": text(self.name),
            "at": self.at,
            "measure": self.part.name,
            "reduce": self.reduce,
            **({"relative_to": "start"} if self.relative else {}),
            "limit": {side: bound},
            "views": list(views),
            "severity": "minor",
            "say": text(say),
            "good": text(self.good or self.part.good),
            "source": "Learnt",
        }


def sides(cycle: Cycle) -> tuple[Side, Side]:
    """At which end of its measure a repetition turns, and at which it rests."""
    return ("min", "max") if cycle.rest == "high" else ("max", "min")


def shown_from(part: Part) -> tuple[ViewName, ...]:
    """From where it can be read at all. An interior angle from anywhere: where its limbs point
    at the camera, its standard deviation says so."""
    return ALL_VIEWS if "angle" in part.body else part.views


def probes(cycle: Cycle) -> tuple[Probe, ...]:
    """All that is looked at, the movement itself first."""
    far, back = sides(cycle)
    found = [
        Probe(RANGE, ("range", "가동 범위"), cycle.part, "turn", far, good=ALL_THE_WAY),
        Probe(RETURN, ("return", "되돌아오기"), cycle.part, "end", back, good=CAME_BACK),
        _probe("trunk_lean", "turn", "max"),
        _probe("heel_height", "turn", relative=True),
        _probe("knee_width", "turn"),
        _probe("duration", "rep"),
        _probe("swing", "rep"),
        _probe("tilt", "turn", relative=True),
        _probe("side_shift", "turn", relative=True),
        *(_probe(part.name, "turn") for part in MOVERS if part.name != "trunk_lean"),
    ]
    return tuple(p for p in found if p.part != cycle.part or p.id in (RANGE, RETURN))


def scaffold(cycle: Cycle) -> Exercise:
    """An exercise with a rule for each probe, to read its values from the verdicts."""
    rules = [
        probe.rule(probe.id, "max", ANY_DEG if probe.degrees else ANY, shown_from(probe.part))
        for probe in probes(cycle)
    ]
    return parse_exercise(
        {
            "schema": 1,
            "id": "learning",
            "name": {"en": "Learning", "ko": "Learning"},
            "views": list(ALL_VIEWS),
            "measures": {part.name: part.document() for part in PARTS.values()},
            "cycle": cycle.document(),
            "rule": rules,
        },
        "learning",
    )


def _probe(
    name: str, at: Moment, reduce: Literal["median", "min", "max"] = "median",
    relative: bool = False,
) -> Probe:  # fmt: skip
    return Probe(name, PARTS[name].label, PARTS[name], at, reduce, relative)
