"""Measures that are known only once the repetitions are: durations, changes, leading sides."""

from __future__ import annotations

from typing import Literal

import numpy as np

from posecoach.rules.kinds import Phase
from posecoach.rules.windows import Reading, change_since, read
from posecoach.types import Array, Measure, Rep

TIME_SIGMA_S = 0.13
"""How far start, turn and end of a repetition can be off. In 144 rendered repetitions of ten
exercises one start in two was found within 0.1 s, and a phase of rendered deadlifts, bridges and
sit-ups, which has two ends, was off by 0.19 s (root mean square)."""

EASE = 0.7
"""How much longer it takes from standstill to where the measure has surely left rest (there a
repetition starts), in the time from there to half of the way: people set off and stop smoothly.
With a cosine it would be 0.82, with the least jerk (Flash and Hogan, J. Neurosci. 1985) 1.08; knees
and elbows straighten late, heights early: in those repetitions from 0.44 to 1.07."""

PAUSE_SHARE = 0.1


def duration(name: str, phase: Phase, counted: Measure, reps: tuple[Rep, ...]) -> Measure:
    """How long ``phase`` of the repetition around each frame lasts, seconds, from standstill or
    to it.

    ``counted`` is the measure that repetitions are counted by. ``turn`` is the pause there:
    the time within a tenth of the repetition's range from the turn. ``rest`` is the time since
    the end of the repetition before; the first one has none.
    """
    value, reason = _blank(counted.time_s)
    still = _still(counted, reps)
    for i, rep in enumerate(reps):
        length = _length(phase, rep, still[i], still[i - 1][1] if i else np.nan)
        if phase == "turn":
            length = _pause(counted, rep)
        value[_frames(counted.time_s, reps, i)] = length
    known = np.isfinite(value)
    sigma = np.where(known, np.sqrt(2) * TIME_SIGMA_S, np.nan)
    return Measure(name, "s", counted.time_s, value, sigma, np.where(known, "", reason))


def _length(phase: Phase, rep: Rep, still: tuple[float, float], before: float) -> float:
    """``before`` is when the repetition before came to rest."""
    if phase == "rest":
        return still[0] - before
    begin = rep.turn_s if phase == "ascent" else still[0]
    return (rep.turn_s if phase == "descent" else still[1]) - begin


def _still(counted: Measure, reps: tuple[Rep, ...]) -> list[tuple[float, float]]:
    """When each repetition sets off from standstill and comes back to it, seconds; of one that
    follows at once, halfway between both."""
    ends = [
        (rep.start_s - EASE * _to_half(counted, rep.start_s, rep.turn_s),
         rep.end_s + EASE * _to_half(counted, rep.end_s, rep.turn_s))
        for rep in reps
    ]  # fmt: skip
    for i in range(1, len(reps)):
        end, start = ends[i - 1][1], ends[i][0]
        if end > start:
            middle = (reps[i - 1].end_s + reps[i].start_s) / 2
            ends[i - 1], ends[i] = (ends[i - 1][0], middle), (middle, ends[i][1])
    return ends


def _to_half(counted: Measure, edge_s: float, turn_s: float) -> float:
    """How long it takes from one end of a repetition to half of the way to its turn, or back."""
    early, late = sorted((edge_s, turn_s))
    inside = (counted.time_s >= early) & (counted.time_s <= late) & np.isfinite(counted.value)
    time_s, value = counted.time_s[inside], counted.value[inside]
    if len(value) < 3:
        return 0.0
    edge, turn = (value[0], value[-1]) if edge_s < turn_s else (value[-1], value[0])
    further = np.abs(value - edge) >= abs(turn - edge) / 2
    return float(np.abs(time_s[further] - edge_s).min()) if further.any() else 0.0


def _pause(counted: Measure, rep: Rep) -> float:
    """How long the measure stays near its value at the turn, seconds."""
    inside = (counted.time_s >= rep.start_s) & (counted.time_s <= rep.end_s)
    time_s, value = counted.time_s[inside], counted.value[inside]
    seen = np.isfinite(value)
    if seen.sum() < 3:
        return float("nan")
    time_s, value = time_s[seen], value[seen]
    turn = int(np.abs(time_s - rep.turn_s).argmin())
    reach = PAUSE_SHARE * np.ptp(value)
    off = np.flatnonzero(np.abs(value - value[turn]) > reach)
    before, after = off[off < turn], off[off > turn]
    first = int(before[-1]) + 1 if len(before) else 0
    last = int(after[0]) - 1 if len(after) else len(value) - 1
    return float(time_s[last] - time_s[first])


def of_measure(
    name: str, base: Measure, take: Literal["range", "change"], reps: tuple[Rep, ...]
) -> Measure:
    """The range of ``base`` over the repetition around each frame, or its change since the
    rest before that repetition."""
    value, reason = _blank(base.time_s)
    sigma = value.copy()
    for i in range(len(reps)):
        frames = _frames(base.time_s, reps, i)
        if take == "range":
            reading = read(base, reps, i, "rep", "range")
            value[frames], sigma[frames] = reading.value, reading.sigma
            reason[frames] = reading.reason
            continue
        for frame in np.flatnonzero(frames):
            here = Reading(base.value[frame], base.sigma[frame], base.time_s[frame])
            change = change_since(here, base, reps, i)
            value[frame], sigma[frame] = change.value, change.sigma
        reason[frames] = base.reason[frames]
    missing = ~np.isfinite(value)
    reason = np.where(missing & (reason == ""), "hidden", reason)
    reason = np.where(missing, reason, "")
    return Measure(name, base.unit, base.time_s, value, sigma, reason, change=True)


def lead_side(
    name: str, left: Measure, right: Measure, reps: tuple[Rep, ...], trail: bool = False
) -> Measure:
    """At each frame the measure of the side that leads the nearest repetition (or trails).

    Where that side is not known the camera stands where it cannot be told: reason "view".
    """
    value, reason = _blank(left.time_s)
    sigma = value.copy()
    reason[:] = "view"
    for i, rep in enumerate(reps):
        if rep.side is None:
            continue
        chosen = left if (rep.side == "left") != trail else right
        frames = _frames(left.time_s, reps, i)
        value[frames], sigma[frames] = chosen.value[frames], chosen.sigma[frames]
        reason[frames] = chosen.reason[frames]
    return Measure(name, left.unit, left.time_s, value, sigma, reason)


def _blank(time_s: Array) -> tuple[Array, np.ndarray]:
    return np.full(len(time_s), np.nan), np.full(len(time_s), "hidden", dtype="<U10")


def _frames(time_s: Array, reps: tuple[Rep, ...], index: int) -> np.ndarray:
    """Which frames belong to a repetition: to the middle of the rest on either side."""
    rep = reps[index]
    low = -np.inf if index == 0 else (reps[index - 1].end_s + rep.start_s) / 2
    last = index + 1 == len(reps)
    high = np.inf if last else (rep.end_s + reps[index + 1].start_s) / 2
    return np.asarray((time_s >= low) & (time_s <= high))
