"""What must fit together in an exercise file: names, units and limits, views and measures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from posecoach.rules.kinds import (
    PER_REP_SIDES,
    SPLIT_SIDES,
    AngleMeasure,
    DeviationMeasure,
    DistanceMeasure,
    DurationMeasure,
    InclinationMeasure,
    MeasureBase,
    OffsetMeasure,
    OfMeasure,
    RatioMeasure,
    base_of,
    needs_reps,
)
from posecoach.rules.texts import Limit, expected
from posecoach.rules.units import unit_of

if TYPE_CHECKING:
    from posecoach.rules.schema import Exercise, Rule

SAGITTAL = ("side", "oblique")
FRONTAL = ("front", "back")

MOST_LENGTHS = 10.0
"""No joints of a person are further apart, in any of the body's lengths."""


def check(exercise: Exercise) -> None:
    """ValueError, with the place in the file, for the first thing that does not fit."""
    for name in exercise.measures:
        _check_measure(exercise, name)
    if (exercise.cycle is None) == (exercise.hold is None):
        raise ValueError("expected either [cycle] or [hold], found both or neither")
    _check_cycle(exercise)
    _check_hold(exercise)
    _check_postures(exercise, "recognise.start", exercise.recognise.start)
    _check_postures(exercise, "recognise.turn", exercise.recognise.turn)
    for i, rule in enumerate(exercise.rules):
        _check_rule(exercise, rule, f"rule[{i}] ({rule.id})")
        if rule.id in [r.id for r in exercise.rules[:i]]:
            raise ValueError(f"rule[{i}].id: expected a new id, found {rule.id!r} again")


def possible_views(exercise: Exercise, name: str) -> tuple[str, ...]:
    """From where a measure can be seen at all, whatever its uncertainty."""
    measure = exercise.measures[name]
    base = base_of(measure)
    if base is not None:
        return possible_views(exercise, base)
    if isinstance(measure, OffsetMeasure) and measure.along == "forward":
        return SAGITTAL
    if isinstance(measure, OffsetMeasure) and measure.along == "sideways":
        return FRONTAL
    if isinstance(measure, DeviationMeasure) and measure.towards != "up":
        return SAGITTAL if measure.towards == "forward" else FRONTAL
    if isinstance(measure, RatioMeasure) and any(_is_width(pair) for pair in measure.ratio):
        return (*FRONTAL, "oblique")
    if isinstance(measure, DistanceMeasure) and _is_width(measure.distance):
        return (*FRONTAL, "oblique")
    return (*SAGITTAL, *FRONTAL)


def _is_width(pair: Iterable[object]) -> bool:
    """Whether two points are a left and a right joint of one name."""
    names = [p for p in pair if isinstance(p, str)]
    bare = {n.removeprefix("left_").removeprefix("right_") for n in names}
    return len(names) == 2 and len(bare) == 1 and names[0] != names[1]


def _check_measure(exercise: Exercise, name: str) -> None:
    seen, current = [name], exercise.measures[name]
    while (base := base_of(current)) is not None:
        _known(exercise, f"measures.{seen[-1]}", base)
        if base in seen:
            raise ValueError(f"measures.{name}: it is defined by itself ({' -> '.join(seen)})")
        seen, current = [*seen, base], exercise.measures[base]
        _check_base(seen[-2], base, exercise)


def _check_base(name: str, base: str, exercise: Exercise) -> None:
    measure, below = exercise.measures[name], exercise.measures[base]
    if hasattr(measure, "asymmetry") and not hasattr(below, "side"):
        raise ValueError(f"measures.{name}: asymmetry needs a measure of joints, {base!r} is none")
    if not hasattr(measure, "asymmetry") and getattr(below, "side", "near") in SPLIT_SIDES:
        raise ValueError(f"measures.{name}: {base!r} has two values (side = both or worst)")
    if hasattr(measure, "of") and isinstance(below, (DurationMeasure, OfMeasure)):
        raise ValueError(f"measures.{name}: {base!r} has one value per repetition already")
    if hasattr(measure, "speed") and needs_reps(below):
        raise ValueError(f"measures.{name}: {base!r} is known only after counting")


def _check_cycle(exercise: Exercise) -> None:
    cycle = exercise.cycle
    if cycle is None:
        return
    for key, name in (("measure", cycle.measure), ("side_by", cycle.side_by)):
        if name is not None:
            _known(exercise, f"cycle.{key}", name)
            _plain(exercise, f"cycle.{key}", name)
    _check_postures(exercise, "cycle.start", cycle.start)
    _check_postures(exercise, "cycle.turn", cycle.turn)
    if cycle.min_duration_s >= cycle.max_duration_s:
        raise ValueError(
            "cycle.max_duration_s: expected more than min_duration_s "
            f"({cycle.min_duration_s:g}), found {cycle.max_duration_s:g}"
        )
    _fits_unit(exercise, "cycle.min_range", cycle.measure, cycle.min_range, change=True)
    lead = [
        n
        for n, m in exercise.measures.items()
        if getattr(m, "side", "near") in PER_REP_SIDES and cycle.side_by is None
    ]
    if lead:
        raise ValueError(f"measures.{lead[0]}: side lead or trail needs cycle.side_by")


def _check_hold(exercise: Exercise) -> None:
    if exercise.hold is not None:
        _check_postures(exercise, "hold.posture", exercise.hold.posture)


def _check_postures(exercise: Exercise, where: str, postures: dict[str, Limit]) -> None:
    for name, limit in postures.items():
        _known(exercise, where, name)
        _plain(exercise, where, name)
        for key, bound in limit.bounds:
            _fits_unit(exercise, f"{where}.{name}.{key}", name, bound)


def _check_rule(exercise: Exercise, rule: Rule, where: str) -> None:
    _known(exercise, f"{where}.measure", rule.measure)
    if (rule.at == "hold") != (exercise.hold is not None):
        kind = "[hold]" if rule.at == "hold" else "[cycle]"
        raise ValueError(f"{where}.at: {rule.at!r} needs a {kind}")
    # A hold that extends an exercise with repetitions inherits such measures; unused they do
    # no harm.
    if exercise.cycle is None and needs_reps(exercise.measures[rule.measure]):
        raise ValueError(
            f"{where}.measure: {rule.measure!r} needs a [cycle]: durations, changes and leading "
            "sides are those of repetitions"
        )
    _check_limits(exercise, rule, where)
    _check_views(exercise, rule, where)
    if rule.unless is not None:
        others = [r.id for r in exercise.rules if r.id != rule.id and r.unless is None]
        if rule.unless not in others:
            raise ValueError(f"{where}.unless: {expected(others, rule.unless)}")


def _check_limits(exercise: Exercise, rule: Rule, where: str) -> None:
    change = rule.relative_to is not None or rule.drift or rule.reduce == "range"
    limits: dict[str, Limit] = {"limit": rule.limit}
    limits |= {f"levels.{level}": limit for level, limit in rule.levels.items()}
    for place, limit in limits.items():
        if {key for key, _ in limit.bounds} != {key for key, _ in rule.limit.bounds}:
            raise ValueError(f"{where}.{place}: expected the same bounds as limit has")
        for key, bound in limit.bounds:
            _fits_unit(exercise, f"{where}.{place}.{key}", rule.measure, bound, change)


def _check_views(exercise: Exercise, rule: Rule, where: str) -> None:
    possible = possible_views(exercise, rule.measure)
    for view in rule.views:
        if view not in exercise.views:
            raise ValueError(f"{where}.views: {expected(exercise.views, view)}")
        if view not in possible:
            raise ValueError(
                f"{where}.views: {rule.measure!r} cannot be seen from {view!r}, "
                f"only from {', '.join(possible)}"
            )


def _known(exercise: Exercise, where: str, name: str) -> None:
    if name not in exercise.measures:
        raise ValueError(f"{where}: {expected(exercise.measures, name)}")


def _plain(exercise: Exercise, where: str, name: str) -> None:
    measure = exercise.measures[name]
    if needs_reps(measure) or getattr(measure, "side", "near") in SPLIT_SIDES:
        raise ValueError(
            f"{where}: {name!r} is not known before counting; expected a measure "
            "with a side such as near, mean, min or max"
        )


def _fits_unit(
    exercise: Exercise, where: str, name: str, bound: float, change: bool = False
) -> None:
    """A bound that could never be kept or broken, or that is in another unit."""
    measure = exercise.measures[name]
    low, high, what = _range_of(measure, unit_of(exercise, name))
    if change or base_of(measure) is not None:
        low = -high
    if not low <= bound <= high or (bound in (low, high) and not change):
        raise ValueError(f"{where}: expected between {low:g} and {high:g} {what}, found {bound:g}")
    if unit_of(exercise, name) == "deg" and 0 < abs(bound) < 1:
        raise ValueError(f"{where}: expected degrees, found {bound:g}: is it a ratio or radians?")


def _range_of(measure: MeasureBase, unit: str) -> tuple[float, float, str]:
    if isinstance(measure, AngleMeasure):
        return 0.0, 180.0, "degrees"
    if isinstance(measure, InclinationMeasure):
        return 0.0, 90.0, "degrees"
    if isinstance(measure, DurationMeasure):
        return 0.0, 600.0, "seconds"
    if isinstance(measure, (DistanceMeasure, RatioMeasure)):
        return 0.0, MOST_LENGTHS, "lengths"
    top = {"deg": 180.0, "deg/s": 2000.0}.get(unit, MOST_LENGTHS)
    words = {"deg": "degrees", "deg/s": "degrees per second"}.get(unit, "lengths")
    return -top, top, words
