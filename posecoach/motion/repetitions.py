"""Counts repetitions in a measure, relative to the person's own range.

A repetition leaves rest, turns, and comes back. Turning points are found by prominence (how far
the measure must come back on both sides before it goes further), which is hysteresis with two
thresholds that move with the person: whoever never stretches fully, or drifts, is counted
alike. Form is not judged here; a shallow repetition counts.

The limits, as shares of the person's own typical repetition:

- less than ``TYPICAL_SHARE`` of it is no repetition (settling in, leaning on a wall);
- less than ``min_range`` is none either, but for shallow ones beside full ones (``shallow``);
- a bounce at the bottom that comes back by less than ``RETURN_SHARE`` of the way to rest is the
  same repetition;
- at the clip's edges, and at long gaps, where rest may be cut off, the missing side must reach
  ``EDGE_SHARE`` of the other: half a repetition does not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.signal import find_peaks

from posecoach.motion.pieces import Piece, cut
from posecoach.motion.shallow import STANDS_OUT, Movement, shallow_ones
from posecoach.types import Array, Measure, Rep

TYPICAL_SHARE = 0.175
RETURN_SHARE = 0.5
EDGE_SHARE = 0.7
REST_SHARE = 0.12
"""A repetition starts and ends where it has left rest by this share of its range."""
PLATEAU_SHARE = 0.05
"""The turn is the middle of the time spent this near, in shares of the range, to the extreme."""
NOISE_SIGMAS = 1.0
"""A range counts from so many of the measure's standard deviations on. More would lose shallow
repetitions: a network's errors last, and mostly cancel between rest and turn."""
SHALLOW_SIGMAS = 0.5
"""Beside full repetitions a movement that is like them in all else counts from this many on."""


@dataclass(frozen=True)
class _Valley:
    """A turning point, as indices into its piece: the only one between ``low`` and ``high``;
    ``prominence`` is how far the measure comes back at least on either side."""

    piece: Piece
    low: int
    turn: int
    high: int
    prominence: float


def find_repetitions(
    measure: Measure,
    rest: Literal["high", "low"],
    min_range: float,
    min_duration_s: float = 0.6,
    max_duration_s: float = 15.0,
) -> tuple[Rep, ...]:
    """Repetitions in order of time, numbered from 1.

    ``rest`` says at which end of the measure a repetition starts and ends, ``min_range`` (in
    the measure's unit) what no movement of the exercise falls short of, alone. Start and end lie
    where the measure leaves and regains rest, so durations run a little shorter than from
    standstill to standstill. A repetition whose turn was not seen is not counted.

    ValueError if ``rest`` is neither, ``min_range`` is not positive or the durations are not
    in order.
    """
    if rest not in ("high", "low"):
        raise ValueError(f"expected rest to be high or low, got {rest!r}")
    if not min_range > 0 or not 0 <= min_duration_s <= max_duration_s:
        raise ValueError(
            "expected a positive min_range and 0 <= min_duration_s <= max_duration_s, "
            f"got {min_range}, {min_duration_s}, {max_duration_s}"
        )
    pieces = cut(measure, 1.0 if rest == "high" else -1.0)
    noise = _noise(measure)
    least = max(min_range, NOISE_SIGMAS * noise)
    usual = _typical(pieces, least)
    least = max(least, TYPICAL_SHARE * usual)
    small = max(SHALLOW_SIGMAS * noise, TYPICAL_SHARE * usual)
    lasting = (min_duration_s, max_duration_s)
    kept = _movements(pieces, least, usual, lasting)
    if small < least:
        others = _movements(pieces, small / STANDS_OUT, usual, lasting)
        kept += shallow_ones(kept, others, small)
    kept.sort(key=lambda m: m.turn_s)
    return tuple(Rep(i, m.start_s, m.turn_s, m.end_s) for i, m in enumerate(kept, start=1))


def _movements(
    pieces: list[Piece], least: float, usual: float, lasting_s: tuple[float, float]
) -> list[Movement]:
    """Whole ones that go at least so far and last that long."""
    found = [_movement(v) for p in pieces for v in _valleys(p, least, usual) if _is_whole(v)]
    return [m for m in found if lasting_s[0] <= m.end_s - m.start_s <= lasting_s[1]]


def _movement(valley: _Valley) -> Movement:
    rest = float(valley.piece.value[valley.turn]) + valley.prominence
    return Movement(*_span(valley), rest, valley.prominence)


def _noise(measure: Measure) -> float:
    """The measure's typical standard deviation, 0 where it is not known."""
    sigma = measure.sigma[np.isfinite(measure.value + measure.sigma)]
    return float(np.median(sigma)) if len(sigma) else 0.0


def _turns(piece: Piece, least: float) -> tuple[list[int], list[float]]:
    """Turning points with at least this prominence, and their prominences."""
    # Of two turns exactly as deep each would have the full prominence; a tilt too slight to
    # measure makes the later one the lesser.
    tilt = 1e-9 * least * np.arange(len(piece.value))
    found, facts = find_peaks(-piece.value - tilt, prominence=least)
    return found.tolist(), facts["prominences"].tolist()


def _valleys(piece: Piece, least: float, usual: float) -> list[_Valley]:
    """Turning points with at least this prominence that are no bounces, each with the stretch up
    to its neighbours."""
    turns = _without_bounces(piece.value, *_turns(piece, least), usual)
    bounds = [0, *(turn for turn, _ in turns), len(piece.value) - 1]
    return [
        _Valley(piece, bounds[i], turn, bounds[i + 2], prominence)
        for i, (turn, prominence) in enumerate(turns)
    ]


def _without_bounces(
    value: Array, turns: list[int], prominences: list[float], usual: float
) -> list[tuple[int, float]]:
    """(turn, prominence) of those that are separated by a return towards rest; of others the
    deeper one stays. Who lies down for a set and gets up after it comes from further away than
    from rest: more than the ``usual`` prominence asks for no further return."""
    kept: list[tuple[int, float]] = []
    for turn in zip(turns, prominences, strict=True):
        if kept:
            deeper = min(kept[-1], turn, key=lambda t: float(value[t[0]]))
            between = float(value[kept[-1][0] : turn[0]].max())
            if between < value[deeper[0]] + RETURN_SHARE * min(deeper[1], usual):
                kept[-1] = deeper
                continue
        kept.append(turn)
    return kept


def _typical(pieces: list[Piece], least: float) -> float:
    """The median range of movements that go at least so far, each weighted by itself, so that many
    small ones do not outvote the repetitions; 0 for none."""
    ranges = np.sort([prominence for p in pieces for prominence in _turns(p, least)[1]])
    if len(ranges) == 0:
        return 0.0
    share = np.cumsum(ranges) / ranges.sum()
    return float(ranges[np.searchsorted(share, 0.5)])


def _is_whole(valley: _Valley) -> bool:
    """Whether the turn was seen and no side is cut off."""
    piece, turn = valley.piece, valley.turn
    near = piece.time_s[turn] + np.array([-0.1, 0.1])
    if ((piece.gaps[:, 0] <= near[1]) & (piece.gaps[:, 1] >= near[0])).any():
        return False
    before = piece.value[valley.low : turn + 1] - piece.value[turn]
    after = piece.value[turn : valley.high + 1] - piece.value[turn]
    left, right = float(before.max()), float(after.max())
    edge = max(round(0.1 / float(piece.time_s[1] - piece.time_s[0])), 1)
    if valley.low == 0 and int(before.argmax()) <= edge and left < EDGE_SHARE * right:
        return False
    last = valley.high == len(piece.value) - 1 and len(after) - 1 - int(after.argmax()) <= edge
    return not (last and right < EDGE_SHARE * left)


def _span(valley: _Valley) -> tuple[float, float, float]:
    """Start, turn and end in seconds."""
    piece, turn = valley.piece, valley.turn
    before = slice(turn, valley.low - 1 if valley.low else None, -1)
    start = _leaves_rest(piece.time_s[before], piece.value[before])
    after = slice(turn, valley.high + 1)
    end = _leaves_rest(piece.time_s[after], piece.value[after])
    return start, min(max(_plateau_middle(valley), start), end), end


def _leaves_rest(time_s: Array, value: Array) -> float:
    """When the measure, followed away from its turn (the first sample), regains rest.

    Rest is the level next to this repetition, not the highest of a long pause: the highest
    within a second, or twice the time that half of the way took, after that half.
    """
    away = np.abs(time_s - time_s[0])
    half = int(np.argmax(value >= (value[0] + value.max()) / 2))
    near = (away >= away[half]) & (away <= away[half] + max(1.0, 2 * away[half]))
    top = float(value[near].max())
    return float(time_s[np.argmax(value >= top - REST_SHARE * (top - value[0]))])


def _plateau_middle(valley: _Valley) -> float:
    """Middle of the time around the turn that is as good as at the extreme."""
    value, turn = valley.piece.value, valley.turn
    reach = value[turn] + PLATEAU_SHARE * valley.prominence
    off: NDArray[np.intp] = np.flatnonzero(value > reach)
    place = int(np.searchsorted(off, turn))
    first = int(off[place - 1]) + 1 if place > 0 else 0
    last = int(off[place]) - 1 if place < len(off) else len(value) - 1
    return float(valley.piece.time_s[first] + valley.piece.time_s[last]) / 2
