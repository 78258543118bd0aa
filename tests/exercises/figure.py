"""A stick figure with known angles, seen from the side or from the front.

Forward kinematics in space, then the picture of a far camera at hip height: x forward, y to
the person's left, z up. From the side the camera stands at their left, so they face the
picture's left; from the front their left is on the picture's right.

A posture is a mapping from parts to directions in degrees within the plane of walking: 0 up, 90
forward, 180 down, 270 (or -90) backward. The parts are trunk, thigh, shank, foot (heel to toe),
upper_arm and forearm; ``left_`` or ``right_`` before a limb means that side only. ``PART_out``
turns a limb's part away from the midline (within the frontal plane for a limb that hangs),
``roll`` tilts the whole body to its left. Lengths are shares of the height by Drillis and Contini
(1966).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Array, Track

Posture = Mapping[str, float]
Camera = Literal["side", "front"]

HEIGHT_PX = 600.0
SIZE_PX = (1600, 1400)
RATE_HZ = 20.0
LENGTHS = {
    "trunk": 0.288, "thigh": 0.245, "shank": 0.246, "foot": 0.152, "upper_arm": 0.186,
    "forearm": 0.146,
}  # fmt: skip
SHOULDER, HIP = 0.1295, 0.0955
"""Half of the widths."""

STANDING: dict[str, float] = {
    "trunk": 0, "thigh": 180, "shank": 180, "foot": 90, "upper_arm": 180, "forearm": 180,
}  # fmt: skip
PLACE = np.array([800.0, 800.0])


def motion(
    keys: Sequence[Posture],
    camera: Camera = "side",
    step_s: float = 1.0,
    hold_s: float = 0.5,
    sigma_px: float = 1.0,
) -> Track:
    """Somebody who goes from posture to posture, ``step_s`` each, and rests ``hold_s`` in each;
    the first and the last one last a second longer."""
    times = np.arange(0, len(keys) * hold_s + (len(keys) - 1) * step_s + 2, 1 / RATE_HZ)
    xy = np.stack([_picture(_joints(_between(keys, t - 1, step_s, hold_s)), camera) for t in times])
    shape = (len(times), JOINT_COUNT)
    return Track(0, times, xy, np.full(shape, 0.9), np.full(shape, sigma_px))


def repeated(rest: Posture, turns: Sequence[Posture]) -> list[Posture]:
    """Postures from rest to each turn and back."""
    return [rest, *(posture for turn in turns for posture in (turn, rest))]


def _between(keys: Sequence[Posture], time_s: float, step_s: float, hold_s: float) -> Posture:
    period = step_s + hold_s
    index = int(np.clip(time_s // period, 0, len(keys) - 1))
    following = keys[min(index + 1, len(keys) - 1)]
    share = float(np.clip((time_s - index * period - hold_s) / step_s, 0, 1))
    eased = (1 - np.cos(np.pi * share)) / 2
    names = {*keys[index], *following}
    return {n: (1 - eased) * _get(keys[index], n) + eased * _get(following, n) for n in names}


def _get(posture: Posture, name: str) -> float:
    """The value of ``left_thigh`` is that of ``thigh`` where only that is given."""
    bare = name.removeprefix("left_").removeprefix("right_")
    return float(posture.get(name, posture.get(bare, STANDING.get(bare, 0.0))))


def _joints(posture: Posture) -> dict[str, Array]:
    """Places of all joints around the middle of the hips, in body heights."""

    def along(part: str, side: str = "") -> Array:
        name = f"{side}_{part}" if side else part
        turn, out = np.radians([_get(posture, name), _get(posture, f"{name}_out")])
        sign = -1.0 if side == "right" else 1.0
        direction = np.array(
            [np.sin(turn) * np.cos(out), sign * np.sin(out), np.cos(turn) * np.cos(out)]
        )
        return LENGTHS[part] * direction

    found = {"hip": np.zeros(3), "neck": along("trunk")}
    up = along("trunk") / LENGTHS["trunk"]
    front = np.array([up[2], 0.0, -up[0]])
    found["head"] = found["neck"] + 0.18 * up
    for side, sign in (("left", 1.0), ("right", -1.0)):
        across = np.array([0.0, sign, 0.0])
        found[f"{side}_shoulder"] = found["neck"] + SHOULDER * across
        found[f"{side}_elbow"] = found[f"{side}_shoulder"] + along("upper_arm", side)
        found[f"{side}_wrist"] = found[f"{side}_elbow"] + along("forearm", side)
        found[f"{side}_hip"] = HIP * across
        found[f"{side}_knee"] = found[f"{side}_hip"] + along("thigh", side)
        ankle = found[f"{side}_ankle"] = found[f"{side}_knee"] + along("shank", side)
        foot = along("foot", side)
        sole = 0.03 * along("shank", side) / LENGTHS["shank"]
        found[f"{side}_heel"] = ankle - 0.3 * foot + sole
        found[f"{side}_big_toe"] = ankle + 0.7 * foot + sole
        found[f"{side}_small_toe"] = ankle + 0.65 * foot + sole + 0.03 * across
        found[f"{side}_ear"] = found["neck"] + 0.1 * up + 0.04 * across
        found[f"{side}_eye"] = found["neck"] + 0.11 * up + 0.06 * front + 0.02 * across
    found["nose"] = found["neck"] + 0.09 * up + 0.25 * LENGTHS["trunk"] * front
    return _rolled(found, np.radians(posture.get("roll", 0.0)))


def _rolled(joints: dict[str, Array], roll: float) -> dict[str, Array]:
    turn = np.array(
        [[1, 0, 0], [0, np.cos(roll), np.sin(roll)], [0, -np.sin(roll), np.cos(roll)]], dtype=float
    )
    return {name: turn @ place for name, place in joints.items()}


def _picture(joints: dict[str, Array], camera: Camera) -> Array:
    """(26, 2) pixels; the ankles stay where they are, or what is lowest if they are not."""
    xy = np.full((JOINT_COUNT, 2), np.nan)
    ground = (joints["left_ankle"] + joints["right_ankle"]) / 2
    for name, place in joints.items():
        x, y, z = place - ground
        xy[INDEX[name]] = PLACE + HEIGHT_PX * np.array([-x if camera == "side" else y, -z])
    return xy
