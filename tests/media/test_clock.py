from __future__ import annotations

import pytest

from posecoach.media.clock import Clock


def test_times_count_from_the_first_picture() -> None:
    clock = Clock(gap_s=0.04)
    assert [clock.tick(t) for t in (7.0, 7.1, 7.15)] == pytest.approx([0.0, 0.1, 0.15])


def test_missing_times_follow_at_the_usual_gap() -> None:
    clock = Clock(gap_s=0.04)
    assert [clock.tick(t) for t in (None, None, 0.1, None)] == pytest.approx([0, 0.04, 0.1, 0.14])


def test_repeated_times_are_dropped_and_counted() -> None:
    clock = Clock(gap_s=0.04)
    assert [clock.tick(t) for t in (0.0, 0.1, 0.1, 0.05, 0.2)] == [0.0, 0.1, None, None, 0.2]
    assert clock.dropped == 2


def test_a_clock_that_starts_anew_is_joined() -> None:
    clock = Clock(gap_s=0.5)
    times = [clock.tick(t) for t in (0.0, 5.0, 0.0, 1.0)]
    assert times == pytest.approx([0.0, 5.0, 5.5, 6.5])
    assert clock.restarts == 1
