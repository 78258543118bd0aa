"""Which exercise is this? The library's cycles and postures, scored on a track."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posecoach.rules.compute import compute_measures, count
from posecoach.rules.fit import chances
from posecoach.rules.schema import Exercise
from posecoach.types import Track, View

FULL_SHARE = 0.5
"""Repetitions that fill this share of the clip fill it: people walk up and rest."""

LEAST_SCORE = 0.25
LEAST_LEAD = 1.15
"""Below this score, or this little ahead of the runner-up, it cannot be told."""

MOVING_REPS = 2
"""So many repetitions of an exercise that fits as well as a hold say that nobody is holding."""

PLAIN_LEAD = 1.2
"""A variant is named only where it fits better than its base by this factor."""


@dataclass(frozen=True)
class Match:
    """How well an exercise fits: ``score`` 0..1, the repetitions (or pieces of a hold) found."""

    exercise: Exercise
    score: float
    reps: int


@dataclass(frozen=True)
class Recognition:
    """The best match, None where it cannot be told, its share of all scores, the runner-up."""

    best: Match | None
    confidence: float
    runner_up: Match | None


def recognise(
    exercises: Sequence[Exercise],
    track: Track,
    view: View,
    size_px: tuple[int, int] | None,
) -> Recognition:
    """Score every exercise on a clean track and choose.

    A repetition counts with the product of the probabilities that its postures (``[cycle]`` and
    ``[recognise]``) are right; the score is their mean, less where repetitions fill less than
    half of the clip. Of variants that fit alike (``extends``) the first in order is named.
    """
    matches = [score(exercise, track, view, size_px) for exercise in exercises]
    ranked = _without_holds(sorted(matches, key=lambda m: -round(m.score, 2)))
    if not ranked or ranked[0].score < LEAST_SCORE:
        return Recognition(None, 0.0, ranked[0] if ranked and ranked[0].score > 0 else None)
    squares = sum(m.score**2 for m in ranked)
    best = _plainest(ranked)
    # Variants of one exercise are told apart where they differ in what can be seen; where they
    # do not, naming the first is no mistake.
    second = next((m for m in ranked if m.exercise.family != best.exercise.family), None)
    close = second is not None and best.score < LEAST_LEAD * second.score
    return Recognition(None if close else best, best.score**2 / squares, best if close else second)


def _without_holds(ranked: list[Match]) -> list[Match]:
    """Without the holds that fit no better than something that moves: half of a push-up is a
    plank, but who bends the arms again and again holds nothing."""
    moving = (m for m in ranked if m.exercise.cycle is not None and m.reps >= MOVING_REPS)
    best = max((m.score for m in moving), default=0.0)
    return [m for m in ranked if m.exercise.cycle is not None or m.score > LEAST_LEAD * best]


def _plainest(ranked: Sequence[Match]) -> Match:
    """The best match, or where it is a variant that hardly fits better, what it is one of."""
    best = ranked[0]
    for match in ranked[1:]:
        if match.exercise.id == best.exercise.family and best.score < PLAIN_LEAD * match.score:
            return match
    return best


def score(exercise: Exercise, track: Track, view: View, size_px: tuple[int, int] | None) -> Match:
    """How well one exercise fits a clean track."""
    measures = compute_measures(exercise, track, view, size_px)
    reps = count(exercise, measures)
    if not reps or len(track.time_s) < 2:
        return Match(exercise, 0.0, 0)
    hints, cycle = exercise.recognise, exercise.cycle
    start = {**(cycle.start if cycle else {}), **hints.start}
    turn = {**(cycle.turn if cycle else {}), **hints.turn}
    fits = [float(np.prod(chances(start, turn, measures, reps, i))) for i in range(len(reps))]
    lasted = sum(rep.end_s - rep.start_s for rep in reps)
    share = lasted / float(track.time_s[-1] - track.time_s[0])
    return Match(exercise, float(np.mean(fits)) * min(1.0, share / FULL_SHARE), len(reps))
