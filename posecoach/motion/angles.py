"""Angles over time, each with its standard deviation, degrees.

Angles between limbs are interior (straight = 180). Standard deviations come from the joints'
``sigma_px`` by first-order propagation, and from what foreshortening leaves open
(``uncertainty``); ``side`` is as in ``sides``.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np

from posecoach.motion import depth, hinge, limbs, reach, trunk, uncertainty
from posecoach.motion.body import Body, Point, Sides, longest
from posecoach.motion.sides import measured, points_on
from posecoach.motion.uncertainty import Series
from posecoach.types import Array, Measure, Side

Origin = Literal["vertical", "horizontal"]
By = Literal["shape", "reach"]


def angle(
    name: str,
    body: Body,
    joints: tuple[Point, Point, Point],
    side: Sides = "near",
    by: By = "shape",
) -> Measure:
    """Interior angle at the middle one of three points, degrees, straight = 180; ``by`` reach
    where the line between the ends lies in the picture (``reach``)."""
    first, second = (trunk.is_square((joints[1], joints[end]), side, body) for end in (0, 2))
    reached = by == "reach" and reach.tells(body)

    @cache
    def shape(which: Side) -> tuple[Array, Array, Array]:
        return _shape(body, joints, which, (first, second))

    def one(which: Side) -> Series:
        value, below, above = shape(which)
        found = value, np.maximum(below, above)
        if not reached:
            return found
        by_reach = reach.angle(body, *points_on(body, joints, which))
        return uncertainty.weighed([found, by_reach], [uncertainty.LEAST_SIGMA_DEG, 0.0])

    def either_way(which: Side) -> tuple[Array, Array]:
        return shape(which)[1:]

    return measured(name, "deg", body, joints, side, one, None if reached else either_way)


def _shape(
    body: Body, joints: tuple[Point, Point, Point], side: Side, flat: tuple[bool, bool]
) -> tuple[Array, Array, Array]:
    """The angle between two limbs as the picture shows it, or as depth tells, (T,), and its
    standard deviations towards smaller and larger angles; ``flat`` limbs lie in the picture."""
    xy, sigma = points_on(body, joints, side)
    value = np.abs(_turn(xy))
    noise = uncertainty.propagate(_turn, xy, sigma, period=360)
    if limbs.is_told(body, (joints[:2], joints[1:]), side):
        value, vague = depth.angle(body, joints, side)
        return value, np.hypot(noise, vague), np.hypot(noise, vague)
    tilts = tuple(
        np.zeros(len(value)) if in_picture else _tilt(body, xy[[end, 1]], sigma[[end, 1]])
        for end, in_picture in zip((0, 2), flat, strict=True)
    )
    below, above = uncertainty.angle_foreshortening(value, *tilts)
    if hinge.is_knee_from_the_side(body, joints, side):
        most = hinge.knee_sigma(body, value, *tilts)
        below, above = np.minimum(below, most), np.minimum(above, most)
    return value, np.hypot(noise, below), np.hypot(noise, above)


def _turn(points: Array) -> Array:
    """From the first to the last of three points (3, T, 2) around the middle one, degrees (T,)."""
    u, v = points[0] - points[1], points[2] - points[1]
    cross = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    return np.asarray(np.degrees(np.arctan2(cross, (u * v).sum(axis=1))))


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
    square = trunk.is_square(joints, side, body)
    joints = trunk.MIDDLES if shown < 1 else joints

    def signed(p: Array) -> Array:
        line = p[1] - p[0]
        return np.asarray(np.degrees(np.arctan2(line[:, 0], line[:, 1])))

    def one(which: Side) -> Series:
        xy, sigma = points_on(body, joints, which)
        raw = np.abs(signed(xy))
        value = np.minimum(raw, 180 - raw)
        noise = uncertainty.propagate(signed, xy, sigma, period=360)
        if limbs.is_told(body, (joints,), which):
            value, total = depth.inclination(body, joints, which)
            total = np.hypot(noise, total)
        elif shown < 1 or square:
            value, total = trunk.put_right(value, noise, shown, body.view.sigma_deg)
        else:
            tilted = _tilt(body, xy, sigma)
            total = np.hypot(noise, uncertainty.inclination_foreshortening(value, tilted))
        return (value if origin == "vertical" else 90 - value), total

    found = measured(name, "deg", body, joints, side, one)
    return trunk.untold(found) if trunk.is_end_on(joints, side, body) else found


def _tilt(body: Body, ends: Array, sigma: Array) -> Array:
    """How far the line between two points, (2, T, 2), points out of the picture, radians (T,)."""
    length = np.linalg.norm(ends[0] - ends[1], axis=1)
    unsure = np.hypot(sigma[0], sigma[1])
    return uncertainty.tilt(length, longest(length, body.track.time_s), unsure)
