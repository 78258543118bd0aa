"""Measures over time, each with its standard deviation: angles, lengths and their ratios.

Angles are in degrees; angles between limbs are interior (straight = 180). Lengths are in
units of the person's own body. Standard deviations come from the joints' ``sigma_px`` by
first-order propagation; angles add what foreshortening leaves open (``uncertainty``).

``side`` says which side a joint without one means: near (the camera), far, left, right, or
both at once: mean, max and min take the mean, the larger or the smaller of the two sides at
each moment, and the side that is seen when the other is hidden. From the front and the back
no side is nearer: near and far then are the mean.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from posecoach.motion import depth, hinge, reach, trunk, uncertainty
from posecoach.motion.body import (
    UNITS,
    Body,
    Point,
    Sides,
    Unit,
    body_length,
    forward_sign,
    joints_of,
    left_sign,
    locate,
    longest,
    missing_reason,
)
from posecoach.motion.uncertainty import Series
from posecoach.types import Array, Measure, Side

Origin = Literal["vertical", "horizontal"]
By = Literal["shape", "reach"]
Axis = Literal["vertical", "forward", "sideways"]
Direction = Literal["up", "forward", "out"]


def angle(
    name: str,
    body: Body,
    joints: tuple[Point, Point, Point],
    side: Sides = "near",
    by: By = "shape",
) -> Measure:
    """Interior angle at the middle one of three points, degrees, straight = 180; ``by`` reach
    where the line between the ends lies in the picture (``reach``)."""

    def signed(p: Array) -> Array:
        u, v = p[0] - p[1], p[2] - p[1]
        cross = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
        return np.asarray(np.degrees(np.arctan2(cross, (u * v).sum(axis=1))))

    def one(which: Side) -> Series:
        found = shape(which)
        if by == "shape" or not reach.tells(body):
            return found
        return reach.weighed(found, reach.angle(body, *_points(body, joints, which)))

    def shape(which: Side) -> Series:
        xy, sigma = _points(body, joints, which)
        value = np.abs(signed(xy))
        noise = uncertainty.propagate(signed, xy, sigma, period=360)
        if depth.is_told(body, (joints[:2], joints[1:]), which):
            value, vague = depth.angle(body, joints, which)
            return value, np.hypot(noise, vague)
        tilts = _tilt(body, xy[0], xy[1]), _tilt(body, xy[2], xy[1])
        vague = uncertainty.angle_foreshortening(value, *tilts)
        if hinge.is_knee_from_the_side(body, joints, which):
            vague = np.minimum(vague, hinge.knee_sigma(body, value, *tilts))
        return value, np.hypot(noise, vague)

    return _measure(name, "deg", body, joints, side, one)


def inclination(
    name: str,
    body: Body,
    joints: tuple[Point, Point],
    origin: Origin = "vertical",
    side: Sides = "near",
) -> Measure:
    """Angle of the line through two points from the vertical (or horizontal), 0..90 degrees; the
    trunk's, seen from between front and side, is that in space (``trunk``)."""
    shown = trunk.shown_share(joints, side, body)
    joints = trunk.MIDDLES if shown < 1 else joints

    def signed(p: Array) -> Array:
        line = p[1] - p[0]
        return np.asarray(np.degrees(np.arctan2(line[:, 0], line[:, 1])))

    def one(which: Side) -> Series:
        xy, sigma = _points(body, joints, which)
        raw = np.abs(signed(xy))
        value = np.minimum(raw, 180 - raw)
        noise = uncertainty.propagate(signed, xy, sigma, period=360)
        if depth.is_told(body, (joints,), which):
            value, total = depth.inclination(body, joints, which)
            total = np.hypot(noise, total)
        elif shown < 1:
            value, total = trunk.put_right(value, noise, shown, body.view.sigma_deg)
        else:
            tilted = _tilt(body, xy[0], xy[1])
            total = np.hypot(noise, uncertainty.inclination_foreshortening(value, tilted))
        return (value if origin == "vertical" else 90 - value), total

    found = _measure(name, "deg", body, joints, side, one)
    return trunk.untold(found) if trunk.is_end_on(joints, side, body) else found


def offset(
    name: str,
    body: Body,
    joints: tuple[Point, Point],
    along: Axis = "vertical",
    unit: Unit = "trunk",
    side: Sides = "near",
    absolute: bool = False,
) -> Measure:
    """How far the first point lies from the second along an axis, in ``unit`` lengths.

    Positive is up (vertical), to where the person faces (forward), or to the person's left
    (sideways); NaN where that is not in the picture; ``absolute`` leaves the sign out. The
    error of the body length itself, a percentile over many frames, is left out.
    """
    sign = np.array(-1.0)
    if along != "vertical":
        sign = forward_sign(body) if along == "forward" else left_sign(body)
    axis = 1 if along == "vertical" else 0

    def one(which: Side) -> Series:
        xy, sigma = _points(body, joints, which)
        scale = sign / body_length(body, unit, which)
        value = (xy[0] - xy[1])[:, axis] * scale
        value = np.abs(value) if absolute else value
        return value, np.hypot(sigma[0], sigma[1]) * np.abs(scale)

    return _measure(name, unit, body, (*joints, *UNITS[unit]), side, one)


def ratio(
    name: str,
    body: Body,
    pairs: tuple[tuple[Point, Point], tuple[Point, Point]],
    side: Sides = "near",
) -> Measure:
    """Distance of the first pair of points over the distance of the second pair."""

    def quotient(p: Array) -> Array:
        first, second = np.linalg.norm(p[0] - p[1], axis=1), np.linalg.norm(p[2] - p[3], axis=1)
        return np.asarray(first / np.where(second > 0, second, np.nan))

    points = (*pairs[0], *pairs[1])

    def one(which: Side) -> Series:
        xy, sigma = _points(body, points, which)
        return quotient(xy), uncertainty.propagate(quotient, xy, sigma)

    return _measure(name, "", body, points, side, one)


def distance(
    name: str,
    body: Body,
    joints: tuple[Point, Point],
    unit: Unit = "trunk",
    side: Sides = "near",
) -> Measure:
    """How far two points lie from each other, in ``unit`` lengths.

    The error of the body length itself, a percentile over many frames, is left out.
    """

    def apart(p: Array) -> Array:
        return np.asarray(np.linalg.norm(p[0] - p[1], axis=1))

    def one(which: Side) -> Series:
        xy, sigma = _points(body, joints, which)
        length = body_length(body, unit, which)
        return apart(xy) / length, uncertainty.propagate(apart, xy, sigma) / length

    return _measure(name, unit, body, (*joints, *UNITS[unit]), side, one)


def deviation(
    name: str,
    body: Body,
    joints: tuple[Point, Point, Point],
    towards: Direction,
    side: Sides = "near",
) -> Measure:
    """Signed distance of the first point from the line through the other two, as a share of
    their distance.

    Positive is up, to where the person faces, or out: away from the person's midline, NaN
    where that is not in the picture.
    """

    def one(which: Side) -> Series:
        xy, sigma = _points(body, joints, which)
        line = xy[2] - xy[1]
        normal = np.stack([line[:, 1], -line[:, 0]], axis=1)
        sign = np.sign((normal * _direction(body, towards, which)).sum(axis=1))
        sign = np.where(sign == 0, np.nan, sign)

        def signed(p: Array) -> Array:
            d, v = p[2] - p[1], p[0] - p[1]
            square = (d**2).sum(axis=1)
            across = d[:, 1] * v[:, 0] - d[:, 0] * v[:, 1]
            return np.asarray(across / np.where(square > 0, square, np.nan))

        return sign * signed(xy), uncertainty.propagate(signed, xy, sigma)

    return _measure(name, "line", body, joints, side, one)


def _direction(body: Body, towards: Direction, side: Side) -> Array:
    """The direction that counts as positive, in the picture, (T, 2) or (2,)."""
    if towards == "up":
        return np.array([0.0, -1.0])
    if towards == "forward":
        return np.stack([forward_sign(body), np.zeros(len(body.track.time_s))], axis=1)
    other = "right" if side == "left" else "left"
    return np.asarray(body.xy(f"{side}_hip") - body.xy(f"{other}_hip"))


def _points(body: Body, points: tuple[Point, ...], side: Side) -> tuple[Array, Array]:
    """Places (P, T, 2) and standard deviations (P, T) of points on one side."""
    found = [locate(body, p, side) for p in points]
    return np.stack([xy for xy, _ in found]), np.stack([sigma for _, sigma in found])


def _tilt(body: Body, a: Array, b: Array) -> Array:
    length = np.linalg.norm(a - b, axis=1)
    return uncertainty.tilt(length, longest(length, body.track.time_s))


def _measure(
    name: str,
    unit: str,
    body: Body,
    points: tuple[Point, ...],
    side: Sides,
    one: Callable[[Side], Series],
) -> Measure:
    """Evaluate ``one`` on the sides that ``side`` means, combine, and say what is missing."""
    sides = body.sides(side)
    value, sigma = _combine([one(s) for s in sides], side)
    missing = ~np.isfinite(value) | ~np.isfinite(sigma)
    joints = {j for s in sides for p in points for j in joints_of(p, s)}
    reason = np.where(missing, missing_reason(body, joints), "")
    reason = np.where(missing & (reason == ""), "hidden", reason)
    value, sigma = np.where(missing, np.nan, value), np.where(missing, np.nan, sigma)
    return Measure(name, unit, body.track.time_s, value, sigma, reason)


def _combine(series: list[Series], how: Sides) -> Series:
    """One series of several sides; where a side is missing, the other alone."""
    if len(series) == 1:
        return series[0]
    values, sigmas = np.stack([v for v, _ in series]), np.stack([s for _, s in series])
    if how in ("max", "min"):
        filled = np.where(np.isfinite(values), values, -np.inf if how == "max" else np.inf)
        pick = (filled.argmax if how == "max" else filled.argmin)(axis=0)
        frames = np.arange(values.shape[1])
        return values[pick, frames], sigmas[pick, frames]
    seen = np.isfinite(values)
    count = np.where(seen.any(axis=0), seen.sum(axis=0), np.nan)
    total = np.where(seen, values, 0).sum(axis=0)
    variance = np.where(seen, sigmas**2, 0).sum(axis=0)
    return total / count, np.sqrt(variance) / count
