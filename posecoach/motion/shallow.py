"""Repetitions of a set that fall short of what the exercise asks of a movement.

How far a movement must go to be a repetition at all keeps walking and getting into position from
being counted. Beside full repetitions less is enough: somebody who gets tired raises the arms by a
third as far, at the same pace and from the same rest. So a small movement counts in their company:

- it starts and ends at their rest, and lasts about as long as they do;
- it follows the one before, or precedes the next, no later than their rhythm has it, and leaves
  each of them room: the feet that step back up from a lunge lift the hips a little, too;
- it stands out from everything that is none: who fidgets by as much shows nothing. Where the rhythm
  of full repetitions leaves out one or two, this is not asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

import numpy as np

MIN_FULL = 2
"""Fewer full repetitions have no rhythm."""
REST_WITHIN = 0.15
"""At rest within this share of their range."""
AS_LONG = 0.6
"""At least this share of their duration, at most as many times more."""
LATE = 1.5
"""Later than so many of their intervals is another set, or none."""
STANDS_OUT = 1.5
"""So many times as far as any movement that is no repetition."""


@dataclass(frozen=True)
class Movement:
    """Away from rest and back: times in seconds, ``rest`` the lower of the levels (rest upwards)
    before and after, ``reach`` how far it goes from there."""

    start_s: float
    turn_s: float
    end_s: float
    rest: float
    reach: float


def shallow_ones(
    full: Sequence[Movement], small: Sequence[Movement], least: float
) -> list[Movement]:
    """Those of the ``small`` movements that are repetitions in the company of the ``full`` ones.

    Both in order of time; small ones that overlap a full one belong to it. Those that do not reach
    ``least`` are none; they show how much somebody moves besides.
    """
    if len(full) < MIN_FULL:
        return []
    apart = [m for m in small if all(m.end_s <= f.start_s or m.start_s >= f.end_s for f in full)]
    alike = [m for m in apart if m.reach >= least and _is_alike(m, full)]
    # The lower of two middle ones: shallow ones in between only ever make an interval longer.
    period = median_low(np.diff([f.turn_s for f in full]).tolist())
    kept = _in_rhythm(full, alike, LATE * period)
    others = [m for m in apart if m not in kept]
    noise = max((m.reach for m in others), default=0.0)
    return [m for m in kept if m.reach >= STANDS_OUT * noise or _is_missing(m, full, LATE * period)]


def _is_alike(one: Movement, full: Sequence[Movement]) -> bool:
    """Whether it starts from their rest, lasts as long, and is apart by as much as both last."""
    rest = float(np.median([f.rest for f in full]))
    reach = float(np.median([f.reach for f in full]))
    usual = float(np.median([f.end_s - f.start_s for f in full]))
    lasts = one.end_s - one.start_s
    at_rest = abs(one.rest - rest) <= REST_WITHIN * reach
    apart = _gap(one, full) >= usual
    return at_rest and apart and AS_LONG * usual <= lasts <= usual / AS_LONG


def _in_rhythm(full: Sequence[Movement], alike: list[Movement], late: float) -> list[Movement]:
    """Those not later, or earlier, than ``late`` seconds from a repetition, shallow ones too."""
    kept: list[Movement] = []
    waiting = list(alike)
    while True:
        near = [m for m in waiting if _gap(m, [*full, *kept]) <= late]
        if not near:
            return sorted(kept, key=lambda m: m.turn_s)
        kept += near
        waiting = [m for m in waiting if m not in near]


def _gap(one: Movement, others: Sequence[Movement]) -> float:
    return min(abs(one.turn_s - o.turn_s) for o in others)


def _is_missing(one: Movement, full: Sequence[Movement], late: float) -> bool:
    """Whether it lies where full repetitions on both sides leave one out."""
    before = [f.turn_s for f in full if f.turn_s < one.turn_s]
    after = [f.turn_s for f in full if f.turn_s > one.turn_s]
    if not before or not after or after[0] - before[-1] < late:
        return False
    return one.turn_s - before[-1] <= late and after[0] - one.turn_s <= late
