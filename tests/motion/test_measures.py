from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from posecoach.motion import angles, measures
from posecoach.motion.body import Body, Sides, body_length, missing_reason
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Facing, Side, Track, View

SIZE = (640, 480)
NAN = float("nan")
FRAMES = 40


def body(
    places: Mapping[str, tuple[float, float]],
    facing: Facing = "left_side",
    near: Side | None = "left",
    azimuth: float = 90.0,
    sigma: float = 2.0,
) -> Body:
    """A person who stands still with the given joints; all others are missing."""
    xy = np.full((FRAMES, JOINT_COUNT, 2), np.nan)
    for name, place in places.items():
        xy[:, INDEX[name]] = place
    shape = (FRAMES, JOINT_COUNT)
    track = Track(0, np.arange(FRAMES) / 30, xy, np.ones(shape), np.full(shape, sigma))
    return Body(track, View(facing, near, azimuth, 5.0), SIZE)


LEG = {
    "left_hip": (300.0, 200.0),
    "left_knee": (200.0, 200.0),
    "left_ankle": (200.0, 300.0),
    "right_hip": (300.0, 200.0),
    "right_knee": (300.0, 300.0),
    "right_ankle": (300.0, 400.0),
}


@pytest.mark.parametrize(
    ("side", "want"),
    [
        ("near", 90),
        ("far", 180),
        ("left", 90),
        ("right", 180),
        ("mean", 133.12801),
        ("max", 180),
        ("min", 90),
    ],
)
def test_angle_of_each_side(side: Sides, want: float) -> None:
    knee = angles.angle("knee", body(LEG), ("hip", "knee", "ankle"), side)
    assert knee.unit == "deg"
    assert knee.value == pytest.approx(np.full(FRAMES, want))
    assert (knee.reason == "").all()


def test_near_is_the_mean_of_both_sides_from_the_front() -> None:
    front = body(LEG, "front", None, 0.0)
    knee = angles.angle("knee", front, ("hip", "knee", "ankle"))
    # Not 135: of a straight leg the same pixels move the angle a little more.
    assert knee.value[0] == pytest.approx(133.12801)


def test_the_lower_side_comes_away_from_the_mean_without_a_jump() -> None:
    """A right leg that bends by half a degree more each time, seen to 2 px."""
    bends, found = np.arange(0.0, 40.0, 0.5), []
    for bend in np.radians(bends):
        ankle = (300.0 + 100 * np.sin(bend), 300.0 + 100 * np.cos(bend))
        straight = {"left_hip": (300.0, 200.0), "left_knee": (300.0, 300.0)}
        pose = LEG | straight | {"left_ankle": (300.0, 400.0), "right_ankle": ankle}
        front = body(pose, "front", None, 0.0, sigma=2.0)
        found.append(angles.angle("knee", front, ("hip", "knee", "ankle"), "min").value[0])
    assert np.abs(np.diff(found)).max() < 2
    assert found[1] == pytest.approx(180 - bends[1] / 2, abs=0.2)
    assert found[-1] == pytest.approx(180 - bends[-1], abs=0.1)


def test_mean_takes_the_side_that_is_seen() -> None:
    only = {n: p for n, p in LEG.items() if n != "right_knee"}
    knee = angles.angle("knee", body(only), ("hip", "knee", "ankle"), "mean")
    assert knee.value[0] == pytest.approx(90)


def test_the_lower_side_is_not_the_one_that_is_guessed() -> None:
    """A right leg known to 2 pixels, a left ankle that may be anywhere."""
    person = body(LEG | {"left_knee": (300.0, 300.0), "left_ankle": (240.0, 380.0)})
    sigma = person.track.sigma_px.copy()
    clearly = angles.angle("knee", person, ("hip", "knee", "ankle"), "min")
    sigma[:, INDEX["left_ankle"]] = 80.0
    guessed = replace(person, track=replace(person.track, sigma_px=sigma))
    knee = angles.angle("knee", guessed, ("hip", "knee", "ankle"), "min")
    assert clearly.value[0] == pytest.approx(143, abs=1)
    assert knee.value[0] == pytest.approx(180, abs=5)
    assert knee.sigma[0] < 10


@pytest.mark.parametrize(("left", "right", "want"), [(0.1, 0.9, 180), (0.1, 0.5, 90), (0.5, 1, 90)])
def test_near_is_the_side_that_is_seen_where_the_nearer_is_hidden(
    left: float, right: float, want: float
) -> None:
    person = body(LEG)
    confidence = person.track.located.copy()
    confidence[:, INDEX["left_ankle"]] = left
    confidence[:, INDEX["right_ankle"]] = right
    hidden = replace(person, track=replace(person.track, confidence=confidence))
    points = ("hip", "knee", "ankle")
    assert angles.angle("knee", hidden, points).value == pytest.approx(np.full(FRAMES, want))
    left_knee = angles.angle("knee", hidden, points, "left")
    assert left_knee.value == pytest.approx(np.full(FRAMES, 90))


def test_angle_sigma_agrees_with_monte_carlo() -> None:
    still = body(LEG, sigma=2.0)
    stated = angles.angle("knee", still, ("hip", "knee", "ankle")).sigma[0]
    rng = np.random.default_rng(1)
    points = np.array([LEG["left_hip"], LEG["left_knee"], LEG["left_ankle"]])
    noisy = points + rng.normal(0, 2.0, (20000, 3, 2))
    u, v = noisy[:, 0] - noisy[:, 1], noisy[:, 2] - noisy[:, 1]
    cosine = (u * v).sum(1) / np.linalg.norm(u, axis=1) / np.linalg.norm(v, axis=1)
    assert stated == pytest.approx(np.degrees(np.arccos(cosine)).std(), rel=0.03)


def test_inclination_sigma_and_value() -> None:
    lean = body({"left_hip": (300, 300), "left_shoulder": (300 - 50, 300 - 50 * 3**0.5)})
    upright = angles.inclination("lean", lean, ("hip", "shoulder"))
    lying = angles.inclination("lean", lean, ("shoulder", "hip"), "horizontal")
    assert upright.value[0] == pytest.approx(30)
    assert lying.value[0] == pytest.approx(60)
    assert upright.sigma[0] == pytest.approx(np.degrees(np.sqrt(2) * 2 / 100), rel=1e-3)


def test_offset_is_positive_up_and_forward_in_units_of_the_own_body() -> None:
    person = body({**LEG, "left_heel": (210.0, 320.0), "left_big_toe": (150.0, 310.0)})
    up = measures.offset("up", person, ("heel", "big_toe"), unit="shank")
    ahead = measures.offset("toe", person, ("big_toe", "heel"), "forward", "shank")
    assert up.value[0] == pytest.approx(-0.1)
    assert up.sigma[0] == pytest.approx(np.sqrt(2) * 2 / 100)
    assert ahead.value[0] == pytest.approx(0.6), "seen from their left they face the left"
    assert up.unit == "shank"


def test_forward_comes_from_the_feet_when_the_azimuth_is_unknown() -> None:
    places = {**LEG, "left_heel": (210.0, 320.0), "left_big_toe": (260.0, 310.0)}
    unknown = body(places, "unknown", "left", NAN)
    ahead = measures.offset("toe", unknown, ("big_toe", "heel"), "forward", "shank")
    assert ahead.value[0] == pytest.approx(0.5)


def test_forward_is_not_in_the_picture_from_the_front() -> None:
    front = body(LEG, "front", None, 0.0)
    ahead = measures.offset("x", front, ("knee", "ankle"), "forward", "shank")
    assert np.isnan(ahead.value).all()


def test_ratio_and_its_sigma() -> None:
    wide = body(
        {"left_knee": (330, 300), "right_knee": (270, 300)}
        | {"left_ankle": (350, 400), "right_ankle": (250, 400)}
    )
    pairs = (("left_knee", "right_knee"), ("left_ankle", "right_ankle"))
    got = measures.ratio("width", wide, pairs)
    error = np.sqrt(2) * 2
    assert got.value[0] == pytest.approx(0.6)
    assert got.sigma[0] == pytest.approx(np.hypot(error / 100, 0.6 * error / 100), rel=1e-3)


def test_a_point_may_be_the_middle_of_joints() -> None:
    middle = (("left_hip", "right_knee"), ("left_ankle",))
    got = measures.offset("x", body(LEG), middle, unit="shank", side="left")
    assert got.value[0] == pytest.approx(0.5)
    assert got.sigma[0] == pytest.approx(np.hypot(2 / np.sqrt(2), 2) / 100)


def test_body_length_is_the_longest_lately_not_the_present_one() -> None:
    person = body(LEG)
    person.track.xy[10:, INDEX["left_knee"]] = (270.0, 200.0)
    assert body_length(person, "thigh", "left") == pytest.approx(np.full(FRAMES, 100))


def test_body_length_follows_somebody_who_comes_nearer() -> None:
    person = body(LEG)
    times = np.arange(float(FRAMES))
    nearer = np.linspace(0.25, 1, FRAMES)[:, None, None]
    np.multiply(person.track.xy, nearer, out=person.track.xy)
    track = replace(person.track, time_s=times)
    length = body_length(Body(track, person.view, SIZE), "thigh", "left")
    assert length[0] < 45
    assert length[-1] > 95


def test_an_angle_of_a_limb_that_points_at_the_camera_is_uncertain() -> None:
    person = body(LEG)
    person.track.xy[20:, INDEX["left_hip"]] = (240.0, 200.0)
    knee = angles.angle("knee", person, ("hip", "knee", "ankle"))
    lean = angles.inclination("thigh", person, ("hip", "knee"), "horizontal")
    assert knee.sigma[0] < 3
    assert lean.sigma[0] < 3
    person.track.xy[20:, INDEX["left_ankle"]] = (200.0, 240.0)
    assert angles.angle("knee", person, ("hip", "knee", "ankle")).sigma[30] > 40


def test_hidden_and_cut_off() -> None:
    person = body({**LEG, "left_ankle": (200.0, 477.0), "left_knee": (200.0, 380.0)})
    xy = person.track.xy
    xy[10:20, INDEX["left_ankle"]] = np.nan  # was last seen at the lower border
    xy[30:, INDEX["left_hip"]] = np.nan  # in the middle of the picture
    knee = angles.angle("knee", person, ("hip", "knee", "ankle"))
    assert np.isnan(knee.value[10:20]).all()
    assert set(knee.reason[10:20]) == {"cut_off"}
    assert set(knee.reason[30:]) == {"hidden"}
    assert set(knee.reason[:10]) == {""}


def test_a_joint_outside_the_picture_is_not_seen() -> None:
    person = body({**LEG, "left_ankle": (200.0, 500.0)})
    knee = angles.angle("knee", person, ("hip", "knee", "ankle"))
    assert np.isnan(knee.value).all()
    assert set(missing_reason(person, {"left_ankle"})) == {"cut_off"}


def test_nobody_anywhere_gives_nothing_but_reasons() -> None:
    knee = angles.angle("knee", body({}), ("hip", "knee", "ankle"), "mean")
    height = measures.offset("up", body({}), ("hip", "knee"), unit="thigh", side="max")
    for measure in (knee, height):
        assert np.isnan(measure.value).all()
        assert np.isnan(measure.sigma).all()
        assert set(measure.reason) == {"hidden"}
