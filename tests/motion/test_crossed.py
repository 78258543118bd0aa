"""A joint that was put on the other leg comes back; legs that are right or wholly wrong stay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from posecoach.motion.crossed import uncrossed
from posecoach.motion.exchange import exchanged
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Track

PLACES = {
    "left_hip": (168, 261), "right_hip": (167, 257),
    "left_knee": (91, 261), "right_knee": (146, 324),
    "left_ankle": (87, 349), "right_ankle": (224, 319), "left_heel": (98, 358),
    "right_heel": (237, 317), "left_big_toe": (49, 360), "right_big_toe": (205, 346),
}  # fmt: skip


def lunge(frames: int = 20) -> Track:
    """The bottom of a lunge from the side, held, with a pixel of jitter."""
    xy = np.full((frames, JOINT_COUNT, 2), np.nan)
    for name, place in PLACES.items():
        xy[:, INDEX[name]] = place
    xy += np.random.default_rng(0).normal(0, 1, xy.shape)
    seen = np.isfinite(xy[..., 0])
    sigma = np.where(seen, np.arange(JOINT_COUNT) + 1.0, np.nan)
    return Track(1, np.arange(frames) / 12, xy, np.where(seen, sigma / 100, 0.0), sigma)


def among(frames: slice, count: int = 20) -> NDArray[np.bool_]:
    chosen = np.zeros(count, dtype=bool)
    chosen[frames] = True
    return chosen


def same(a: Track, b: Track) -> bool:
    pairs = ((a.xy, b.xy), (a.confidence, b.confidence), (a.sigma_px, b.sigma_px))
    return all(np.array_equal(x, y, equal_nan=True) for x, y in pairs)


@pytest.mark.parametrize(
    "joints", [("ankle",), ("ankle", "heel"), ("big_toe",), ("ankle", "heel", "big_toe")]
)
@pytest.mark.parametrize("frames", [slice(5, 6), slice(0, 12), slice(0, 20)])
def test_joints_on_the_other_leg_come_back(joints: tuple[str, ...], frames: slice) -> None:
    truth = lunge()
    assert same(uncrossed(exchanged(truth, joints, among(frames))), truth)


def test_a_whole_leg_is_left_to_the_movement() -> None:
    legs = exchanged(lunge(), ("hip", "knee", "ankle", "heel", "big_toe"), among(slice(3, 9)))
    assert same(uncrossed(legs), legs)


def test_feet_side_by_side_stay() -> None:
    track = lunge()
    beside = track.xy.copy()
    for joint in ("knee", "ankle", "heel", "big_toe"):
        beside[:, INDEX[f"right_{joint}"]] = beside[:, INDEX[f"left_{joint}"]] + 6
    together = replace(track, xy=beside)
    assert same(uncrossed(together), together)


def test_one_leg_hidden_stays() -> None:
    track = lunge()
    hidden = track.xy.copy()
    hidden[:, INDEX["right_ankle"]] = np.nan
    half = replace(track, xy=hidden)
    assert same(uncrossed(half), half)
