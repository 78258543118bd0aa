"""Each rule on each repetition: ok, fault or unknown, with the reason.

The measured value counts as normally distributed around the truth. A rule is broken only
where the probability that the limit is passed is above 0.8, kept where it is below 0.2;
between the two it is too close to call. What was not seen is unknown, never ok.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from posecoach.rules.schema import Exercise, Limit, Rule
from posecoach.rules.windows import Reading, read
from posecoach.types import Measure, Outcome, Rep, Verdict, View

FAULT_ABOVE = 0.8
OK_BELOW = 0.2

MODEL_SIGMA: dict[str, float] = {"deg": 5.0, "": 0.05}
"""What a skeleton in a picture misses even where its joints are placed without noise, by
unit. 5 degrees: joint angles of the lower body in squats from markerless video, against
markers (OpenCap's overhead squats: 5.5; Gwynne & Curran 2014 give 2 to 4 for knee valgus in
one view). Ratios and lengths: joints a centimetre or two off, on half a metre."""

LENGTH_SIGMA = 0.02

VAGUE_VIEW_DEG = 45.0
"""A camera direction less certain than this may as well be the next view, side for front."""

BLIND_SIGMA_DEG = 30.0
"""An angle less certain than this was not really seen, whatever its value: mostly limbs that
point at the camera, whose error is no normal."""


def judge(
    exercise: Exercise, measures: Mapping[str, Measure], reps: tuple[Rep, ...], view: View
) -> tuple[Verdict, ...]:
    """A verdict for each rule of the exercise on each repetition, rule by rule."""
    return tuple(
        _verdict(rule, measures[rule.measure], reps, index, view)
        for rule in exercise.rules
        for index in range(len(reps))
    )


def violation(limit: Limit, value: float, sigma: float) -> float:
    """Probability that a quantity measured as ``value`` +- ``sigma`` is beyond the limit."""
    below = 0.0 if limit.min is None else _normal((limit.min - value) / sigma)
    above = 0.0 if limit.max is None else _normal((value - limit.max) / sigma)
    return below + above


def _verdict(
    rule: Rule, measure: Measure, reps: tuple[Rep, ...], index: int, view: View
) -> Verdict:
    rep = reps[index]
    if view.name == "unknown" or view.sigma_deg > VAGUE_VIEW_DEG:
        return _unknown(rule, rep, "direction")
    if view.name not in rule.views:
        return _unknown(rule, rep, "view")
    reading = read(measure, reps, index, rule.at, rule.reduce)
    if rule.relative_to and not reading.reason:
        reading = _relative(reading, measure, reps, index)
    if reading.reason:
        return _unknown(rule, rep, reading.reason)
    floor = MODEL_SIGMA.get(measure.unit, LENGTH_SIGMA)
    sigma = math.hypot(reading.sigma, floor)
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


def _relative(reading: Reading, measure: Measure, reps: tuple[Rep, ...], index: int) -> Reading:
    """The change since the rest before this repetition, or the clip's if that was hidden.

    Half of the variance of a joint's error is taken to stay the same from rest to turn (the
    same heel of the same shoe), so the errors of the two correlate by 0.5.
    """
    rest = read(measure, reps, index, "start", "median")
    if rest.reason:
        others = [read(measure, reps, i, "start", "median") for i in range(len(reps))]
        seen = sorted((r for r in others if not r.reason), key=lambda r: r.value)
        if not seen:
            return rest
        rest = seen[len(seen) // 2]
    variance = reading.sigma**2 + rest.sigma**2 - reading.sigma * rest.sigma
    return Reading(reading.value - rest.value, math.sqrt(variance), reading.time_s)


def _unknown(rule: Rule, rep: Rep, reason: str) -> Verdict:
    return Verdict(rule.id, rep.number, "unknown", np.nan, np.nan, np.nan, rep.turn_s, reason)


def _bound(limit: Limit, value: float) -> float:
    """The bound that is nearer to the value."""
    bounds = [b for b in (limit.min, limit.max) if b is not None]
    return min(bounds, key=lambda b: abs(b - value))


def _normal(z: float) -> float:
    """Cumulative standard normal distribution."""
    return 0.5 * math.erfc(-z / math.sqrt(2))
