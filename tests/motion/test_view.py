"""The camera's place from projections of a person of known build, seen from known places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from posecoach.motion.view import estimate_view
from posecoach.skeleton import INDEX, JOINT_COUNT, JOINTS
from posecoach.types import Track

Array = NDArray[np.float64]

# Shares of the height: x to the person's left, y up, z to their front. Left side; the right
# one is its mirror image.
HALF: dict[str, tuple[float, float, float]] = {
    "nose": (0.0, 0.93, 0.08), "head": (0.0, 1.0, 0.0),
    "eye": (0.018, 0.945, 0.065), "ear": (0.042, 0.935, 0.01),
    "shoulder": (0.125, 0.818, 0.0), "elbow": (0.14, 0.63, -0.01), "wrist": (0.14, 0.485, 0.03),
    "hip": (0.09, 0.53, 0.0), "knee": (0.09, 0.285, 0.01), "ankle": (0.09, 0.04, 0.0),
    "big_toe": (0.11, 0.0, 0.105), "small_toe": (0.13, 0.0, 0.085), "heel": (0.085, 0.0, -0.04),
    "neck": (0.0, 0.818, 0.0),
}  # fmt: skip


def person() -> Array:
    """Standing, (26, 3)."""
    joints = np.zeros((JOINT_COUNT, 3))
    for name, i in INDEX.items():
        side, _, kind = name.partition("_")
        if side in ("left", "right") and kind:
            joints[i] = np.array(HALF[kind]) * ([1, 1, 1] if side == "left" else [-1, 1, 1])
        elif name == "hip":
            joints[i] = (0.0, 0.53, 0.0)
        else:
            joints[i] = HALF[name]
    return joints


def squatting(depth: float) -> Array:
    """The standing person with knees forward, hips back and the trunk leaning, depth 0..1."""
    joints = person()
    above = [i for i, n in enumerate(JOINTS) if not n.endswith(("knee", "ankle", "toe", "heel"))]
    joints[above] += depth * np.array([0.0, -0.2, -0.1])
    lean = np.deg2rad(40 * depth)
    hip = joints[INDEX["hip"]].copy()
    turn = np.array([[1, 0, 0], [0, np.cos(lean), -np.sin(lean)], [0, np.sin(lean), np.cos(lean)]])
    up = [i for i in above if not JOINTS[i].endswith("hip")]
    joints[up] = hip + (joints[up] - hip) @ turn.T
    knees = [INDEX["left_knee"], INDEX["right_knee"]]
    joints[knees] += depth * np.array([0.0, -0.05, 0.12])
    return joints


def seen_from(joints: Array, azimuth_deg: float, roll_deg: float = 0.0) -> Array:
    """Pixels (..., 26, 2) from far away; ``roll_deg`` lays the picture on its side."""
    a, r = np.deg2rad([azimuth_deg, roll_deg])
    x = joints[..., 0] * np.cos(a) - joints[..., 2] * np.sin(a)
    flat = 400 * np.stack([x, -joints[..., 1]], axis=-1)
    return np.asarray(flat @ np.array([[np.cos(r), np.sin(r)], [-np.sin(r), np.cos(r)]]) + 500)


def as_track(xy: Array, confidence: Array | None = None) -> Track:
    count = len(xy)
    noise = np.random.default_rng(0).normal(0, 2, xy.shape)
    certain = np.full((count, JOINT_COUNT), 0.9) if confidence is None else confidence
    return Track(1, np.arange(count) / 30, xy + noise, certain, np.full((count, JOINT_COUNT), 2.0))


def squats() -> Array:
    return np.array([squatting(d) for d in (1 - np.cos(np.arange(120) / 10)) / 2])


def off_by(a: float, b: float) -> float:
    return abs((a - b + 180) % 360 - 180)


@pytest.mark.parametrize("azimuth", range(-165, 181, 15))
def test_azimuth_all_around(azimuth: int) -> None:
    view = estimate_view(as_track(seen_from(squats(), azimuth)))
    assert off_by(view.azimuth_deg, azimuth) < 10
    assert off_by(view.azimuth_deg, azimuth) < 2 * view.sigma_deg < 60


@pytest.mark.parametrize(
    ("azimuth", "facing", "near"),
    [
        (0, "front", None),
        (12, "front", None),
        (45, "oblique", "left"),
        (-45, "oblique", "right"),
        (90, "left_side", "left"),
        (-90, "right_side", "right"),
        (135, "oblique", "left"),
        (180, "back", None),
    ],
)
def test_facing_and_near_side(azimuth: float, facing: str, near: str | None) -> None:
    view = estimate_view(as_track(seen_from(squats(), azimuth)))
    assert (view.facing, view.near) == (facing, near)


def test_somebody_facing_the_left_of_the_picture_shows_their_left_side() -> None:
    xy = seen_from(squats(), 90)
    toes, heels = xy[:, INDEX["left_big_toe"], 0], xy[:, INDEX["left_heel"], 0]
    assert (toes < heels).all()
    assert estimate_view(as_track(xy)).facing == "left_side"


def test_without_the_face() -> None:
    confidence = np.full((120, JOINT_COUNT), 0.9)
    confidence[:, :5] = 0.0
    view = estimate_view(as_track(seen_from(squats(), -90), confidence))
    assert view.facing == "right_side"


def test_without_head_shoulders_and_feet_the_knees_tell() -> None:
    names = ("nose", "eye", "ear", "shoulder", "neck", "head", "toe", "heel")
    confidence = np.full((120, JOINT_COUNT), 0.9)
    confidence[:, [i for i, n in enumerate(JOINTS) if n.endswith(names)]] = 0.1
    view = estimate_view(as_track(seen_from(squats(), -90), confidence))
    assert view.facing == "right_side"


@pytest.mark.parametrize("azimuth", [45, -60])
def test_straight_legs_with_short_shins_are_no_bent_knees(azimuth: int) -> None:
    """As a camera at the chest shows them: they say nothing of the front, least that it is here."""
    standing = np.array([person()] * 120)
    short = standing.copy()
    lower = [i for i, n in enumerate(JOINTS) if n.endswith(("ankle", "toe", "heel"))]
    short[:, lower] += [0.0, 0.06, 0.0]
    views = [estimate_view(as_track(seen_from(joints, azimuth))) for joints in (standing, short)]
    assert off_by(views[1].azimuth_deg, views[0].azimuth_deg) < 2


def test_far_side_never_seen() -> None:
    confidence = np.full((120, JOINT_COUNT), 0.9)
    confidence[:, [i for i, n in enumerate(JOINTS) if n.startswith("right_")]] = 0.05
    view = estimate_view(as_track(seen_from(squats(), 90), confidence))
    assert (view.facing, view.near) == ("left_side", "left")


@pytest.mark.parametrize("azimuth", [90, -90, 0])
@pytest.mark.parametrize("roll", [90, -90])
def test_lying_person_is_seen_alike_whichever_way_the_head_lies(azimuth: int, roll: int) -> None:
    standing = np.repeat(person()[None], 60, axis=0)
    view = estimate_view(as_track(seen_from(standing, azimuth, roll)))
    assert off_by(view.azimuth_deg, azimuth) < 12


@pytest.mark.parametrize("azimuth", [70, 90, 110, -70, -90, -110])
def test_feet_flat_on_the_floor_of_who_lies_on_the_back_tell_the_side(azimuth: int) -> None:
    joints = person()
    for side in ("left", "right"):
        knee, ankle, toe, heel = (
            INDEX[f"{side}_{name}"] for name in ("knee", "ankle", "big_toe", "heel")
        )
        foot = joints[[toe, heel]] - joints[ankle]
        joints[knee] = joints[INDEX[f"{side}_hip"]] + [0.0, -0.17, 0.17]
        joints[ankle] = joints[knee] + [0.0, -0.17, -0.17]
        # Toes point away from the head, soles down: along the body, across the shin.
        joints[[toe, heel]] = joints[ankle] + foot[:, [0, 2, 1]] * [1, -1, 1]
    view = estimate_view(as_track(seen_from(np.repeat(joints[None], 40, axis=0), azimuth, 90)))
    assert off_by(view.azimuth_deg, azimuth) < 15
    assert view.facing == ("left_side" if azimuth > 0 else "right_side")


def test_feet_that_are_only_guessed_say_little() -> None:
    known = as_track(seen_from(squats(), 80.0))
    xy, sigma = known.xy.copy(), known.sigma_px.copy()
    feet = [i for i, n in enumerate(JOINTS) if n.endswith(("toe", "heel", "ankle", "knee"))]
    xy[:, feet] = xy[:, [INDEX["hip"]]]  # cut off below the hips, and put at the picture's edge
    sigma[:, feet] = 80.0
    view = estimate_view(replace(known, xy=xy, sigma_px=sigma))
    assert view.facing == "left_side"
    assert off_by(view.azimuth_deg, 80) < 15


@pytest.mark.parametrize("azimuth", [90, -90, 80, 45, -45, 130, -130, 5, 178])
def test_somebody_on_the_floor_is_seen_from_the_side_or_from_one_end(azimuth: int) -> None:
    joints = person()
    prone = np.stack([joints[:, 0], -joints[:, 2], joints[:, 1]], axis=1)
    view = estimate_view(as_track(seen_from(np.repeat(prone[None], 60, axis=0), azimuth)))
    along = abs(np.sin(np.deg2rad(azimuth)))
    wanted = "side" if along > 0.9 else "oblique" if along > 0.5 else "end"
    assert wanted in view.facing or (wanted == "end" and view.facing in ("front", "back"))
    if wanted == "oblique":
        assert view.near == ("left" if azimuth > 0 else "right")
        assert off_by(view.azimuth_deg, azimuth) < 12


def test_who_squats_deep_and_leans_towards_the_camera_does_not_lie() -> None:
    """In a clip that holds one squat and nothing else hips are low most of the time, and in the
    middle of it the trunk points at the camera."""
    set_of_one = np.array([squatting(d) for d in 1.6 * np.sin(np.linspace(0.25, np.pi - 0.25, 60))])
    view = estimate_view(as_track(seen_from(set_of_one, 0)))
    assert (view.facing, view.lying) == ("front", False)


def test_only_the_given_time_counts() -> None:
    turned = np.concatenate([seen_from(squats(), 0), seen_from(squats(), 90)[:60]])
    assert estimate_view(as_track(turned)).facing == "front"
    assert estimate_view(as_track(turned), [(4.0, 6.0)]).facing == "left_side"


def test_unknown_when_nothing_is_seen() -> None:
    xy = np.full((30, JOINT_COUNT, 2), np.nan)
    for count in (0, 30):
        view = estimate_view(as_track(xy[:count], np.zeros((count, JOINT_COUNT))))
        assert view.facing == "unknown"
        assert view.near is None
        assert np.isnan(view.azimuth_deg)


def test_contradicting_cues_are_unknown() -> None:
    """Sides seen as wide as nothing, nothing points anywhere: a stick, not a person."""
    flat = squats()
    flat[..., [0, 2]] = 0.0
    assert estimate_view(as_track(seen_from(flat, 0))).facing == "unknown"
