from __future__ import annotations

from posecoach.rules.load import load_exercise
from posecoach.rules.recognise import Match, _without_holds


def match(name: str, score: float, reps: int) -> Match:
    return Match(load_exercise(name), score, reps)


def test_who_moves_again_and_again_holds_nothing() -> None:
    push_up, plank = match("push-up", 1.0, 5), match("side-plank", 1.0, 1)
    assert _without_holds([plank, push_up]) == [push_up]


def test_a_hold_stays_where_nothing_else_fits_or_moves_once() -> None:
    plank = match("plank", 0.9, 1)
    assert _without_holds([plank, match("push-up", 0.9, 1)])[0] == plank
    assert _without_holds([plank, match("push-up", 0.3, 4)])[0] == plank
