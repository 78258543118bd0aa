"""The kinds of measures that an exercise file may define: pydantic models.

A measure of points is computed from the skeleton; a measure of a measure from another one by
name; a measure of repetitions (``duration``, ``of``) once the repetitions are known.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, field_validator

from posecoach.motion.body import Point, Sides, Unit
from posecoach.rules.texts import Flag, Model, Text, check_points, point_shape

Phase = Literal["descent", "ascent", "rep", "turn", "rest"]
PER_REP_SIDES = ("lead", "trail")
SPLIT_SIDES = ("both", "worst")
CHAINED = ("asymmetry", "speed", "of")
"""The kinds that are computed from another measure."""

Spot = Annotated[Point, BeforeValidator(point_shape)]
"""A point as a file says it; read before pydantic tries each way to write it."""


class MeasureBase(Model):
    """What every measure has: its name in the coach's sentences."""

    label: Text | None = Field(default=None, description="How the coach calls the measure.")


class PointMeasure(MeasureBase):
    """A measure of joints: whose side a joint without one means."""

    side: Sides = Field(default="near", description="Which side a joint without one means.")


class AngleMeasure(PointMeasure):
    """Angle at the middle one of three points, in degrees; straight is 180."""

    angle: tuple[Spot, Spot, Spot] = Field(description="The angle is at the middle one.")
    by: Literal["shape", "reach"] = Field(
        default="shape",
        description="reach where the ends stay one above the other, as a hand on the floor and its "
        "shoulder: how far they are apart then tells the angle even if the limbs point at the "
        "camera.",
    )
    _joints = field_validator("angle")(check_points)


class InclinationMeasure(PointMeasure):
    """Angle of the line through two points from the vertical or horizontal, 0 to 90 degrees."""

    inclination: tuple[Spot, Spot] = Field(description="The ends of the line.")
    origin: Literal["vertical", "horizontal"] = Field(
        default="vertical", alias="from", description="What 0 degrees is."
    )
    _joints = field_validator("inclination")(check_points)


class OffsetMeasure(PointMeasure):
    """Signed distance of the first point from the second along an axis, in body lengths."""

    offset: tuple[Spot, Spot] = Field(description="How far the first is from the second.")
    along: Literal["vertical", "forward", "sideways"] = Field(
        default="vertical",
        description="Positive is up, where the person faces, or the person's left.",
    )
    unit: Unit = Field(default="trunk", description="The person's own length it is counted in.")
    absolute: Flag = Field(default=False, description="Leave the sign out.")
    _joints = field_validator("offset")(check_points)


class DistanceMeasure(PointMeasure):
    """Distance of two points, in body lengths."""

    distance: tuple[Spot, Spot] = Field(description="The two ends.")
    unit: Unit = Field(default="trunk", description="The person's own length it is counted in.")
    _joints = field_validator("distance")(check_points)


class RatioMeasure(PointMeasure):
    """Distance of the first pair of points over that of the second pair."""

    ratio: tuple[tuple[Spot, Spot], tuple[Spot, Spot]] = Field(
        description="The first pair is divided by the second."
    )

    @field_validator("ratio")
    @classmethod
    def _joints(
        cls, pairs: tuple[tuple[Point, Point], tuple[Point, Point]]
    ) -> tuple[tuple[Point, Point], tuple[Point, Point]]:
        for pair in pairs:
            check_points(pair)
        return pairs


class DeviationMeasure(PointMeasure):
    """Signed distance of the first point from the line through the other two, as a share of
    the line's length."""

    deviation: tuple[Spot, Spot, Spot] = Field(
        description="The point, then the two ends of the line."
    )
    towards: Literal["up", "forward", "out"] = Field(
        description="What is positive: upwards, where the person faces, away from the midline."
    )
    _joints = field_validator("deviation")(check_points)


class AsymmetryMeasure(MeasureBase):
    """Another measure on the left minus the same on the right, in its unit."""

    asymmetry: str = Field(description="The name of a measure of joints.")


class SpeedMeasure(MeasureBase):
    """How fast another measure changes, its unit per second."""

    speed: str = Field(description="The name of another measure.")


class DurationMeasure(MeasureBase):
    """How long a phase of the repetition lasts, seconds."""

    duration: Phase = Field(
        description="`turn` is the pause there, `rest` the time since the repetition before."
    )


class OfMeasure(MeasureBase):
    """What another measure does in a repetition: its range, or its change since the start."""

    of: str = Field(description="The name of another measure.")
    take: Literal["range", "change"] = Field(
        description="`range`: highest minus lowest of the repetition; `change`: since its start."
    )


KINDS: dict[str, type[MeasureBase]] = {
    "angle": AngleMeasure,
    "inclination": InclinationMeasure,
    "offset": OffsetMeasure,
    "distance": DistanceMeasure,
    "ratio": RatioMeasure,
    "deviation": DeviationMeasure,
    "asymmetry": AsymmetryMeasure,
    "speed": SpeedMeasure,
    "duration": DurationMeasure,
    "of": OfMeasure,
}


def _kind(data: Any) -> str | None:
    for kind in KINDS:
        if (isinstance(data, dict) and kind in data) or hasattr(data, kind):
            return kind
    return None


AnyMeasure = Annotated[
    Annotated[AngleMeasure, Tag("angle")]
    | Annotated[InclinationMeasure, Tag("inclination")]
    | Annotated[OffsetMeasure, Tag("offset")]
    | Annotated[DistanceMeasure, Tag("distance")]
    | Annotated[RatioMeasure, Tag("ratio")]
    | Annotated[DeviationMeasure, Tag("deviation")]
    | Annotated[AsymmetryMeasure, Tag("asymmetry")]
    | Annotated[SpeedMeasure, Tag("speed")]
    | Annotated[DurationMeasure, Tag("duration")]
    | Annotated[OfMeasure, Tag("of")],
    Discriminator(
        _kind,
        custom_error_type="measure_kind",
        custom_error_message=f"expected one of the keys {', '.join(KINDS)}",
    ),
]


def base_of(measure: MeasureBase) -> str | None:
    """The name of the measure that this one is computed from, None for a measure of points."""
    for kind in CHAINED:
        if hasattr(measure, kind):
            return str(getattr(measure, kind))
    return None


def needs_reps(measure: MeasureBase) -> bool:
    """Whether it can only be computed once the repetitions are known."""
    sided = getattr(measure, "side", "near") in PER_REP_SIDES
    return sided or isinstance(measure, (DurationMeasure, OfMeasure))
