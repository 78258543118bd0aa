"""Which exercise is this? The library's cycles and postures, scored on a track."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posecoach.motion.body import Body
from posecoach.rules import movement
from posecoach.rules.compute import compute_measures, count
from posecoach.rules.fit import chances
from posecoach.rules.schema import Exercise
from posecoach.types import Track, View

FULL_SHARE = 0.5
"""Repetitions that fill this share of the clip fill it: people walk up and rest."""

UNSEEN = 0.5
"""The chance that what cannot be seen is right: once for all of it, since it is the camera's
place that hides it, and an exercise that asks for more is no less likely for that."""

NOTHING = 0.25
"""What a movement that the library does not know would score: the same as an exercise that fits
this badly."""

SURE = 0.6
"""An exercise is named from this share of all that it could be on: a fifth ahead of the runner-up
where nothing else is near. A wrong name is worse than none."""

WORTH_SAYING = 0.1
"""Below this share nobody needs to hear of it."""

MOVING_REPS = 2
"""So many repetitions of an exercise that fits as well as a hold say that nobody is holding."""
HOLD_LEAD = 1.15

PLAIN_LEAD = 1.2
"""A variant is named only where it fits better than its base by this factor."""


@dataclass(frozen=True)
class Match:
    """How well an exercise fits: ``score`` 0..1, the repetitions (or pieces of a hold) found."""

    exercise: Exercise
    score: float
    reps: int


@dataclass(frozen=True)
class Candidate:
    """What it could be, with its share 0..1 of everything that it could be."""

    exercise: Exercise
    share: float


@dataclass(frozen=True)
class Recognition:
    """The exercise, None where it cannot be told; and what it could be, the likeliest first, one
    of each family, none of a share that is not worth saying."""

    best: Exercise | None
    candidates: tuple[Candidate, ...]


def recognise(
    exercises: Sequence[Exercise],
    track: Track,
    view: View,
    size_px: tuple[int, int] | None,
) -> Recognition:
    """Score every exercise on a clean track and choose.

    A repetition counts with the product of the probabilities that its postures (``[cycle]`` and
    ``[recognise]``) are right and that the right parts move; the score is their mean, less where
    repetitions fill less than half of the clip. Shares go by the squares of the scores, of each
    family (``extends``) its best. Of variants that fit alike the first in order is named.
    """
    return chosen([score(exercise, track, view, size_px) for exercise in exercises])


def chosen(matches: Sequence[Match]) -> Recognition:
    """The likeliest of the matches, where it is likely enough."""
    ranked = _without_holds(sorted(matches, key=lambda m: -round(m.score, 2)))
    families: dict[str, Match] = {}
    for match in ranked:
        if match.exercise.family not in families:
            of_family = [m for m in ranked if m.exercise.family == match.exercise.family]
            families[match.exercise.family] = _plainest(of_family)
    total = sum(m.score**2 for m in families.values()) + NOTHING**2
    shares = [Candidate(m.exercise, m.score**2 / total) for m in families.values()]
    candidates = tuple(c for c in shares if c.share >= WORTH_SAYING)
    sure = bool(candidates) and candidates[0].share >= SURE
    return Recognition(candidates[0].exercise if sure else None, candidates)


def fits(exercise: Exercise, track: Track, view: View, size_px: tuple[int, int] | None) -> bool:
    """Whether it fits better than nothing that the library knows would."""
    return score(exercise, track, view, size_px).score > NOTHING


def instead(exercise: Exercise, found: Recognition) -> Exercise | None:
    """What was recognised, where ``exercise`` is nothing that it could be; else None."""
    possible = [candidate.exercise.family for candidate in found.candidates]
    return None if exercise.family in possible else found.best


def _without_holds(ranked: list[Match]) -> list[Match]:
    """Without the holds that fit no better than something that moves: half of a push-up is a
    plank, but who bends the arms again and again holds nothing."""
    moving = (m for m in ranked if m.exercise.cycle is not None and m.reps >= MOVING_REPS)
    best = max((m.score for m in moving), default=0.0)
    return [m for m in ranked if m.exercise.cycle is not None or m.score > HOLD_LEAD * best]


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
    body = Body(track, view, size_px)
    reps = count(exercise, measures, body)
    if not reps or len(track.time_s) < 2:
        return Match(exercise, 0.0, 0)
    hints, cycle = exercise.recognise, exercise.cycle
    start = {**(cycle.start if cycle else {}), **hints.start}
    turn = {**(cycle.turn if cycle else {}), **hints.turn}
    fits = [_all(chances(start, turn, measures, reps, i)) for i in range(len(reps))]
    moved = movement.chances(hints.moves, hints.stays, body, reps)
    if cycle is None:
        moved = movement.stillness(body, reps)
    lasted = sum(rep.end_s - rep.start_s for rep in reps)
    share = lasted / float(track.time_s[-1] - track.time_s[0])
    right = float(np.mean(fits)) * float(np.prod([m for m in moved if m is not None]))
    return Match(exercise, right * min(1.0, share / FULL_SHARE), len(reps))


def _all(chances: Sequence[float | None]) -> float:
    """The chance that everything is right."""
    seen = [chance for chance in chances if chance is not None]
    return float(np.prod(seen)) * (UNSEEN if len(seen) < len(chances) else 1.0)
