"""Angles from the distance of their ends."""

from __future__ import annotations

import numpy as np
import pytest

from posecoach.motion import angles, reach
from posecoach.motion.body import Body
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Array, Facing, Track, View

LEG = ("hip", "knee", "ankle")
SIZE = (640, 480)


def squat(knee_deg: Array, azimuth: float, facing: Facing, sigma: float = 0.3) -> Body:
    """Hips above ankles, knees forward of both: an isosceles triangle in space, seen from
    ``azimuth`` without perspective. Thigh and shin are 100 pixels long."""
    half = np.radians(knee_deg) / 2
    height, forward = 200 * np.sin(half), 100 * np.cos(half)
    xy = np.full((len(knee_deg), JOINT_COUNT, 2), np.nan)
    across = -np.sin(np.radians(azimuth)) * forward
    for side in ("left", "right"):
        xy[:, INDEX[f"{side}_hip"]] = np.stack([np.full_like(height, 300), 400 - height], axis=1)
        xy[:, INDEX[f"{side}_knee"]] = np.stack([300 + across, 400 - height / 2], axis=1)
        xy[:, INDEX[f"{side}_ankle"]] = (300, 400)
    shape = xy.shape[:2]
    track = Track(0, np.arange(len(xy)) / 20, xy, np.ones(shape), np.full(shape, sigma))
    return Body(track, View(facing, "left", azimuth, 5.0), SIZE)


DOWN = np.concatenate([np.full(20, 175.0), np.linspace(175, 80, 20), np.full(20, 80.0)])


@pytest.mark.parametrize(
    ("azimuth", "facing"), [(0.0, "front"), (50.0, "oblique"), (90.0, "left_side")]
)
def test_a_bent_knee_is_told_from_every_side_but_behind(azimuth: float, facing: Facing) -> None:
    knee = angles.angle("knee", squat(DOWN, azimuth, facing), LEG, "left", "reach")
    assert knee.value[45:] == pytest.approx(np.full(15, 80.0), abs=4)
    assert (knee.sigma[45:] < 6).all()
    assert abs(knee.value[:15] - 175) == pytest.approx(np.zeros(15), abs=6)


def test_from_behind_the_picture_alone_counts() -> None:
    person = squat(DOWN, 180.0, "back")
    by_reach = angles.angle("knee", person, LEG, "left", "reach")
    np.testing.assert_allclose(by_reach.value, angles.angle("knee", person, LEG, "left").value)
    assert not reach.tells(Body(person.track, View("unknown", None, np.nan, np.nan), SIZE))


def test_who_never_straightens_is_not_made_straight() -> None:
    always_bent = np.where(np.arange(60) < 30, 100.0, 80.0)
    person = squat(always_bent, 90.0, "left_side")
    xy = person.track.xy[:, [INDEX[f"left_{j}"] for j in LEG]].transpose(1, 0, 2)
    value, _ = reach.angle(person, xy, np.full((3, 60), 0.3))
    assert value[0] < 115


def test_its_sigma_covers_noise_in_the_ends() -> None:
    rng = np.random.default_rng(5)
    person = squat(DOWN, 0.0, "front")
    xy = person.track.xy[:, [INDEX[f"left_{j}"] for j in LEG]].transpose(1, 0, 2)
    noisy = [
        reach.angle(person, xy + rng.normal(0, 2, xy.shape), np.full((3, 60), 2.0))
        for _ in range(80)
    ]
    errors = np.array([value[45] - 80 for value, _ in noisy])
    assert np.sqrt((errors**2).mean()) < np.mean([sigma[45] for _, sigma in noisy])
