"""The sample clips through the whole chain, network and all: what is known of them comes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from posecoach.pipeline import AnalyzeOptions, analyze
from posecoach.rules.load import load_exercise

DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize(
    ("clip", "exercise", "faults"),
    [
        ("squat-side", "squat", {"depth": (2,), "heels": (4,)}),
        ("squat-front", "squat", {"knees_in": (3, 5)}),
        ("pushup-side", "push-up", {"sag": (3,), "depth": (5,)}),
    ],
)
def test_every_repetition_and_fault_of_a_clip(
    clip: str, exercise: str, faults: dict[str, tuple[int, ...]]
) -> None:
    plan = load_exercise(exercise)
    session = analyze(str(DATA / f"{clip}.mp4"), plan, AnalyzeOptions())
    assert len(session.reps) == 5
    assert {c.rule: tuple(c.reps) for c in session.corrections} == faults
