"""A small session with known contents, for the tests of what is printed and written."""

from __future__ import annotations

import numpy as np

from posecoach.types import Correction, Measure, Outcome, Rep, Session, Track, Verdict, View

TIME_S = np.arange(8) / 2.0


def measure(name: str, unit: str, value: list[float]) -> Measure:
    series = np.array(value)
    reason = np.where(np.isnan(series), "hidden", "")
    return Measure(name, unit, TIME_S, series, np.full(8, 2.0), reason)


def verdict(rule: str, rep: int, outcome: Outcome, measured: float, limit: float) -> Verdict:
    reason = "view" if np.isnan(measured) else ""
    return Verdict(rule, rep, outcome, measured, 3.0, limit, 1.0, reason)


def sample(corrections: int = 1, reps: bool = True) -> Session:
    """Two squats, the second shallow; with ``corrections`` of them, or without repetitions."""
    track = Track(
        1,
        TIME_S,
        np.full((8, 26, 2), np.nan),
        np.zeros((8, 26)),
        np.full((8, 26), np.nan),
    )
    said = (
        Correction(
            "depth", (2,), "major", "Repetition 2: Sit lower.", "knee 124°, at most 100°", 3.0
        ),
        Correction(
            "trunk_lean", (2,), "major", "Repetition 2: Keep your chest up.", "lean 58°", 3.0
        ),
        Correction("heels", (1,), "major", "Repetition 1: Press your heels down.", "lift 9 %", 1.0),
        Correction("lockout", (1,), "minor", "Repetition 1: Stand tall.", "knee 150°", 1.5),
    )
    return Session(
        source="clip.mp4",
        exercise="squat",
        view=View("left_side", "left", 91.0, 8.0),
        track=track,
        measures={
            "knee": measure("knee", "deg", [170, 120, 88, 130, 171, 150, 124, np.nan]),
            "hip_height": measure("hip_height", "thigh", [1, 0.5, 0.1, 0.5, 1, 0.6, 0.45, 1]),
        },
        reps=(Rep(1, 0.0, 1.0, 2.0), Rep(2, 2.0, 3.0, 63.5)) if reps else (),
        verdicts=(
            verdict("depth", 1, "ok", 88.0, 100.0),
            verdict("depth", 2, "fault", 124.0, 100.0),
            verdict("knees_in", 1, "unknown", np.nan, np.nan),
            verdict("knees_in", 2, "unknown", np.nan, np.nan),
        )
        if reps
        else (),
        corrections=said[:corrections],
        notes=("This camera position does not show: knees. Film from the front to check it.",),
        praise=("Heels stayed down.",),
    )
