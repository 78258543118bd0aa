"""A knee seen from the side is what it looks like, however short its limbs look."""

from __future__ import annotations

import numpy as np
import pytest

from posecoach.motion import angles
from posecoach.motion.body import Body
from posecoach.motion.hinge import is_knee_from_the_side, knee_sigma
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Facing, Track, View

SIZE = (640, 480)
LEG = ("hip", "knee", "ankle")


def body(facing: Facing = "left_side", azimuth: float = 90.0, shrink: float = 1.0) -> Body:
    """Straight legs; in the last quarter of the frames they look ``shrink`` times as long."""
    xy = np.full((40, JOINT_COUNT, 2), np.nan)
    for side in ("left", "right"):
        for name, y in zip(LEG, (200.0, 290.0, 380.0), strict=True):
            xy[:, INDEX[f"{side}_{name}"]] = (300.0, y)
            xy[30:, INDEX[f"{side}_{name}"]] = (300.0, 200 + (y - 200) * shrink)
    shape = xy.shape[:2]
    track = Track(0, np.arange(40) / 30, xy, np.ones(shape), np.full(shape, 0.5))
    return Body(track, View(facing, "left", azimuth, 5.0), SIZE)


def test_a_straight_leg_that_looks_short_is_straight_from_the_side_only() -> None:
    side = angles.angle("knee", body(shrink=0.85), LEG, "left")
    front = angles.angle("knee", body("front", 0.0, shrink=0.85), LEG, "left")
    assert side.sigma[35] < 3
    assert front.sigma[35] > 30


def test_a_leg_that_points_at_the_camera_is_not_seen() -> None:
    assert angles.angle("knee", body(shrink=0.5), LEG, "left").sigma[35] > 60


def test_other_joints_and_views_are_no_knees_from_the_side() -> None:
    assert is_knee_from_the_side(body(), LEG, "left")
    assert is_knee_from_the_side(body(), LEG[::-1], "right")
    assert not is_knee_from_the_side(body("oblique", 45.0), LEG, "left")
    assert not is_knee_from_the_side(body(), ("shoulder", "elbow", "wrist"), "left")
    assert not is_knee_from_the_side(body(), ("hip", "knee", ("left_ankle", "heel")), "left")
    assert not is_knee_from_the_side(body(), ("left_hip", "right_knee", "left_ankle"), "left")
    assert not is_knee_from_the_side(body(), ("head", "nose", "neck"), "left")


@pytest.mark.parametrize("turned", [0.0, 15.0, 25.0])
@pytest.mark.parametrize("bend", [10.0, 40.0, 80.0, 110.0])
def test_it_covers_a_bend_out_of_the_picture(bend: float, turned: float) -> None:
    """The shin hangs straight down, the thigh comes out of the picture by ``turned``."""
    b, t = np.radians([bend, turned])
    thigh = np.array([np.sin(b) * np.cos(t), -np.cos(b)])
    shown = 180 - np.degrees(np.arctan2(*thigh * [1, -1]))
    tilt = np.arcsin(np.sin(b) * np.sin(t))
    sigma = knee_sigma(body(), np.array([shown]), np.array([tilt]), np.zeros(1))
    assert abs(shown - (180 - bend)) <= sigma[0] + 0.1
