from __future__ import annotations

import pytest

from posecoach.cli.recognising import recognised
from posecoach.errors import ExerciseError
from posecoach.rules.load import load_exercise
from posecoach.rules.recognise import Match, Recognition, _without_holds, chosen


def match(name: str, score: float, reps: int = 3) -> Match:
    return Match(load_exercise(name), score, reps)


def test_who_moves_again_and_again_holds_nothing() -> None:
    push_up, plank = match("push-up", 1.0, 5), match("side-plank", 1.0, 1)
    assert _without_holds([plank, push_up]) == [push_up]


def test_a_hold_stays_where_nothing_else_fits_or_moves_once() -> None:
    plank = match("plank", 0.9, 1)
    assert _without_holds([plank, match("push-up", 0.9, 1)])[0] == plank
    assert _without_holds([plank, match("push-up", 0.3, 4)])[0] == plank


def test_shares_leave_room_for_what_the_library_does_not_know() -> None:
    alone = chosen([match("squat", 1.0)])
    assert alone.best is not None
    assert 0.9 < alone.candidates[0].share < 1.0
    assert chosen([match("squat", 0.2)]).best is None


def test_two_that_fit_alike_are_both_named_with_halves() -> None:
    found = chosen([match("squat", 0.95), match("deadlift", 0.9), match("sit-up", 0.0)])
    assert found.best is None
    assert [c.exercise.id for c in found.candidates] == ["squat", "deadlift"]
    assert all(0.4 < c.share < 0.55 for c in found.candidates)
    with pytest.raises(ExerciseError, match=r"could be my-squat \(51%\) or deadlift \(46%\)"):
        recognised(found, {"squat": "my-squat", "deadlift": "deadlift"})


def test_variants_do_not_take_each_others_share() -> None:
    found = chosen([match("front-squat", 0.95), match("squat", 0.9)])
    assert found.best is not None
    assert found.best.id == "squat"
    assert len(found.candidates) == 1


def test_where_nothing_fits_nothing_is_named() -> None:
    with pytest.raises(ExerciseError, match="which this is; name it"):
        recognised(Recognition(None, ()), {})
    assert chosen([match("squat", 0.0)]).candidates == ()
