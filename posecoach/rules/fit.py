"""Whether a movement looks like the exercise at all: its postures at the start and the turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from posecoach.rules.probability import full_sigma, violation
from posecoach.rules.schema import Cycle, Moment
from posecoach.rules.texts import Limit
from posecoach.rules.windows import read
from posecoach.types import Measure, Rep

CLEARLY = 0.95
"""A posture that is wrong with this probability is no repetition; a faulty one still is."""


def during(cycle: Cycle, measures: Mapping[str, Measure]) -> Measure:
    """The counted measure, missing where a limit that holds all the while is clearly broken."""
    counted = measures[cycle.measure]
    off = np.zeros(len(counted.time_s), dtype=bool)
    for name, limit in cycle.during.items():
        off |= _broken(limit, measures[name])
    if not off.any():
        return counted
    value = np.where(off, np.nan, counted.value)
    return replace(counted, value=value, sigma=np.where(off, np.nan, counted.sigma))


def _broken(limit: Limit, measure: Measure) -> NDArray[np.bool_]:
    """At which frames a limit is clearly broken, (T,)."""
    seen = np.flatnonzero(np.isfinite(measure.value + measure.sigma))
    off = np.zeros(len(measure.time_s), dtype=bool)
    for i in seen:
        sigma = full_sigma(float(measure.sigma[i]), measure.unit)
        off[i] = violation(limit, float(measure.value[i]), sigma) > CLEARLY
    return off


def fitting(
    cycle: Cycle, measures: Mapping[str, Measure], reps: tuple[Rep, ...]
) -> tuple[Rep, ...]:
    """The repetitions whose postures are not clearly wrong, numbered anew."""
    kept = [
        rep
        for i, rep in enumerate(reps)
        if all(
            chance is None or chance > 1 - CLEARLY
            for chance in chances(cycle.start, cycle.turn, measures, reps, i)
        )
    ]
    return numbered(kept)


def numbered(reps: Iterable[Rep]) -> tuple[Rep, ...]:
    """The same, numbered from 1."""
    return tuple(replace(rep, number=n) for n, rep in enumerate(reps, start=1))


def chances(
    start: Mapping[str, Limit],
    turn: Mapping[str, Limit],
    measures: Mapping[str, Measure],
    reps: tuple[Rep, ...],
    index: int,
) -> list[float | None]:
    """For each posture asked for at the start and turn, the probability that it is right; None
    where it cannot be seen."""
    asked: list[tuple[Moment, str, Limit]] = [
        *(("start", name, limit) for name, limit in start.items()),
        *(("turn", name, limit) for name, limit in turn.items()),
    ]
    found: list[float | None] = []
    for at, name, limit in asked:
        reading = read(measures[name], reps, index, at, "median")
        if reading.reason:
            found.append(None)
            continue
        sigma = full_sigma(reading.sigma, measures[name].unit)
        found.append(1 - violation(limit, reading.value, sigma))
    return found
