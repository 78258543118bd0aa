"""Lengths over time, each with its standard deviation: offsets, distances and their ratios.

Lengths are in units of the person's own body. Standard deviations come from the joints'
``sigma_px`` by first-order propagation; ``side`` is as in ``sides``.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from posecoach.motion import approach, uncertainty
from posecoach.motion.body import (
    UNITS,
    Body,
    Point,
    Sides,
    Unit,
    body_length,
    forward_sign,
    left_sign,
)
from posecoach.motion.sides import measured, points_on
from posecoach.motion.uncertainty import Series
from posecoach.types import Array, Measure, Side

Axis = Literal["vertical", "forward", "sideways"]
Direction = Literal["up", "forward", "out"]


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
    (sideways); NaN where that is not in the picture; ``absolute`` leaves the sign out. Steps
    towards the camera are undone (``approach``). The error of the body length itself, a
    percentile over many frames, is left out.
    """
    sign = np.array(-1.0)
    if along != "vertical":
        sign = forward_sign(body) if along == "forward" else left_sign(body)
    axis = 1 if along == "vertical" else 0
    level = approach.undone(body)

    def one(which: Side) -> Series:
        xy, sigma = points_on(level, joints, which)
        scale = sign / body_length(level, unit, which)
        value = (xy[0] - xy[1])[:, axis] * scale
        value = np.abs(value) if absolute else value
        return value, np.hypot(sigma[0], sigma[1]) * np.abs(scale)

    return measured(name, unit, body, (*joints, *UNITS[unit]), side, one)


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
        xy, sigma = points_on(body, points, which)
        return quotient(xy), uncertainty.propagate(quotient, xy, sigma)

    return measured(name, "", body, points, side, one)


def distance(
    name: str,
    body: Body,
    joints: tuple[Point, Point],
    unit: Unit = "trunk",
    side: Sides = "near",
) -> Measure:
    """How far two points lie from each other, in ``unit`` lengths.

    Steps towards the camera are undone (``approach``). The error of the body length itself, a
    percentile over many frames, is left out.
    """

    def apart(p: Array) -> Array:
        return np.asarray(np.linalg.norm(p[0] - p[1], axis=1))

    level = approach.undone(body)

    def one(which: Side) -> Series:
        xy, sigma = points_on(level, joints, which)
        length = body_length(level, unit, which)
        return apart(xy) / length, uncertainty.propagate(apart, xy, sigma) / length

    return measured(name, unit, body, (*joints, *UNITS[unit]), side, one)


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
        xy, sigma = points_on(body, joints, which)
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

    return measured(name, "line", body, joints, side, one)


def _direction(body: Body, towards: Direction, side: Side) -> Array:
    """The direction that counts as positive, in the picture, (T, 2) or (2,)."""
    if towards == "up":
        return np.array([0.0, -1.0])
    if towards == "forward":
        return np.stack([forward_sign(body), np.zeros(len(body.track.time_s))], axis=1)
    other = "right" if side == "left" else "left"
    return np.asarray(body.xy(f"{side}_hip") - body.xy(f"{other}_hip"))
