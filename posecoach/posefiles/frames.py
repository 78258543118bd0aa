"""What every format's reader gives: frames of poses, as far as the file states them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from posecoach.geometry import points_box
from posecoach.joint_orders import KNOWN_NAMES, fill_midpoints, joint_named, to_26
from posecoach.types import Array, Pose

MAX_PX = 1e6
"""No picture is larger; beyond it squares and products of places lose their meaning."""


@dataclass(frozen=True)
class PoseFrame:
    """Everybody in one frame.

    ``moment`` is in seconds or a frame's number, as ``PoseFile.timed`` says. ``people`` are the
    numbers by which the file itself tells people apart, None where it does not.
    """

    moment: float
    poses: tuple[Pose, ...]
    people: tuple[int, ...] | None = None


@dataclass(frozen=True)
class PoseFile:
    """A whole file. ``size_px`` (width, height) of the picture, None where not stated.

    Places are pixels, or shares of the picture's sides: see ``scale.in_pixels``. A sigma that
    the file does not state is NaN.
    """

    frames: tuple[PoseFrame, ...]
    timed: bool
    size_px: tuple[int, int] | None = None


def make_pose(xy: Array, confidence: Array, sigma_px: Array | None = None) -> Pose:
    """A pose from the 26 joints as read: (26, 2), (26,), (26,) with NaN for missing.

    A joint without a place or with a confidence of 0 or NaN is missing; a confidence above 1
    counts as 1. Neck and hip are filled in. ValueError for numbers that make no sense.
    """
    sigma_px = np.full(len(xy), np.nan) if sigma_px is None else sigma_px
    for name, values in (("places", xy), ("confidences", confidence), ("sigmas", sigma_px)):
        if np.isinf(values).any():
            raise ValueError(f"expected finite {name}, found an infinite one")
        if (np.abs(values) > MAX_PX).any():
            raise ValueError(f"expected {name} below {MAX_PX:g}, found {np.nanmax(abs(values)):g}")
    if (confidence < 0).any():
        raise ValueError(f"expected confidences from 0 to 1, found {np.nanmin(confidence):g}")
    if (sigma_px <= 0).any():
        raise ValueError(f"expected sigmas above 0, found {np.nanmin(sigma_px):g}")
    seen = np.isfinite(xy).all(axis=1) & (confidence > 0)
    xy, confidence, sigma_px = fill_midpoints(
        np.where(seen[:, None], xy, np.nan),
        np.where(seen, np.minimum(confidence, 1.0), 0.0),
        np.where(seen, sigma_px, np.nan),
    )
    there = np.isfinite(xy).all(axis=1)
    score = float(confidence[there].mean()) if there.any() else 0.0
    return Pose(xy, confidence, sigma_px, points_box(xy), score)


def from_triples(triples: Array, order: tuple[str, ...]) -> Pose:
    """A pose from x, y, confidence per joint, (len(order), 3); a confidence of 0 is missing."""
    rows = to_26(triples, order)
    return make_pose(rows[:, :2], rows[:, 2])


def joints_of(names: Iterable[str]) -> tuple[str, ...]:
    """The joints of the 26 that names mean, "" for known ones that the 26 lack.

    ValueError for an unknown name, with the nearest right one, and for a joint named twice.
    """
    order = tuple(resolve(name) for name in names)
    for name in order:
        if name and order.count(name) > 1:
            raise ValueError(f"expected every joint once, found {name!r} twice")
    return order


def resolve(name: str) -> str:
    """One name's joint of the 26, "" if the 26 lack it; ValueError for an unknown name."""
    joint = joint_named(name)
    if joint is None:
        near = difflib.get_close_matches(name, KNOWN_NAMES, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"such as {KNOWN_NAMES[13]!r}"
        raise ValueError(f"expected a joint's name, found {name!r}; {hint}")
    return joint
