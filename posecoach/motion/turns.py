"""Pictures that were looked at in two ways in turn: what the two differ by is taken out.

A network sees a far wrist a little lower in the mirrored picture than in the picture itself. Looked
at in turn the wrist then jumps to and fro with every picture, which cleaning takes for errors. Over
half a second the difference is known, and either look is moved by half of it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from posecoach.geometry import finite_median
from posecoach.types import Array, Track

WINDOW_S = 0.5
"""The difference is the median over so long: movement, which does not change its sign with every
picture, leaves no trace in that."""
LEAST_FRAMES = 5
"""Fewer pictures in that time show no difference."""


def evened(track: Track) -> Track:
    """The track with every second frame's places, and the others', moved to the middle of both."""
    seen = np.flatnonzero(np.isfinite(track.xy).any(axis=(1, 2)))
    if len(seen) < LEAST_FRAMES:
        return track
    # Of a long video many people are in a small part only.
    part = slice(int(seen[0]), int(seen[-1]) + 1)
    half = max(round(WINDOW_S / float(np.median(np.diff(track.time_s))) / 2), LEAST_FRAMES // 2)
    sign = np.where(np.arange(len(track.time_s)) % 2 == 0, 1.0, -1.0)[part, None]
    xy = track.xy.copy()
    for joint in range(xy.shape[1]):
        xy[part, joint] -= sign * _half_apart(track.xy[part, joint], sign, half)
    return replace(track, xy=xy)


def _half_apart(places: Array, sign: Array, half: int) -> Array:
    """By how much one joint at ``places`` (T, 2) lies off the middle of both looks where ``sign``
    (T, 1) is +1, from ``half`` frames on either side, (T, 2); 0 where that does not show."""
    apart = np.full(places.shape, np.nan)
    apart[1:-1] = (places[1:-1] - (places[:-2] + places[2:]) / 2) / 2
    padded = np.pad(sign * apart, ((half, half), (0, 0)), constant_values=np.nan)
    windows = sliding_window_view(padded, 2 * half + 1, axis=0)
    enough = np.isfinite(windows).sum(axis=-1) >= LEAST_FRAMES
    # The first picture of somebody is cut out by the detector's box, and may differ otherwise.
    return np.where(enough & np.isfinite(apart), finite_median(windows), 0.0)
