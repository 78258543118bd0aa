"""How each exercise of the library looks when it is done well, and one way to do it badly."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from posecoach.skeleton import INDEX
from posecoach.types import Track
from tests.exercises.figure import RATE_HZ, STANDING, Camera, Posture, motion, repeated

HOLD_S = 10.0


@dataclass(frozen=True)
class Motion:
    """``rest`` and ``turn`` of a good repetition; ``bad`` is what a turn that breaks the rule
    ``fault`` changes. Something held has no rest."""

    turn: Posture
    fault: str
    bad: Posture
    rest: Posture = field(default_factory=dict)
    camera: Camera = "side"
    step_s: float = 1.0
    hold: bool = False
    on: str = ""
    """What stays in its place: the hands at a bar; the figure's own feet unless said."""

    def good(self, count: int = 2) -> Track:
        """A set of good repetitions, or a good hold."""
        return self._set([{}] * count)

    def faulty(self) -> Track:
        """A good, a faulty and a good repetition; or a hold that is faulty from end to end."""
        return self._set([self.bad] if self.hold else [{}, self.bad, {}])

    def _set(self, changes: list[Posture]) -> Track:
        rest = {**STANDING, **self.rest}
        turns = [{**rest, **self.turn, **change} for change in changes]
        if self.hold:
            return motion([turns[0], turns[0]], self.camera, step_s=HOLD_S)
        track = motion(repeated(rest, turns), self.camera, self.step_s)
        return resting_on(track, self.on) if self.on else track


def resting_on(track: Track, part: str) -> Track:
    """The same figure moved so that the middle of both these joints stays in its place."""
    place = track.xy[:, [INDEX[f"left_{part}"], INDEX[f"right_{part}"]]].mean(axis=1)
    return replace(track, xy=track.xy - (place - place[0])[:, None])


DEEP: Posture = {"trunk": 35, "thigh": 95, "shank": 205, "upper_arm": 120, "forearm": 90}
SHALLOW: Posture = {"thigh": 140, "shank": 200, "trunk": 20}
LUNGE: Posture = {
    "trunk": 5, "left_thigh": 92, "left_shank": 182, "left_foot": 90,
    "right_thigh": 185, "right_shank": 270, "right_foot": 160,
}  # fmt: skip
SHORT_LUNGE: Posture = {
    "left_thigh": 130, "left_shank": 188, "right_thigh": 192, "right_shank": 232, "right_foot": 120
}  # fmt: skip
PRONE: Posture = {"trunk": 75, "thigh": 255, "shank": 255, "foot": 165}
SUPINE: Posture = {
    "trunk": -90, "thigh": 40, "shank": 140, "foot": 90, "upper_arm": 90, "forearm": 90
}  # fmt: skip
BENT_OVER: Posture = {"trunk": 65, "thigh": 160, "shank": 190}

MOTIONS: dict[str, Motion] = {
    "squat": Motion(DEEP, "depth", SHALLOW),
    "front-squat": Motion(
        {**DEEP, "trunk": 20, "upper_arm": 95, "forearm": 330},
        "elbows",
        {"upper_arm": 155, "forearm": 340},
        rest={"upper_arm": 95, "forearm": 330},
    ),
    "overhead-squat": Motion(
        {**DEEP, "trunk": 25, "upper_arm": 15, "forearm": 15},
        "hands_over_feet",
        {"upper_arm": 55, "forearm": 55},
        rest={"upper_arm": 0, "forearm": 0},
    ),
    "deadlift": Motion(
        {"trunk": 60, "thigh": 130, "shank": 192}, "stiff_legs", {"thigh": 165, "shank": 180}
    ),
    "romanian-deadlift": Motion(
        {"trunk": 65, "thigh": 160, "shank": 180}, "hinge", {"trunk": 30, "thigh": 170}
    ),
    "front-lunge": Motion(LUNGE, "depth", SHORT_LUNGE),
    "reverse-lunge": Motion(LUNGE, "trunk_lean", {"trunk": 45}),
    "split-squat": Motion(
        LUNGE,
        "depth",
        SHORT_LUNGE,
        rest={"left_thigh": 155, "left_shank": 175, "right_thigh": 205, "right_shank": 210},
    ),
    "push-up": Motion(
        {"trunk": 85, "thigh": 265, "shank": 265, "upper_arm": 250, "forearm": 160},
        "depth",
        {"upper_arm": 225, "forearm": 160},
        rest=PRONE,
        on="wrist",
    ),
    "pull-up": Motion(
        {"upper_arm_out": 45, "forearm_out": 190},
        "chin",
        {"upper_arm_out": 95, "forearm_out": 185},
        rest={"upper_arm_out": 170, "forearm_out": 180},
        camera="front",
        on="wrist",
    ),
    "bent-over-row": Motion(
        {"upper_arm": 265, "forearm": 175}, "pull", {"upper_arm": 220}, rest=BENT_OVER
    ),
    "biceps-curl": Motion({"forearm": 30}, "top", {"forearm": 95}),
    "lateral-raise": Motion(
        {"upper_arm_out": 85, "forearm_out": 85},
        "low",
        {"upper_arm_out": 45, "forearm_out": 45},
        rest={"upper_arm_out": 10, "forearm_out": 10},
        camera="front",
    ),
    "overhead-press": Motion(
        {"upper_arm_out": 175, "forearm_out": 178},
        "lockout",
        {"upper_arm_out": 145, "forearm_out": 195},
        rest={"upper_arm_out": 50, "forearm_out": 180},
        camera="front",
    ),
    "jumping-jack": Motion(
        {"upper_arm_out": 165, "forearm_out": 165, "thigh_out": 18, "shank_out": 18},
        "arms_low",
        {"upper_arm_out": 95, "forearm_out": 95},
        rest={"upper_arm_out": 10, "forearm_out": 10, "thigh_out": 3, "shank_out": 3},
        camera="front",
        step_s=0.6,
    ),
    "glute-bridge": Motion(
        {"trunk": -120, "thigh": 60, "shank": 180},
        "hips_low",
        {"trunk": -102, "thigh": 38, "shank": 160},
        rest=SUPINE,
        on="shoulder",
    ),
    "sit-up": Motion({"trunk": -10}, "height", {"trunk": -55}, rest=SUPINE),
    "plank": Motion(
        {**PRONE, "upper_arm": 180, "forearm": 90},
        "sag",
        {"trunk": 60, "thigh": 270, "shank": 270},
        hold=True,
    ),
    "side-plank": Motion(
        {"roll": 80, "left_upper_arm_out": 90, "left_forearm_out": 90},
        "sag",
        {
            "left_thigh_out": -30, "left_shank_out": -30,
            "right_thigh_out": 30, "right_shank_out": 30,
        },
        camera="front",
        hold=True,
    ),
    "wall-sit": Motion(
        {"trunk": 3, "thigh": 92, "shank": 180, "upper_arm": 160}, "high", {"thigh": 120}, hold=True
    ),
}  # fmt: skip

LEFT_STEP: Posture = {
    "left_thigh": 155, "right_thigh": 200, "right_shank": 215, "left_foot": 75, "right_foot": 120
}  # fmt: skip
RIGHT_STEP: Posture = {
    "right_thigh": 155, "left_thigh": 200, "left_shank": 215, "right_foot": 75, "left_foot": 120
}  # fmt: skip
HORIZON = np.array([800.0, 500.0])
PASSING: Posture = {"left_thigh": 170, "left_shank": 210}
OTHER_PASSING: Posture = {"right_thigh": 170, "right_shank": 210}


def walk() -> Track:
    """Twelve steps, half a second each, that go further away, where everything looks smaller."""
    strides = [LEFT_STEP, OTHER_PASSING, RIGHT_STEP, PASSING] * 6
    track = motion([STANDING, *strides, STANDING], step_s=0.25, hold_s=0.0)
    share = (track.time_s - track.time_s[0]) / np.ptp(track.time_s)
    size = 1 - 0.4 * np.sin(np.pi * share) ** 2
    return replace(track, xy=HORIZON + size[:, None, None] * (track.xy - HORIZON))


def joined(first: Track, then: Track) -> Track:
    """One person who does one thing after the other."""
    shift = first.time_s[-1] + 1 / RATE_HZ - then.time_s[0]
    return replace(
        first,
        time_s=np.concatenate([first.time_s, then.time_s + shift]),
        xy=np.concatenate([first.xy, then.xy]),
        confidence=np.concatenate([first.confidence, then.confidence]),
        sigma_px=np.concatenate([first.sigma_px, then.sigma_px]),
        located=np.concatenate([first.located, then.located]),
    )
