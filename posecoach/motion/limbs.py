"""One limb as the picture shows it, and every way in which it may point out of the picture.

The picture shows two of a limb's three directions. How short the limb looks tells how much is left
for the third, but not its sign, towards the camera or away from it (Taylor, "Reconstruction of
articulated objects from point correspondences in a single uncalibrated image", CVIU 2000, section
2). So a limb in space is a line of candidates, one for each depth that is tried; ``depth`` weighs
them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecoach.motion.approach import FOCAL_LENGTH, stands_between
from posecoach.motion.body import Body, Point, joints_of, locate, longest
from posecoach.types import Array, Side

STEPS, FURTHEST = 41, 1.1
"""Depths that are tried, in limb lengths: so many from -FURTHEST to FURTHEST."""

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
        """The limb at some of the moments."""
        return Limb(self.flat[frames], self.ray[frames], self.noise[frames], self.left, self.hangs)


def is_told(body: Body, lines: tuple[tuple[Point, Point], ...], side: Side) -> bool:
    """Whether these lines can be put into space: limbs of somebody upright (or one and the trunk),
    seen between front and side from a direction that is known."""
    ends = [_kinds(line, side) for line in lines]
    known = all(e in (*_LIMBS, _TRUNK) for e in ends) and any(e in _LIMBS for e in ends)
    return known and stands_between(body)


def is_leg(joints: tuple[Point, Point, Point], side: Side) -> bool:
    """Whether it is a knee with its thigh and shank, in either order."""
    kinds = [_kinds((joints[1], end), side) for end in (joints[0], joints[2])]
    return all(kind in kinds for kind in ({"hip", "knee"}, {"knee", "ankle"}))


def limb_of(body: Body, a: Point, b: Point, side: Side) -> Limb:
    """The limb between two points, whichever of them is its base."""
    (base, base_px), (tip, tip_px) = (locate(body, p, side) for p in ends_of(a, b, side))
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


def ends_of(a: Point, b: Point, side: Side) -> tuple[Point, Point]:
    """The two in the order base, tip."""
    first, second = (_BASES.index(joints_of(p, side)[0].split("_", 1)[1]) for p in (a, b))
    return (a, b) if first < second else (b, a)


def in_space(limb: Limb) -> Array:
    """The limb for each depth tried, (T, D, 3): right and down in the picture, and towards the
    camera. A tip that is nearer shows further from the optical axis, which is taken back."""
    depth = np.linspace(-FURTHEST, FURTHEST, STEPS)[:, None]
    flat = limb.flat[:, None] - depth * limb.ray[:, None]
    return np.concatenate([flat, np.broadcast_to(depth, (*flat.shape[:2], 1))], axis=2)


def between(a: Array, b: Array) -> Array:
    """Angle between vectors (..., 2 or 3), degrees."""
    size = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    cosine = (a * b).sum(axis=-1) / np.maximum(size, 1e-9)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def _kinds(line: tuple[Point, Point], side: Side) -> set[str]:
    """The joints that a line joins, without their side; none for the middles of several joints and
    for a line that crosses the body."""
    names = [joint for point in line for joint in joints_of(point, side)]
    parts = [name.split("_", 1) for name in names]
    one_sided = len(names) == 2 and all(len(p) == 2 for p in parts) and parts[0][0] == parts[1][0]
    return {p[1] for p in parts} if one_sided else set()
