"""The unit of each measure of an exercise file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posecoach.rules.kinds import base_of

if TYPE_CHECKING:
    from posecoach.rules.schema import Exercise


def unit_of(exercise: Exercise, name: str) -> str:
    """The unit: "deg", a body length's name, "line" for shares of a line, "" for a plain ratio,
    "s", or one of them with "/s"."""
    measure = exercise.measures[name]
    base = base_of(measure)
    if base is not None:
        unit = unit_of(exercise, base)
        return f"{unit}/s" if hasattr(measure, "speed") else unit
    if hasattr(measure, "angle") or hasattr(measure, "inclination"):
        return "deg"
    if hasattr(measure, "deviation"):
        return "line"
    return "s" if hasattr(measure, "duration") else str(getattr(measure, "unit", ""))
