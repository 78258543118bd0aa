"""Knees seen from the side, placed by thigh and shank where the network does not know.

In a lunge the near leg hides the far knee, and the network puts it on the near one or between the
two. But hip and ankle are seen, thigh and shank are as long as in every other picture of the clip,
and knees bend forwards only: seen from the side, where the leg moves in the plane of the picture,
that leaves one place (two links fix their joint by the distance of their ends: Lee and Chen,
"Determination of 3D human body postures from a single view", CVGIP 1985).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from posecoach.geometry import apex
from posecoach.motion.body import UNITS, Body, Point, forward_sign, locate, longest
from posecoach.motion.hinge import TURNED_DEG
from posecoach.motion.reach import STRETCH
from posecoach.skeleton import INDEX
from posecoach.types import Array, Side, Track, View

LENGTH_SIGMA = 0.04
"""Standard deviation of thigh and shank, as a share: the two legs of a person are alike, and the
whole leg straight is as long as both."""

BENT = 0.5
"""Share of the thigh by which the knee must stand out from the line between hip and ankle: less
bent, the smallest error of a length moves the knee far."""


def placed(track: Track, view: View) -> Track:
    """The clean track with knees moved to where the lengths of the leg put them, as far as they
    are less sure of their own place. Knees that are missing stay so."""
    if view.name != "side":
        return track
    body = Body(track, view, None)
    xy, sigma_px = track.xy.copy(), track.sigma_px.copy()
    for side in ("left", "right"):
        knee = INDEX[f"{side}_knee"]
        xy[:, knee], sigma_px[:, knee] = _placed(body, side)
    return replace(track, xy=xy, sigma_px=sigma_px)


def _placed(body: Body, side: Side) -> tuple[Array, Array]:
    """Place (T, 2) and standard deviation (T,) of one knee, pixels."""
    knee = INDEX[f"{side}_knee"]
    seen, sigma = body.track.xy[:, knee], body.track.sigma_px[:, knee]
    place, vague = by_lengths(body, side)
    better = vague < sigma
    share = np.where(better, sigma**2 / (sigma**2 + vague**2), 0.0)[:, None]
    mixed = np.where(share > 0, share * place + (1 - share) * seen, seen)
    return mixed, np.where(better, vague, sigma)


def by_lengths(body: Body, side: Side) -> tuple[Array, Array]:
    """Where hip, ankle and the lengths of thigh and shank put the knee, (T, 2), and how far off
    that may be, (T,), along one axis; pixels, NaN where hip or ankle are missing or the knee is
    not much bent."""
    hip, ankle = INDEX[f"{side}_hip"], INDEX[f"{side}_ankle"]
    ends = body.track.xy[:, [hip, ankle]].transpose(1, 0, 2)
    off = body.track.sigma_px[:, [hip, ankle]].T
    lengths = _lengths(body, ends)
    forward = forward_sign(body)
    place = _bent(ends, lengths, forward)
    out = place - _between(ends, lengths)
    variance = (_share_of_plane(body) * out) ** 2
    for moved, longer in _steps(ends, off, lengths):
        after = _bent(ends + moved, lengths + longer, forward)
        before = _bent(ends - moved, lengths - longer, forward)
        variance += ((after - before) / 2) ** 2
    bent = np.linalg.norm(out, axis=1) >= BENT * lengths[0]
    return place, np.where(bent, np.sqrt(variance.mean(axis=1)), np.nan)


def _steps(ends: Array, off: Array, lengths: Array) -> Iterator[tuple[Array, Array]]:
    """One standard deviation of each coordinate of the ends and of each length: what is added to
    the ``ends`` (2, T, 2) and to the ``lengths`` (2, T)."""
    for end in range(2):
        for axis in range(2):
            step = np.zeros_like(ends)
            step[end, :, axis] = off[end]
            yield step, np.zeros_like(lengths)
    for limb in range(2):
        step = np.zeros_like(lengths)
        step[limb] = LENGTH_SIGMA * lengths[limb]
        yield np.zeros_like(ends), step


def _lengths(body: Body, ends: Array) -> Array:
    """Thigh and shank in pixels, (2, T): the mean of both legs, which are alike, and together no
    longer than the leg ever gets."""
    limbs = UNITS["thigh"], UNITS["shank"]
    legs = [[_length(body, limb, side) for side in ("left", "right")] for limb in limbs]
    both = np.array(legs).mean(axis=1)
    straight = longest(np.linalg.norm(ends[1] - ends[0], axis=1), body.track.time_s)
    return np.asarray(both * np.clip(straight / both.sum(axis=0), 1 - STRETCH, 1 + STRETCH))


def _length(body: Body, limb: tuple[Point, Point], side: Side) -> Array:
    """The limb in pixels, (T,), from the moments at which its ends are surest."""
    (first, first_px), (second, second_px) = (locate(body, joint, side) for joint in limb)
    apart = np.linalg.norm(second - first, axis=1)
    return longest(apart, body.track.time_s, np.hypot(first_px, second_px))


def _between(ends: Array, lengths: Array) -> Array:
    """The foot of the knee on the line from hip to ankle, (T, 2)."""
    along, _, unit = _triangle(ends, lengths)
    return np.asarray(ends[0] + along[:, None] * unit)


def _bent(ends: Array, lengths: Array, forward: Array) -> Array:
    """The knee, (T, 2), of a leg between hip and ankle ``ends`` (2, T, 2) of somebody who faces
    ``forward`` (T,): +1 the picture's right when upright."""
    along, out, unit = _triangle(ends, lengths)
    across = np.stack([unit[:, 1], -unit[:, 0]], axis=1)
    return np.asarray(ends[0] + along[:, None] * unit + (forward * out)[:, None] * across)


def _triangle(ends: Array, lengths: Array) -> tuple[Array, Array, Array]:
    """How far along the line from hip to ankle and how far off it the knee is, (T,) each, and the
    line's direction (T, 2)."""
    line = ends[1] - ends[0]
    base = np.maximum(np.linalg.norm(line, axis=1), 1e-9)
    along, out = apex(lengths[0], lengths[1], base)
    return along, out, line / base[:, None]


def _share_of_plane(body: Body) -> float:
    """By what share of its distance from the line a knee may stand nearer to it, because the
    leg's plane is turned out of the picture's."""
    turned = np.hypot(np.hypot(90.0 - abs(body.view.azimuth_deg), body.view.sigma_deg), TURNED_DEG)
    return float(1 - np.cos(np.radians(min(turned, 90.0))))
