"""Measures of measures: left against right, and speed."""

from __future__ import annotations

import numpy as np

from posecoach.types import Array, Measure

SPEED_WINDOW_S = 0.2
"""Speeds are slopes over this long: over a single frame they would be jitter."""


def asymmetry(name: str, left: Measure, right: Measure) -> Measure:
    """Left minus right, in their unit; missing where either is."""
    value = left.value - right.value
    reason = np.where(left.reason != "", left.reason, right.reason)
    reason = np.where(np.isfinite(value), "", reason)
    sigma = np.hypot(left.sigma, right.sigma)
    return Measure(name, left.unit, left.time_s, value, sigma, reason)


def speed(name: str, measure: Measure) -> Measure:
    """Change per second: at each frame the slope of a straight line fitted to the 0.2 s around.

    Missing where the measure is, or where fewer than two frames are near.
    """
    value = np.full(len(measure.time_s), np.nan)
    sigma = np.full(len(measure.time_s), np.nan)
    low = np.searchsorted(measure.time_s, measure.time_s - SPEED_WINDOW_S / 2 - 1e-9)
    high = np.searchsorted(measure.time_s, measure.time_s + SPEED_WINDOW_S / 2 + 1e-9)
    for i in np.flatnonzero(np.isfinite(measure.value)):
        near = slice(low[i], high[i])
        value[i], sigma[i] = _slope(measure.time_s[near], measure.value[near], measure.sigma[near])
    missing = ~np.isfinite(value)
    reason = np.where(missing & (measure.reason == ""), "hidden", measure.reason)
    reason = np.where(missing, reason, "")
    return Measure(name, f"{measure.unit}/s", measure.time_s, value, sigma, reason)


def _slope(time_s: Array, value: Array, sigma: Array) -> tuple[float, float]:
    """Least-squares slope and its standard deviation for independent errors."""
    seen = np.isfinite(value) & np.isfinite(sigma)
    if seen.sum() < 2:
        return float("nan"), float("nan")
    centred = time_s[seen] - time_s[seen].mean()
    weight = centred / (centred**2).sum()
    return float((weight * value[seen]).sum()), float(np.sqrt(((weight * sigma[seen]) ** 2).sum()))
