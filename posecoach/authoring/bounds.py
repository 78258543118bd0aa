"""From values of good repetitions, and of bad ones, to a limit.

Without bad repetitions the limit lies beyond the worst good one by a margin: their spread, or
the values' own uncertainty where that is larger. So a good repetition as bad as the worst is
still called ok, and what is called a fault was seen in none of them. Where enough bad ones lie
clearly beyond all good ones, the limit is midway between the worst good and the mildest of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from posecoach.authoring.probes import Side
from posecoach.types import Array

FEW_REPS = 5
"""A range from fewer repetitions says little about the next one."""
SEPARATES = 0.5
"""Share of the bad repetitions that must lie beyond all good ones."""


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


def bound_of(side: Side, good: Array, good_sigma: Array, bad: Array, step: float) -> Bound:
    """The limit on that side, rounded to ``step``; ``bad`` may hold NaN for what was not seen."""
    sigma = float(np.median(good_sigma))
    sign = 1.0 if side == "max" else -1.0
    worst = float((sign * good).max())
    beyond = np.flatnonzero(sign * bad > worst + sigma)
    if len(bad) and len(beyond) >= SEPARATES * len(bad):
        mildest = float((sign * bad)[beyond].min())
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


def _spread(values: Array) -> float:
    """Standard deviation between repetitions, 0 for a single one."""
    return float(values.std(ddof=1)) if len(values) > 1 else 0.0
