"""What must fit together in an exercise file: names, units and limits, views and measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from posecoach.rules.chains import check_chain
from posecoach.rules.kinds import (
    PER_REP_SIDES,
    SPLIT_SIDES,
    DeviationMeasure,
    DistanceMeasure,
    OffsetMeasure,
    RatioMeasure,
    base_of,
    needs_reps,
)
from posecoach.rules.lines import Place
from posecoach.rules.misfit import Misfit
from posecoach.rules.ranges import Bound, check_bound
from posecoach.rules.texts import Limit, expected

if TYPE_CHECKING:
    from posecoach.rules.schema import Exercise, Rule

SAGITTAL = ("side", "oblique")
FRONTAL = ("front", "back")


def check(exercise: Exercise) -> None:
    """Misfit for the first thing that does not fit, with the others that were found."""
    # What rests on measures that lead nowhere cannot be looked at, and what rules may say depends
    # on what is counted.
    chains = [partial(check_chain, exercise, name) for name in exercise.measures]
    found = (
        _misfits(chains)
        or _misfits([partial(_check_counting, exercise)])
        or _misfits(_parts(exercise))
    )
    if found:
        first, *others = found
        raise Misfit(first.place, str(first), tuple(others))


def _misfits(checks: Iterable[Callable[[], None]]) -> list[Misfit]:
    """What each of the checks found, if anything."""
    found: list[Misfit] = []
    for one in checks:
        try:
            one()
        except Misfit as misfit:
            if (misfit.place, str(misfit)) not in [(m.place, str(m)) for m in found]:
                found.append(misfit)
    return found


def _parts(exercise: Exercise) -> Iterator[Callable[[], None]]:
    """The checks of one part each, none of which needs another to have passed."""
    recognise = exercise.recognise
    yield partial(_check_cycle, exercise)
    yield partial(_check_hold, exercise)
    yield partial(_check_postures, exercise, ("recognise", "start"), recognise.start)
    yield partial(_check_postures, exercise, ("recognise", "turn"), recognise.turn)
    for i, rule in enumerate(exercise.rules):
        yield partial(_check_rule, exercise, rule, ("rule", i))
        yield partial(_check_new_id, exercise, rule, i)


def _check_counting(exercise: Exercise) -> None:
    if exercise.cycle is not None and exercise.hold is not None:
        raise Misfit(("hold",), "expected [cycle] or [hold], found both; take one away")
    if exercise.cycle is None and exercise.hold is None:
        raise Misfit(
            (), "expected [cycle], for repetitions, or [hold], for a posture, found neither"
        )


def _check_new_id(exercise: Exercise, rule: Rule, i: int) -> None:
    if rule.id in [r.id for r in exercise.rules[:i]]:
        raise Misfit(("rule", i, "id"), f"expected a new id, found {rule.id!r} again")


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


def _check_cycle(exercise: Exercise) -> None:
    cycle = exercise.cycle
    if cycle is None:
        return
    for key, name in (("measure", cycle.measure), ("side_by", cycle.side_by)):
        if name is not None:
            _known(exercise, ("cycle", key), name)
            _plain(exercise, ("cycle", key), name)
    postures = {"start": cycle.start, "turn": cycle.turn, "during": cycle.during}
    for key, limits in postures.items():
        _check_postures(exercise, ("cycle", key), limits)
    if cycle.stays_at == "turn" and not cycle.stays:
        raise Misfit(
            ("cycle", "stays_at"), 'expected what stays with it, such as stays = ["ankle"]'
        )
    if cycle.min_duration_s >= cycle.max_duration_s:
        raise Misfit(
            ("cycle", "max_duration_s"),
            f"expected more than min_duration_s ({cycle.min_duration_s:g}), "
            f"found {cycle.max_duration_s:g}",
        )
    check_bound(exercise, ("cycle", "min_range"), cycle.measure, cycle.min_range, "distance")
    lead = [
        n
        for n, m in exercise.measures.items()
        if getattr(m, "side", "near") in PER_REP_SIDES and cycle.side_by is None
    ]
    if lead:
        raise Misfit(("measures", lead[0]), "side lead or trail needs cycle.side_by")


def _check_hold(exercise: Exercise) -> None:
    if exercise.hold is not None:
        _check_postures(exercise, ("hold", "posture"), exercise.hold.posture)


def _check_postures(exercise: Exercise, where: Place, postures: dict[str, Limit]) -> None:
    for name, limit in postures.items():
        _known(exercise, where, name)
        _plain(exercise, where, name)
        for key, bound in limit.bounds:
            check_bound(exercise, (*where, name, key), name, bound)


def _check_rule(exercise: Exercise, rule: Rule, where: Place) -> None:
    _known(exercise, (*where, "measure"), rule.measure)
    if (rule.at == "hold") != (exercise.hold is not None):
        kind = "[hold]" if rule.at == "hold" else "[cycle]"
        raise Misfit((*where, "at"), f"{rule.at!r} needs a {kind}")
    # A hold that extends an exercise with repetitions inherits such measures; unused they do
    # no harm.
    if exercise.cycle is None and needs_reps(exercise.measures[rule.measure]):
        raise Misfit(
            (*where, "measure"),
            f"{rule.measure!r} needs a [cycle]: durations, changes and leading sides are those of "
            "repetitions",
        )
    _check_limits(exercise, rule, where)
    _check_views(exercise, rule, where)
    if rule.unless is not None:
        _check_unless(exercise, rule, rule.unless, (*where, "unless"))


def _check_unless(exercise: Exercise, rule: Rule, other: str, where: Place) -> None:
    others = [r.id for r in exercise.rules if r.id != rule.id and r.unless is None]
    if not others:
        raise Misfit(
            where,
            f"expected the id of another rule without unless, but there is none, found {other!r}",
        )
    if other not in others:
        raise Misfit(where, expected(others, other))


def _check_limits(exercise: Exercise, rule: Rule, where: Place) -> None:
    change = rule.relative_to is not None or rule.drift or rule.reduce == "range"
    limits: dict[Place, Limit] = {("limit",): rule.limit}
    limits |= {("levels", level): limit for level, limit in rule.levels.items()}
    for place, limit in limits.items():
        if {key for key, _ in limit.bounds} != {key for key, _ in rule.limit.bounds}:
            raise Misfit((*where, *place), "expected the same bounds as limit has")
        for key, bound in limit.bounds:
            kind: Bound = "change" if change else "value"
            check_bound(exercise, (*where, *place, key), rule.measure, bound, kind)


def _check_views(exercise: Exercise, rule: Rule, where: Place) -> None:
    possible = possible_views(exercise, rule.measure)
    for view in rule.views:
        if view not in exercise.views:
            raise Misfit((*where, "views"), expected(exercise.views, view))
        if view not in possible:
            raise Misfit(
                (*where, "views"),
                f"{rule.measure!r} cannot be seen from {view!r}, only from {', '.join(possible)}",
            )


def _known(exercise: Exercise, where: Place, name: str) -> None:
    if name not in exercise.measures:
        raise Misfit(where, expected(exercise.measures, name))


def _plain(exercise: Exercise, where: Place, name: str) -> None:
    measure = exercise.measures[name]
    if needs_reps(measure) or getattr(measure, "side", "near") in SPLIT_SIDES:
        raise Misfit(
            where,
            f"{name!r} is not known before counting; expected a measure with a side such as near, "
            "mean, min or max",
        )
