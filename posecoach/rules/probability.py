"""How likely a limit is passed, given what was measured and how uncertain that is."""

from __future__ import annotations

import math

from posecoach.motion.uncertainty import SKELETON_SIGMA_DEG
from posecoach.rules.texts import Limit

MODEL_SIGMA: dict[str, float] = {"deg": SKELETON_SIGMA_DEG, "": 0.05, "line": 0.015, "s": 0.0}
"""What a skeleton in a picture misses even where its joints are placed without noise, by
unit. Ratios and lengths: joints a centimetre or two off, on half a metre; lines are
longer. Durations carry all of theirs already."""

LENGTH_SIGMA = 0.02

SPEED_PER_S = 3.0
"""Of a speed, in shares of what is missed of the measure itself: an error that changes by a third
within the 0.1 s of half a speed window."""


def full_sigma(sigma: float, unit: str) -> float:
    """A measured standard deviation together with what the skeleton misses in that unit."""
    of_what = unit.removesuffix("/s")
    model = MODEL_SIGMA.get(of_what, LENGTH_SIGMA) * (1 if of_what == unit else SPEED_PER_S)
    return max(math.hypot(sigma, model), 1e-9)


def violation(limit: Limit, value: float, sigma: float) -> float:
    """Probability that a quantity measured as ``value`` +- ``sigma`` is beyond the limit."""
    below = 0.0 if limit.min is None else _normal((limit.min - value) / sigma)
    above = 0.0 if limit.max is None else _normal((value - limit.max) / sigma)
    return below + above


def _normal(z: float) -> float:
    """Cumulative standard normal distribution."""
    return 0.5 * math.erfc(-z / math.sqrt(2))
