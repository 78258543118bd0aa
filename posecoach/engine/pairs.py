"""Left and right legs that a network puts on the same leg, drawn apart.

Of two legs, one before the other, each of two maps often believes in both places, and both may
be highest on the same one. Chosen map by map, one leg then counts twice and the other not at
all. But there are two: where a map has a second place that holds much of its belief, the joint
that has the better one moves there. Which is the left one is a weaker guess, so joints that
hang on each other are assigned by distance: no shank leads from one knee to the other ankle.
Choosing places for all parts together rather than one by one is the idea of Felzenszwalb &
Huttenlocher, "Pictorial Structures for Object Recognition", IJCV 2005, section 1.2.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Logits = NDArray[np.float32]
Cells = NDArray[np.intp]
Pair = tuple[int, int]
"""Columns of the left and the right joint of a kind."""

LEAST_RATIO = 0.5
"""What a second place must hold of the belief in the first. In rendered lunges nine of ten knees,
ankles and feet above 0.3 were drawn apart rightly, on photographs fewer; 0.5 keeps nearly all
that the one gains and halves what the other costs."""

TOLERANCE = 1e-3
"""What sums in single precision may be off."""

CLEAR_SHARE = 0.1
"""Joints are assigned by distance where that saves more than this share of the map's width."""

KINDS = ("knee", "ankle", "heel", "big_toe", "small_toe")
"""What is drawn apart. Hips and elbows do lie one behind the other."""

PARENTS = {"ankle": "knee", "heel": "ankle", "big_toe": "ankle", "small_toe": "ankle"}


def leg_pairs(joints: Sequence[str]) -> dict[str, Pair]:
    """For each of ``KINDS`` that a network with these ``joints`` knows, the columns of the two."""
    both = {kind: (f"left_{kind}", f"right_{kind}") for kind in KINDS}
    known = {kind: names for kind, names in both.items() if set(names) <= set(joints)}
    return {kind: (joints.index(a), joints.index(b)) for kind, (a, b) in known.items()}


def draw_apart(
    logits: Logits, peaks: Cells, reach: Array, pairs: dict[str, Pair]
) -> tuple[Cells, Array]:
    """New ``peaks`` and the confidence of the joints that were drawn apart.

    ``logits`` (N, J, H, W), ``peaks`` (N, J, 2) the highest cells as x, y, ``reach`` (J,) the
    radius of a peak in cells. The confidence, (N, J), NaN where nothing changed, is what both
    maps together hold of the place: that there is such a joint, of whichever side.
    """
    peaks, sure = peaks.copy(), np.full(logits.shape[:2], np.nan)
    torn = _torn(
        logits, peaks, reach, sorted({column for pair in pairs.values() for column in pair})
    )
    moved = {}
    for kind, pair in pairs.items():
        moved[kind] = _separate(logits, peaks, sure, float(reach[pair[0]]), pair, torn)
    for kind, parent in PARENTS.items():
        if kind in pairs and parent in pairs:
            _assign(peaks, sure, moved, (parent, kind), pairs, CLEAR_SHARE * logits.shape[3])
    return peaks, sure


def _torn(logits: Logits, peaks: Cells, reach: Array, columns: list[int]) -> NDArray[np.bool_]:
    """Maps (N, J) among ``columns`` that can have a second place at all: whose first holds so
    little that ``LEAST_RATIO`` of it is left. Most have none, and this is told cheaply."""
    maps, torn = logits[:, columns], np.zeros(logits.shape[:2], dtype=bool)
    belief = np.exp(maps - maps.max(axis=(-2, -1), keepdims=True))
    near = _within(maps.shape, peaks[:, columns], reach[columns][:, None, None])
    share = np.where(near, belief, 0).sum(axis=(-2, -1)) / belief.sum(axis=(-2, -1))
    torn[:, columns] = share * (1 + LEAST_RATIO) <= 1 + TOLERANCE
    return torn


def _separate(
    logits: Logits,
    peaks: Cells,
    sure: Array,
    reach: float,
    pair: Pair,
    torn: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Move one of each pair that lies together, of which one is ``torn`` (N, J), in place; for
    which people, (N,)."""
    columns = list(pair)
    ends = peaks[:, columns]
    close = np.hypot(*(ends[:, 0] - ends[:, 1]).T) <= reach
    together = np.flatnonzero(close & torn[:, columns].any(axis=1))
    moved = np.zeros(len(peaks), dtype=bool)
    if not len(together):
        return moved
    belief = _belief(logits[together][:, columns])
    second, ratio = _second(belief, ends[together], reach)
    taken = ratio.argmax(axis=1)
    apart = ratio.max(axis=1) >= LEAST_RATIO
    rows = together[apart]
    moved[rows] = True
    side = np.array(columns)[taken[apart]]
    peaks[rows, side] = second[apart, taken[apart]]
    sure[rows[:, None], columns] = _shared(belief[apart], peaks[rows][:, columns], reach)
    return moved


def _belief(logits: Logits) -> Array:
    """Softmax of each map (..., H, W)."""
    raised = np.exp(logits.astype(np.float64) - logits.max(axis=(-2, -1), keepdims=True))
    return np.asarray(raised / raised.sum(axis=(-2, -1), keepdims=True))


def _second(belief: Array, first: Cells, reach: float) -> tuple[Cells, Array]:
    """Each map's highest place (K, 2, 2) beyond the ``reach`` of the ``first``, and its share of
    the first's belief (K, 2); 0 where it is no peak but the slope of the first."""
    near = _within(belief.shape, first, reach)
    rest = np.where(near, 0.0, belief)
    width = belief.shape[-1]
    flat = rest.reshape(*rest.shape[:2], -1)
    place = flat.argmax(axis=2)
    second = np.stack([place % width, place // width], axis=-1)
    around = np.where(_within(belief.shape, second, 1.5), belief, 0.0).max(axis=(2, 3))
    is_peak = flat.max(axis=2) >= around
    held = np.where(_within(belief.shape, second, reach), rest, 0.0).sum(axis=(2, 3))
    before = np.where(near, belief, 0.0).sum(axis=(2, 3))
    return second, np.where(is_peak, held / before, 0.0)


def _shared(belief: Array, places: Cells, reach: float) -> Array:
    """What both maps of a pair (K, 2, H, W) together hold around each of two places (K, 2, 2)."""
    both = belief.sum(axis=1, keepdims=True)
    held = np.where(_within(belief.shape, places, reach), both, 0.0).sum(axis=(2, 3))
    return np.asarray(np.minimum(held, 1.0))


def _within(shape: tuple[int, ...], places: Cells, reach: float | Array) -> NDArray[np.bool_]:
    """Cells of maps (K, M, H, W) not further than ``reach`` from their ``places`` (K, M, 2)."""
    across = (np.arange(shape[3]) - places[..., :1]) ** 2
    down = (np.arange(shape[2]) - places[..., 1:]) ** 2
    return np.asarray(down[..., :, None] + across[..., None, :] <= reach**2)


def _assign(
    peaks: Cells,
    sure: Array,
    moved: dict[str, NDArray[np.bool_]],
    link: tuple[str, str],
    pairs: dict[str, Pair],
    margin: float,
) -> None:
    """Exchange the sides of the joints drawn apart, in place, where that shortens the limbs."""
    parent, child = (list(pairs[kind]) for kind in link)
    ends = peaks[:, parent].astype(float)
    tips = peaks[:, child]
    straight = np.linalg.norm(tips - ends, axis=2).sum(axis=1)
    crossed = np.linalg.norm(tips[:, ::-1] - ends, axis=2).sum(axis=1)
    shorter = straight - crossed > margin
    first, second = moved[link[0]] & ~moved[link[1]], moved[link[1]]
    if link[0] == "ankle":
        # Ankles have their knees to follow; the feet follow them.
        first, second = np.zeros_like(first), first | second
    for rows, columns in ((shorter & first, parent), (shorter & second, child)):
        chosen = np.flatnonzero(rows)[:, None]
        peaks[chosen, columns] = peaks[chosen, columns[::-1]]
        sure[chosen, columns] = sure[chosen, columns[::-1]]
