"""What moves and what stays: parts of the body in the picture, over repetitions and holds.

Angles look alike in exercises that differ in what rests on the floor or the bar: a pull-up is an
overhead press upside down, a push-up from behind bends the elbows like a curl. Which parts leave
their place in the picture tells them apart from every side, and needs no length of the body.
"""

from __future__ import annotations

import numpy as np

from posecoach.motion.body import Body, body_length, locate
from posecoach.rules.fit import CLEARLY, numbered
from posecoach.rules.probability import violation
from posecoach.rules.schema import Cycle
from posecoach.rules.texts import PARTS, Limit, Paired, Part
from posecoach.rules.windows import window
from posecoach.types import Array, Rep, Side

MOVING = 0.35
"""A part moves if it goes at least this share of the way of the part that goes furthest: between
the quarter or less of what only gives way (knees when hips sink from the front, shoulders in a
curl) and the half or more of what takes part."""
SHARE_SIGMA = 0.1
"""How far people differ in that share."""

STILL = 0.25
"""Of the trunk's length: how far a part goes, against the hips, while a posture is held, or against
its other side, while it stays. Nobody stands like a statue, and 12 cm are less than any repetition
and any step."""
STILL_SIGMA = 0.05
STANDS_S = 0.25
"""So long before and after the turn of the quickest lunge both feet stand. Of somebody who walks
they never do for more than a tenth of a stride (Perry, Gait Analysis, 1992, chapter 1)."""
SPREAD = (10, 90)
"""Percentiles between which a held part's places are taken: single frames may be wrong."""

SIDES: tuple[Side, Side] = ("left", "right")


def chances(
    moves: tuple[Part, ...], stays: tuple[Part, ...], body: Body, reps: tuple[Rep, ...]
) -> list[float | None]:
    """For each part said to move or to stay from start to turn, the probability that it does;
    None where it was not seen.

    A set repeats one movement, so the middle of the repetitions' ways is taken before its length:
    a length of something uncertain is too long, and errors of a pose network last for a moment.
    """
    ways = {part: _way(part, body, reps) for part in PARTS}
    furthest = max((way for way, _ in ways.values() if np.isfinite(way)), default=0.0)
    found: list[float | None] = []
    for part in (*moves, *stays):
        way, sigma = ways[part]
        if not np.isfinite(way) or furthest <= 0:
            found.append(None)
            continue
        limit = Limit(min=MOVING) if part in moves else Limit(max=MOVING)
        spread = float(np.hypot(sigma / furthest, SHARE_SIGMA))
        found.append(1 - violation(limit, way / furthest, spread))
    return found


def stillness(body: Body, reps: tuple[Rep, ...]) -> list[float | None]:
    """For each part the probability that it stays where it is, against the hips, during each
    piece of a hold (their mean); None where it was not seen. The camera may move."""
    centre, _ = locate(body, ("left_hip", "right_hip"), "left")
    trunk = body_length(body, "trunk", "left")
    found: list[float | None] = []
    for part in (p for p in PARTS if p not in ("hip", "nose")):
        place, sigma = _place(part, body)
        values = [
            _still((place - centre) / trunk[:, None], sigma / trunk, inside)
            for inside in (_frames(body, rep.start_s, rep.end_s) for rep in reps)
        ]
        seen = [value for value in values if value is not None]
        found.append(float(np.mean(seen)) if seen else None)
    return found


def staying(cycle: Cycle, body: Body, reps: tuple[Rep, ...]) -> tuple[Rep, ...]:
    """The repetitions, numbered anew, during which no part that ``stays`` clearly leaves its place.

    A part's left and right are looked at against each other, whatever the camera does. Over a step
    feet change places by half a trunk and more; feet that stand seem to by a quarter at most.
    """
    return numbered(
        rep for rep in reps if not any(_leaves(p, body, _stand(cycle, rep)) for p in cycle.stays)
    )


def _stand(cycle: Cycle, rep: Rep) -> tuple[float, float]:
    if cycle.stays_at == "rep":
        return rep.start_s, rep.end_s
    return rep.turn_s - STANDS_S, rep.turn_s + STANDS_S


def _leaves(part: Paired, body: Body, between: tuple[float, float]) -> bool:
    (left, left_px), (right, right_px) = (locate(body, part, side) for side in SIDES)
    trunk = body_length(body, "trunk", "left")
    apart, unsure = (left - right) / trunk[:, None], np.hypot(left_px, right_px) / trunk
    chance = _still(apart, unsure, _frames(body, *between))
    return chance is not None and chance < 1 - CLEARLY


def _still(place: Array, sigma: Array, inside: Array) -> float | None:
    """The probability that the place (T, 2) in trunks hardly changes ``inside``."""
    places, errors = place[inside], sigma[inside]
    seen = np.isfinite(places).all(axis=1) & np.isfinite(errors)
    if seen.sum() < 3:
        return None
    low, high = np.percentile(places[seen], SPREAD, axis=0)
    way = float(np.linalg.norm(high - low))
    spread = float(np.hypot(np.sqrt(2) * np.median(errors[seen]), STILL_SIGMA))
    return 1 - violation(Limit(max=STILL), way, spread)


def _way(part: Part, body: Body, reps: tuple[Rep, ...]) -> tuple[float, float]:
    """How far a part goes from start to turn, pixels, and its standard deviation."""
    place, sigma = _place(part, body)
    ways, errors = [], []
    for i in range(len(reps)):
        before, turn = (_frames(body, *window(reps, i, at)) for at in ("start", "turn"))
        if np.isfinite(place[before]).any() and np.isfinite(place[turn]).any():
            ways.append(np.nanmedian(place[turn], axis=0) - np.nanmedian(place[before], axis=0))
            errors.append(np.sqrt(2) * np.nanmedian(sigma[turn]))
    if not ways:
        return float("nan"), float("nan")
    return float(np.linalg.norm(np.median(ways, axis=0))), float(np.median(errors))


def _place(part: Part, body: Body) -> tuple[Array, Array]:
    """Between left and right (or the one seen), (T, 2), and its standard deviation (T,)."""
    both = [locate(body, part, side) for side in SIDES]
    xy = np.array([place for place, _ in both])
    sigma = np.array([error for _, error in both])
    seen = np.isfinite(xy).all(axis=2) & np.isfinite(sigma)
    count = seen.sum(axis=0)
    total = np.where(seen[..., None], xy, 0.0).sum(axis=0)
    variance = np.where(seen, sigma**2, 0.0).sum(axis=0)
    count = np.where(count > 0, count, np.nan)
    return total / count[:, None], np.sqrt(variance) / count


def _frames(body: Body, begin: float, end: float) -> Array:
    time_s = body.track.time_s
    return np.asarray((time_s >= begin) & (time_s <= end))
