"""Angles and deviations as they are judged: the joints' share of their uncertainty, and only
that, is smaller."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecoach.rules.compute import SETTLED, compute_measures, settled_measures
from posecoach.rules.load import load_exercise
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Track, View

DEADLIFT = load_exercise("deadlift")  # its knee is measured in the picture alone
SIDE = View("left_side", "left", 90.0, 5.0)
PLACES = {"ankle": (300, 500), "knee": (280, 400), "hip": (320, 300), "shoulder": (310, 150),
          "heel": (310, 515), "big_toe": (250, 515), "neck": (310, 150)}  # fmt: skip


def standing(sigma_px: float = 6.0) -> Track:
    xy = np.full((30, JOINT_COUNT, 2), np.nan)
    for name, place in PLACES.items():
        for joint in (name, f"left_{name}", f"right_{name}"):
            if joint in INDEX:
                xy[:, INDEX[joint]] = place
    seen = np.isfinite(xy[..., 0])
    return Track(1, np.arange(30) / 30, xy, seen * 0.9, np.where(seen, sigma_px, np.nan))


def test_the_joints_share_counts_less_where_nothing_points_at_the_camera() -> None:
    whole = compute_measures(DEADLIFT, standing(), SIDE, None)
    settled = settled_measures(DEADLIFT, standing(), SIDE, None)
    for name, measure in settled.items():
        np.testing.assert_allclose(measure.value, whole[name].value)
    knee = next(n for n in settled if n.startswith("knee"))
    np.testing.assert_allclose(settled[knee].sigma, SETTLED * whole[knee].sigma, rtol=1e-6)


def test_hidden_joints_keep_theirs() -> None:
    track = standing()
    hidden = replace(track, confidence=0.1 * track.confidence, located=track.confidence)
    whole = compute_measures(DEADLIFT, hidden, SIDE, None)
    settled = settled_measures(DEADLIFT, hidden, SIDE, None)
    knee = next(n for n in settled if n.startswith("knee"))
    kept = 1 - 0.1 * (1 - SETTLED)
    np.testing.assert_allclose(settled[knee].sigma, kept * whole[knee].sigma, rtol=1e-6)


def test_what_depth_may_hide_counts_in_full() -> None:
    track = standing(sigma_px=0.01)
    # For the last frames the thighs look a third shorter than before.
    track.xy[20:, [INDEX["left_hip"], INDEX["right_hip"]]] = (307, 333)
    whole = compute_measures(DEADLIFT, track, SIDE, None)
    settled = settled_measures(DEADLIFT, track, SIDE, None)
    knee = next(n for n in settled if n.startswith("knee"))
    assert whole[knee].sigma[-1] > 5
    assert settled[knee].sigma[-1] == pytest.approx(whole[knee].sigma[-1], rel=1e-3)


@pytest.mark.parametrize("exercise", ["deadlift", "glute-bridge", "squat"])
def test_other_units_are_left_alone(exercise: str) -> None:
    rules = load_exercise(exercise)
    whole = compute_measures(rules, standing(), SIDE, None)
    settled = settled_measures(rules, standing(), SIDE, None)
    assert set(settled) == {name for name, m in whole.items() if m.unit in ("deg", "line")}


def test_deviations_count_half_too() -> None:
    bridge = load_exercise("glute-bridge")
    whole = compute_measures(bridge, standing(), SIDE, None)
    settled = settled_measures(bridge, standing(), SIDE, None)
    line = next(name for name, m in whole.items() if m.unit == "line")
    np.testing.assert_allclose(settled[line].sigma, SETTLED * whole[line].sigma, rtol=1e-6)
