"""Measures that are defined by other measures: each must lead to one of joints, and fit it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from posecoach.rules.kinds import (
    CHAINED,
    SPLIT_SIDES,
    DurationMeasure,
    OfMeasure,
    base_of,
    needs_reps,
)
from posecoach.rules.misfit import Misfit
from posecoach.rules.texts import expected

if TYPE_CHECKING:
    from posecoach.rules.schema import Exercise


def check_chain(exercise: Exercise, name: str) -> None:
    """Misfit where the measures that ``name`` is made of do not exist, go in a circle, or cannot
    be what they are used for."""
    chain = [name]
    while (base := base_of(exercise.measures[chain[-1]])) is not None:
        if base in chain:
            raise _circle(exercise, chain[chain.index(base) :])
        if base not in exercise.measures:
            _unknown(exercise, chain[-1], base)
        chain.append(base)
    for above, below in itertools.pairwise(chain):
        _check_base(above, below, exercise)


def _circle(exercise: Exercise, ring: list[str]) -> Misfit:
    """Told from the measure that stands first in the file, from wherever it was found."""
    first = next(name for name in exercise.measures if name in ring)
    start = ring.index(first)
    circle = " -> ".join([*ring[start:], *ring[:start], first])
    return Misfit(("measures", first), f"it is defined by itself: {circle}")


def _unknown(exercise: Exercise, name: str, base: str) -> None:
    kind = next(key for key in CHAINED if hasattr(exercise.measures[name], key))
    others = [other for other in exercise.measures if other != name]
    raise Misfit(("measures", name, kind), expected(others, base))


def _check_base(name: str, base: str, exercise: Exercise) -> None:
    measure, below = exercise.measures[name], exercise.measures[base]
    place = ("measures", name)
    if hasattr(measure, "asymmetry") and not hasattr(below, "side"):
        raise Misfit(place, f"asymmetry needs a measure of joints, {base!r} is none")
    if not hasattr(measure, "asymmetry") and getattr(below, "side", "near") in SPLIT_SIDES:
        raise Misfit(place, f"{base!r} has two values (side = both or worst)")
    if hasattr(measure, "of") and isinstance(below, (DurationMeasure, OfMeasure)):
        raise Misfit(place, f"{base!r} has one value per repetition already")
    if hasattr(measure, "speed") and needs_reps(below):
        raise Misfit(place, f"{base!r} is known only after counting")
