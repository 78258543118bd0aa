from __future__ import annotations

import numpy as np
import pytest

from posecoach.motion import uncertainty
from posecoach.types import Array


def knee(points: Array) -> Array:
    u, v = points[0] - points[1], points[2] - points[1]
    cross = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    return np.asarray(np.degrees(np.arctan2(cross, (u * v).sum(axis=1))))


@pytest.mark.parametrize("bend", [20.0, 90.0, 140.0, 180.0])
def test_propagated_angle_agrees_with_the_closed_form(bend: float) -> None:
    end = 80 * np.array([np.sin(np.radians(bend)), -np.cos(np.radians(bend))])
    points = np.array([[[0.0, -100.0]], [[0.0, 0.0]], [end]])
    sigma = np.array([[2.0], [1.0], [3.0]])

    got = uncertainty.propagate(knee, points, sigma, period=360)

    u, v = points[0, 0], points[2, 0]
    middle = np.linalg.norm(u / (u @ u) - v / (v @ v))
    want = np.degrees(np.sqrt((2 / 100) ** 2 + (3 / 80) ** 2 + (1 * middle) ** 2))
    assert got == pytest.approx([want], rel=1e-3)


def test_tilt_forgives_a_little_shortening_and_knows_half_length() -> None:
    tilts = uncertainty.tilt(np.array([100.0, 96.0, 47.5]), np.full(3, 100.0), np.zeros(3))
    assert np.degrees(tilts) == pytest.approx([0, 0, 60], abs=1e-6)


def test_shortening_that_the_joints_error_explains_is_no_tilt() -> None:
    unsure = np.array([8.0, 0.0, 8.0])
    tilts = uncertainty.tilt(np.array([87.0, 87.0, 39.5]), np.full(3, 100.0), unsure)
    assert np.degrees(tilts) == pytest.approx([0, 23.69, 60], abs=0.01)


def test_limbs_in_the_picture_plane_add_nothing() -> None:
    flat = np.zeros(3)
    angles = np.array([10.0, 90.0, 175.0])
    assert uncertainty.angle_foreshortening(angles, flat, flat) == pytest.approx([0, 0, 0])
    assert uncertainty.inclination_foreshortening(angles / 2, flat) == pytest.approx([0, 0, 0])


def test_foreshortening_covers_the_true_angle_in_space() -> None:
    rng = np.random.default_rng(5)
    u, v = rng.normal(size=(2, 500, 3))
    u, v = (w / np.linalg.norm(w, axis=1, keepdims=True) for w in (u, v))
    true = np.degrees(np.arccos(np.clip((u * v).sum(axis=1), -1, 1)))
    flat_u, flat_v = np.linalg.norm(u[:, :2], axis=1), np.linalg.norm(v[:, :2], axis=1)
    seen = np.degrees(np.arccos((u[:, :2] * v[:, :2]).sum(axis=1) / (flat_u * flat_v)))

    sigma = uncertainty.angle_foreshortening(seen, np.arccos(flat_u), np.arccos(flat_v))

    assert (np.abs(true - seen) <= uncertainty.BOUND_Z * sigma + 1e-6).all()
