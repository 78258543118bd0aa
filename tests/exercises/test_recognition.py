"""Every exercise of the library on a stick figure is recognised, and on a track as from a pose
network at least not taken for another."""

from __future__ import annotations

import pytest

from posecoach.motion.clean import clean
from posecoach.motion.view import estimate_view
from posecoach.rules.library import available
from posecoach.rules.load import load_exercise
from posecoach.rules.recognise import Recognition, recognise
from posecoach.types import Track
from tests.exercises.figure import SIZE_PX, STANDING, motion
from tests.exercises.motions import MOTIONS
from tests.exercises.network import as_from_network

LIBRARY = [load_exercise(name) for name in available()]
FAMILIES = {exercise.id: exercise.family for exercise in LIBRARY}


def seen(track: Track) -> Recognition:
    cleaned = clean(track)
    return recognise(LIBRARY, cleaned, estimate_view(cleaned), SIZE_PX)


TWO_PLACES = ("push-up", "glute-bridge")
"""They rest on hands or shoulders and on the feet at once; the figure can only keep one of them."""


@pytest.mark.parametrize("name", [name for name in MOTIONS if name not in TWO_PLACES])
def test_an_exact_set_is_recognised(name: str) -> None:
    found = seen(MOTIONS[name].good(3)).best
    assert found is not None
    assert found.family == FAMILIES[name]


@pytest.mark.parametrize("name", MOTIONS)
def test_a_set_as_from_a_pose_network_is_not_taken_for_another(name: str) -> None:
    found = seen(as_from_network(MOTIONS[name].good(3))).best
    assert found is None or found.family == FAMILIES[name]


def test_who_only_stands_does_nothing_of_it() -> None:
    standing = motion([STANDING, STANDING], step_s=8.0)
    assert seen(standing).best is None
    assert seen(as_from_network(standing)).best is None
