"""Joints that make a limb longer than it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posecoach.motion.clean import clean
from posecoach.motion.overlong import overlong
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Track

HIP, KNEE, ANKLE = (INDEX[f"left_{j}"] for j in ("hip", "knee", "ankle"))
FRAMES = 60


def standing() -> Track:
    """Legs with thighs of 100 px; the other joints are not seen."""
    xy = np.full((FRAMES, JOINT_COUNT, 2), np.nan)
    for side, x in (("left", 220.0), ("right", 260.0)):
        for joint, y in (("shoulder", 60), ("hip", 200), ("knee", 300), ("ankle", 390)):
            xy[:, INDEX[f"{side}_{joint}"]] = x, y
    xy[:, INDEX["neck"]], xy[:, INDEX["hip"]] = (240, 60), (240, 200)
    seen = np.isfinite(xy).all(axis=2)
    sigma = np.where(seen, 3.0, np.nan)
    return Track(0, np.arange(FRAMES) / 30, xy, np.where(seen, 0.9, 0.0), sigma)


def knee_on_ankle(track: Track, frames: slice) -> Track:
    xy, confidence = track.xy.copy(), track.confidence.copy()
    xy[frames, KNEE], confidence[frames, KNEE] = xy[frames, ANKLE], 0.4
    return replace(track, xy=xy, confidence=confidence, located=confidence)


def test_a_knee_taken_for_the_ankle_is_told_by_its_thigh() -> None:
    wrong = overlong(knee_on_ankle(standing(), slice(20, 23)))
    assert wrong[20:23, KNEE].all()
    assert wrong.sum() == 3


def test_it_is_bridged_by_cleaning() -> None:
    cleaned = clean(knee_on_ankle(standing(), slice(20, 23)))
    np.testing.assert_allclose(cleaned.xy[:, KNEE], standing().xy[:, KNEE], atol=0.5)


def test_who_comes_nearer_grows_on_both_sides_and_keeps_the_joints() -> None:
    track = standing()
    growing = np.linspace(1.0, 2.0, FRAMES)[:, None, None]
    nearer = replace(track, xy=track.xy * growing)
    assert not overlong(nearer).any()


def test_foreshortened_limbs_are_left_alone() -> None:
    track = standing()
    xy = track.xy.copy()
    xy[:50, KNEE] = xy[:50, HIP] + [0, 40]
    xy[:50, INDEX["right_knee"]] = xy[:50, INDEX["right_hip"]] + [0, 45]
    assert not overlong(replace(track, xy=xy)).any()


def test_without_the_other_side_nothing_is_said() -> None:
    track = knee_on_ankle(standing(), slice(20, 23))
    xy = track.xy.copy()
    xy[:, INDEX["right_knee"]] = np.nan
    assert not overlong(replace(track, xy=xy))[:, KNEE].any()
