"""A measure during one moment of a repetition: the window, and one number out of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from posecoach.rules.schema import Moment, Percentile, Reduce
from posecoach.types import Array, Measure, Rep

EXTREME_S = 0.1
"""An extreme is the mean of the most extreme tenth of a second: the single most extreme
frame of a noisy signal lies beyond the true extreme (it picks the largest error)."""

REST_S = 1.0
TURN_S = 0.1
TURN_SHARE = 0.05
HIDDEN_SHARE = 0.3


@dataclass(frozen=True)
class Reading:
    """One number from a window: value, standard deviation, when; NaN with a reason; ``change``
    where it is the difference between two moments."""

    value: float
    sigma: float
    time_s: float
    reason: str = ""
    change: bool = False


def window(reps: tuple[Rep, ...], index: int, at: Moment) -> tuple[float, float]:
    """From when to when a moment of ``reps[index]`` lasts, seconds.

    start and end are the rest before and after, at most a second, never into a neighbouring
    repetition by more than a tenth of a second; turn is the middle tenth of the repetition
    around its turn, at least 0.2 s; rep and hold are all of it.
    """
    rep = reps[index]
    if at == "start":
        floor = reps[index - 1].end_s if index > 0 else -np.inf
        return max(floor, rep.start_s - REST_S), rep.start_s + TURN_S
    if at == "end":
        ceiling = reps[index + 1].start_s if index + 1 < len(reps) else np.inf
        return rep.end_s - TURN_S, min(ceiling, rep.end_s + REST_S)
    if at == "turn":
        half = max(TURN_S, TURN_SHARE * (rep.end_s - rep.start_s))
        return rep.turn_s - half, rep.turn_s + half
    begin = rep.turn_s if at == "ascent" else rep.start_s
    return begin, rep.turn_s if at == "descent" else rep.end_s


def read(measure: Measure, reps: tuple[Rep, ...], index: int, at: Moment, how: Reduce) -> Reading:
    """One number for a moment of a repetition.

    Unknown if more than 30 % of the window's frames are missing, or if the turn itself is
    (for a window that holds it: that is where extremes lie). The errors of neighbouring
    frames are those of the same joints under the same clothes, so averaging n of them does
    not divide the standard deviation by sqrt(n): it stays that of a single frame.
    """
    begin, end = window(reps, index, at)
    inside = np.flatnonzero((measure.time_s >= begin) & (measure.time_s <= end))
    moment = {"start": reps[index].start_s, "end": reps[index].end_s}.get(at, reps[index].turn_s)
    nearest = np.argmin(np.abs(measure.time_s - moment))
    if how == "value" or len(inside) == 0:
        inside = np.array([nearest])
    seen = np.isfinite(measure.value[inside])
    blind = at not in ("start", "end") and not np.isfinite(measure.value[nearest])
    if blind or (~seen).mean() > HIDDEN_SHARE:
        reasons = Counter(str(r) for r in measure.reason[inside] if r)
        reason = reasons.most_common(1)[0][0] if reasons else "hidden"
        return Reading(np.nan, np.nan, moment, reason)
    kept = inside[seen]
    found = _reduce(measure.value[kept], measure.sigma[kept], measure.time_s[kept], how)
    return replace(found, change=found.change or measure.change)


def change_since(reading: Reading, measure: Measure, reps: tuple[Rep, ...], index: int) -> Reading:
    """The change since the rest before this repetition, or the clip's if that was hidden.

    Half of the variance of a joint's error is taken to stay the same from rest to turn (the
    same heel of the same shoe), so the errors of the two correlate by 0.5.
    """
    rest = read(measure, reps, index, "start", "median")
    if rest.reason:
        others = [read(measure, reps, i, "start", "median") for i in range(len(reps))]
        seen = sorted((r for r in others if not r.reason), key=lambda r: r.value)
        if not seen:
            return rest
        rest = seen[len(seen) // 2]
    return difference(reading, rest)


def difference(reading: Reading, before: Reading) -> Reading:
    """``reading`` minus ``before``, whose errors correlate by 0.5."""
    variance = reading.sigma**2 + before.sigma**2 - reading.sigma * before.sigma
    sigma = float(np.sqrt(variance))
    return Reading(reading.value - before.value, sigma, reading.time_s, change=True)


def _reduce(value: Array, sigma: Array, time_s: Array, how: Reduce) -> Reading:
    if how in ("min", "max"):
        return _extreme(value, sigma, time_s, 1 if how == "min" else -1)
    if how == "range":
        low, high = _extreme(value, sigma, time_s, 1), _extreme(value, sigma, time_s, -1)
        # Extremes are where errors happen to pull apart: what they share is not taken off.
        apart = float(np.hypot(low.sigma, high.sigma))
        return Reading(high.value - low.value, apart, high.time_s, change=True)
    if isinstance(how, Percentile):
        middle = float(np.percentile(value, how.percentile))
    else:
        middle = float(np.mean(value) if how == "mean" else np.median(value))
    return Reading(middle, _rms(sigma), float(np.median(time_s)))


def _extreme(value: Array, sigma: Array, time_s: Array, sign: int) -> Reading:
    """The mean of the smallest (sign 1) or largest (-1) values, EXTREME_S of them."""
    step = float(np.median(np.diff(time_s))) if len(time_s) > 1 else EXTREME_S
    count = int(np.clip(round(EXTREME_S / step), 1, (len(value) + 1) // 2))
    picked = np.argsort(sign * value, kind="stable")[:count]
    return Reading(float(value[picked].mean()), _rms(sigma[picked]), float(time_s[picked[0]]))


def _rms(sigma: Array) -> float:
    return float(np.sqrt(np.mean(sigma**2)))
