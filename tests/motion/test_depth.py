"""Limbs put into space from between front and side, on legs and arms seen by a pinhole camera."""

from __future__ import annotations

import numpy as np
import pytest

from posecoach.motion import angles, depth, limbs
from posecoach.motion.body import Body
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Array, Facing, Side, Track, View

FRAMES = 60
DISTANCE_M, FOCAL_PX, SIZE_PX = 2.8, 544.0, (640, 480)
THIGH_M, SHANK_M = 0.42, 0.41
LEG = ("hip", "knee", "ankle")
ARM = ("shoulder", "elbow", "wrist")


def project(points: Array, azimuth: float) -> Array:
    """(..., 3) as forward, left, up in metres from the body's middle -> pixels (..., 2)."""
    a = np.radians(azimuth)
    forward, left, up = np.moveaxis(points, -1, 0)
    right, near = left * np.cos(a) - forward * np.sin(a), forward * np.cos(a) + left * np.sin(a)
    scale = FOCAL_PX / (DISTANCE_M - near)
    return np.stack([319.5 + scale * right, 239.5 - scale * up], axis=-1)


def squat(bend_deg: float, spread_deg: float, ankle_m: float = 0.0) -> Array:
    """Hip, knee and ankle of the left leg, (3, 3): the thigh leans ``bend_deg`` from upright, two
    thirds of that the shank, and both stay in a plane that is turned out by ``spread_deg``."""
    thigh, shank, out = np.radians([bend_deg, bend_deg / 3, spread_deg])
    ahead = np.array([np.cos(out), np.sin(out), 0.0])
    up = np.array([0.0, 0.0, 1.0])
    ankle = np.array([ankle_m, 0.1, -0.85])
    knee = ankle + SHANK_M * (np.sin(shank) * ahead + np.cos(shank) * up)
    hip = knee + THIGH_M * (-np.sin(thigh) * ahead + np.cos(thigh) * up)
    return np.stack([hip, knee, ankle])


def seen(
    pose: Array, rest: Array, azimuth: float, error: float = 0.0, noise_px: float = 1.0
) -> Body:
    """One second at ``rest``, one in ``pose``; the view is told ``error`` degrees wrong."""
    xy = np.full((FRAMES, JOINT_COUNT, 2), np.nan)
    for name, at, still in zip(LEG, project(pose, azimuth), project(rest, azimuth), strict=True):
        xy[:, INDEX[f"left_{name}"]] = np.where(np.arange(FRAMES)[:, None] < FRAMES / 2, still, at)
    shape = (FRAMES, JOINT_COUNT)
    track = Track(0, np.arange(FRAMES) / 30, xy, np.ones(shape), np.full(shape, noise_px))
    told = azimuth + error
    facing: Facing = "left_side" if 60 < abs(told) < 120 else "oblique"
    return Body(track, View(facing, "left", told, 10.0), SIZE_PX)


def knee_of(pose: Array) -> float:
    u, v = pose[0] - pose[1], pose[2] - pose[1]
    return float(np.degrees(np.arccos(u @ v / np.linalg.norm(u) / np.linalg.norm(v))))


STANDING = squat(3.0, 15.0)


@pytest.mark.parametrize("azimuth", [40.0, 50.0, 60.0, 130.0])
@pytest.mark.parametrize("spread", [5.0, 15.0, 25.0])
@pytest.mark.parametrize("bend", [45.0, 70.0, 90.0])
def test_a_bent_knee_is_found_in_space(azimuth: float, spread: float, bend: float) -> None:
    pose = squat(bend, spread)
    found = angles.angle("knee", seen(pose, STANDING, azimuth), LEG)
    assert abs(found.value[-1] - knee_of(pose)) < min(12.0, 2 * found.sigma[-1])


def test_the_picture_alone_would_be_far_off() -> None:
    pose = squat(70.0, 25.0)
    flat = project(pose, 45.0)
    assert knee_of(flat) - knee_of(pose) > 25


@pytest.mark.parametrize("error", [-10.0, 10.0])
def test_a_wrong_azimuth_is_within_its_uncertainty(error: float) -> None:
    pose = squat(70.0, 20.0)
    found = angles.angle("knee", seen(pose, STANDING, 48.0, error), LEG)
    assert abs(found.value[-1] - knee_of(pose)) < 1.5 * found.sigma[-1]


def test_feet_that_stand_under_the_hips_make_knees_surer(monkeypatch: pytest.MonkeyPatch) -> None:
    body = seen(squat(45.0, 5.0), STANDING, 48.0)
    told = angles.angle("knee", body, LEG)
    monkeypatch.setattr(depth, "STANCE_SIGMA", 100.0)
    alone = angles.angle("knee", body, LEG)
    assert told.sigma[-1] < 0.9 * alone.sigma[-1]
    assert abs(told.value[-1] - knee_of(squat(45.0, 5.0))) < 5


@pytest.mark.parametrize("bend", [40.0, 60.0, 80.0])
def test_feet_that_stand_wide_are_within_the_uncertainty(bend: float) -> None:
    """Ankles half a thigh's length out of the hips, as of the widest squatters."""
    pose = squat(bend, 0.0)
    lean = np.arcsin(0.21 / (pose[0] - pose[2])[2])
    turn = np.array([[1, 0, 0], [0, np.cos(lean), -np.sin(lean)], [0, np.sin(lean), np.cos(lean)]])
    wide = (pose - pose[2]) @ turn.T + pose[2]
    assert (wide[2] - wide[0])[1] == pytest.approx(0.21)
    found = angles.angle("knee", seen(wide, STANDING, 50.0), LEG)
    assert abs(found.value[-1] - knee_of(wide)) < 1.5 * found.sigma[-1]


def test_only_knees_have_a_stance() -> None:
    assert limbs.is_leg(LEG, "left")
    assert limbs.is_leg(LEG[::-1], "right")
    for joints in (ARM, ("shoulder", "hip", "knee"), ("left_hip", "right_knee", "right_ankle")):
        assert not limbs.is_leg(joints, "left")


def test_straight_legs_stay_straight() -> None:
    found = angles.angle("knee", seen(STANDING, STANDING, 45.0), LEG)
    assert found.value[-1] > 165


def test_the_order_of_the_points_does_not_matter() -> None:
    body = seen(squat(60.0, 15.0), STANDING, 45.0)
    one = angles.angle("knee", body, LEG)
    other = angles.angle("knee", body, ("ankle", "knee", "hip"))
    assert one.value == pytest.approx(other.value)
    assert one.sigma == pytest.approx(other.sigma)


def test_noise_of_the_joints_makes_depth_vaguer() -> None:
    pose = squat(70.0, 15.0)
    sharp, blurred = (
        angles.angle("knee", seen(pose, STANDING, 48.0, noise_px=px), LEG).sigma[-1]
        for px in (0.5, 6.0)
    )
    assert blurred > 1.5 * sharp


@pytest.mark.parametrize("bend", [0.0, 30.0, 60.0])
def test_the_inclination_of_a_thigh(bend: float) -> None:
    pose = squat(bend, 15.0)
    found = angles.inclination("thigh", seen(pose, STANDING, 45.0), ("hip", "knee"))
    assert abs(found.value[-1] - bend) < min(10.0, 2 * found.sigma[-1])


def test_the_uncertainty_means_what_it_says() -> None:
    """Legs that spread as people's do, a view told 10 degrees wrong, joints off by 2 px."""
    random = np.random.default_rng(5)
    off = []
    for _ in range(150):
        azimuth = random.uniform(40, 65)
        pose = squat(random.uniform(40, 95), random.uniform(0, 30), random.uniform(-0.1, 0.1))
        body = seen(pose, STANDING, azimuth, error=random.normal(0, 10), noise_px=2.0)
        body.track.xy[...] += random.normal(0, 2.0, body.track.xy.shape)
        if limbs.is_told(body, (LEG[:2], LEG[1:]), "left"):
            found = angles.angle("knee", body, LEG)
            off.append((found.value[-1] - knee_of(pose)) / found.sigma[-1])
    assert len(off) > 100
    assert 0.6 < np.mean(np.abs(off) < 1) < 0.97
    assert np.mean(np.abs(off) < 2) > 0.9


def test_from_the_side_the_front_and_on_the_floor_the_picture_is_kept() -> None:
    lines = (LEG[:2], LEG[1:])
    pose = squat(70.0, 15.0)
    assert not limbs.is_told(seen(pose, STANDING, 88.0), lines, "left")
    assert not limbs.is_told(seen(pose, STANDING, 10.0), lines, "left")
    lying = seen(pose, STANDING, 45.0)
    lying.track.xy[...] = lying.track.xy[..., ::-1].copy()
    assert not limbs.is_told(lying, lines, "left")
    assert limbs.is_told(seen(pose, STANDING, 45.0), lines, "left")


def test_a_side_that_is_asked_for_by_name_is_that_side() -> None:
    body = seen(squat(60.0, 20.0), STANDING, 45.0)
    near = angles.angle("knee", body, LEG, "left")
    named = angles.angle("knee", body, ("left_hip", "left_knee", "left_ankle"), "right")
    assert named.value == pytest.approx(near.value)


def test_middles_and_lines_across_the_body_are_left_alone() -> None:
    body = seen(squat(70.0, 15.0), STANDING, 45.0)
    across = ("left_hip", "right_knee")
    middles = (("left_hip", "right_hip"), ("left_knee", "right_knee"))
    assert not limbs.is_told(body, (across,), "left")
    assert not limbs.is_told(body, (middles,), "left")


def test_feet_are_left_alone() -> None:
    body = seen(squat(70.0, 15.0), STANDING, 45.0)
    assert not limbs.is_told(body, (("heel", "big_toe"),), "left")


def test_a_long_clip_is_the_same_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    body = seen(squat(60.0, 15.0), STANDING, 45.0)
    whole = angles.angle("knee", body, LEG)
    monkeypatch.setattr(depth, "CHUNK", 7)
    assert angles.angle("knee", body, LEG).value == pytest.approx(whole.value)


def arm_seen(side: Side, bend: float, swing: float, out_deg: float) -> Body:
    """One arm from 45 degrees at their left, ``out_deg`` away from the ribs: a second in which it
    hangs, then one with the forearm bent by ``bend`` and the upper arm ``swing`` forwards. Joints
    are off by 1 pixel, as they say."""
    sign, out = (1.0 if side == "left" else -1.0), np.radians(out_deg)
    shoulder = np.array([0.0, sign * 0.18, 0.45])
    xy = np.full((FRAMES, JOINT_COUNT, 2), np.nan)
    for turned, lean, half in zip(
        np.radians([bend, 5.0]), np.radians([swing, 0.0]), (slice(30, None), slice(30)), strict=True
    ):
        down = np.array([np.sin(lean), sign * np.tan(out) * np.cos(lean), -np.cos(lean)])
        elbow = shoulder + 0.3 * down / np.linalg.norm(down)
        hand = np.array([np.sin(turned), 0.15 * sign, -np.cos(turned)])
        arm = np.stack([shoulder, elbow, elbow + 0.26 * hand / np.linalg.norm(hand)])
        for name, at in zip(ARM, project(arm, 45.0), strict=True):
            xy[half, INDEX[f"{side}_{name}"]] = at
    for name, place in {"hip": (0.0, 0.1, 0.0), "ankle": (0.0, 0.1, -0.85)}.items():
        xy[:, INDEX[f"{side}_{name}"]] = project(np.array(place) * [1, sign, 1], 45.0)
    xy += np.random.default_rng(3).normal(0, 1.0, xy.shape)
    shape = (FRAMES, JOINT_COUNT)
    track = Track(0, np.arange(FRAMES) / 30, xy, np.ones(shape), np.ones(shape))
    return Body(track, View("oblique", "left", 45.0, 10.0), SIZE_PX)


@pytest.mark.parametrize("bend", [90.0, 60.0, 30.0])
@pytest.mark.parametrize("side", ["left", "right"])
def test_elbows_of_arms_that_hang_a_little_out(side: Side, bend: float) -> None:
    found = angles.angle("elbow", arm_seen(side, bend, 0.0, 10.0), ARM, side=side)
    assert abs(float(np.median(found.value[40:])) - (180.0 - bend)) < 6.0


@pytest.mark.parametrize("out", [2.0, 9.0, 16.0])
@pytest.mark.parametrize("side", ["left", "right"])
def test_an_arm_that_hangs_beside_the_ribs_hangs_straight(side: Side, out: float) -> None:
    """As the camera at the side sees it, which the file's limit is for."""
    body = arm_seen(side, 60.0, 0.0, out)
    found = angles.inclination("upper arm", body, ARM[:2], side=side)
    assert float(np.median(found.value[40:])) < 2 * float(np.median(found.sigma[40:]))


@pytest.mark.parametrize("swing", [25.0, 45.0])
@pytest.mark.parametrize("side", ["left", "right"])
def test_an_upper_arm_that_swings_forwards(side: Side, swing: float) -> None:
    found = angles.inclination("upper arm", arm_seen(side, 60.0, swing, 9.0), ARM[:2], side=side)
    off = abs(float(np.median(found.value[40:])) - swing)
    assert off < min(9.0, 1.2 * float(np.median(found.sigma[40:])))
