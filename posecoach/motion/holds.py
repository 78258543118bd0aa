"""Finds postures that are held, as a plank is, and cuts them into pieces to be judged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from posecoach.types import Array, Measure, Rep


def find_holds(
    postures: Sequence[tuple[Measure, float | None, float | None]],
    min_s: float,
    break_s: float,
    piece_s: float,
) -> tuple[Rep, ...]:
    """Pieces of at most about ``piece_s`` in which every measure stays within its (min, max).

    Breaks shorter than ``break_s``, hidden frames among them, do not end a hold; holds shorter
    than ``min_s`` do not count. The pieces of one hold follow each other without a gap and are
    equally long; their turn is their middle. ValueError if there is no posture.
    """
    if not postures:
        raise ValueError("expected at least one posture, got none")
    time_s = postures[0][0].time_s
    inside = np.logical_and.reduce([_within(m, low, high) for m, low, high in postures])
    pieces: list[Rep] = []
    for start, end in _stretches(time_s, inside, break_s):
        if end - start >= min_s:
            pieces += _pieces(start, end, piece_s, len(pieces))
    return tuple(pieces)


def _within(measure: Measure, low: float | None, high: float | None) -> NDArray[np.bool_]:
    value = measure.value
    above = value >= (-np.inf if low is None else low)
    return np.asarray(above & (value <= (np.inf if high is None else high)))


def _stretches(
    time_s: Array, inside: NDArray[np.bool_], break_s: float
) -> list[tuple[float, float]]:
    """(start, end) of runs of True that are not further apart than ``break_s``."""
    found: list[tuple[float, float]] = []
    for t in time_s[inside]:
        if found and t - found[-1][1] <= break_s:
            found[-1] = (found[-1][0], float(t))
        else:
            found.append((float(t), float(t)))
    return found


def _pieces(start: float, end: float, piece_s: float, before: int) -> list[Rep]:
    count = max(1, math.floor((end - start) / piece_s))
    edges = np.linspace(start, end, count + 1)
    return [
        Rep(before + i + 1, float(a), float(a + b) / 2, float(b))
        for i, (a, b) in enumerate(pairwise(edges))
    ]
