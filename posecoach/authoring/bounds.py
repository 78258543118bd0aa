"""From values of good repetitions, and of bad ones, to a limit.

Without bad repetitions the limit lies beyond the worst good one by a margin: their spread, or
the values' own uncertainty where that is larger. So a good repetition as bad as the worst is
still called ok, and what is called a fault was seen in none of them. Where at least half of a bad
clip's repetitions lie clearly beyond all good ones, the limit is midway between the worst good one
and the mildest of those. Clips are asked one by one, because each may show another fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from posecoach.authoring.probes import Side
from posecoach.types import Array

FEW_REPS = 5
"""A range from fewer repetitions says little about the next one."""
SEPARATES = 0.5
"""Share of a bad clip's repetitions that must lie beyond all good ones."""


@dataclass(frozen=True)
class Bound:
    """A limit on one side: where it is, how far it is from the worst good repetition, which of
    the bad ones (by position) lie clearly beyond all good ones, and how far the mildest of
    those does, in standard deviations."""

    side: Side
    bound: float
    margin: float
    caught: frozenset[int] = frozenset()
    gap: float = 0.0

    @property
    def separates(self) -> bool:
        """Whether it tells good from bad."""
        return bool(self.caught)


def bound_of(
    side: Side, good: Array, good_sigma: Array, bad: Sequence[Array], step: float
) -> Bound:
    """The limit on that side, rounded to ``step``; ``bad`` has an array for each clip, NaN for
    what was not seen; positions count through all of them."""
    sigma = float(np.median(good_sigma))
    sign = 1.0 if side == "max" else -1.0
    worst = float((sign * good).max())
    beyond = _beyond([sign * values for values in bad], worst + sigma)
    if len(beyond):
        mildest = float((sign * np.concatenate(bad))[beyond].min())
        middle = sign * (worst + mildest) / 2
        return Bound(
            side,
            round(round(middle / step) * step, 6),
            (mildest - worst) / 2,
            frozenset(beyond.tolist()),
            (mildest - worst) / max(sigma, 1e-9),
        )
    margin = max(_spread(good), sigma)
    outward = ceil if side == "max" else floor
    return Bound(side, round(outward(sign * (worst + margin) / step) * step, 6), margin)


def _beyond(bad: Sequence[Array], edge: float) -> NDArray[np.intp]:
    """Positions of what is above ``edge``, in the clips where enough is."""
    clips = [values > edge for values in bad]
    counted = [clip if clip.sum() >= SEPARATES * len(clip) else clip & False for clip in clips]
    return np.flatnonzero(np.concatenate([np.zeros(0, dtype=bool), *counted]))


def _spread(values: Array) -> float:
    """Standard deviation between repetitions, 0 for a single one."""
    return float(values.std(ddof=1)) if len(values) > 1 else 0.0
