"""Which values a measure can have, and so which bounds make sense for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from posecoach.rules.kinds import (
    AngleMeasure,
    DistanceMeasure,
    DurationMeasure,
    InclinationMeasure,
    MeasureBase,
    RatioMeasure,
    base_of,
)
from posecoach.rules.lines import Place
from posecoach.rules.misfit import Misfit
from posecoach.rules.units import unit_of

if TYPE_CHECKING:
    from posecoach.rules.schema import Exercise

Bound = Literal["value", "change", "distance"]
"""A bound of the measure itself, of how it changes, or of how far it goes, which has no sign."""

MOST_LENGTHS = 10.0
"""No joints of a person are further apart, in any of the body's lengths."""


def check_bound(
    exercise: Exercise, where: Place, name: str, bound: float, kind: Bound = "value"
) -> None:
    """Misfit for a bound that could never be kept or broken, or that is in another unit."""
    measure = exercise.measures[name]
    low, high, what = _range_of(measure, unit_of(exercise, name))
    if kind != "value" or base_of(measure) is not None:
        low = -high
    if kind == "distance" and not 0 < bound <= high:
        raise Misfit(where, f"expected above 0, up to {high:g} {what}, found {bound:g}")
    if not low <= bound <= high or (bound in (low, high) and kind == "value"):
        raise Misfit(where, f"expected between {low:g} and {high:g} {what}, found {bound:g}")
    if unit_of(exercise, name) == "deg" and 0 < abs(bound) < 1:
        raise Misfit(where, f"expected degrees, found {bound:g}: is it a ratio or radians?")


def _range_of(measure: MeasureBase, unit: str) -> tuple[float, float, str]:
    if isinstance(measure, AngleMeasure):
        return 0.0, 180.0, "degrees"
    if isinstance(measure, InclinationMeasure):
        return 0.0, 90.0, "degrees"
    if isinstance(measure, DurationMeasure):
        return 0.0, 600.0, "seconds"
    if isinstance(measure, (DistanceMeasure, RatioMeasure)):
        return 0.0, MOST_LENGTHS, "lengths"
    top = {"deg": 180.0, "deg/s": 2000.0}.get(unit, MOST_LENGTHS)
    words = {"deg": "degrees", "deg/s": "degrees per second"}.get(unit, "lengths")
    return -top, top, words
