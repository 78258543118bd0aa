from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from posecoach.motion.uncertainty import model_sigma, skeleton_sigma
from posecoach.rules.load import parse_exercise
from posecoach.rules.probability import full_sigma, violation
from posecoach.rules.schema import Exercise, Moment
from posecoach.rules.texts import Limit
from posecoach.rules.verdicts import judge
from posecoach.rules.windows import read, window
from posecoach.types import Facing, Measure, Rep, Verdict, View

TEXT = {"en": "x", "ko": "엑스"}
REPS = (Rep(1, 1.0, 2.0, 3.0), Rep(2, 4.0, 5.0, 6.0))
TIMES = np.arange(0, 7, 1 / 30)


def exercise(measure: dict[str, Any] | None = None, **rule: Any) -> Exercise:
    base = {"id": "r", "name": TEXT, "at": "turn", "measure": "m", "views": ["side"]}
    words = {"severity": "major", "say": TEXT, "good": TEXT, "source": "a book"}
    return parse_exercise(
        {
            "schema": 1,
            "id": "e",
            "name": TEXT,
            "views": ["side", "oblique", "front"],
            "measures": {"m": measure or {"angle": ["hip", "knee", "ankle"]}},
            "cycle": {"measure": "m", "rest": "high", "min_range": 1},
            "rule": [base | words | {"limit": {"max": 100}} | rule],
        },
        "e.toml",
    )


def series(value: Any, sigma: float = 2.0, unit: str = "deg", reason: str = "hidden") -> Measure:
    values = np.broadcast_to(np.asarray(value, dtype=float), TIMES.shape).copy()
    reasons = np.where(np.isfinite(values), "", reason)
    return Measure("m", unit, TIMES, values, np.full(TIMES.shape, sigma), reasons)


def seen_from(facing: Facing = "left_side", sigma_deg: float = 5.0) -> View:
    return View(facing, "left", 90.0, sigma_deg)


def verdicts(
    measure: Measure, made: Exercise | None = None, view: View | None = None
) -> tuple[Verdict, ...]:
    return judge(made or exercise(), {"m": measure}, REPS, view or seen_from())


@pytest.mark.parametrize(
    ("value", "outcome", "reason"),
    [
        (80, "ok", ""),
        (98, "unknown", "too_close"),
        (102, "unknown", "too_close"),
        (110, "fault", ""),
    ],
)
def test_three_outcomes(value: float, outcome: str, reason: str) -> None:
    for verdict in verdicts(series(value)):
        assert (verdict.outcome, verdict.reason) == (outcome, reason)
        assert verdict.measured == pytest.approx(value)
        assert verdict.limit == 100
        assert verdict.sigma == 5, "what such measurements are off by at least"


def test_a_larger_standard_deviation_withholds_the_fault() -> None:
    assert {v.outcome for v in verdicts(series(110, sigma=2))} == {"fault"}
    assert {v.reason for v in verdicts(series(110, sigma=15))} == {"too_close"}


@pytest.mark.parametrize(("value", "outcome"), [(115, "fault"), (80, "unknown"), (35, "ok")])
def test_what_counts_is_the_uncertainty_towards_the_limit(value: float, outcome: str) -> None:
    """An angle that may be much larger than it looks, but hardly smaller."""
    wide, narrow = np.full(TIMES.shape, 28.0), np.full(TIMES.shape, 2.0)
    measure = replace(series(value, sigma=28.0), below=narrow, above=wide)
    found = verdicts(measure)
    assert {v.outcome for v in found} == {outcome}
    assert {v.sigma > 20 for v in found} == {value < 100}


def test_violation_is_the_normal_tail_on_both_sides() -> None:
    both = Limit(min=-1.0, max=1.0)
    assert violation(both, 0.0, 1.0) == pytest.approx(2 * 0.158655, abs=1e-5)
    assert violation(Limit(min=5.0), 5.0, 3.0) == pytest.approx(0.5)
    assert violation(Limit(max=5.0), 9.0, 1.0) == pytest.approx(1, abs=1e-4)


def test_other_views_are_unknown_never_ok() -> None:
    views = {
        "view": (seen_from("front"), seen_from("oblique")),
        "direction": (seen_from("unknown"), seen_from(sigma_deg=60)),
    }
    for reason, view in ((r, v) for r, some in views.items() for v in some):
        found = verdicts(series(80), view=view)
        assert {(v.outcome, v.reason) for v in found} == {("unknown", reason)}
        assert all(np.isnan(v.measured) for v in found)


@pytest.mark.parametrize(
    ("azimuth", "sigma", "views", "reason"),
    [
        (64.0, 12.0, ["side"], "direction"),
        (64.0, 12.0, ["side", "oblique"], ""),
        (64.0, 6.0, ["side"], ""),
        (10.0, 30.0, ["front"], ""),
        (20.0, 14.0, ["front"], "direction"),
    ],
)
def test_a_view_that_may_as_well_be_the_next_is_not_judged(
    azimuth: float, sigma: float, views: list[str], reason: str
) -> None:
    facing: Facing = "left_side" if azimuth > 60 else "front"
    found = verdicts(series(80), exercise(views=views), View(facing, "left", azimuth, sigma))
    assert {v.reason for v in found} == {reason}


def test_a_limb_that_points_at_the_camera_asks_for_the_best_view() -> None:
    made = exercise(views=["side", "oblique"])
    oblique = verdicts(series(150, sigma=40), made, seen_from("oblique"))
    assert {(v.outcome, v.reason) for v in oblique} == {("unknown", "view")}
    side = verdicts(series(150, sigma=40), made, seen_from())
    assert {(v.outcome, v.reason) for v in side} == {("unknown", "hidden")}


@pytest.mark.parametrize("reason", ["hidden", "cut_off"])
def test_what_was_not_seen_at_the_turn_is_unknown(reason: str) -> None:
    value = np.where((TIMES > 1.95) & (TIMES < 2.05), np.nan, 80)
    first, second = verdicts(series(value, reason=reason), exercise(at="rep"))
    assert (first.outcome, first.reason) == ("unknown", reason)
    assert second.outcome == "ok"


def test_half_a_window_is_too_little() -> None:
    value = np.where((TIMES > 1.0) & (TIMES < 1.5), np.nan, 80)
    first, _ = verdicts(series(value), exercise(at="descent"))
    assert first.reason == "hidden"
    value = np.where((TIMES > 1.0) & (TIMES < 1.2), np.nan, 80)
    first, _ = verdicts(series(value), exercise(at="descent"))
    assert first.outcome == "ok"


def test_relative_to_start_takes_off_the_rest_value() -> None:
    heel = {"offset": ["heel", "big_toe"], "unit": "shank"}
    made = exercise(heel, relative_to="start", limit={"max": 0.06})
    lifted = np.where(np.abs(TIMES - 5) < 0.5, 0.25, 0.1)
    first, second = verdicts(series(lifted, 0.01, "shank"), made)
    assert (first.outcome, second.outcome) == ("ok", "fault")
    assert second.measured == pytest.approx(0.15)


def test_a_hidden_rest_is_taken_from_the_other_repetition() -> None:
    heel = {"offset": ["heel", "big_toe"], "unit": "shank"}
    made = exercise(heel, relative_to="start", limit={"max": 0.06})
    value = np.where(TIMES < 1.5, np.nan, 0.1)
    value[np.abs(TIMES - 2) < 0.5] = 0.3
    first, _ = verdicts(series(value, 0.01, "shank"), made)
    assert first.outcome == "fault"
    assert first.measured == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("at", "want"),
    [
        ("start", (3.0, 4.1)),
        ("turn", (4.9, 5.1)),
        ("end", (5.9, 7.0)),
        ("descent", (4.0, 5.0)),
        ("ascent", (5.0, 6.0)),
        ("rep", (4.0, 6.0)),
    ],
)
def test_windows(at: Moment, want: tuple[float, float]) -> None:
    assert window(REPS, 1, at) == pytest.approx(want)


def test_extremes_are_not_the_single_worst_frame() -> None:
    rng = np.random.default_rng(3)
    noisy = series(100 + rng.normal(0, 2, TIMES.shape))
    worst = noisy.value[np.abs(TIMES - 2) <= 1].max()
    high = read(noisy, REPS, 0, "rep", "max")
    assert 100 < high.value < worst
    assert high.sigma == pytest.approx(2), "averaging frames does not shrink it"


def test_reductions_of_a_known_curve() -> None:
    ramp = series(TIMES * 10)
    assert read(ramp, REPS, 0, "rep", "mean").value == pytest.approx(20, abs=0.2)
    assert read(ramp, REPS, 0, "rep", "median").value == pytest.approx(20, abs=0.2)
    assert read(ramp, REPS, 0, "rep", "range").value == pytest.approx(20, abs=1.5)
    assert read(ramp, REPS, 0, "end", "value").value == pytest.approx(30, abs=0.2)
    low = read(ramp, REPS, 0, "rep", "min")
    assert low.value == pytest.approx(10.3, abs=0.3)
    assert low.time_s == pytest.approx(1.0, abs=0.05)


def test_an_angle_is_off_by_the_whole_published_error_at_least_but_not_twice() -> None:
    """5 degrees are the network's and the skeleton's share together, 3 the skeleton's alone."""
    assert full_sigma(0.0, "deg") == full_sigma(4.0, "deg") == model_sigma("deg") == 5.0
    assert full_sigma(6.0, "deg") == pytest.approx(np.hypot(6.0, 3.0))
    for unit in ("", "line", "trunk"):
        missed = full_sigma(0.0, unit)
        assert full_sigma(2 * missed, unit) == pytest.approx(np.hypot(2 * missed, missed))


def test_of_a_small_change_less_is_missed() -> None:
    whole = full_sigma(0.0, "deg")
    missed = [full_sigma(0.0, "deg", change) for change in (0.0, 5.0, 10.0, 20.0, 40.0, 90.0)]
    assert missed == sorted(missed)
    assert missed[0] < 0.001
    assert missed[-1] == pytest.approx(whole)
    assert full_sigma(0.0, "deg", -20.0) == pytest.approx(full_sigma(0.0, "deg", 20.0))
    skeleton = missed[2] * skeleton_sigma("deg") / model_sigma("deg")
    assert full_sigma(3.0, "deg", 10.0) == pytest.approx(np.hypot(3.0, skeleton))
    assert full_sigma(0.1, "s", 2.0) == pytest.approx(0.1)


def test_a_change_is_judged_as_one() -> None:
    """30 degrees, 8 more than at rest: more than 5 more is a fault, more than 27 too close."""
    value = 22 + 8 * np.clip(1.5 - abs(TIMES - REPS[0].turn_s) * 4, 0, 1)
    measure = series(value, sigma=1.0)
    change = exercise(relative_to="start", limit={"max": 5})
    assert verdicts(measure, change)[0].outcome == "fault"
    assert verdicts(measure, exercise(limit={"max": 27}))[0].outcome == "unknown"
    assert not read(measure, REPS, 0, "turn", "max").change
    assert read(measure, REPS, 0, "rep", "range").change
    assert read(replace(measure, change=True), REPS, 0, "turn", "max").change


def test_a_speed_misses_as_much_as_its_measure_allows() -> None:
    for unit in ("deg", "", "line", "trunk"):
        assert full_sigma(0.0, f"{unit}/s") == pytest.approx(3 * full_sigma(0.0, unit))
    assert full_sigma(0.1, "s") == pytest.approx(0.1), "durations carry all of theirs"
