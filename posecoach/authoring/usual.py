"""Which limits make sense without having seen anything bad."""

from __future__ import annotations

import numpy as np

from posecoach.authoring.cycles import LEAST_LENGTH, LEAST_WAY
from posecoach.authoring.parts import MOVERS
from posecoach.authoring.probes import RANGE, RETURN, Cycle, Probe, Side, sides
from posecoach.rules.schema import Moment
from posecoach.rules.windows import read
from posecoach.types import Session

LEGS = ("knee", "hip", "hip_height")
"""Movements in which the feet carry the body and stay where they are."""
UPRIGHT_DEG = 45.0
"""A trunk that leans less than this at rest stands or sits."""
FIXED: dict[str, tuple[Side, ...]] = {
    "duration": ("min",),
    "tilt": ("min", "max"),
}
FOR_LEGS: dict[str, tuple[Side, ...]] = {
    "heel_height": ("max",),
    "knee_width": ("min",),
    "side_shift": ("min", "max"),
}


def usual_sides(probe: Probe, cycle: Cycle, good: Session) -> tuple[Side, ...]:
    """On which sides the probe is worth a limit, judged by the good repetitions alone.

    The movement itself must go as far and come back as far; another joint that moves along
    must move as far; an upright trunk must lean no more; one that does not move must keep still.
    """
    far, back = sides(cycle)
    if probe.id in (RANGE, RETURN):
        return ("max" if (far if probe.id == RANGE else back) == "min" else "min",)
    if probe.id in FIXED:
        return FIXED[probe.id]
    if probe.id in FOR_LEGS:
        return FOR_LEGS[probe.id] if cycle.part.name in LEGS else ()
    if probe.id == "trunk_lean":
        return ("max",) if _at(good, "trunk_lean", "start") < UPRIGHT_DEG else ()
    if probe.id == "swing":
        return () if _moves(good, "trunk_lean") else ("max",)
    same_kind = ("angle" in probe.part.body) == ("angle" in cycle.part.body)
    moves = _moves(good, probe.part.name) if probe.part in MOVERS and same_kind else 0.0
    return () if not moves else (("min",) if moves > 0 else ("max",))


def _moves(session: Session, name: str) -> float:
    """How far a measure goes from rest to turn, 0 where that is too little to be meant."""
    way = _at(session, name, "turn") - _at(session, name, "start")
    least = LEAST_WAY.get(session.measures[name].unit, LEAST_LENGTH)
    return way if abs(way) >= least else 0.0


def _at(session: Session, name: str, at: Moment) -> float:
    """A measure's typical value at a moment of the repetitions, NaN where it was never seen."""
    measure, reps = session.measures[name], session.reps
    values = [read(measure, reps, i, at, "median").value for i in range(len(reps))]
    seen = [value for value in values if np.isfinite(value)]
    return float(np.median(seen)) if seen else float("nan")
