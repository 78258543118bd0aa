"""Knees that the network puts on the other leg bend the wrong way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecoach.motion.backward import backward_knees
from posecoach.motion.clean import clean
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Track

FRAMES = 40
FRONT_KNEE = INDEX["right_knee"]
LUNGE = {
    "shoulder": ((200, 60), (200, 60)),
    "hip": ((200, 200), (200, 200)),
    "knee": ((190, 295), (280, 215)),
    "ankle": ((110, 330), (290, 300)),
    "heel": ((100, 310), (275, 312)),
    "big_toe": ((140, 340), (335, 314)),
}
"""Left and right of somebody who faces the picture's right, the right leg in front, x and y."""


def lunge(**other: tuple[tuple[int, int], tuple[int, int]]) -> Track:
    xy = np.full((FRAMES, JOINT_COUNT, 2), np.nan)
    for joint, (left, right) in {**LUNGE, **other}.items():
        xy[:, INDEX[f"left_{joint}"]], xy[:, INDEX[f"right_{joint}"]] = left, right
    seen = np.isfinite(xy).all(axis=2)
    sigma = np.where(seen, 3.0, np.nan)
    return Track(0, np.arange(FRAMES) / 30, xy, np.where(seen, 0.9, 0.0), sigma)


def on_the_other_leg(track: Track, frames: slice) -> Track:
    xy = track.xy.copy()
    xy[frames, FRONT_KNEE] = xy[frames, INDEX["left_knee"]]
    return replace(track, xy=xy)


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_front_knee_that_lies_on_the_back_one_is_told(mirrored: bool) -> None:
    track = on_the_other_leg(lunge(), slice(10, 14))
    if mirrored:
        track = replace(track, xy=track.xy * [-1, 1] + [400, 0])
    wrong = backward_knees(track)
    assert wrong[10:14, FRONT_KNEE].all()
    assert wrong.sum() == 4


def test_it_is_bridged_when_short_and_missing_when_long() -> None:
    short = clean(on_the_other_leg(lunge(), slice(10, 14)))
    np.testing.assert_allclose(short.xy[12, FRONT_KNEE], LUNGE["knee"][1], atol=1.0)
    long = clean(on_the_other_leg(lunge(), slice(10, 30)))
    assert np.isnan(long.xy[20, FRONT_KNEE]).all()
    assert long.confidence[20, FRONT_KNEE] == 0


def test_a_knee_a_little_too_straight_stays() -> None:
    track = lunge(hip=((200, 150), (200, 150)), knee=((196, 240), (196, 240)))
    assert not backward_knees(track).any()


def test_seen_from_the_front_feet_say_nothing() -> None:
    feet = {"heel": ((120, 310), (275, 312)), "big_toe": ((80, 340), (335, 330))}
    assert not backward_knees(on_the_other_leg(lunge(**feet), slice(0, FRAMES))).any()


def test_lying_or_unseen_nobody_is_corrected() -> None:
    track = on_the_other_leg(lunge(), slice(0, FRAMES))
    turned = replace(track, xy=track.xy[..., ::-1] * [1, -1])
    assert not backward_knees(turned).any()
    assert not backward_knees(replace(track, xy=np.full_like(track.xy, np.nan))).any()
