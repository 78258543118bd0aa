"""Learning from clips: it counts, leaves the good ones alone, and tells the bad ones from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from posecoach.authoring.bounds import bound_of
from posecoach.authoring.learning import Clip, Lesson, learn
from posecoach.authoring.lesson_text import few_words, left_out_lines, rows, summary, written
from posecoach.authoring.sources import people_in
from posecoach.coach.session import coach
from posecoach.errors import ClipError
from posecoach.motion.clean import clean
from posecoach.pipeline import AnalyzeOptions, subject_track
from posecoach.posefiles.limits import PoseFileOptions
from posecoach.rules.load import exercise_from
from posecoach.rules.schema import Exercise
from posecoach.skeleton import INDEX
from posecoach.types import Session, Track
from tests.exercises.figure import SIZE_PX, STANDING, Posture, motion, repeated
from tests.exercises.motions import MOTIONS, SHALLOW

DATA = Path(__file__).parents[1] / "data"
REPEATED = [
    "squat", "deadlift", "front-lunge", "push-up", "pull-up", "lateral-raise", "glute-bridge",
    "sit-up",
]  # fmt: skip


def figure(name: str, track: Track) -> Clip:
    return Clip(name, clean(track), SIZE_PX)


def sets(name: str, changes: list[Posture]) -> Clip:
    """A repetition of a library exercise for each change of its turn."""
    wanted = MOTIONS[name]
    rest = {**STANDING, **wanted.rest}
    turns = [{**rest, **wanted.turn, **change} for change in changes]
    return figure(f"{name}.json", motion(repeated(rest, turns), wanted.camera, wanted.step_s))


def exercise(lesson: Lesson) -> tuple[str, Exercise]:
    text = written(lesson, "mine", ("Mine", "Mine"), "mine.toml")
    return text, exercise_from(text, Path("mine.toml"))


def coached(plan: Exercise, clip: Clip) -> Session:
    return coach(clip.name, plan, clip.track, clip.size_px, "en")


@pytest.fixture(scope="module")
def sample() -> Clip:
    """The rendered squats, whose second is shallow and whose fourth lifts the heels."""
    given = PoseFileOptions(None, (360, 480), None)
    people = people_in(str(DATA / "squat-side.csv"), AnalyzeOptions(), given)
    return Clip("squat-side.csv", subject_track(people, AnalyzeOptions())[0], people.size_px)


def test_the_clip_it_was_learnt_from_is_counted_and_not_corrected(sample: Clip) -> None:
    lesson = learn(sample)
    assert lesson.cycle.part.name == "knee"
    assert summary(lesson).startswith("squat-side.csv: seen from the left side, 5 repetitions")
    text, plan = exercise(lesson)
    session = coached(plan, sample)
    assert len(session.reps) == 5
    assert session.corrections == ()
    assert "All the way." in session.praise
    assert {"range", "return", "heel_height_high"} <= {rule.id for rule in plan.rules}
    assert not lesson.few
    assert "guess" not in text


@pytest.mark.parametrize("name", REPEATED)
def test_every_movement_is_counted_and_left_alone(name: str) -> None:
    good = sets(name, [{}] * 5)
    _, plan = exercise(learn(good))
    session = coached(plan, good)
    assert len(session.reps) == 5
    assert session.corrections == ()
    assert {"range", "return"} <= {rule.id for rule in plan.rules}
    assert len(plan.rules) <= 8


@pytest.mark.parametrize("name", ["squat", "front-squat", "reverse-lunge", "lateral-raise"])
def test_bad_repetitions_are_told_from_good_ones(name: str) -> None:
    good, bad = sets(name, [{}] * 5), sets(name, [MOTIONS[name].bad] * 5)
    lesson = learn(good, [bad])
    first = lesson.rules[0]
    assert first.bound.separates
    assert len(first.bound.caught) == 5
    text, plan = exercise(lesson)
    assert coached(plan, good).corrections == ()
    said = coached(plan, bad).corrections
    assert [(c.rule, len(c.reps)) for c in said] == [(first.rule_id, 5)], "one fault, said once"
    assert plan.rules[0].severity == "major"
    assert "It tells them apart clearly." in " ".join(text.replace("#", " ").split())


def test_the_limit_lies_between_good_and_bad() -> None:
    lesson = learn(sets("squat", [{}] * 5), [sets("squat", [SHALLOW] * 5)])
    rule = exercise(lesson)[1].rule("range")
    assert rule.limit.max is not None
    assert 75 < rule.limit.max < 110  # good ones turn at 70 degrees, bad ones at 120
    assert any("catches the same" in line for line in left_out_lines(lesson))


def test_each_fault_gets_its_own_rule_from_a_clip_of_its_own() -> None:
    lean: Posture = {"trunk": 75}
    raised: Posture = {"foot": 115}
    bad = [sets("squat", [change] * 3) for change in (SHALLOW, lean, raised)]
    lesson = learn(sets("squat", [{}] * 5), bad)
    telling = [c.rule_id for c in lesson.rules if c.bound.separates]
    assert sorted(telling) == ["heel_height_high", "range", "trunk_lean_high"]
    plan = exercise(lesson)[1]
    for clip, rule in zip(bad, ("range", "trunk_lean_high", "heel_height_high"), strict=True):
        assert [c.rule for c in coached(plan, clip).corrections] == [rule]


def test_too_few_repetitions_are_said_everywhere() -> None:
    lesson = learn(sets("squat", [{}] * 3), [sets("squat", [SHALLOW] * 2)])
    text, plan = exercise(lesson)
    assert lesson.few
    assert "3 good repetitions only, fewer than 5" in few_words(lesson)
    assert "FEW REPETITIONS" in text
    assert all("guess from only 3 good repetitions" in rule.source for rule in plan.rules)
    assert "3 good repetitions and 2 bad ones" in plan.rules[0].source
    assert all("guess" in row[4] for row in rows(lesson))


def test_what_the_view_does_not_show_is_left_out_and_said() -> None:
    lesson = learn(sets("squat", [{}] * 5))
    (line,) = [x for x in left_out_lines(lesson) if x.startswith("not shown from where")]
    assert "knee width" in line
    assert "Left out: not shown" in exercise(lesson)[0]
    front = learn(sets("lateral-raise", [{}] * 5))
    assert front.view.name == "front"
    assert "lean" in " ".join(left_out_lines(front))
    assert all(rule.views == ("front",) for rule in exercise(front)[1].rules)


def test_what_is_hidden_or_uncertain_is_left_out_and_said() -> None:
    good = sets("squat", [{}] * 5)
    sigma, xy = good.track.sigma_px.copy(), good.track.xy.copy()
    sigma[:, INDEX["left_wrist"]] = 50.0
    xy[:, INDEX["left_heel"]] = np.nan
    lesson = learn(replace(good, track=replace(good.track, sigma_px=sigma, xy=xy)))
    lines = left_out_lines(lesson)
    assert any("uncertainly" in line and "elbow" in line for line in lines)
    assert "not seen well enough: heel lift" in lines
    assert "heel_height" not in exercise(lesson)[1].measures


def test_bad_clips_from_elsewhere_or_without_repetitions_are_not_used() -> None:
    still = figure("still.json", motion([STANDING, STANDING], step_s=4))
    other = sets("lateral-raise", [{}] * 3)
    lesson = learn(sets("squat", [{}] * 5), [still, other])
    assert [w.unused for w in lesson.bad] == [
        "no repetition was found",
        "filmed from front, the good ones from side",
    ]
    assert not any(len(c.bad) for c in lesson.rules)
    assert "still.json: not used: no repetition was found" in exercise(lesson)[0]


def test_nothing_is_learnt_where_nothing_is_repeated_or_the_direction_is_unclear() -> None:
    with pytest.raises(ClipError, match="rules new"):
        learn(figure("still.json", motion([STANDING, STANDING], step_s=4)))
    good = sets("squat", [{}] * 2)
    lost = replace(good.track, xy=np.full_like(good.track.xy, np.nan))
    with pytest.raises(ClipError, match="no clear direction"):
        learn(replace(good, track=lost))


def test_a_limit_is_the_range_and_a_margin() -> None:
    good, sigma = np.array([80.0, 90.0, 100.0]), np.full(3, 5.0)
    high = bound_of("max", good, sigma, [], 1.0)
    assert (high.bound, high.margin, high.separates) == (110, 10, False)
    assert bound_of("min", good, sigma, [], 1.0).bound == 70
    assert bound_of("max", good, np.full(3, 12.5), [], 1.0).bound == 113, "rounded outward"
    assert bound_of("max", good[:1], sigma[:1], [], 1.0).bound == 85
    assert bound_of("min", np.array([0.5, 0.5]), np.full(2, 0.024), [], 0.01).bound == 0.47


def test_a_limit_between_needs_half_of_the_bad_ones_beyond() -> None:
    good, sigma = np.array([80.0, 90.0]), np.full(2, 5.0)
    apart = bound_of("max", good, sigma, [np.array([130.0, 110.0, 85.0, np.nan])], 1.0)
    assert (apart.bound, set(apart.caught), apart.gap) == (100.0, {0, 1}, 4.0)
    close = bound_of("max", good, sigma, [np.array([94.0, 130.0, 70.0])], 1.0)
    assert not close.separates, "one of three lies beyond by more than a standard deviation"
    clips = [np.full(4, 85.0), np.array([130.0, 120.0])]
    assert set(bound_of("max", good, sigma, clips, 1.0).caught) == {4, 5}, "each clip by itself"
    low = bound_of("min", good, sigma, [np.array([60.0, 65.0])], 1.0)
    assert low.separates
    assert 72 <= low.bound <= 73
