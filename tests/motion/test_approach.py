"""Somebody who steps towards a pinhole camera between front and side, and is as long as before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecoach.motion import approach, measures
from posecoach.motion.body import Body
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Array, Facing, Track, View
from tests.motion.test_depth import SIZE_PX, project

FRAMES = 90
HIPS = ("left_hip", "right_hip")
ANKLES = ("left_ankle", "right_ankle")


def standing() -> dict[str, Array]:
    """Joints in metres as forward, left, up from the height of the camera, beside the hips."""
    joints: dict[str, Array] = {}
    for side, left in (("left", 0.1), ("right", -0.1)):
        for joint, forward, up in (
            ("shoulder", 0.0, 0.5),
            ("hip", 0.0, 0.0),
            ("knee", 0.03, -0.42),
            ("ankle", 0.0, -0.83),
            ("heel", -0.05, -0.9),
            ("big_toe", 0.17, -0.9),
            ("small_toe", 0.14, -0.9),
        ):
            joints[f"{side}_{joint}"] = np.array([forward, left, up])
    return joints


def seen(later: dict[str, Array], azimuth: float, size: tuple[int, int] | None = SIZE_PX) -> Body:
    """Two seconds standing, one as ``later`` says, joints that it does not name stay."""
    xy = np.full((FRAMES, JOINT_COUNT, 2), np.nan)
    for name, at in standing().items():
        xy[:60, INDEX[name]] = project(at, azimuth)
        xy[60:, INDEX[name]] = project(later.get(name, at), azimuth)
    shape = (FRAMES, JOINT_COUNT)
    facing: Facing = "left_side" if 60 < abs(azimuth) < 120 else "oblique"
    track = Track(0, np.arange(FRAMES) / 30, xy, np.ones(shape), np.full(shape, 1.0))
    return Body(track, View(facing, "left", azimuth, 10.0), size)


def lunge(sink_m: float) -> dict[str, Array]:
    """The left foot 0.6 m further ahead, the hips half of that, and lower."""
    pose = {name: at + np.array([0.3, 0, -sink_m]) for name, at in standing().items()}
    for joint in ("ankle", "heel", "big_toe", "small_toe"):
        pose[f"left_{joint}"] = standing()[f"left_{joint}"] + np.array([0.6, 0, 0])
        pose[f"right_{joint}"] = standing()[f"right_{joint}"]
    return pose


@pytest.mark.parametrize("azimuth", [40.0, 55.0, -45.0, 130.0])
@pytest.mark.parametrize("sink_m", [0.0, 0.1, 0.3])
def test_hips_sink_as_far_as_they_do(azimuth: float, sink_m: float) -> None:
    height = measures.offset("h", seen(lunge(sink_m), azimuth), (HIPS, ANKLES), unit="trunk")
    assert height.value[0] - height.value[-1] == pytest.approx(sink_m / 0.5, abs=0.12)


def test_without_it_a_shallow_lunge_would_hardly_sink(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approach, "undone", lambda body: body)
    height = measures.offset("h", seen(lunge(0.1), 45.0), (HIPS, ANKLES), unit="trunk")
    assert height.value[0] - height.value[-1] < 0.5 * 0.1 / 0.5


def test_a_step_is_as_long_as_it_is() -> None:
    """As far as the picture shows it: the sine of the azimuth."""
    body = seen(lunge(0.1), 50.0)
    step = measures.offset("s", body, ("left_ankle", "right_ankle"), along="forward")
    shown = np.sin(np.radians(50.0)) * 0.6 / 0.5
    assert step.value[-1] - step.value[0] == pytest.approx(shown, abs=0.12)


@pytest.mark.parametrize("azimuth", [0.0, 20.0, 90.0, 180.0])
def test_from_elsewhere_nothing_is_undone(azimuth: float) -> None:
    body = seen(lunge(0.1), azimuth)
    assert approach.undone(body) is body


def test_on_the_floor_and_in_a_picture_of_unknown_size_nothing_is_undone() -> None:
    upright = seen(lunge(0.1), 45.0)
    lying = replace(upright, track=replace(upright.track, xy=upright.track.xy[..., ::-1].copy()))
    assert approach.stands_between(upright)
    assert not approach.stands_between(lying)
    assert approach.undone(lying) is lying
    unknown = seen(lunge(0.1), 45.0, size=None)
    assert approach.undone(unknown) is unknown


def test_the_error_of_one_heel_does_not_lift_it() -> None:
    body = seen({}, 45.0)
    body.track.xy[60:, INDEX["left_heel"], 0] += 15.0
    level = approach.undone(body).track.xy
    heel, toe = (level[:, INDEX[f"left_{joint}"], 1] for joint in ("heel", "big_toe"))
    assert (heel - toe)[-1] == pytest.approx((heel - toe)[0], abs=0.3)


def test_who_walks_through_the_picture_is_not_turned_into_a_giant() -> None:
    body = seen({name: at - np.array([1.5, 0, 0]) for name, at in standing().items()}, 60.0)
    ankle, middle = INDEX["left_ankle"], (SIZE_PX[1] - 1) / 2
    level, seen_at = (b.track.xy[-1, ankle, 1] - middle for b in (approach.undone(body), body))
    assert level / seen_at == pytest.approx(1 + approach.MOST)


def test_joints_outside_the_picture_stay_missing() -> None:
    body = seen({"left_ankle": np.array([0.0, 0.1, -2.0])}, 45.0)
    assert np.isnan(approach.undone(body).xy("left_ankle")[-1]).all()
    assert np.isfinite(approach.undone(body).xy("right_ankle")[-1]).all()
