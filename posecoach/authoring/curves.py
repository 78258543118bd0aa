"""Curves in the terminal: braille characters, each of which is two dots wide and four high."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from posecoach.types import Array, Rep

BLANK = 0x2800
DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""The bit of each dot of a braille character, four rows of two (Unicode's chart U+2800)."""
LIMIT = "╌"
MARGIN = 0.05
"""Share of the range that stays free above and below the curve."""


def value_range(value: Array, limits: Sequence[float] = ()) -> tuple[float, float]:
    """(low, high) that a chart of the curve and its limits spans; (0, 1) for nothing finite."""
    seen = np.concatenate([value[np.isfinite(value)], np.asarray(limits, dtype=float)])
    if len(seen) == 0:
        return 0.0, 1.0
    low, high = float(seen.min()), float(seen.max())
    room = MARGIN * (high - low) if high > low else 0.5
    return low - room, high + room


def curve(
    time_s: Array, value: Array, width: int, height: int, limits: Sequence[float] = ()
) -> tuple[str, ...]:
    """``height`` rows of ``width`` characters, from the highest value down.

    A column shows all that was measured in its time, as a stroke from the lowest to the highest
    value; where nothing was, it stays empty. Limits are dashed lines behind the curve.
    ValueError for no room.
    """
    if width < 1 or height < 1:
        raise ValueError(f"expected room for a curve, got {width} by {height} characters")
    low, high = value_range(value, limits)
    dots = _dots(time_s, (high - value) / (high - low), 2 * width, 4 * height)
    cells = dots.reshape(height, 4, width, 2).transpose(0, 2, 1, 3)
    codes = (cells * DOTS).sum(axis=(2, 3))
    dashed = {int((high - bound) / (high - low) * (height - 1e-9)) for bound in limits}
    return tuple(
        "".join(_character(int(code), row in dashed) for code in codes[row])
        for row in range(height)
    )


def repetitions(reps: Sequence[Rep], span_s: tuple[float, float], width: int) -> str:
    """A line of ``width`` characters that marks each repetition, its number at its turn:
    ``╰───1───╯``."""
    line = [" "] * width
    for rep in reps:
        start, turn, end = (_column(t, span_s, width) for t in (rep.start_s, rep.turn_s, rep.end_s))
        line[start : end + 1] = "─" * (end + 1 - start)
        line[start], line[end] = "╰", "╯"
        number = str(rep.number)
        line[turn : turn + len(number)] = number[: width - turn]
    return "".join(line)


def _character(code: int, dashed: bool) -> str:
    if code:
        return chr(BLANK + code)
    return LIMIT if dashed else " "


def _column(time_s: float, span_s: tuple[float, float], width: int) -> int:
    share = (time_s - span_s[0]) / max(span_s[1] - span_s[0], 1e-9)
    return int(np.clip(share * width, 0, width - 1))


def _dots(time_s: Array, depth: Array, columns: int, rows: int) -> Array:
    """Which dots are set, (rows, columns) of 0 and 1; ``depth`` (T,) is 0 at the top, 1 below."""
    found = np.zeros((rows, columns), dtype=int)
    seen = np.isfinite(depth)
    if not seen.any():
        return found
    span = float(time_s[0]), float(time_s[-1])
    at = np.array([_column(float(t), span, columns) for t in time_s])
    row = np.clip(np.where(seen, depth, 0) * rows, 0, rows - 1).astype(int)
    before: tuple[int, int] | None = None
    for column in range(columns):
        here = row[seen & (at == column)]
        if len(here) == 0:
            continue
        top, bottom = int(here.min()), int(here.max())
        if before is not None and column - before[0] == 1:
            top, bottom = min(top, before[1]), max(bottom, before[1])
        found[top : bottom + 1, column] = 1
        before = column, int(here[-1])
    return found
