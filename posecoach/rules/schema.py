"""What an exercise file may say: the pydantic models that validate it.

The keys are explained in ``docs/exercise-files.md``. Models are frozen; unknown keys are
refused with the nearest right spelling.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, field_validator
from pydantic import model_validator as validator

from posecoach.motion.body import SIDED, Point, Sides, Unit
from posecoach.skeleton import JOINTS
from posecoach.types import Severity

ViewName = Literal["side", "oblique", "front", "back"]
Moment = Literal["start", "turn", "end", "descent", "ascent", "rep"]
Reduce = Literal["min", "max", "mean", "median", "range", "value"]

POINT_NAMES: tuple[str, ...] = tuple(sorted({*JOINTS, *SIDED}))


def expected(known: Iterable[str], got: object) -> str:
    """A message that lists what was allowed and the nearest to what was found."""
    choices = list(known)
    near = difflib.get_close_matches(str(got), choices, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"expected one of {', '.join(choices)}, found {got!r}{hint}"


class Model(BaseModel):
    """Base of all: frozen, strict about keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        if isinstance(data, dict):
            keys = [field.alias or name for name, field in cls.model_fields.items()]
            for key in data:
                if key not in keys:
                    raise ValueError(f"unknown key: {expected(keys, key)}")
        return data


class Text(Model):
    """The same words in every language of the coach."""

    en: str = Field(min_length=1)
    ko: str = Field(min_length=1)


def _check_point(point: Point) -> Point:
    for name in (point,) if isinstance(point, str) else point:
        if name not in POINT_NAMES:
            raise ValueError(f"joint: {expected(POINT_NAMES, name)}")
    return point


def _check_points(points: tuple[Point, ...]) -> tuple[Point, ...]:
    for point in points:
        _check_point(point)
    return points


class MeasureBase(Model):
    """What every measure has: whose side, and its name in the coach's sentences."""

    side: Sides = "near"
    label: Text | None = None


class AngleMeasure(MeasureBase):
    """Interior angle at the middle of three points."""

    angle: tuple[Point, Point, Point]
    _joints = field_validator("angle")(_check_points)


class InclinationMeasure(MeasureBase):
    """Angle of the line through two points from vertical or horizontal, 0..90."""

    inclination: tuple[Point, Point]
    origin: Literal["vertical", "horizontal"] = Field(default="vertical", alias="from")
    _joints = field_validator("inclination")(_check_points)


class OffsetMeasure(MeasureBase):
    """Signed distance of the first point from the second along an axis, in body lengths."""

    offset: tuple[Point, Point]
    along: Literal["vertical", "forward"] = "vertical"
    unit: Unit = "trunk"
    _joints = field_validator("offset")(_check_points)


class RatioMeasure(MeasureBase):
    """Distance of the first pair of points over that of the second pair."""

    ratio: tuple[tuple[Point, Point], tuple[Point, Point]]

    @field_validator("ratio")
    @classmethod
    def _joints(
        cls, pairs: tuple[tuple[Point, Point], tuple[Point, Point]]
    ) -> tuple[tuple[Point, Point], tuple[Point, Point]]:
        for pair in pairs:
            _check_points(pair)
        return pairs


KINDS = ("angle", "inclination", "offset", "ratio")


def _kind(data: Any) -> str | None:
    for kind in KINDS:
        if (isinstance(data, dict) and kind in data) or hasattr(data, kind):
            return kind
    return None


AnyMeasure = Annotated[
    Annotated[AngleMeasure, Tag("angle")]
    | Annotated[InclinationMeasure, Tag("inclination")]
    | Annotated[OffsetMeasure, Tag("offset")]
    | Annotated[RatioMeasure, Tag("ratio")],
    Discriminator(
        _kind,
        custom_error_type="measure_kind",
        custom_error_message=f"expected one of the keys {', '.join(KINDS)}",
    ),
]


class Limit(Model):
    """Bounds that must not be passed; at least one."""

    min: float | None = None
    max: float | None = None

    @validator(mode="after")
    def _sensible(self) -> Limit:
        if self.min is None and self.max is None:
            raise ValueError("expected min, max or both, found neither")
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise ValueError(f"expected min below max, found {self.min:g} and {self.max:g}")
        return self


class Cycle(Model):
    """How a repetition is recognised: the measure leaves its rest and comes back."""

    measure: str
    rest: Literal["high", "low"]
    min_range: float = Field(gt=0)
    min_duration_s: float = Field(default=0.5, gt=0)
    max_duration_s: float = Field(default=12.0, gt=0)


class Rule(Model):
    """One thing to judge in every repetition, and what to say about it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: Text
    at: Moment
    measure: str
    reduce: Reduce = "median"
    relative_to: Literal["start"] | None = None
    limit: Limit
    views: tuple[ViewName, ...] = Field(min_length=1)
    severity: Severity
    say: Text
    good: Text
    source: str = Field(min_length=1)

    @validator(mode="after")
    def _moment_fits(self) -> Rule:
        if self.reduce == "value" and self.at in ("descent", "ascent", "rep"):
            raise ValueError(f"reduce 'value' needs at = start, turn or end, found {self.at!r}")
        return self


class Exercise(Model):
    """A whole exercise file."""

    format: Literal[1] = Field(alias="schema")
    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    name: Text
    views: tuple[ViewName, ...] = Field(min_length=1)
    measures: dict[str, AnyMeasure] = Field(min_length=1)
    cycle: Cycle
    rules: tuple[Rule, ...] = Field(alias="rule", min_length=1)

    @validator(mode="after")
    def _consistent(self) -> Exercise:
        self._check_measure("cycle.measure", self.cycle.measure)
        for i, rule in enumerate(self.rules):
            where = f"rule[{i}] ({rule.id})"
            self._check_measure(f"{where}.measure", rule.measure)
            self._check_limit(where, rule)
            for view in rule.views:
                if view not in self.views:
                    raise ValueError(f"{where}.views: {expected(self.views, view)}")
            if rule.id in [r.id for r in self.rules[:i]]:
                raise ValueError(f"{where}.id: expected a new id, found one used before")
        return self

    def _check_measure(self, where: str, name: str) -> None:
        if name not in self.measures:
            raise ValueError(f"{where}: {expected(self.measures, name)}")

    def _check_limit(self, where: str, rule: Rule) -> None:
        """Angles have a range; a limit outside of it could never be kept or broken."""
        measure = self.measures[rule.measure]
        top = {AngleMeasure: 180.0, InclinationMeasure: 90.0}.get(type(measure))
        if top is None or rule.relative_to:
            return
        for key in ("min", "max"):
            bound = getattr(rule.limit, key)
            if bound is not None and not 0 < bound < top:
                raise ValueError(
                    f"{where}.limit.{key}: expected between 0 and {top:g} degrees, found {bound:g}"
                )

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; KeyError if there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)
