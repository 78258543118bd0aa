"""From an exercise file and a track to numbers: its measures, its repetitions."""

from __future__ import annotations

from collections.abc import Mapping

from posecoach.motion import measures as motion
from posecoach.motion.body import Body
from posecoach.motion.repetitions import find_repetitions
from posecoach.rules.schema import (
    AngleMeasure,
    AnyMeasure,
    Exercise,
    InclinationMeasure,
    OffsetMeasure,
)
from posecoach.types import Measure, Rep, Track, View


def compute_measures(
    exercise: Exercise, track: Track, view: View, size_px: tuple[int, int] | None
) -> dict[str, Measure]:
    """Every measure of the exercise over a clean track, by name.

    ``size_px`` is the picture's (width, height): joints outside of it are not seen; None
    where it is not known.
    """
    body = Body(track, view, size_px)
    return {name: _measure(name, asked, body) for name, asked in exercise.measures.items()}


def _measure(name: str, asked: AnyMeasure, body: Body) -> Measure:
    if isinstance(asked, AngleMeasure):
        return motion.angle(name, body, asked.angle, asked.side)
    if isinstance(asked, InclinationMeasure):
        return motion.inclination(name, body, asked.inclination, asked.origin, asked.side)
    if isinstance(asked, OffsetMeasure):
        return motion.offset(name, body, asked.offset, asked.along, asked.unit, asked.side)
    return motion.ratio(name, body, asked.ratio, asked.side)


def count(exercise: Exercise, measures: Mapping[str, Measure]) -> tuple[Rep, ...]:
    """The repetitions, numbered from 1, found in the measure that ``[cycle]`` names."""
    cycle = exercise.cycle
    return find_repetitions(
        measures[cycle.measure],
        cycle.rest,
        cycle.min_range,
        min_duration_s=cycle.min_duration_s,
        max_duration_s=cycle.max_duration_s,
    )
