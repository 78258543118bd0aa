"""Each rule on each repetition: ok, fault or unknown, with the reason.

The measured value counts as normally distributed around the truth, with the standard deviation
that it has towards the limit. A rule is broken only where the probability that the limit is passed
is above 0.8, kept where it is below 0.2; between the two it is too close to call. What was not seen
is unknown, never ok.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from posecoach.motion.view import plausible_names
from posecoach.rules.kinds import SPLIT_SIDES
from posecoach.rules.probability import full_sigma, violation
from posecoach.rules.schema import Exercise, Rule
from posecoach.rules.texts import Limit
from posecoach.rules.windows import Reading, change_since, difference, read
from posecoach.types import Measure, Outcome, Rep, Verdict, View

FAULT_ABOVE = 0.8
OK_BELOW = 0.2

VAGUE_VIEW_DEG = 45.0
"""A camera direction less certain than this may as well be the next view, side for front."""

BLIND_SIGMA_DEG = 30.0
"""An angle less certain than this was not really seen, whatever its value: mostly limbs that
point at the camera, whose error is no normal."""

DRIFT_MIN_REPS = 4
"""Fewer repetitions show no fatigue; the first and last third of them are compared."""


@dataclass(frozen=True)
class _Seen:
    """What there is to judge by: the measures, the repetitions and the view."""

    measures: Mapping[str, Measure]
    reps: tuple[Rep, ...]
    view: View


def judge(
    exercise: Exercise, measures: Mapping[str, Measure], reps: tuple[Rep, ...], view: View
) -> tuple[Verdict, ...]:
    """A verdict for each rule of the exercise on each repetition, rule by rule; for a rule
    about drift one on the set (``rep`` 0)."""
    seen = _Seen(measures, reps, view)
    found: list[Verdict] = []
    for rule in exercise.rules:
        split = getattr(exercise.measures[rule.measure], "side", "near")
        if rule.drift:
            found += [_drift(rule, seen)] if reps else []
        elif split in SPLIT_SIDES:
            found += [_of_both(rule, seen, i, split == "both") for i in range(len(reps))]
        else:
            found += [_verdict(rule, measures[rule.measure], seen, i) for i in range(len(reps))]
    return _superseded(exercise, tuple(found))


def _verdict(rule: Rule, measure: Measure, seen: _Seen, index: int) -> Verdict:
    reason = _not_from_here(rule, seen.view)
    if reason:
        return _unknown(rule, seen.reps[index], reason)
    reading = _reading(rule, measure, seen.reps, index)
    if not reading.reason and measure.below is not None and measure.above is not None:
        further = _bound(rule.limit, reading.value) > reading.value
        towards = replace(measure, sigma=measure.above if further else measure.below)
        reading = _reading(rule, towards, seen.reps, index)
    return _compare(rule, measure, reading, seen.reps[index], seen.view)


def _not_from_here(rule: Rule, view: View) -> str:
    """Why the camera does not show this rule, "" where it does."""
    if view.name == "unknown" or view.sigma_deg > VAGUE_VIEW_DEG:
        return "direction"
    if view.name not in rule.views:
        return "view"
    return "" if plausible_names(view) <= set(rule.views) else "direction"


def _reading(rule: Rule, measure: Measure, reps: tuple[Rep, ...], index: int) -> Reading:
    reading = read(measure, reps, index, rule.at, rule.reduce)
    if rule.relative_to and not reading.reason:
        return change_since(reading, measure, reps, index)
    return reading


def _compare(rule: Rule, measure: Measure, reading: Reading, rep: Rep, view: View) -> Verdict:
    if reading.reason:
        return _unknown(rule, rep, reading.reason)
    sigma = full_sigma(reading.sigma, measure.unit, reading.value if reading.change else None)
    chance = violation(rule.limit, reading.value, sigma)
    outcome: Outcome = "unknown"
    reason = "too_close"
    if measure.unit == "deg" and reading.sigma > BLIND_SIGMA_DEG:
        # A better view would help; from the best one, better sight of the joints.
        reason = "hidden" if view.name == rule.views[0] else "view"
    elif chance > FAULT_ABOVE:
        outcome, reason = "fault", ""
    elif chance < OK_BELOW:
        outcome, reason = "ok", ""
    bound = _bound(rule.limit, reading.value)
    return Verdict(
        rule.id, rep.number, outcome, reading.value, sigma, bound, reading.time_s, reason
    )


def _of_both(rule: Rule, seen: _Seen, index: int, needs_both: bool) -> Verdict:
    """The worse of two sides: a fault on either is a fault. Ok needs every side that was seen
    to be ok; with ``needs_both`` both must have been seen."""
    pair = [
        _verdict(rule, seen.measures[f"{rule.measure}.{side}"], seen, index)
        for side in ("left", "right")
    ]
    faults = [v for v in pair if v.outcome == "fault"]
    if faults:
        return max(faults, key=lambda v: abs(v.measured - v.limit) / v.sigma)
    close = [v for v in pair if v.reason == "too_close"]
    hidden = [v for v in pair if v.outcome == "unknown" and v.reason != "too_close"]
    if hidden and (needs_both or len(hidden) == 2):
        return hidden[0]
    return next(iter(close or [v for v in pair if v.outcome == "ok"]))


def _drift(rule: Rule, seen: _Seen) -> Verdict:
    """The last third of the repetitions against the first, as the verdict on "repetition" 0."""
    whole = Rep(0, seen.reps[0].start_s, seen.reps[-1].turn_s, seen.reps[-1].end_s)
    reason = _not_from_here(rule, seen.view)
    if reason or len(seen.reps) < DRIFT_MIN_REPS:
        return _unknown(rule, whole, reason or "few_reps")
    measure = seen.measures[rule.measure]
    readings = [_reading(rule, measure, seen.reps, i) for i in range(len(seen.reps))]
    third = max(1, len(readings) // 3)
    first, last = _mean(readings[:third]), _mean(readings[-third:])
    if first.reason or last.reason:
        return _unknown(rule, whole, first.reason or last.reason)
    return _compare(rule, measure, difference(last, first), whole, seen.view)


def _mean(readings: list[Reading]) -> Reading:
    """Of those that were seen; errors of one clip go together and do not shrink."""
    kept = [r for r in readings if not r.reason]
    if not kept:
        return readings[0]
    sigma = float(np.sqrt(np.mean([r.sigma**2 for r in kept])))
    value = float(np.mean([r.value for r in kept]))
    return Reading(value, sigma, kept[-1].time_s, change=kept[-1].change)


def _superseded(exercise: Exercise, verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Where a rule's ``unless`` is broken in the same repetition, nothing is said of the rule."""
    broken = {(v.rule, v.rep) for v in verdicts if v.outcome == "fault"}
    unless = {rule.id: rule.unless for rule in exercise.rules}
    return tuple(
        replace(v, outcome="unknown", reason="superseded")
        if (unless[v.rule], v.rep) in broken
        else v
        for v in verdicts
    )


def _unknown(rule: Rule, rep: Rep, reason: str) -> Verdict:
    return Verdict(rule.id, rep.number, "unknown", np.nan, np.nan, np.nan, rep.turn_s, reason)


def _bound(limit: Limit, value: float) -> float:
    """The bound that is nearer to the value."""
    return min((bound for _, bound in limit.bounds), key=lambda b: abs(b - value))
