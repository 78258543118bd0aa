"""Repairs left and right exchanged by the network for some frames.

For each group of limbs the sequence of exchanged / not exchanged that makes the joints move
most smoothly is found by dynamic programming (Viterbi, "Error bounds for convolutional codes",
1967) over time, with a price for every change. Smooth means near to constant velocity: when
a person turns, their left and right joints pass each other at speed, and there the labelling
that keeps the velocity is the true one, although exchanging would keep the places.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecoach.motion.exchange import exchanged
from posecoach.skeleton import INDEX, body_size
from posecoach.types import Array, Track

GROUPS: dict[str, tuple[str, ...]] = {
    "arms": ("shoulder", "elbow", "wrist"),
    "legs": ("hip", "knee", "ankle", "big_toe", "small_toe", "heel"),
}
FACE: tuple[str, ...] = ("eye", "ear")
"""Too small to tell by itself; exchanged where both groups are."""
CHANGE_COST = 0.3
"""Price of a change, in body sizes. An exchange of joints that lie D apart costs about 4 D at
each end, so exchanges of joints nearer than 0.08 body sizes, no further than the network's
own error, are left alone: in a side view there is nothing to tell and nothing to gain."""
SWAPPED_COST = 0.8
"""Price of a second of exchanged labels, in body sizes: the network is right more often than
not, and an exchange whose end cannot be made out had better not begin. Legs meet between two
lunges, where an exchange costs nothing; at 0.3 a few wrong frames took the rest of the lunge along,
and in rendered lunges joints were 16 % of the body off in place of 9."""
ERROR_LIMIT = 1.0
"""One joint's error counts at most this many body sizes, so that outliers decide nothing."""
LINK_S = 0.5
"""After a longer gap nothing links the labels before with those after it."""


def repair_swaps(track: Track) -> Track:
    """The track with the sides exchanged back, confidence and sigma with them.

    Per stretch without a long gap the labelling of the majority of the frames stays: which
    of two lasting labellings is right cannot be told from the motion.
    """
    scale = body_size(track.xy)
    if not scale > 0:
        return track
    swapped = {name: _swapped(track, joints, scale) for name, joints in GROUPS.items()}
    for name, joints in GROUPS.items():
        track = exchanged(track, joints, swapped[name])
    return exchanged(track, FACE, np.logical_and.reduce(list(swapped.values())))


def _sides(joints: tuple[str, ...]) -> NDArray[np.intp]:
    """Indices of the left and of the right joints, (2, n)."""
    return np.array([[INDEX[f"{side}_{j}"] for j in joints] for side in ("left", "right")])


def _swapped(track: Track, joints: tuple[str, ...], scale: float) -> NDArray[np.bool_]:
    """Frames in which this group's sides are exchanged, (T,)."""
    sides = _sides(joints)
    xy = track.xy[:, sides] / scale
    pair_seen = np.asarray(np.isfinite(xy).all(axis=(1, 3)))
    weight = np.where(pair_seen, np.sqrt(track.located[:, sides].prod(axis=1)), 0.0)
    usable = np.flatnonzero(pair_seen.any(axis=1))
    result = np.zeros(len(track.time_s), dtype=bool)
    breaks = np.flatnonzero(np.diff(track.time_s[usable]) > LINK_S) + 1
    for stretch in np.split(usable, breaks):
        if len(stretch) < 3:
            continue
        costs = _step_costs(track.time_s[stretch], np.nan_to_num(xy[stretch]), weight[stretch])
        path = _cheapest(costs, np.diff(track.time_s[stretch])[1:])
        result[stretch] = ~path if path.mean() > 0.5 else path
    return result


def _step_costs(time_s: Array, xy: Array, weight: Array) -> Array:
    """How far the frames from the third on lie from constant velocity, (N - 2, 2, 2) body sizes.

    ``xy`` (N, 2 sides, n, 2), ``weight`` (N, n). The last axes say whether the frame two before
    and the frame before are exchanged relative to this one.
    """
    elapsed = np.diff(time_s)
    # A pace that held over a short step says little about a long one after it.
    ratio = np.minimum(elapsed[1:] / elapsed[:-1], 2.0)[:, None, None, None]
    linked = np.cbrt(weight[2:] * weight[1:-1] * weight[:-2])
    pairs = np.maximum((linked > 0).sum(axis=1), 1)
    costs = np.empty((len(xy) - 2, 2, 2))
    for older in (0, 1):
        for old in (0, 1):
            first = xy[:-2, ::-1] if older else xy[:-2]
            second = xy[1:-1, ::-1] if old else xy[1:-1]
            error = np.linalg.norm(xy[2:] - second - ratio * (second - first), axis=3)
            both_sides = np.minimum(error, ERROR_LIMIT).sum(axis=1)
            costs[:, older, old] = (linked * both_sides).sum(axis=1) / pairs
    return costs


def _cheapest(costs: Array, elapsed: Array) -> NDArray[np.bool_]:
    """The sequence of exchanged (True) or not with the least cost, (N,), from the costs of the
    steps to the frames from the third on and the time that each took, (N - 2,) seconds.

    A state is the labels of two frames in a row: s = 2 * older + newer.
    """
    best = [0.0, CHANGE_COST, CHANGE_COST, 0.0]
    came: list[list[int]] = []
    prices = (SWAPPED_COST * elapsed).tolist()
    for (same, old, older, both), price in zip(costs.reshape(-1, 4).tolist(), prices, strict=True):
        # Exchanging all three frames alters no distance: only labels relative to now count.
        step = ((same, both), (old, older), (older, old), (both, same))
        following, origin = [0.0] * 4, [0] * 4
        for state in range(4):
            middle, now = divmod(state, 2)
            labels = (CHANGE_COST if middle != now else 0.0) + now * price
            ahead = [best[2 * first + middle] + step[2 * first + middle][now] for first in (0, 1)]
            pick = int(ahead[1] < ahead[0])
            following[state], origin[state] = ahead[pick] + labels, 2 * pick + middle
        best = following
        came.append(origin)
    return _trace(best, came)


def _trace(best: list[float], came: list[list[int]]) -> NDArray[np.bool_]:
    """Walk back from the best last state."""
    state = best.index(min(best))
    labels = [state % 2]
    for origin in reversed(came):
        labels.append(state // 2)
        state = origin[state]
    labels.append(state // 2)
    return np.array(labels[::-1], dtype=bool)
