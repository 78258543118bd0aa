"""The trunk's lean seen from between front and side, on bodies projected from space."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecoach.motion import angles
from posecoach.motion.body import Body, Sides
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Facing, Measure, Track, View

FRAMES = 40
TRUNK_PX, SHOULDERS, HIPS = 150.0, 0.73, 0.42


def seen(lean_deg: float, azimuth: float, without: tuple[str, ...] = (), error: float = 0) -> Body:
    """Somebody who leans forwards, from far away; the view is told ``error`` degrees wrong."""
    a, g = np.radians(azimuth), np.radians(lean_deg)
    xy = np.full((FRAMES, JOINT_COUNT, 2), np.nan)
    for side, sign in (("left", 1), ("right", -1)):
        for name, width, along in (("hip", HIPS, 0.0), ("shoulder", SHOULDERS, 1.0)):
            if f"{side}_{name}" in without:
                continue
            across = sign * width / 2 * np.cos(a) - along * np.sin(g) * np.sin(a)
            place = 300 + TRUNK_PX * across, 300 - TRUNK_PX * along * np.cos(g)
            xy[:, INDEX[f"{side}_{name}"]] = place
    shape = (FRAMES, JOINT_COUNT)
    track = Track(0, np.arange(FRAMES) / 30, xy, np.ones(shape), np.full(shape, 1.0))
    told = azimuth + error
    facing: Facing = "left_side" if 60 <= told <= 120 else "oblique" if told > 25 else "front"
    return Body(track, View(facing, "left" if told > 25 else None, told, 10.0), (640, 480))


def lean(body: Body, side: Sides = "near") -> Measure:
    return angles.inclination("lean", body, ("hip", "shoulder"), side=side)


@pytest.mark.parametrize("azimuth", [35.0, 50.0, 70.0, 110.0, 140.0])
@pytest.mark.parametrize("true_deg", [0.0, 20.0, 55.0])
def test_the_lean_in_space_is_found(azimuth: float, true_deg: float) -> None:
    found = lean(seen(true_deg, azimuth))
    assert found.value == pytest.approx(np.full(FRAMES, true_deg), abs=0.2)


def test_from_level_it_is_the_rest_to_90() -> None:
    body = seen(50.0, 45.0)
    found = angles.inclination("trunk", body, ("hip", "shoulder"), "horizontal")
    assert found.value == pytest.approx(np.full(FRAMES, 40.0), abs=0.2)


@pytest.mark.parametrize("error", [-10.0, 10.0])
def test_a_wrong_azimuth_is_within_its_uncertainty(error: float) -> None:
    found = lean(seen(45.0, 48.0, error=error))
    assert abs(found.value[0] - 45.0) < 1.5 * found.sigma[0]
    assert found.sigma[0] > 3


def test_square_from_the_side_and_from_the_front_the_picture_is_kept() -> None:
    assert lean(seen(40.0, 85.0)).value == pytest.approx(np.full(FRAMES, 40.0), abs=1.5)
    ahead = lean(seen(40.0, 10.0)).value
    assert ahead == pytest.approx(np.full(FRAMES, ahead[0]))
    assert ahead[0] < 20


def test_a_trunk_that_looks_short_from_the_side_bends() -> None:
    def bent(azimuth: float) -> Body:
        body = seen(10.0, azimuth)
        xy = body.track.xy.copy()
        xy[30:] = 300 + 0.8 * (xy[30:] - 300)
        return replace(body, track=replace(body.track, xy=xy))

    assert lean(bent(90.0)).sigma[35] < 1.5 * lean(seen(10.0, 90.0)).sigma[35]
    assert lean(bent(10.0)).sigma[35] > 20


def test_with_one_side_hidden_or_asked_for_the_picture_is_kept() -> None:
    one = seen(40.0, 50.0, without=("right_hip",))
    alone, asked = lean(one), lean(seen(40.0, 50.0), "left")
    assert alone.value == pytest.approx(asked.value)
    assert alone.value[0] < 32


def test_limbs_are_left_alone() -> None:
    body = seen(40.0, 50.0)
    body.track.xy[:, INDEX["left_elbow"]] = body.track.xy[:, INDEX["left_shoulder"]] + [40, 60]
    found = angles.inclination("arm", body, ("elbow", "shoulder"))
    assert found.value == pytest.approx(np.full(FRAMES, np.degrees(np.arctan2(40, 60))))


def test_the_trunk_of_somebody_who_lies_end_on_may_lean_anyhow() -> None:
    body = seen(5.0, 0.0)
    plain = angles.inclination("trunk", body, ("hip", "shoulder"), "horizontal")
    lying = replace(body, view=View("front", None, 5.0, 8.0, lying=True))
    end_on = angles.inclination("trunk", lying, ("hip", "shoulder"), "horizontal")
    assert end_on.value == pytest.approx(plain.value)
    assert end_on.sigma[0] == pytest.approx(26, abs=1)
    assert plain.sigma[0] < 3
    from_side = replace(body, view=View("oblique", "left", 50.0, 8.0, lying=True))
    assert lean(from_side).sigma[0] < 10
