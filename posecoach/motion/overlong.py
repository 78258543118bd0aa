"""Joints that make a limb longer than it is: the network took one joint for another.

A limb looks as long as it is, or shorter where it points out of the picture, never longer. A
knee that is placed on the ankle for a few frames is too sure, and stays too long, for an
outlier of its own path; but its thigh is far longer then than ever before, and than the other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecoach.skeleton import INDEX
from posecoach.types import Array, Track

LIMBS = (("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle"))

USUAL_PERCENTILE = 95.0
OVERLONG = 1.25
"""A limb this many times longer than usual in this clip, and than the other side's in the same
frame: perspective does not do that to one of two limbs a shoulder's width apart, and who comes
nearer to the camera grows on both sides."""


def overlong(track: Track) -> NDArray[np.bool_]:
    """Joints (T, 26) that make a limb too long: of its two ends the less confident one."""
    wrong = np.zeros(track.located.shape, dtype=bool)
    for upper, lower in LIMBS:
        lengths = {side: _length(track, side, upper, lower) for side in ("left", "right")}
        for side, other in (("left", "right"), ("right", "left")):
            found = _too_long(lengths[side], lengths[other])
            ends = [INDEX[f"{side}_{joint}"] for joint in (upper, lower)]
            worse = track.located[:, ends].argmin(axis=1)
            for i, joint in enumerate(ends):
                wrong[:, joint] |= found & (worse == i)
    return wrong


def _length(track: Track, side: str, upper: str, lower: str) -> Array:
    ends = track.xy[:, [INDEX[f"{side}_{upper}"], INDEX[f"{side}_{lower}"]]]
    return np.asarray(np.hypot(*(ends[:, 0] - ends[:, 1]).T))


def _too_long(length: Array, other: Array) -> NDArray[np.bool_]:
    """Frames (T,); none where a side is never seen."""
    if not np.isfinite(length).any():
        return np.zeros(len(length), dtype=bool)
    usual = float(np.nanpercentile(length, USUAL_PERCENTILE))
    return np.asarray((length > OVERLONG * usual) & (length > OVERLONG * other))
