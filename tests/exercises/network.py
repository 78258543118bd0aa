"""A stick figure as a pose network would give it: errors that last, dropped joints, swaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.ndimage import gaussian_filter1d

from posecoach.skeleton import JOINTS, MIRROR
from posecoach.types import Track
from tests.exercises.figure import HEIGHT_PX, LENGTHS, RATE_HZ

ERROR = 0.1
"""Standard deviation of a limb's joint, in trunks; half of it for shoulders, hips and the head."""
LASTS_S = 0.2
DROPPED = 0.05
"""Share of the joints that are missing, for this long:"""
DROPPED_S = 0.25
SWAPPED = 0.03
"""Share of the frames in which left and right are exchanged."""
LIMBS = ("elbow", "wrist", "knee", "ankle", "toe", "heel")


def as_from_network(track: Track, seed: int = 0) -> Track:
    rng = np.random.default_rng(seed)
    frames, joints = track.confidence.shape
    share = np.array([ERROR if any(part in n for part in LIMBS) else ERROR / 2 for n in JOINTS])
    sigma = share * LENGTHS["trunk"] * HEIGHT_PX
    noise = gaussian_filter1d(rng.normal(size=(frames, joints, 2)), LASTS_S * RATE_HZ, axis=0)
    xy = track.xy + noise / noise.std(axis=0) * sigma[:, None]
    swapped = rng.random(frames) < SWAPPED
    xy[swapped] = xy[swapped][:, MIRROR]
    length = round(DROPPED_S * RATE_HZ)
    starts = rng.random((frames, joints)) < DROPPED / length
    dropped = np.array([starts[max(0, i - length + 1) : i + 1].any(axis=0) for i in range(frames)])
    return replace(
        track,
        xy=np.where(dropped[..., None], np.nan, xy),
        confidence=np.where(dropped, 0.0, track.confidence),
        sigma_px=np.where(dropped, np.nan, np.broadcast_to(sigma, (frames, joints))),
    )
