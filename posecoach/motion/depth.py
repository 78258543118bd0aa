"""Limbs in space, seen from between front and side: how far each points out of the picture.

The picture shows two of a limb's three directions. How short the limb looks tells how much is left
for the third, but not its sign, towards the camera or away from it (Taylor, "Reconstruction of
articulated objects from point correspondences in a single uncalibrated image", CVIU 2000, section
2). With the camera's azimuth known either sign is a direction of the body, and mostly one of the
two is forwards, where limbs go in squats, lunges and curls, and the other far to the side or across
the body. So every depth gets a weight: how well it explains the limb's length, and how likely limbs
spread that far. The angle is that of the mean directions; where both signs are as good, it is as
uncertain as the two are apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from posecoach.motion import trunk
from posecoach.motion.body import Body, Point, joints_of, locate, longest
from posecoach.types import Array, Side

STEPS, FURTHEST = 41, 1.1
"""Depths that are tried, in limb lengths: so many from -FURTHEST to FURTHEST."""
LENGTH_SIGMA, TILTED_SIGMA = 0.02, 0.06
"""Of a limb's length, as a share: of one in the picture plane, and what one that points at the
camera has on top, whose joints are nearer and look larger."""
FOCAL_LENGTH = 0.85
"""Of the usual camera in a phone or laptop, in longer sides of the picture: 60 degrees of view."""
OUT_SIGMA, ACROSS_SIGMA = 0.35, 0.15
"""How far limbs that move forwards point out, or across the body, in limb lengths: knees and elbows
spread by some 20 degrees."""
HANGS_OUT, HANGS_SIGMA = 0.15, 0.2
"""How far out an upper arm points that hangs, in its lengths: the hips and what lies over the ribs
are in its way. It may be further out or closer by the standard deviation."""
OTHERWISE = 0.1
"""Weight of limbs that move otherwise: anywhere but across the body."""
PITCH_SIGMA = 0.14
"""How far the camera looks up or down, radians: 8 degrees, a phone on the floor or on a shelf."""
CHUNK = 256
"""Frames at a time, so that memory does not grow with the video."""

_BASES = ("hip", "shoulder", "ankle", "knee", "elbow", "wrist")
_LIMBS = ({"hip", "knee"}, {"knee", "ankle"}, {"shoulder", "elbow"}, {"elbow", "wrist"})
_UPPER_ARM = {"shoulder", "elbow"}
_TRUNK = {"hip", "shoulder"}


@dataclass(frozen=True)
class Limb:
    """One limb at T moments, from the end that moves less (``base``) to the other (``tip``).

    ``flat`` (T, 2): in the picture, in lengths of its own. ``ray`` (T, 2): where the tip lies off
    the optical axis, in focal lengths. ``noise`` (T,): standard deviation of the length in the
    picture, as a share of it. ``left`` is +1 for the person's left, -1 for the right. ``hangs``:
    an upper arm.
    """

    flat: Array
    ray: Array
    noise: Array
    left: float
    hangs: bool

    def part(self, frames: slice) -> Limb:
        return Limb(self.flat[frames], self.ray[frames], self.noise[frames], self.left, self.hangs)


def is_told(body: Body, lines: tuple[tuple[Point, Point], ...], side: Side) -> bool:
    """Whether these lines can be put into space: limbs of somebody upright (or one and the trunk),
    seen between front and side from a direction that is known."""
    ends = [_kinds(line, side) for line in lines]
    known = all(e in (*_LIMBS, _TRUNK) for e in ends) and any(e in _LIMBS for e in ends)
    return known and trunk.is_between(body.view) and _is_upright(body)


def angle(body: Body, joints: tuple[Point, Point, Point], side: Side) -> tuple[Array, Array]:
    """Angle in space at the middle one of three points, degrees (T,), and the standard deviation
    that depth leaves (T,)."""
    first, second = (_limb(body, joints[1], end, side) for end in (joints[0], joints[2]))
    bases = [_ends(joints[1], end, side)[0] for end in (joints[0], joints[2])]
    sign = 1.0 if (bases[0] == joints[1]) == (bases[1] == joints[1]) else -1.0

    def one(frames: slice) -> tuple[Array, Array]:
        a, b = _in_space(first.part(frames)), _in_space(second.part(frames))
        wa, wb = _weights(body, first.part(frames), a), _weights(body, second.part(frames), b)
        value = _between(_mean(a, wa), sign * _mean(b, wb))
        off = _between(a[:, :, None], sign * b[:, None]) - value[:, None, None]
        variance = np.einsum("ti,tj,tij->t", wa, wb, off**2)
        return value, np.sqrt(variance)

    return _by_chunks(one, len(first.flat))


def inclination(body: Body, joints: tuple[Point, Point], side: Side) -> tuple[Array, Array]:
    """Angle of a limb from the vertical in space, 0..90 degrees (T,), and its standard deviation
    (T,) without that of the joints."""
    limb, up = _limb(body, *joints, side), np.array([0.0, -1.0, 0.0])

    def one(frames: slice) -> tuple[Array, Array]:
        space = _in_space(limb.part(frames))
        weight = _weights(body, limb.part(frames), space)
        value = _between(_mean(space, weight), up)
        vague = np.sqrt((weight * (_between(space, up) - value[:, None]) ** 2).sum(axis=1))
        return np.minimum(value, 180 - value), vague

    value, vague = _by_chunks(one, len(limb.flat))
    return value, np.hypot(vague, np.degrees(PITCH_SIGMA) * abs(np.cos(_azimuth(body))))


def _by_chunks(one: Callable[[slice], tuple[Array, Array]], frames: int) -> tuple[Array, Array]:
    parts = [one(slice(begin, begin + CHUNK)) for begin in range(0, frames, CHUNK)]
    return np.concatenate([v for v, _ in parts]), np.concatenate([s for _, s in parts])


def _limb(body: Body, a: Point, b: Point, side: Side) -> Limb:
    (base, base_px), (tip, tip_px) = (locate(body, p, side) for p in _ends(a, b, side))
    apart, unsure = np.linalg.norm(tip - base, axis=1), np.hypot(base_px, tip_px)
    long = longest(apart, body.track.time_s, unsure)
    ray = np.zeros_like(tip)
    if body.size_px is not None:
        size = np.array(body.size_px, dtype=float)
        ray = (tip - (size - 1) / 2) / (FOCAL_LENGTH * size.max())
    noise = unsure / long
    # A joint may be asked for by its side, whichever is nearer.
    left = 1.0 if joints_of(a, side)[0].startswith("left") else -1.0
    hangs = _kinds((a, b), side) == _UPPER_ARM
    return Limb((tip - base) / long[:, None], ray, noise, left, hangs)


def _ends(a: Point, b: Point, side: Side) -> tuple[Point, Point]:
    """The two in the order base, tip."""
    first, second = (_BASES.index(joints_of(p, side)[0].split("_", 1)[1]) for p in (a, b))
    return (a, b) if first < second else (b, a)


def _kinds(line: tuple[Point, Point], side: Side) -> set[str]:
    """The joints that a line joins, without their side; none for the middles of several joints and
    for a line that crosses the body."""
    names = [joint for point in line for joint in joints_of(point, side)]
    parts = [name.split("_", 1) for name in names]
    one_sided = len(names) == 2 and all(len(p) == 2 for p in parts) and parts[0][0] == parts[1][0]
    return {p[1] for p in parts} if one_sided else set()


def _is_upright(body: Body) -> bool:
    """Whether the legs mostly run down the picture: of somebody who lies, forwards is elsewhere."""
    sides: tuple[Side, ...] = ("left", "right")
    legs = np.concatenate([locate(body, "ankle", s)[0] - locate(body, "hip", s)[0] for s in sides])
    seen = legs[np.isfinite(legs).all(axis=1)]
    if len(seen) == 0:
        return False
    x, y = np.median(seen, axis=0)
    return bool(y > abs(x))


def _azimuth(body: Body) -> float:
    return float(np.radians(body.view.azimuth_deg))


def _in_space(limb: Limb) -> Array:
    """The limb for each depth tried, (T, D, 3): right and down in the picture, and towards the
    camera. A tip that is nearer shows further from the optical axis, which is taken back."""
    depth = np.linspace(-FURTHEST, FURTHEST, STEPS)[:, None]
    flat = limb.flat[:, None] - depth * limb.ray[:, None]
    return np.concatenate([flat, np.broadcast_to(depth, (*flat.shape[:2], 1))], axis=2)


def _weights(body: Body, limb: Limb, space: Array) -> Array:
    """Weight of each depth, (T, D), 1 in all."""
    x, y, depth = np.moveaxis(space, 2, 0)
    sine, cosine = np.sin(_azimuth(body)), np.cos(_azimuth(body))
    forward, out = depth * cosine - x * sine, limb.left * (x * cosine + depth * sine)
    vague = np.hypot(forward * np.radians(body.view.sigma_deg), y * sine * PITCH_SIGMA)
    usual = HANGS_SIGMA if limb.hangs else np.where(out > 0, OUT_SIGMA, ACROSS_SIGMA)
    further = out - HANGS_OUT * limb.hangs
    likely = np.exp(-((further / np.hypot(usual, vague)) ** 2) / 2) + OTHERWISE * (out > 0)
    loose = np.hypot(LENGTH_SIGMA + TILTED_SIGMA * np.abs(depth), limb.noise[:, None])
    off = (np.linalg.norm(space, axis=2) - 1) / loose
    weight = np.exp(-(off**2) / 2) / loose * likely
    total = weight.sum(axis=1, keepdims=True)
    return np.asarray(weight / np.where(total > 0, total, np.nan))


def _mean(space: Array, weight: Array) -> Array:
    return np.asarray(np.einsum("td,tdk->tk", weight, space))


def _between(a: Array, b: Array) -> Array:
    """Angle between vectors, degrees."""
    size = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    cosine = (a * b).sum(axis=-1) / np.maximum(size, 1e-9)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
