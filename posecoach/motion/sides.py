"""From a quantity on one side of the body to a measure: of the side or sides that are meant.

``side`` says which side a joint without one means: near (the camera), far, left, right, or
both at once: mean, max and min take the mean, weighed by how sure the sides are, the larger or
the smaller of the two at each moment, and the side that is seen when the other is hidden. From the
front and the back no side is nearer: near and far then are the mean. Where the near side's joints
are hidden and the far side's are seen, near is the far side: seen from before and a little from
the left, the left foot hides its own heel, and the right heel shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from posecoach.motion.body import Body, Point, Sides, joints_of, locate, missing_reason
from posecoach.motion.uncertainty import LEAST_SIGMA, Series, model_sigma, weighed
from posecoach.skeleton import INDEX
from posecoach.types import Array, Measure, Side

APART_SIGMAS = 1.5, 2.5
"""One side is not higher or lower by less than the first number of standard deviations of the
difference, and surely is by more than the second: the lower of two elbows is else that which is
guessed. In between it counts by degrees: what jumps to and fro would split repetitions."""

SIDES_ALIKE = 1 / 3
"""Correlation of the errors of the two sides' angles: the same person, in the same clothes and
light. In 64 rendered videos it was 0 to 0.7 by exercise, view and joint, in the middle 0.34."""

HIDDEN, SEEN = 0.3, 0.7
"""Probabilities of being seen below and above which a joint counts as hidden, and as seen."""


def points_on(body: Body, points: tuple[Point, ...], side: Side) -> tuple[Array, Array]:
    """Places (P, T, 2) and standard deviations (P, T) of points on one side."""
    found = [locate(body, p, side) for p in points]
    return np.stack([xy for xy, _ in found]), np.stack([sigma for _, sigma in found])


def measured(
    name: str,
    unit: str,
    body: Body,
    points: tuple[Point, ...],
    side: Sides,
    one: Callable[[Side], Series],
    either_way: Callable[[Side], tuple[Array, Array]] | None = None,
) -> Measure:
    """Evaluate ``one`` on the sides that ``side`` means, combine, and say what is missing.

    ``either_way`` tells of one side how uncertain its value is towards smaller and larger ones,
    where that differs.
    """
    sides = body.sides(side)
    if side == "near" and len(sides) == 1:
        sides = (_seen_side(body, points, sides[0]),)
    value, sigma = _combine([one(s) for s in sides], side, unit)
    missing = ~np.isfinite(value) | ~np.isfinite(sigma)
    joints = {j for s in sides for p in points for j in joints_of(p, s)}
    reason = np.where(missing, missing_reason(body, joints), "")
    reason = np.where(missing & (reason == ""), "hidden", reason)
    value, sigma = np.where(missing, np.nan, value), np.where(missing, np.nan, sigma)
    found = Measure(name, unit, body.track.time_s, value, sigma, reason)
    if either_way is None or len(sides) > 1:
        return found
    below, above = (np.where(missing, np.nan, s) for s in either_way(sides[0]))
    return replace(found, below=below, above=above)


def _seen_side(body: Body, points: tuple[Point, ...], near: Side) -> Side:
    """The near side, but the other where it alone is seen."""
    far: Side = "right" if near == "left" else "left"
    hidden = _least_seen(body, points, near) < HIDDEN
    return far if hidden and _least_seen(body, points, far) > SEEN else near


def _least_seen(body: Body, points: tuple[Point, ...], side: Side) -> float:
    """Probability of being seen of the points' most hidden joint, over most of the clip."""
    columns = [INDEX[j] for p in points for j in joints_of(p, side)]
    located = body.track.located[:, columns]
    seen = body.track.confidence[:, columns] / np.where(located > 0, located, np.nan)
    known = seen[np.isfinite(seen).all(axis=1)]
    return float(np.median(known, axis=0).min()) if len(known) else 0.0


def _combine(series: list[Series], how: Sides, unit: str) -> Series:
    """One series of several sides; where a side is missing, the other alone."""
    if len(series) == 1:
        return series[0]
    mean = weighed(series, [model_sigma(unit)] * len(series), SIDES_ALIKE)
    if how not in ("max", "min"):
        return mean
    values, sigmas = _told_apart(series, mean)
    filled = np.where(np.isfinite(values), values, -np.inf if how == "max" else np.inf)
    pick = (filled.argmax if how == "max" else filled.argmin)(axis=0)
    frames = np.arange(values.shape[1])
    return values[pick, frames], sigmas[pick, frames]


def _told_apart(series: list[Series], mean: Series) -> Series:
    """Values and standard deviations (2, T) of the two sides; where they may as well be the same,
    both are their ``mean``."""
    values, sigmas = np.stack([v for v, _ in series]), np.stack([s for _, s in series])
    unsure = np.maximum(np.hypot(sigmas[0], sigmas[1]), LEAST_SIGMA)
    least, most = APART_SIGMAS
    share = np.clip((np.abs(values[0] - values[1]) / unsure - least) / (most - least), 0, 1)
    share = np.where(np.isfinite(share), share, 1.0)  # one side alone is what it is
    return mean[0] + share * (values - mean[0]), mean[1] + share * (sigmas - mean[1])
