"""Angles seen from between front and side, of a leg and a trunk that are known in space."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from posecoach.motion import oblique
from posecoach.types import View

Array = NDArray[np.float64]

DEPTH = (1 - np.cos(np.linspace(0, 4 * np.pi, 240))) / 2
TIME_S = np.arange(240) / 30


def view(azimuth_deg: float) -> View:
    return View("oblique", "left", azimuth_deg, 10.0)


def limb(from_vertical_deg: Array, outwards_deg: float, length: float = 100.0) -> Array:
    """(T, 3): to the person's left, up, forward."""
    turn, out = np.deg2rad(from_vertical_deg), np.deg2rad(outwards_deg)
    flat = length * np.sin(turn)
    return np.stack([flat * np.sin(out), length * np.cos(turn), flat * np.cos(out)], axis=1)


def seen(joints: Array, azimuth_deg: float) -> Array:
    """Pixels (P, T, 2) of places (P, T, 3) from far away, with a pixel of noise."""
    a = np.deg2rad(azimuth_deg)
    x = joints[..., 0] * np.cos(a) - joints[..., 2] * np.sin(a)
    xy = np.stack([x, -joints[..., 1]], axis=-1)
    return np.asarray(xy + np.random.default_rng(1).normal(0, 1, xy.shape))


@pytest.mark.parametrize("azimuth", [35, 45, 55, 130])
@pytest.mark.parametrize("outwards", [0, 20, -20])
def test_the_knee_of_a_squat_is_seen_from_between_front_and_side(
    azimuth: float, outwards: float
) -> None:
    thigh, shank = -60 * DEPTH, 25 * DEPTH
    knee = limb(shank, outwards)
    hip = knee + limb(thigh, outwards)
    joints = np.stack([hip, knee, np.zeros_like(knee)])
    sigma_px = np.ones((3, len(TIME_S)))
    value, sigma = oblique.angle(seen(joints, azimuth), sigma_px, TIME_S, view(azimuth))
    bottom, true = DEPTH > 0.99, 180 - 85
    assert abs(np.median(value[bottom]) - true) < 8
    assert abs(np.median(value[bottom]) - true) < 2 * np.median(sigma[bottom])
    assert np.median(sigma[bottom]) < 18


@pytest.mark.parametrize("azimuth", [40, 50, 140])
def test_a_leaning_trunk_is_seen_from_between_front_and_side(azimuth: float) -> None:
    shoulder = limb(5 + 45 * DEPTH, 0)
    joints = np.stack([np.zeros_like(shoulder), shoulder])
    value, sigma = oblique.inclination(
        seen(joints, azimuth), np.ones((2, len(TIME_S))), TIME_S, view(azimuth)
    )
    for part, true in ((DEPTH > 0.99, 50), (DEPTH < 0.01, 5)):
        assert abs(np.median(value[part]) - true) < 4
        assert np.median(sigma[part]) < 12


def test_a_limb_never_seen_upright_is_judged_by_the_plane_alone() -> None:
    thigh = limb(80 + 5 * DEPTH, 0)
    joints = np.stack([thigh, np.zeros_like(thigh), limb(100 + 5 * DEPTH, 0)])
    value, _ = oblique.angle(seen(joints, 45), np.ones((3, len(TIME_S))), TIME_S, view(45))
    assert np.abs(value - 20).max() < 6


def test_what_is_missing_stays_missing() -> None:
    joints = np.stack([limb(30 * DEPTH, 0), limb(-30 * DEPTH, 0), limb(180 + 10 * DEPTH, 0)])
    xy = seen(joints, 45)
    xy[1, 50] = np.nan
    value, sigma = oblique.angle(xy, np.ones((3, len(TIME_S))), TIME_S, view(45))
    assert np.isnan(value[50])
    assert np.isfinite(value[51])
    assert np.isfinite(sigma[51])
