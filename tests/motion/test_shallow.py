"""Small movements beside full repetitions: which are repetitions too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from posecoach.motion.repetitions import find_repetitions
from posecoach.types import Array, Measure

REST, RANGE, LEAST = 170.0, 100.0, 35.0


def curve(dips: Sequence[tuple[float, float, float]], seconds: float = 30.0) -> Measure:
    """An angle at rest, with dips (turn, duration, depth), in seconds and degrees."""
    time_s = np.arange(round(30 * seconds)) / 30
    value = np.full(len(time_s), REST)
    for turn, duration, depth in dips:
        phase = np.clip((time_s - turn) / duration + 0.5, 0, 1)
        value -= depth * (1 - np.cos(2 * np.pi * phase)) / 2
    return measured(time_s, value)


def measured(time_s: Array, value: Array) -> Measure:
    reason = np.full(len(time_s), "")
    return Measure("elbow", "deg", time_s, value, np.full(len(time_s), 2.0), reason)


def turns(measure: Measure) -> list[float]:
    return [round(r.turn_s) for r in find_repetitions(measure, "high", LEAST)]


SET = [(10.0, 2.5, RANGE), (14.0, 2.5, RANGE), (18.0, 2.5, RANGE)]
SHALLOW = 0.28 * RANGE


@pytest.mark.parametrize("at", [6.0, 22.0])
def test_beside_full_repetitions_a_shallow_one_counts(at: float) -> None:
    assert turns(curve([*SET, (at, 2.5, SHALLOW)])) == sorted([10, 14, 18, at])


def test_several_shallow_ones_in_a_row_count() -> None:
    assert turns(curve([*SET, (22.0, 2.5, SHALLOW), (26.0, 2.2, SHALLOW)])) == [10, 14, 18, 22, 26]


def test_alone_or_beside_a_single_full_one_they_do_not() -> None:
    small = [(5.0, 2.5, SHALLOW), (13.0, 2.5, SHALLOW)]
    assert turns(curve(small)) == []
    assert turns(curve([*small, (9.0, 2.5, RANGE)])) == [9]


@pytest.mark.parametrize(
    "other",
    [
        (22.0, 1.2, SHALLOW),  # much faster
        (23.0, 6.0, SHALLOW),  # much slower
        (27.0, 2.5, SHALLOW),  # too late to belong to the set
        (22.0, 2.5, 0.15 * RANGE),  # too little
    ],
)
def test_what_is_unlike_the_set_does_not(other: tuple[float, float, float]) -> None:
    assert turns(curve([*SET, other])) == [10, 14, 18]


def test_from_another_rest_it_does_not() -> None:
    found = curve([*SET, (22.0, 2.5, SHALLOW)])
    sunk = np.interp(found.time_s, [19.5, 20.0], [0.0, 0.25 * RANGE])
    assert turns(measured(found.time_s, found.value - sunk)) == [10, 14, 18]


def test_among_fidgeting_as_large_only_the_one_missing_in_the_rhythm_does() -> None:
    fidgets = [(25.0, 1.0, SHALLOW), (26.2, 1.0, SHALLOW), (27.5, 1.0, SHALLOW)]
    assert turns(curve([*SET, (22.0, 2.5, SHALLOW), *fidgets])) == [10, 14, 18]
    gap = [(6.0, 2.5, RANGE), (14.0, 2.5, RANGE), (18.0, 2.5, RANGE), (10.0, 2.5, SHALLOW)]
    assert turns(curve([*gap, *fidgets])) == [6, 10, 14, 18]


@pytest.mark.parametrize("seed", range(5))
def test_walking_off_with_swinging_arms_adds_none(seed: int) -> None:
    found = curve(SET)
    rng = np.random.default_rng(seed)
    away = found.time_s > 20
    swing = SHALLOW / 2 * (1 - np.cos(2 * np.pi * (found.time_s - 20) / rng.uniform(0.9, 1.4)))
    noise = rng.normal(0, 2, len(swing))
    assert turns(measured(found.time_s, found.value - np.where(away, swing, 0) + noise)) == [
        10,
        14,
        18,
    ]


def test_a_small_lift_after_every_full_one_is_none() -> None:
    lifts = [(turn + 1.9, 1.6, 0.19 * RANGE) for turn, _, _ in SET]
    assert turns(curve([*SET, *lifts])) == [10, 14, 18]
    close = [(turn + 1.9, 1.6, 0.17 * RANGE) for turn, _, _ in SET]
    assert turns(curve([*SET, *close, (22.0, 2.5, 0.2 * RANGE)])) == [10, 14, 18]
