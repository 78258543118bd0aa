"""Curves drawn with characters: every dot where it belongs."""

import numpy as np
import pytest

from posecoach.authoring.curves import curve, repetitions, value_range
from posecoach.types import Rep

TIMES = np.linspace(0, 10, 101)


def heights(rows: tuple[str, ...]) -> list[int | None]:
    """The highest dot's row of each column of characters, counted in dots from the top."""
    found: list[int | None] = []
    for column in range(len(rows[0])):
        codes = [ord(row[column]) - 0x2800 for row in rows]
        tops = [
            4 * i + next(j for j, bits in enumerate((0x09, 0x12, 0x24, 0xC0)) if code & bits)
            for i, code in enumerate(codes)
            if 0 < code < 256
        ]
        found.append(tops[0] if tops else None)
    return found


def test_a_ramp_rises_from_the_lower_left_to_the_upper_right() -> None:
    rows = curve(TIMES, TIMES, 20, 5)
    assert [len(row) for row in rows] == [20] * 5
    found = heights(rows)
    assert found == sorted(found, key=lambda h: -(h or 0))
    assert (found[0], found[-1]) == (18, 0) or (found[0] or 0) > 15


def test_nothing_is_drawn_where_nothing_was_measured() -> None:
    value = np.where((TIMES > 4) & (TIMES < 6), np.nan, 1.0)
    found = heights(curve(TIMES, value, 20, 3))
    assert found[9] is None
    assert found[2] is not None
    assert curve(TIMES, np.full(101, np.nan), 4, 2) == ("    ", "    ")


def test_a_column_shows_the_shortest_spike() -> None:
    value = np.zeros(1001)
    value[500] = 1.0
    found = heights(curve(np.linspace(0, 10, 1001), value, 10, 4))
    assert min(h for h in found if h is not None) == 0


def test_limits_are_dashed_behind_the_curve_and_widen_the_range() -> None:
    rows = curve(TIMES, np.zeros(101), 10, 4, limits=[10.0])
    assert rows[0] == "╌" * 10
    assert value_range(np.zeros(3), [10.0]) == pytest.approx((-0.5, 10.5))
    assert value_range(np.array([np.nan])) == (0, 1)


def test_repetitions_are_marked_from_start_to_end() -> None:
    line = repetitions((Rep(1, 1, 3, 5), Rep(12, 6, 8, 9)), (0, 10), 20)
    assert line == "  ╰───1───╯ ╰───12╯ "


def test_no_room_is_refused() -> None:
    with pytest.raises(ValueError, match="room"):
        curve(TIMES, TIMES, 0, 3)
