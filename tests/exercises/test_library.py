"""Every exercise of the library on a stick figure: a clean set counts exactly and is left alone,
a fault is named where it is and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from posecoach.coach.session import coach
from posecoach.motion.clean import clean
from posecoach.rules.library import available
from posecoach.rules.load import load_exercise
from posecoach.rules.schema import Exercise
from posecoach.skeleton import INDEX
from posecoach.types import Session, Track
from tests.exercises.figure import SIZE_PX, STANDING, motion, repeated
from tests.exercises.motions import HOLD_S, MOTIONS, Motion, joined, walk

SQUATS = MOTIONS["squat"].good(3)


def judged(exercise: str | Exercise, track: Track) -> Session:
    known = load_exercise(exercise) if isinstance(exercise, str) else exercise
    return coach("figure", known, clean(track), SIZE_PX, "en")


def found_exactly(session: Session, wanted: Motion, count: int) -> bool:
    """The right number of repetitions, or one hold without a break from end to end."""
    if not wanted.hold:
        return len(session.reps) == count
    joined = all(b.start_s == a.end_s for a, b in pairwise(session.reps))
    return joined and session.reps[-1].end_s - session.reps[0].start_s >= HOLD_S - 0.5


def test_every_exercise_has_a_motion() -> None:
    assert set(available()) == set(MOTIONS)


@pytest.mark.parametrize("name", MOTIONS)
def test_a_clean_set_is_counted_exactly_and_gets_no_correction(name: str) -> None:
    wanted = MOTIONS[name]
    session = judged(name, wanted.good(2))
    assert found_exactly(session, wanted, 2)
    assert [c.text for c in session.corrections] == []
    kept = [v.rep for v in session.verdicts if v.rule == wanted.fault and v.outcome == "ok"]
    assert kept == [r.number for r in session.reps]


@pytest.mark.parametrize("name", MOTIONS)
def test_a_fault_is_named_where_it_is(name: str) -> None:
    wanted = MOTIONS[name]
    session = judged(name, wanted.faulty())
    assert found_exactly(session, wanted, 3)
    faults = [v.rep for v in session.verdicts if v.rule == wanted.fault and v.outcome == "fault"]
    assert faults == ([r.number for r in session.reps] if wanted.hold else [2])
    others = {v.rep for v in session.verdicts if v.outcome == "fault"}
    assert others == set(faults)
    assert wanted.fault in [c.rule for c in session.corrections]


@pytest.mark.parametrize("arm", ["left", "right"])
@pytest.mark.parametrize(("forearm", "outcome"), [(30, "ok"), (95, "fault")])
def test_a_curl_of_one_arm_is_judged_by_that_arm(arm: str, forearm: float, outcome: str) -> None:
    """From the left side: the near arm, and the far one, while the other hangs."""
    track = motion(repeated(STANDING, [{**STANDING, f"{arm}_forearm": forearm}] * 3))
    session = judged("biceps-curl", track)
    assert len(session.reps) == 3
    assert {v.outcome for v in session.verdicts if v.rule == "top"} == {outcome}
    assert {v.outcome for v in session.verdicts if v.rule != "top"} == {"ok"}


def test_squats_with_little_knee_bend_are_counted_from_the_front() -> None:
    """A knee bent by 42 degrees lowers the hip by less than a tenth of the thigh."""
    shallow = {**STANDING, "trunk": 15, "thigh": 155, "shank": 197}
    session = judged("squat", motion(repeated(STANDING, [shallow, shallow]), "front"))
    assert len(session.reps) == 2


def staying(name: str, **changes: object) -> Exercise:
    """The exercise with another idea of what stays in its place."""
    exercise = load_exercise(name)
    assert exercise.cycle is not None
    return exercise.model_copy(update={"cycle": exercise.cycle.model_copy(update=changes)})


@pytest.mark.parametrize("name", MOTIONS)
def test_walking_is_no_repetition(name: str) -> None:
    assert judged(name, walk()).reps == ()


@pytest.mark.parametrize("name", ["squat", "lateral-raise"])
def test_it_is_the_feet_that_tell_walking(name: str) -> None:
    assert len(judged(staying(name, stays=()), walk()).reps) == 1


def test_in_lunges_feet_stay_at_the_turn_only() -> None:
    lunges = MOTIONS["front-lunge"].good(2)
    assert judged(staying("front-lunge", stays_at="rep"), lunges).reps == ()


def test_a_camera_that_moves_takes_no_repetition_away() -> None:
    track = MOTIONS["squat"].good(2)
    shaken = track.xy + 150 * np.sin(2 * track.time_s)[:, None, None]
    session = judged("squat", replace(track, xy=shaken))
    assert len(session.reps) == 2


@pytest.mark.parametrize("name", ["overhead-press", "glute-bridge", "push-up", "sit-up"])
def test_standing_before_and_after_a_set_is_no_part_of_it(name: str) -> None:
    wanted = MOTIONS[name]
    rest = {**STANDING, **wanted.rest}
    done = repeated(rest, [{**rest, **wanted.turn}] * 3)
    session = judged(name, motion([STANDING, *done, STANDING], wanted.camera, wanted.step_s))
    assert len(session.reps) == 3
    assert session.corrections == ()


def test_the_camera_stands_where_it_stood_during_the_set() -> None:
    waiting = motion([STANDING, STANDING], "side", step_s=30.0)
    session = judged("lateral-raise", joined(waiting, MOTIONS["lateral-raise"].good(2)))
    assert len(session.reps) == 2
    assert session.view.facing == "front"


def test_limbs_are_as_long_as_they_looked_during_the_set() -> None:
    near = motion([STANDING, STANDING], step_s=1.0)
    passing = replace(near, xy=near.xy * 1.5 - 0.5 * near.xy[:, [INDEX["left_ankle"]]])
    alone, after = (judged("squat", t) for t in (SQUATS, joined(passing, SQUATS)))
    depths = [[v.measured for v in s.verdicts if v.rule == "depth"] for s in (alone, after)]
    assert depths[0] == pytest.approx(depths[1], abs=1.0)
