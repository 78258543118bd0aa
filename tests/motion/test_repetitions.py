"""Counting on synthetic curves whose repetitions are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from posecoach.motion.repetitions import find_repetitions
from posecoach.types import Measure

Array = NDArray[np.float64]
TOP, RANGE = 172.0, 85.0


def measure(time_s: Array, value: Array, sigma: float = 2.0) -> Measure:
    reason = np.where(np.isfinite(value), "", "hidden")
    return Measure("knee", "deg", time_s, value, np.full(len(time_s), sigma), reason)


def dip(time_s: Array, start: float, duration: float, depth: float = RANGE) -> Array:
    """A smooth way down by ``depth`` and back, as a negative number to add."""
    phase = np.clip((time_s - start) / duration, 0, 1)
    return np.asarray(-depth * (1 - np.cos(2 * np.pi * phase)) / 2)


def squats(time_s: Array, starts: list[float], duration: float = 2.0) -> Array:
    return np.asarray(TOP + np.sum([dip(time_s, s, duration) for s in starts], axis=0))


def clock(seconds: float, fps: float = 30.0) -> Array:
    return np.arange(round(seconds * fps)) / fps


def test_clean_cycles_are_counted_with_their_times() -> None:
    t = clock(16)
    starts = [1.0, 4.0, 7.0, 10.0, 13.0]
    reps = find_repetitions(measure(t, squats(t, starts)), "high", 35)
    assert [r.number for r in reps] == [1, 2, 3, 4, 5]
    # A cosine dip is 12% of its depth down after 0.113 of its duration.
    for rep, start in zip(reps, starts, strict=True):
        assert rep.turn_s == pytest.approx(start + 1.0, abs=0.02)
        assert rep.start_s == pytest.approx(start + 0.225, abs=0.05)
        assert rep.end_s == pytest.approx(start + 1.775, abs=0.05)


def test_rest_low_counts_the_mirrored_curve_alike() -> None:
    t = clock(10)
    value = squats(t, [1.0, 4.0, 7.0])
    high = find_repetitions(measure(t, value), "high", 35)
    assert len(high) == 3
    assert find_repetitions(measure(t, -value), "low", 35) == high
    # Seen from the bottom, standing is the turn: two ways up and back lie between three bottoms.
    assert len(find_repetitions(measure(t, value), "low", 35)) == 2


@pytest.mark.parametrize("seed", range(5))
def test_noise_neither_adds_nor_hides_repetitions(seed: int) -> None:
    t = clock(20)
    noise = np.random.default_rng(seed).normal(0, 6, len(t))
    reps = find_repetitions(measure(t, squats(t, [2.0, 8.0, 14.0]) + noise, 6.0), "high", 35)
    assert [r.turn_s for r in reps] == pytest.approx([3.0, 9.0, 15.0], abs=0.25)
    assert find_repetitions(measure(t, TOP + noise, 6.0), "high", 35) == ()


@pytest.mark.parametrize("seed", range(3))
def test_a_range_within_the_noise_is_no_repetition(seed: int) -> None:
    t = clock(30)
    slow = np.random.default_rng(seed).normal(0, 1, len(t))
    slow = np.convolve(slow, np.ones(20), mode="same")
    slow *= 20.0 / np.ptp(slow)
    assert find_repetitions(measure(t, TOP + slow, 25.0), "high", 10) == ()


def test_variable_frame_rate() -> None:
    rng = np.random.default_rng(0)
    t = np.cumsum(rng.choice([1 / 60, 1 / 30, 1 / 12], 500))
    starts = np.arange(1.0, t[-1] - 3.0, 3.0).tolist()
    reps = find_repetitions(measure(t, squats(t, starts)), "high", 35)
    assert [r.turn_s for r in reps] == pytest.approx(np.array(starts) + 1.0, abs=0.06)


@pytest.mark.parametrize("fps", [6.0, 15.0, 120.0])
def test_other_frame_rates(fps: float) -> None:
    t = clock(12, fps)
    reps = find_repetitions(measure(t, squats(t, [1.0, 4.5, 8.0])), "high", 35)
    assert [r.turn_s for r in reps] == pytest.approx([2.0, 5.5, 9.0], abs=0.1)


def test_short_gap_on_the_way_is_bridged_but_a_hidden_turn_is_not_counted() -> None:
    t = clock(10)
    value = squats(t, [1.0, 4.0, 7.0])
    value[(t > 1.3) & (t < 1.7)] = np.nan
    value[(t > 4.6) & (t < 5.3)] = np.nan
    reps = find_repetitions(measure(t, value), "high", 35)
    assert [r.turn_s for r in reps] == pytest.approx([2.0, 8.0], abs=0.05)


def test_a_long_gap_cuts_the_clip() -> None:
    t = clock(12)
    value = squats(t, [1.0, 8.0])
    value[(t > 2.1) & (t < 7.0)] = np.nan
    reps = find_repetitions(measure(t, value), "high", 35)
    assert [r.turn_s for r in reps] == pytest.approx([9.0], abs=0.05)


def test_a_bounce_at_the_bottom_is_one_repetition_with_its_deepest_turn() -> None:
    t = clock(12)
    value = squats(t, [1.0, 7.0], duration=4.0)
    value = value - dip(t, 2.6, 0.8, 25.0)
    reps = find_repetitions(measure(t, value), "high", 15)
    assert len(reps) == 2
    assert reps[0].start_s < 2.0
    assert reps[0].end_s > 4.0


def test_small_bounces_do_not_set_what_is_typical() -> None:
    t = clock(40)
    value = squats(t, [20.0, 24.0, 28.0])
    for start in np.arange(1.0, 18.0, 1.0):
        value = value + dip(t, float(start), 0.9, 15.0)
    reps = find_repetitions(measure(t, value), "high", 12)
    assert [r.turn_s for r in reps] == pytest.approx([21.0, 25.0, 29.0], abs=0.05)


def test_never_stretching_fully_with_a_drifting_rest() -> None:
    t = clock(17)
    value = 150.0 - 1.5 * t - 30 * (1 - np.cos(2 * np.pi * t / 2.0))
    reps = find_repetitions(measure(t, value), "high", 35)
    assert [r.turn_s for r in reps] == pytest.approx(np.arange(1.0, 17.0, 2.0), abs=0.1)
    ends, starts = [r.end_s for r in reps[:-1]], [r.start_s for r in reps[1:]]
    assert all(e <= s for e, s in zip(ends, starts, strict=True))


def test_shallow_repetition_counts_but_a_fake_start_does_not() -> None:
    t = clock(20)
    value = squats(t, [6.0, 12.0, 15.0]) + dip(t, 9.0, 2.0, 0.3 * RANGE)
    value = value + dip(t, 1.0, 3.0, 0.15 * RANGE)
    reps = find_repetitions(measure(t, value), "high", 10)
    assert [r.turn_s for r in reps] == pytest.approx([7.0, 10.0, 13.0, 16.0], abs=0.05)


def test_minimum_range_holds_even_if_all_repetitions_are_small() -> None:
    t = clock(10)
    value = TOP + dip(t, 1.0, 2.0, 30.0) + dip(t, 5.0, 2.0, 30.0)
    assert find_repetitions(measure(t, value), "high", 35) == ()
    assert len(find_repetitions(measure(t, value), "high", 25)) == 2


def test_partial_repetitions_at_the_edges_are_not_counted() -> None:
    whole = clock(12)
    value = squats(whole, [1.0, 5.0, 9.0])
    for cut in ((1.5, 10.4), (2.0, 10.0), (1.6, 9.6)):
        inside = (whole >= cut[0]) & (whole <= cut[1])
        reps = find_repetitions(measure(whole[inside], value[inside]), "high", 35)
        assert [r.turn_s for r in reps] == pytest.approx([6.0], abs=0.05), cut


def test_one_repetition_that_fills_the_clip() -> None:
    t = clock(2.1)
    value = 158.0 + dip(t, -0.15, 2.4, 70.0)
    (rep,) = find_repetitions(measure(t, value), "high", 35)
    assert rep.turn_s == pytest.approx(1.05, abs=0.05)


def test_the_turn_is_the_middle_of_a_pause() -> None:
    t = clock(9)
    down, up = np.clip((t - 2.0) / 1.0, 0, 1), np.clip((t - 6.0) / 1.0, 0, 1)
    (rep,) = find_repetitions(measure(t, TOP - RANGE * (down - up)), "high", 35)
    assert rep.turn_s == pytest.approx(4.5, abs=0.1)
    assert rep.start_s == pytest.approx(2.12, abs=0.1)
    assert rep.end_s == pytest.approx(6.88, abs=0.1)


def test_start_is_where_the_descent_begins_not_where_a_long_rest_was_highest() -> None:
    t = clock(20)
    rest = np.interp(t, [0, 10, 20], [178.0, 160.0, 160.0])
    (rep,) = find_repetitions(measure(t, rest + dip(t, 14.0, 2.0, 60.0)), "high", 35)
    assert rep.start_s == pytest.approx(14.2, abs=0.1)


def test_durations_limit_what_counts() -> None:
    t = clock(40)
    value = squats(t, [1.0, 3.0], duration=0.9) + dip(t, 10.0, 25.0)
    assert len(find_repetitions(measure(t, value), "high", 35, min_duration_s=0.5)) == 2
    assert len(find_repetitions(measure(t, value), "high", 35, 0.5, 30.0)) == 3
    assert find_repetitions(measure(t, value), "high", 35, min_duration_s=1.0) == ()


@pytest.mark.parametrize("value", [np.full(90, 170.0), np.full(90, np.nan), np.empty(0)])
def test_nothing_moves_or_nothing_is_seen(value: Array) -> None:
    assert find_repetitions(measure(clock(len(value) / 30), value), "high", 35) == ()


def test_unknown_sigma_is_no_obstacle() -> None:
    t = clock(5)
    m = measure(t, squats(t, [1.5]), float("nan"))
    assert len(find_repetitions(m, "high", 35)) == 1


def test_arguments_that_make_no_sense() -> None:
    t = clock(1)
    m = measure(t, np.full(30, TOP))
    no_rest: Any = "top"
    with pytest.raises(ValueError, match="min_range"):
        find_repetitions(m, "high", 0)
    with pytest.raises(ValueError, match="high or low"):
        find_repetitions(m, no_rest, 35)


@pytest.mark.parametrize("fps", [12.0, 30.0, 60.0])
def test_a_joint_taken_for_another_for_a_moment_splits_no_repetition(fps: float) -> None:
    t = clock(10, fps)
    value = squats(t, [1.0, 4.0, 7.0])
    for moment in (2.0, 5.1, 8.0):
        value[(t >= moment) & (t < moment + 0.08)] = TOP
    reps = find_repetitions(measure(t, value), "high", 35)
    assert [r.turn_s for r in reps] == pytest.approx([2.0, 5.0, 8.0], abs=0.1)


@pytest.mark.parametrize("fps", [12.0, 30.0])
def test_the_fastest_repetitions_stay_long_enough_at_either_end(fps: float) -> None:
    t = clock(8, fps)
    starts = (1 + 0.6 * np.arange(9)).tolist()
    reps = find_repetitions(measure(t, squats(t, starts, 0.6)), "high", 35, min_duration_s=0.35)
    assert len(reps) == 9
