"""Knees that bend the wrong way: the network put them on the other leg.

A knee bends backwards: seen from the side it lies on the toes' side of the line from hip to
ankle, or on it. One that lies clearly behind it is not this leg's. In lunges the network at
times sees the back leg's knee twice, sure of both, and no limb need look too long for that.
(Limits of joints tell which poses can be: Lee and Chen, "Determination of 3D human body postures
from a single view", CVGIP 1985, section 4.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecoach.skeleton import INDEX
from posecoach.types import Array, Track

BACKWARD_DEG = 20.0
"""So far a knee must bend the wrong way: healthy ones overextend by up to 10 degrees, and the
network is off by about as much."""

FOOT_SHARE = 0.35
"""Both feet must point the same way by more than this share of the shank, or it is no side
view: a foot is about 0.6 shanks long from heel to big toe."""

SIDES = ("left", "right")


def backward_knees(track: Track) -> NDArray[np.bool_]:
    """Joints (T, 26): knees that bend the wrong way, where both feet say which way that is; of
    somebody lying or in a push-up they do not, toes being turned up or under."""
    wrong = np.zeros(track.located.shape, dtype=bool)
    ahead = _ahead(track)
    if ahead == 0:
        return wrong
    for side in SIDES:
        hip, knee, ankle = (track.xy[:, INDEX[f"{side}_{j}"]] for j in ("hip", "knee", "ankle"))
        thigh, shank = knee - hip, ankle - knee
        turn = np.arctan2(
            thigh[:, 0] * shank[:, 1] - thigh[:, 1] * shank[:, 0], (thigh * shank).sum(axis=1)
        )
        upright = ankle[:, 1] - hip[:, 1] > np.abs(ankle[:, 0] - hip[:, 0])
        # Of somebody who faces the picture's right, knees bend clockwise: y points down.
        backward = -ahead * turn > np.radians(BACKWARD_DEG)
        wrong[:, INDEX[f"{side}_knee"]] = upright & backward
    return wrong


def _ahead(track: Track) -> int:
    """1 where the feet point to the picture's right, -1 to its left, 0 where not both clearly
    do, as seen from the front."""
    points = [_median(_pointing(track, side)) for side in SIDES]
    if not all(abs(p) > FOOT_SHARE for p in points) or points[0] * points[1] < 0:
        return 0
    return int(np.sign(points[0]))


def _pointing(track: Track, side: str) -> Array:
    """How far a foot points to the right, in shanks as long as that leg's usually looks (T,)."""
    foot = track.xy[:, INDEX[f"{side}_big_toe"], 0] - track.xy[:, INDEX[f"{side}_heel"], 0]
    shank = track.xy[:, INDEX[f"{side}_ankle"]] - track.xy[:, INDEX[f"{side}_knee"]]
    return np.asarray(foot / max(_median(np.hypot(*shank.T)), 1e-9))


def _median(values: Array) -> float:
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if len(seen) else 0.0
