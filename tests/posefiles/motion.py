"""People of known movement, by forward kinematics: bones of fixed length turned by angles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import People, Track

Array = NDArray[np.float64]

SIZE = (640, 480)
FPS = 20.0
TURNS_S = (1.5, 4.0, 6.5)
"""When the squats are deepest; each takes REP_S from standing to standing."""
REP_S = 1.8
DEEPEST_DEG = 70.0
"""The knee's interior angle at the bottom."""

SHANK, THIGH, TRUNK = 98.0, 98.0, 115.0


def clock(seconds: float = 8.0, fps: float = FPS) -> Array:
    return np.arange(round(seconds * fps)) / fps


def depth(time_s: Array) -> Array:
    """0 standing, 1 at the bottom, (T,)."""
    phase = np.stack([np.abs(time_s - turn) / REP_S for turn in TURNS_S])
    return np.asarray(np.where(phase < 0.5, 0.5 + 0.5 * np.cos(2 * np.pi * phase), 0.0).sum(0))


def along(start: Array, length: float, forward_deg: Array) -> Array:
    """The upper end of a bone that leans to the picture's left, (T, 2)."""
    lean = np.radians(forward_deg)
    return np.asarray(start + length * np.stack([-np.sin(lean), -np.cos(lean)], axis=1))


def beside(place: Array, x: float, y: float) -> Array:
    return np.asarray(place + np.array([x, y]))


def squat(time_s: Array, person: int = 1, shift: tuple[float, float] = (0.0, 0.0)) -> Track:
    """Three squats seen from the left side, or from the depth of ``depth`` at any times."""
    return body(time_s, depth(time_s), person, shift)


def body(
    time_s: Array, bent: Array, person: int = 1, shift: tuple[float, float] = (0.0, 0.0)
) -> Track:
    """Somebody seen from their left, feet fixed, ``bent`` (T,) from 0 to 1."""
    xy = np.full((len(time_s), JOINT_COUNT, 2), np.nan)
    for side, offset in (("left", (0.0, 0.0)), ("right", (4.0, -3.0))):
        for name, place in half(bent).items():
            xy[:, INDEX[f"{side}_{name}"]] = place + offset + np.array(shift)
    for name, ends in (("neck", "shoulder"), ("hip", "hip")):
        xy[:, INDEX[name]] = (xy[:, INDEX[f"left_{ends}"]] + xy[:, INDEX[f"right_{ends}"]]) / 2
    xy[:, INDEX["nose"]] = xy[:, INDEX["neck"]] + [-25.0, -50.0]
    xy[:, INDEX["head"]] = xy[:, INDEX["neck"]] + [0.0, -75.0]
    shape = xy.shape[:2]
    return Track(person, time_s, xy, np.full(shape, 0.9), np.full(shape, 2.5))


def half(bent: Array) -> dict[str, Array]:
    """One side's joints, (T, 2) each."""
    ankle = np.tile([320.0, 420.0], (len(bent), 1))
    knee = along(ankle, SHANK, 30 * bent)
    hip = along(knee, THIGH, -(180 - DEEPEST_DEG - 30) * bent)
    shoulder = along(hip, TRUNK, 35 * bent)
    elbow = beside(shoulder, -50.0, 10.0)
    return {
        "ankle": ankle, "heel": beside(ankle, 12.0, 14.0),
        "big_toe": beside(ankle, -45.0, 14.0), "small_toe": beside(ankle, -38.0, 14.0),
        "knee": knee, "hip": hip, "shoulder": shoulder,
        "elbow": elbow, "wrist": beside(elbow, -45.0, 5.0),
        "ear": beside(shoulder, 0.0, -52.0), "eye": beside(shoulder, -20.0, -56.0),
    }  # fmt: skip


def alone(fps: float = FPS) -> People:
    return People((squat(clock(fps=fps)),), SIZE)


def two() -> People:
    """Somebody who squats on the left, and somebody on the right who only sways."""
    time_s = clock()
    idle = body(time_s, 0.05 + 0.03 * np.sin(time_s), 2, (220.0, 0.0))
    return People((squat(time_s, 1, (-120.0, 0.0)), idle), SIZE)
