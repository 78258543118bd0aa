"""Limbs in space, seen from between front and side: how far each points out of the picture.

The picture leaves two signs for how far a limb points out of it (``limbs``). With the camera's
azimuth known either sign is a direction of the body, and mostly one of the two is forwards, where
limbs go in squats, lunges and curls, and the other far to the side or across the body. So every
depth gets a weight: how well it explains the limb's length, and how likely limbs spread that far.
Two depths of thigh and shank get one for how far from its hip they put the ankle, as well: knees go
out, but feet stand somewhere under the hips.
The angle is that of the mean directions; where both signs are as good, it is as uncertain as the
two are apart.

An inclination is that in the plane in which the body moves, as a camera at the side sees it and as
``trunk`` puts it right for the trunk: an arm that hangs a little away from the ribs hangs straight.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from posecoach.motion.body import Body, Point
from posecoach.motion.limbs import Limb, between, ends_of, in_space, is_leg, limb_of
from posecoach.types import Array, Side

LENGTH_SIGMA, TILTED_SIGMA = 0.02, 0.06
"""Of a limb's length, as a share: of one in the picture plane, and what one that points at the
camera has on top, whose joints are nearer and look larger."""
OUT_SIGMA, ACROSS_SIGMA = 0.35, 0.15
"""How far limbs that move forwards point out, or across the body, in limb lengths: knees and elbows
spread by some 20 degrees."""
STANCE, STANCE_SIGMA = 0.15, 0.25
"""How far out of its hip an ankle is, in lengths of the thigh: hardly in lunges and deadlifts, 0.3
to 0.6 in squats of lifters who stand 1.1 to 1.7 times as wide as their shoulders (Escamilla et al.,
"A three-dimensional biomechanical analysis of the squat during varying stance widths", 2001)."""
HANGS_OUT, HANGS_SIGMA = 0.15, 0.15
"""How far out an upper arm points that hangs, in its lengths: the hips and what lies over the ribs
are in its way. It may be further out or closer by the standard deviation, 9 degrees."""
OTHERWISE, RAISED = 0.1, 0.03
"""Weight of limbs that move otherwise, anywhere but across the body; of upper arms that are raised
to the side."""
PITCH_SIGMA = 0.14
"""How far the camera looks up or down, radians: 8 degrees, a phone on the floor or on a shelf."""
PITCHES = 7
"""So many are tried where the vertical matters (Gauss-Hermite nodes)."""
CHUNK = 256
"""Frames at a time, so that memory does not grow with the video."""
NONE = 1e-300
"""Weight of what cannot be, so that weights of a limb that looks far too long add up to some."""


def angle(body: Body, joints: tuple[Point, Point, Point], side: Side) -> tuple[Array, Array]:
    """Angle in space at the middle one of three points, degrees (T,), and the standard deviation
    that depth leaves (T,)."""
    first, second = (limb_of(body, joints[1], end, side) for end in (joints[0], joints[2]))
    bases = [ends_of(joints[1], end, side)[0] for end in (joints[0], joints[2])]
    sign = 1.0 if (bases[0] == joints[1]) == (bases[1] == joints[1]) else -1.0
    leg = is_leg(joints, side)

    def one(frames: slice) -> tuple[Array, Array]:
        limbs = first.part(frames), second.part(frames)
        a, b = (in_space(limb) for limb in limbs)
        weight = _pair_weights(body, limbs, (a, b), leg)
        value = between(_mean(a, weight.sum(axis=2)), sign * _mean(b, weight.sum(axis=1)))
        off = between(a[:, :, None], sign * b[:, None]) - value[:, None, None]
        return value, np.sqrt(np.einsum("tij,tij->t", weight, off**2))

    return _by_chunks(one, len(first.flat))


def inclination(body: Body, joints: tuple[Point, Point], side: Side) -> tuple[Array, Array]:
    """How far a limb leans forwards or backwards from the vertical, 0..90 degrees (T,), and its
    standard deviation (T,) without that of the joints.

    A camera that looks up or down takes vertical limbs for tilted ones, so every pitch is tried
    with every depth, and weighs as much as the two explain together.
    """
    limb, up = limb_of(body, *joints, side), np.array([0.0, -1.0])

    def one(frames: slice) -> tuple[Array, Array]:
        part = limb.part(frames)
        space, prior = _pitched(in_space(part))
        weight = prior[:, None, None] * _likelihood(body, part, space, pitch_sigma=0.0)
        weight = weight / weight.sum(axis=(0, 2))[:, None]
        forward, _ = _across(body, part, space)
        plane = np.stack([forward, space[..., 1]], axis=-1)
        value = between(np.einsum("ptd,ptdk->tk", weight, plane), up)
        vague = np.einsum("ptd,ptd->t", weight, (between(plane, up) - value[:, None]) ** 2)
        return np.minimum(value, 180 - value), np.sqrt(vague)

    return _by_chunks(one, len(limb.flat))


def _by_chunks(one: Callable[[slice], tuple[Array, Array]], frames: int) -> tuple[Array, Array]:
    parts = [one(slice(begin, begin + CHUNK)) for begin in range(0, frames, CHUNK)]
    return np.concatenate([v for v, _ in parts]), np.concatenate([s for _, s in parts])


@cache
def _nodes() -> tuple[Array, Array]:
    """Camera pitches, radians (P,), and the weight of each, 1 in all."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(PITCHES)
    return nodes * PITCH_SIGMA, weights / weights.sum()


def _pitched(space: Array) -> tuple[Array, Array]:
    """Limbs (T, D, 3) as they are if the camera looks up or down, (P, T, D, 3), and how likely it
    does (P,)."""
    pitch, prior = _nodes()
    sine, cosine = (turn(pitch)[:, None, None] for turn in (np.sin, np.cos))
    x, y, depth = np.moveaxis(space, 2, 0)
    turned = y * cosine - depth * sine, depth * cosine + y * sine
    return np.stack([np.broadcast_to(x, turned[0].shape), *turned], axis=-1), prior


def _across(body: Body, limb: Limb, space: Array) -> tuple[Array, Array]:
    """How far limbs (..., 3) in space point forwards and outwards from the body, (...) each."""
    azimuth = float(np.radians(body.view.azimuth_deg))
    sine, cosine = np.sin(azimuth), np.cos(azimuth)
    x, depth = space[..., 0], space[..., 2]
    return depth * cosine - x * sine, limb.left * (x * cosine + depth * sine)


def _weights(body: Body, limb: Limb, space: Array) -> Array:
    """Weight of each depth, (T, D), 1 in all."""
    weight = _likelihood(body, limb, space, PITCH_SIGMA)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _pair_weights(
    body: Body, limbs: tuple[Limb, Limb], spaces: tuple[Array, Array], leg: bool
) -> Array:
    """Weight of each depth of the one limb with each of the other, (T, D, D), 1 in all."""
    each = [_weights(body, limb, space) for limb, space in zip(limbs, spaces, strict=True)]
    pair = each[0][:, :, None] * each[1][:, None]
    if not leg:
        return np.asarray(pair)
    pair *= _stance(body, limbs, spaces)
    return np.asarray(pair / pair.sum(axis=(1, 2), keepdims=True))


def _stance(body: Body, limbs: tuple[Limb, Limb], spaces: tuple[Array, Array]) -> Array:
    """How likely the ankle stands that far out of its hip, (T, D, D), for each depth of the one
    limb of the leg with each of the other."""
    each = [(*_across(body, limb, at), at[..., 1]) for limb, at in zip(limbs, spaces, strict=True)]
    forward, out, below = (a[:, :, None] + b[:, None] for a, b in zip(*each, strict=True))
    wide = np.hypot(STANCE_SIGMA, _vague(body, forward, below, PITCH_SIGMA))
    return np.asarray(np.exp(-(((out - STANCE) / wide) ** 2) / 2) / wide + NONE)


def _vague(body: Body, forward: Array, below: Array, pitch_sigma: float) -> Array:
    """Standard deviation (...) of how far out something is that is so far ``forward`` and ``below``
    (...), for what is not known of the camera's azimuth and pitch."""
    turned = forward * np.radians(body.view.sigma_deg)
    tipped = below * np.sin(np.radians(body.view.azimuth_deg)) * pitch_sigma
    return np.asarray(np.hypot(turned, tipped))


def _likelihood(body: Body, limb: Limb, space: Array, pitch_sigma: float) -> Array:
    """How well each depth explains the limb's length, times how likely limbs spread that far,
    (..., T, D) of ``space`` (..., T, D, 3); ``pitch_sigma`` is what is not known of the pitch."""
    forward, out = _across(body, limb, space)
    vague = _vague(body, forward, space[..., 1], pitch_sigma)
    usual = HANGS_SIGMA if limb.hangs else np.where(out > 0, OUT_SIGMA, ACROSS_SIGMA)
    further = out - HANGS_OUT * limb.hangs
    likely = np.exp(-((further / np.hypot(usual, vague)) ** 2) / 2)
    likely = likely + (RAISED if limb.hangs else OTHERWISE) * (out > 0)
    loose = np.hypot(LENGTH_SIGMA + TILTED_SIGMA * np.abs(space[..., 2]), limb.noise[:, None])
    off = (np.linalg.norm(space, axis=-1) - 1) / loose
    return np.asarray(np.exp(-(off**2) / 2) / loose * likely + NONE)


def _mean(space: Array, weight: Array) -> Array:
    return np.asarray(np.einsum("td,tdk->tk", weight, space))
