"""A tracked person as measures see them: points, sides, own body lengths, what is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from posecoach.geometry import finite_median
from posecoach.skeleton import INDEX, JOINTS, LIMBS
from posecoach.types import Array, Side, Track, View

Point = str | tuple[str, ...]
"""A joint, with or without its side, or several joints: the point in their middle."""

Sides = Literal[
    "near", "far", "left", "right", "mean", "max", "min", "both", "worst", "lead", "trail"
]
"""Whose side. both, worst, lead and trail are no side of their own at this stage: whoever asks
for them takes left and right and decides later."""
Unit = Literal["trunk", "thigh", "shank", "shoulder_width", "hip_width"]

UNITS: dict[str, tuple[Point, Point]] = {
    "trunk": (("left_shoulder", "right_shoulder"), ("left_hip", "right_hip")),
    "thigh": ("hip", "knee"),
    "shank": ("knee", "ankle"),
    "shoulder_width": ("left_shoulder", "right_shoulder"),
    "hip_width": ("left_hip", "right_hip"),
}
"""Body lengths as the distance of two points."""

LENGTH_WINDOW_S = 12.0
LENGTH_PERCENTILE = 95.0
LONGER, LESS_SURE = 0.5, 2.0
"""The longest moments of a limb are those where its joints err apart, by LONGER standard deviations
of its length: with them taken off lengths were right within 1 %, for exact joints with white noise,
and within 3 % for a network's in rendered videos. Moments that are LESS_SURE than the usual one, by
this factor, do not count at all: a wrist that is guessed for half of a curl would make the forearm
half as long again, and straight arms would look as if they pointed at the camera."""
BORDER_SHARE = 0.02

SIDED: frozenset[str] = frozenset(n.removeprefix("left_") for n in JOINTS if n[:5] == "left_")
"""Names that need a side: "knee", "hip" and so on."""


@dataclass(frozen=True)
class Body:
    """A clean track, the camera's view of it and the picture's ``size_px`` (width, height).

    Joints outside the picture are guesses, so they count as not seen. Where the size is not
    known (None), no joint is outside, and nothing is cut off.
    """

    track: Track
    view: View
    size_px: tuple[int, int] | None

    def xy(self, joint: str) -> Array:
        """Place of a joint of the skeleton, (T, 2), NaN where it is not in the picture."""
        place = self.track.xy[:, INDEX[joint]]
        if self.size_px is None:
            return place
        last = np.array(self.size_px) - 0.5
        inside = np.all((place >= -0.5) & (place <= last), axis=1, keepdims=True)
        return np.where(inside, place, np.nan)

    def sides(self, wanted: Sides) -> tuple[Side, ...]:
        """The sides that ``wanted`` stands for; near and far are both if none is nearer."""
        if wanted == "left" or wanted == "right":
            return (wanted,)
        if wanted in ("mean", "max", "min") or self.view.near is None:
            return ("left", "right")
        other: Side = "right" if self.view.near == "left" else "left"
        return (self.view.near,) if wanted == "near" else (other,)


def joints_of(point: Point, side: Side) -> tuple[str, ...]:
    """The skeleton's joints that a point means on ``side``; KeyError if there is none."""
    names = (point,) if isinstance(point, str) else point
    found = tuple(f"{side}_{n}" if n in SIDED else n for n in names)
    for name in found:
        if name not in INDEX:
            raise KeyError(name)
    return found


def locate(body: Body, point: Point, side: Side) -> tuple[Array, Array]:
    """Place (T, 2) and standard deviation (T,) in pixels of a point on ``side``."""
    names = joints_of(point, side)
    xy = np.mean([body.xy(n) for n in names], axis=0)
    variance = np.sum([body.track.sigma_px[:, INDEX[n]] ** 2 for n in names], axis=0)
    return xy, np.asarray(np.sqrt(variance) / len(names))


def longest(length: Array, time_s: Array, unsure: Array | None = None) -> Array:
    """The true length, (T,), of something that looks ``length`` (T,) long.

    Foreshortening only ever shortens, so it is the 95th percentile over the 12 s around each
    frame; moving with the clip, it follows somebody who walks towards the camera. Errors lengthen
    as well: given how ``unsure`` each length is (T,), LONGER of that is taken off, and moments
    that are much LESS_SURE than the others do not count.
    """
    seen = np.isfinite(length)
    if unsure is not None:
        seen &= unsure <= LESS_SURE * finite_median(unsure)
        length = length - LONGER * unsure
    if not seen.any():
        return np.full(len(length), np.nan)
    times, values = time_s[seen], length[seen]
    knots = np.arange(times[0], times[-1] + 0.5, 0.5)
    low = np.searchsorted(times, knots - LENGTH_WINDOW_S / 2)
    high = np.searchsorted(times, knots + LENGTH_WINDOW_S / 2, side="right")
    at = [
        np.percentile(values[a:b], LENGTH_PERCENTILE) if b > a else np.nan
        for a, b in zip(low, high, strict=True)
    ]
    known = np.isfinite(at)
    found = np.interp(time_s, knots[known], np.array(at)[known])
    return np.where(found > 0, found, np.nan)


def body_length(body: Body, unit: Unit, side: Side) -> Array:
    """The person's own length ``unit`` in pixels at each frame, (T,), on ``side``.

    If that side was never seen, the other side's. From the side the widths look shorter
    than they are: use them with views from the front or back.
    """
    a, b = UNITS[unit]
    for choice in (side, "right" if side == "left" else "left"):
        ends = locate(body, a, choice)[0] - locate(body, b, choice)[0]
        length = longest(np.linalg.norm(ends, axis=1), body.track.time_s)
        if np.isfinite(length).any():
            break
    return length


def forward_sign(body: Body) -> Array:
    """+1 where the person faces the picture's right, -1 where its left, (T,); NaN unknown.

    From the camera's azimuth (their left side seen: they face left); without it from the
    feet, heel to toe.
    """
    azimuth = np.radians(body.view.azimuth_deg)
    if np.isfinite(azimuth) and abs(np.sin(azimuth)) >= 0.5:
        return np.full(len(body.track.time_s), -np.sign(np.sin(azimuth)))
    if np.isfinite(azimuth):
        return np.full(len(body.track.time_s), np.nan)
    feet = np.stack([body.xy(f"{s}_big_toe") - body.xy(f"{s}_heel") for s in ("left", "right")])
    along = feet[..., 0][np.isfinite(feet[..., 0])]
    sign = np.sign(np.median(along)) if len(along) else np.nan
    return np.full(len(body.track.time_s), sign)


def left_sign(body: Body) -> Array:
    """+1 where the person's left is on the picture's right (seen from the front), -1 from
    behind, (T,); NaN from the side or where the view is unknown."""
    cosine = np.cos(np.radians(body.view.azimuth_deg))
    known = np.isfinite(cosine) and abs(cosine) >= 0.5
    return np.full(len(body.track.time_s), np.sign(cosine) if known else np.nan)


def missing_reason(body: Body, joints: set[str]) -> NDArray[np.str_]:
    """Why each frame cannot be measured, (T,): "" | "hidden" | "cut_off".

    Cut off: a missing joint was last seen (or is first seen) at the picture's border, or a
    joint next to it on the body is there now.
    """
    reason = np.full(len(body.track.time_s), "", dtype="<U7")
    for name in joints:
        missing = ~np.isfinite(body.xy(name)).all(axis=1)
        cut = _at_border(body, _nearest_seen(body.track.xy[:, INDEX[name]]))
        for neighbour in _neighbours(name):
            cut |= _at_border(body, body.track.xy[:, INDEX[neighbour]])
        reason[missing & ~cut & (reason == "")] = "hidden"
        reason[missing & cut] = "cut_off"
    return reason


def _neighbours(joint: str) -> list[str]:
    return [b if a == joint else a for a, b in LIMBS if joint in (a, b)]


def _at_border(body: Body, xy: Array) -> NDArray[np.bool_]:
    if body.size_px is None:
        return np.zeros(len(xy), dtype=bool)
    size = np.array(body.size_px, dtype=float)
    margin = BORDER_SHARE * size
    return np.asarray(((xy < margin) | (xy > size - 1 - margin)).any(axis=1))


def _nearest_seen(xy: Array) -> Array:
    """Each frame's last finite place, before the first one that first place, (T, 2)."""
    seen = np.flatnonzero(np.isfinite(xy).all(axis=1))
    if len(seen) == 0:
        return xy
    last = np.searchsorted(seen, np.arange(len(xy)), side="right") - 1
    return np.asarray(xy[seen[np.clip(last, 0, None)]])
