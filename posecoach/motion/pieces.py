"""A measure cut at long gaps, each piece resampled evenly and smoothed, without spikes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d, median_filter

from posecoach.types import Array, Measure

SMOOTH_S = 0.06
"""Standard deviation of the Gaussian that finds turning points: it keeps over 80% of the
fastest repetitions (0.6 s) and takes most of a single frame's error."""
SPIKE_S = 0.25
"""What lasts less than half of this is no movement: a joint that is taken for another would split
a repetition. The fastest ones (0.6 s) stay this long at either end."""
SPIKE_SHARE = 0.1
"""Of the way between low and high: less does not split a repetition, and turns stay in place."""
MAX_GAP_S = 1.0
"""Over longer gaps nobody knows what happened."""
TURN_GAP_S = 0.35
"""A turn next to a gap longer than this was not seen; cleaning has filled the shorter ones."""
MAX_RATE_HZ = 240.0


@dataclass(frozen=True)
class Piece:
    """A stretch of the measure without long gaps, smoothed, rest upwards; ``gaps`` (N, 2) are the
    times between which nothing was seen."""

    time_s: Array
    value: Array
    gaps: Array


def cut(measure: Measure, sign: float) -> list[Piece]:
    """The measure cut at long gaps, times ``sign``, which puts rest upwards."""
    seen = np.isfinite(measure.value)
    times, values = measure.time_s[seen], sign * measure.value[seen]
    if len(times) < 3:
        return []
    step = max(float(np.median(np.diff(times))), 1.0 / MAX_RATE_HZ)
    edges = np.flatnonzero(np.diff(times) > MAX_GAP_S) + 1
    parts = zip(np.split(times, edges), np.split(values, edges), strict=True)
    return [_piece(t, v, step) for t, v in parts if len(t) >= 3]


def _piece(time_s: Array, value: Array, step: float) -> Piece:
    """Resample evenly and smooth."""
    count = round(float(time_s[-1] - time_s[0]) / step) + 1
    grid = np.linspace(time_s[0], time_s[-1], max(count, 3))
    apart = float(grid[1] - grid[0])
    spread = SMOOTH_S / apart
    even = _without_spikes(np.interp(grid, time_s, value), apart)
    smooth = gaussian_filter1d(even, spread, mode="nearest") if spread > 0.3 else even
    wide = np.flatnonzero(np.diff(time_s) > TURN_GAP_S)
    return Piece(grid, smooth, np.stack([time_s[wide], time_s[wide + 1]], axis=1))


def _without_spikes(value: Array, step_s: float) -> Array:
    """What lies off the running median, over the most frames within ``SPIKE_S`` that are an odd
    number, by more than ``SPIKE_SHARE`` of the way between low and high is that median instead
    (a Hampel filter, with the movement in place of the noise)."""
    frames = int(SPIKE_S / step_s + 1e-6)
    width = frames - 1 + frames % 2
    if width < 3:
        return value
    middle = np.asarray(median_filter(value, width, mode="nearest"))
    way = float(np.subtract(*np.percentile(value, [95, 5])))
    return np.where(np.abs(value - middle) > SPIKE_SHARE * way, middle, value)
