"""The squat file against clips whose faults are known, from their true joints."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from posecoach.motion.body import Body
from posecoach.motion.view import estimate_view
from posecoach.rules.compute import compute_measures, count
from posecoach.rules.load import load_exercise
from posecoach.rules.verdicts import judge
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Rep, Track, Verdict

DATA = Path(__file__).parent.parent / "data"
SIZE = (360, 480)


def clip(name: str) -> tuple[Track, tuple[Rep, ...]]:
    data = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    xy = np.array(data["keypoints_xy_px"], dtype=float).reshape(-1, JOINT_COUNT, 2)
    shape, fps = xy.shape[:2], data["fps"]
    track = Track(0, np.arange(len(xy)) / fps, xy, np.ones(shape), np.full(shape, 1.5))
    reps = tuple(
        Rep(r["number"], r["start_frame"] / fps, r["turn_frame"] / fps, r["end_frame"] / fps)
        for r in data["reps"]
    )
    return track, reps


def verdicts(track: Track, reps: tuple[Rep, ...]) -> tuple[Verdict, ...]:
    view, squat = estimate_view(track), load_exercise("squat")
    return judge(squat, compute_measures(squat, track, view, SIZE), reps, view)


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("squat-side", {("depth", 2), ("heels", 4)}),
        ("squat-front", {("knees_in", 3), ("knees_in", 5)}),
    ],
)
def test_exactly_the_injected_faults_are_found(name: str, faults: set[tuple[str, int]]) -> None:
    found = verdicts(*clip(name))
    assert {(v.rule, v.rep) for v in found if v.outcome == "fault"} == faults


def test_what_the_view_does_not_show_is_unknown() -> None:
    side = [v for v in verdicts(*clip("squat-side")) if v.rule in ("knees_in", "even")]
    front = [v for v in verdicts(*clip("squat-front")) if v.rule in ("heels", "lockout")]
    assert {(v.outcome, v.reason) for v in side + front} == {("unknown", "view")}


def test_feet_out_of_the_picture_leave_the_depth_and_heels_open() -> None:
    track, reps = clip("squat-side")
    for side in ("left", "right"):
        for joint in ("ankle", "heel", "big_toe"):
            track.xy[:, INDEX[f"{side}_{joint}"], 1] += 200
    found = [v for v in verdicts(track, reps) if v.rule in ("depth", "heels")]
    assert {(v.outcome, v.reason) for v in found} == {("unknown", "cut_off")}


@pytest.mark.parametrize("name", ["squat-side", "squat-front"])
def test_deep_repetitions_are_counted_in_every_view(name: str) -> None:
    track, reps = clip(name)
    squat, view = load_exercise("squat"), estimate_view(track)
    found = count(squat, compute_measures(squat, track, view, SIZE), Body(track, view, SIZE))
    turns = np.array([r.turn_s for r in found])
    for rep in reps:
        if not (name == "squat-side" and rep.number == 2):
            assert np.abs(turns - rep.turn_s).min() < 0.25
    assert len(found) <= len(reps)


def test_standing_on_one_leg_is_no_squat() -> None:
    track, _ = clip("squat-front")
    xy = np.repeat(track.xy[:1], len(track.time_s), axis=0)
    lift = 70 * np.clip(np.sin(track.time_s), 0, None)
    for joint in ("left_knee", "left_ankle"):
        xy[:, INDEX[joint], 1] -= lift
    still = Track(0, track.time_s, xy, track.confidence, track.sigma_px)
    squat, view = load_exercise("squat"), estimate_view(still)
    assert count(squat, compute_measures(squat, still, view, SIZE), Body(still, view, SIZE)) == ()
