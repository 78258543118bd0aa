"""Joints of one side that the network put on the other side's limb, exchanged back.

Legs seen from the side are often told apart at the knees and taken for each other at the ankles,
or at the toes alone. The shin then reaches from one leg to the other, longer than it ever is.
Where the exchange of both sides' ankles gives two shins that are as long as shins are, they are
exchanged; then heels and toes likewise, beside the ankles as they are now. Whole legs that are
exchanged keep the lengths of their limbs: those are for `swaps`, which looks at the movement.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecoach.motion.exchange import exchanged
from posecoach.skeleton import INDEX
from posecoach.types import Array, Track

LIMBS = (
    ("knee", "ankle"),
    ("ankle", "heel"),
    ("ankle", "big_toe"),
    ("ankle", "small_toe"),
)
"""The joint that is believed, and the one that may be the other side's; ankles before feet.
No wrists: where arms are folded, each lies next to the other side's elbow."""

USUAL_PERCENTILE = 90.0
TOO_LONG = 1.25
"""A limb so many times longer than usual is none; see `overlong`."""
GOOD = 1.05
"""Both limbs are at most this many times as long as usual once their joints are exchanged."""


def uncrossed(track: Track) -> Track:
    """The track with such joints exchanged, their confidence and sigma with them."""
    for base, tip in LIMBS:
        track = exchanged(track, (tip,), _crossed(track, base, tip))
    return track


def _crossed(track: Track, base: str, tip: str) -> NDArray[np.bool_]:
    """Frames (T,) in which both sides' ``tip`` belong to the other side's ``base``.

    What is usual comes from the better of both ways in every frame, so that it is right however
    often joints are crossed.
    """
    sides = ("left", "right")
    bases, tips = (track.xy[:, [INDEX[f"{s}_{joint}"] for s in sides]] for joint in (base, tip))
    longer = [_longer(bases, tips), _longer(bases, tips[:, ::-1])]
    best = np.fmin(*longer)
    best = best[np.isfinite(best)]
    if len(best) == 0:
        return np.zeros(len(track.time_s), dtype=bool)
    usual = float(np.percentile(best, USUAL_PERCENTILE))
    return np.asarray((longer[0] > TOO_LONG * usual) & (longer[1] <= GOOD * usual))


def _longer(bases: Array, tips: Array) -> Array:
    """The longer of both sides' limbs, (T,), from their ends (T, 2, 2); NaN without one."""
    return np.asarray(np.linalg.norm(bases - tips, axis=2).max(axis=1))
