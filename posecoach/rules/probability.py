"""How likely a limit is passed, given what was measured and how uncertain that is."""

from __future__ import annotations

import math

from posecoach.motion.uncertainty import model_sigma, skeleton_sigma
from posecoach.rules.texts import Limit

SPEED_PER_S = 3.0
"""Of a speed, in shares of what is missed of the measure itself: an error that changes by a third
within the 0.1 s of half a speed window."""


ALIKE = 9.0
"""How far a measure must change, in what the skeleton misses of it, for the misses before and after
to have little to do with each other. A skeleton's errors are mostly offsets of a joint, the same
at like postures: against markers in squats, hinges and lunges a markerless system was off by 6 to
17 degrees at knee and hip while the curves' correlation was above 0.95 (14 adults: Proc. IMechE P
2025, doi 10.1177/17543371251348697). In rendered videos the sway of the trunk in curls, 5 to 20
degrees, was off by 2.5, network and all."""


def full_sigma(sigma: float, unit: str, change: float | None = None) -> float:
    """A measured standard deviation together with what the skeleton misses in that unit, and no
    less than such measurements are off by; of a ``change`` of that size, with what is missed of
    the change."""
    of_what = unit.removesuffix("/s")
    least, missed = model_sigma(of_what), skeleton_sigma(of_what)
    share = 1.0 if of_what == unit else SPEED_PER_S
    if change is not None and least > 0:
        share *= _unlike(abs(change) / (ALIKE * share * least))
    return max(math.hypot(sigma, share * missed), share * least, 1e-9)


def _unlike(distance: float) -> float:
    """Standard deviation of the difference of two errors of 1 each, that correlate the less the
    greater the ``distance`` between them (a Gaussian process: Rasmussen and Williams, 2006,
    eq. 4.9), but never by less than 0.5."""
    return math.sqrt(2 * (1 - max(math.exp(-(distance**2) / 2), 0.5)))


def violation(limit: Limit, value: float, sigma: float) -> float:
    """Probability that a quantity measured as ``value`` +- ``sigma`` is beyond the limit."""
    below = 0.0 if limit.min is None else _normal((limit.min - value) / sigma)
    above = 0.0 if limit.max is None else _normal((value - limit.max) / sigma)
    return below + above


def _normal(z: float) -> float:
    """Cumulative standard normal distribution."""
    return 0.5 * math.erfc(-z / math.sqrt(2))
