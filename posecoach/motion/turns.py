"""Pictures that were looked at in two ways in turn: what the two differ by is taken out.

A network sees a far wrist a little lower in the mirrored picture than in the picture itself. Looked
at in turn the wrist then jumps to and fro with every picture, which cleaning takes for errors. Over
half a second the difference is known, and either look is moved by half of it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from posecoach.types import Array, Track

WINDOW_S = 0.5
"""The difference is the median over so long: movement, which does not change its sign with every
picture, leaves no trace in that."""
LEAST_FRAMES = 5
"""Fewer pictures in that time show no difference."""


def evened(track: Track) -> Track:
    """The track with every second frame's places, and the others', moved to the middle of both."""
    count = len(track.time_s)
    if count < LEAST_FRAMES:
        return track
    step = float(np.median(np.diff(track.time_s)))
    half = max(round(WINDOW_S / step / 2), LEAST_FRAMES // 2)
    sign = np.where(np.arange(count) % 2 == 0, 1.0, -1.0)[:, None, None]
    apart = np.full(track.xy.shape, np.nan)
    apart[1:-1] = (track.xy[1:-1] - (track.xy[:-2] + track.xy[2:]) / 2) / 2
    return replace(track, xy=track.xy - sign * _median(sign * apart, half))


def _median(values: Array, half: int) -> Array:
    """Median over ``half`` frames on either side, those that are known (T, 26, 2); 0 where fewer
    than ``LEAST_FRAMES`` are."""
    padded = np.pad(values, ((half, half), (0, 0), (0, 0)), constant_values=np.nan)
    windows = np.sort(sliding_window_view(padded, 2 * half + 1, axis=0), axis=-1)
    known = np.isfinite(windows).sum(axis=-1)
    pair = [np.maximum(known - 1, 0) // 2, known // 2]
    low, high = (np.take_along_axis(windows, p[..., None], axis=-1)[..., 0] for p in pair)
    return np.where(known >= LEAST_FRAMES, (low + high) / 2, 0.0)
