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
    for sigma in uncertainty.angle_foreshortening(angles, flat, flat):
        assert sigma == pytest.approx([0, 0, 0])
    assert uncertainty.inclination_foreshortening(angles / 2, flat) == pytest.approx([0, 0, 0])


def test_foreshortening_covers_the_true_angle_in_space() -> None:
    rng = np.random.default_rng(5)
    u, v = rng.normal(size=(2, 500, 3))
    u, v = (w / np.linalg.norm(w, axis=1, keepdims=True) for w in (u, v))
    true = np.degrees(np.arccos(np.clip((u * v).sum(axis=1), -1, 1)))
    flat_u, flat_v = np.linalg.norm(u[:, :2], axis=1), np.linalg.norm(v[:, :2], axis=1)
    seen = np.degrees(np.arccos((u[:, :2] * v[:, :2]).sum(axis=1) / (flat_u * flat_v)))

    below, above = uncertainty.angle_foreshortening(seen, np.arccos(flat_u), np.arccos(flat_v))

    assert (seen - true <= uncertainty.BOUND_Z * below + 1e-6).all()
    assert (true - seen <= uncertainty.BOUND_Z * above + 1e-6).all()


def test_an_elbow_that_looks_bent_is_hardly_straight() -> None:
    """Both limbs of 140 degrees in the picture look an eighth shorter than they are."""
    tilted = np.arccos(np.array([7 / 8]))
    below, above = uncertainty.angle_foreshortening(np.array([140.0]), tilted, tilted)
    assert below > 30
    assert above < 7


KNOWN, GONE = (np.array([90.0]), np.array([5.0])), (np.array([np.nan]), np.array([np.nan]))


def test_what_is_missing_leaves_the_other() -> None:
    assert uncertainty.weighed([KNOWN, GONE], [5.0, 0.0])[0] == pytest.approx(90.0)
    assert uncertainty.weighed([GONE, KNOWN], [5.0, 0.0])[0] == pytest.approx(90.0)
    assert np.isnan(uncertainty.weighed([GONE, GONE], [5.0, 0.0])[0])


def test_what_is_surer_weighs_more_but_never_all() -> None:
    """Weights 1 / (0 + 25) and 1 / (75 + 25): a skeleton misses 5 of what it places exactly."""
    sure, unsure = (np.array([80.0]), np.array([0.0])), (np.array([130.0]), np.array([75**0.5]))
    value, _ = uncertainty.weighed([sure, unsure], [5.0, 5.0])
    assert value == pytest.approx([90.0])


@pytest.mark.parametrize("correlation", [0.0, 0.4, 1.0])
def test_errors_that_are_alike_do_not_average_out(correlation: float) -> None:
    rng = np.random.default_rng(3)
    covariance = np.array([[1.0, correlation], [correlation, 1.0]]) * np.outer([4, 8], [4, 8])
    errors = rng.multivariate_normal([0.0, 0.0], covariance, 20_000).T
    series = [(90 + errors[0], np.full(20_000, 4.0)), (90 + errors[1], np.full(20_000, 8.0))]
    value, sigma = uncertainty.weighed(series, [5.0, 5.0], correlation)
    assert value.std() == pytest.approx(sigma[0], rel=0.03)
