"""Left and right of some joints exchanged in some frames of a track."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from posecoach.skeleton import INDEX
from posecoach.types import Track


def exchanged(track: Track, joints: Iterable[str], frames: NDArray[np.bool_]) -> Track:
    """The track with both sides of the ``joints`` (names without a side) exchanged in the
    ``frames`` (T,) that are True, their confidence and sigma with them."""
    if not frames.any():
        return track
    order = np.tile(np.arange(track.xy.shape[1]), (len(track.time_s), 1))
    for joint in joints:
        left, right = INDEX[f"left_{joint}"], INDEX[f"right_{joint}"]
        order[frames, left], order[frames, right] = right, left
    return replace(
        track,
        xy=np.take_along_axis(track.xy, order[..., None], axis=1),
        confidence=np.take_along_axis(track.confidence, order, axis=1),
        sigma_px=np.take_along_axis(track.sigma_px, order, axis=1),
        located=np.take_along_axis(track.located, order, axis=1),
    )
