"""Which measure shows the repetitions of a clip, and how far it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import numpy as np

from posecoach.authoring.parts import MOVERS, Part
from posecoach.authoring.probes import Cycle, scaffold, shown_from
from posecoach.motion.repetitions import find_repetitions
from posecoach.rules.compute import compute_measures
from posecoach.rules.probability import full_sigma
from posecoach.rules.verdicts import BLIND_SIGMA_DEG
from posecoach.rules.windows import read
from posecoach.types import Measure, Rep, Track, View

LEAST_WAY = {"deg": 20.0}
LEAST_LENGTH = 0.2
"""What goes less far is no exercise."""
LEAST_REPS = 2
LEAST_SEEN = 0.7
"""Share of the clip in which the measure must be seen."""
LEAST_SIGMAS = 3.0
"""How far it must go, in its own standard deviations."""
MOST_SPREAD = 0.5
"""Standard deviation of how far the repetitions go, as a share of their mean: beyond, they are
no repetitions of one movement."""
ABOUT_AS_FAR = 0.8
"""Of measures that go about as far, the first in the list is taken, which is the plainest."""
COUNTED_SHARE = 0.4
"""Of the typical way: whoever goes this far has done a repetition, good or not."""
TIME_ROOM = 2.0
"""A repetition may be this much shorter or longer than those of the clip."""


def choose_cycle(track: Track, view: View, size_px: tuple[int, int] | None) -> Cycle | None:
    """The measure that goes furthest in its own standard deviations, time after time.

    Angles before heights, because people can imagine them; heights where no angle is seen well.
    None where nothing goes and comes back at least twice.
    """
    blank = Cycle(MOVERS[0], "high", 1.0, 1.0)
    measures = compute_measures(scaffold(blank), track, view, size_px)
    for kind in ("deg", ""):
        parts = [p for p in MOVERS if (measures[p.name].unit == "deg") == (kind == "deg")]
        shown = [p for p in parts if view.name in shown_from(p)]
        rated = [(rate(measures[p.name], c), c) for p in shown for c in _cycles(p, measures)]
        best = max((rating for rating, _ in rated), default=0.0)
        if rated:
            return next(cycle for rating, cycle in rated if rating >= ABOUT_AS_FAR * best)
    return None


def rate(measure: Measure, cycle: Cycle) -> float:
    """How far the measure goes, in its own standard deviations."""
    return cycle.way / full_sigma(float(np.nanmedian(measure.sigma)), measure.unit)


def _cycles(part: Part, measures: Mapping[str, Measure]) -> list[Cycle]:
    """The measure from its better rest, or nothing where it does not go and come back."""
    measure = measures[part.name]
    if np.isfinite(measure.value).mean() < LEAST_SEEN:
        return []
    if measure.unit == "deg" and np.nanmedian(measure.sigma) > BLIND_SIGMA_DEG:
        return []
    rests: tuple[Literal["high", "low"], ...] = ("high", "low")
    tried = [(_counted(measure, rest), rest) for rest in rests]
    reps, rest = max(tried, key=lambda pair: (len(pair[0]), pair[1] == _begins(measure)))
    ways = _ways(measure, reps)
    if len(reps) < LEAST_REPS or len(ways) < LEAST_REPS or ways.std() > MOST_SPREAD * ways.mean():
        return []
    cycle = _with_numbers(Cycle(part, rest, float(np.median(ways))), measure, reps, ways)
    return [cycle] if rate(measure, cycle) >= LEAST_SIGMAS else []


def _counted(measure: Measure, rest: Literal["high", "low"]) -> tuple[Rep, ...]:
    return find_repetitions(measure, rest, LEAST_WAY.get(measure.unit, LEAST_LENGTH), 0.3)


def _begins(measure: Measure) -> Literal["high", "low"]:
    """At which end of its range the measure is when the clip begins."""
    seen = measure.value[np.isfinite(measure.value)]
    low, high = np.percentile(seen, [5, 95])
    return "high" if seen[0] > (low + high) / 2 else "low"


def _ways(measure: Measure, reps: tuple[Rep, ...]) -> np.ndarray:
    """How far each repetition goes from its start to its turn, in the measure's unit."""
    found = [
        abs(
            read(measure, reps, i, "turn", "median").value
            - read(measure, reps, i, "start", "median").value
        )
        for i in range(len(reps))
    ]
    return np.array([way for way in found if np.isfinite(way)])


def _with_numbers(cycle: Cycle, measure: Measure, reps: tuple[Rep, ...], ways: np.ndarray) -> Cycle:
    """The numbers of ``[cycle]``: every repetition of the clip keeps well within them."""
    least = min(COUNTED_SHARE * cycle.way, 0.8 * float(ways.min()))
    lasted = [rep.end_s - rep.start_s for rep in reps]
    return replace(
        cycle,
        min_range=round(least) if measure.unit == "deg" else max(round(least, 2), 0.01),
        min_duration_s=max(round(min(lasted) / TIME_ROOM, 1), 0.1),
        max_duration_s=round(max(lasted) * TIME_ROOM + 0.5, 1),
    )
