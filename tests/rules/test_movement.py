"""What moves and what stays, on a stick figure."""

from __future__ import annotations

import pytest

from posecoach.errors import ExerciseError
from posecoach.motion.body import Body
from posecoach.motion.view import estimate_view
from posecoach.rules.load import load_exercise, parse_exercise
from posecoach.rules.movement import chances, stillness
from posecoach.rules.texts import Part
from posecoach.types import Rep, Track
from tests.exercises.figure import SIZE_PX
from tests.exercises.motions import MOTIONS

REPS = (Rep(1, 1.5, 3.0, 4.5),)
"""Of a single good repetition: rest to 1.5 s, turn from 2.5 to 3 s."""


def body(track: Track) -> Body:
    return Body(track, estimate_view(track), SIZE_PX)


def moving(name: str, part: Part) -> float:
    found = chances((part,), (), body(MOTIONS[name].good(1)), REPS)[0]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "moves", "stays"),
    [
        ("biceps-curl", "wrist", "shoulder"),
        ("squat", "hip", "ankle"),
        ("push-up", "shoulder", "wrist"),
        ("sit-up", "shoulder", "hip"),
        ("pull-up", "shoulder", "wrist"),
    ],
)
def test_what_moves_and_what_stays(name: str, moves: Part, stays: Part) -> None:
    assert moving(name, moves) > 0.9
    assert moving(name, stays) < 0.1


def test_stays_is_the_opposite_of_moves() -> None:
    curl = body(MOTIONS["biceps-curl"].good(1))
    (moves,), (stays,) = chances(("elbow",), (), curl, REPS), chances((), ("elbow",), curl, REPS)
    assert moves is not None
    assert stays is not None
    assert moves + stays == pytest.approx(1)


def test_a_hold_is_still_and_a_repetition_is_not() -> None:
    held = [c for c in stillness(body(MOTIONS["plank"].good()), REPS) if c is not None]
    assert min(held) > 0.9
    curling = [c for c in stillness(body(MOTIONS["biceps-curl"].good(1)), REPS) if c is not None]
    assert min(curling) < 0.1


def test_a_part_cannot_move_and_stay() -> None:
    data = load_exercise("squat").model_dump(by_alias=True, exclude_none=True)
    data["recognise"]["stays"] = ["hip"]
    with pytest.raises(ExerciseError, match="'hip' in moves or in stays, found it in both"):
        parse_exercise(data, "mine.toml")
