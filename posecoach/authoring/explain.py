"""An exercise file in plain words: how it counts, from where to film, each rule a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from posecoach.authoring.explain_measures import described, joined, measure_name, place, span
from posecoach.coach.wording import VIEW_NAMES, Language, bounds, pick, quantity
from posecoach.rules.schema import Cycle, Exercise, Hold, Rule
from posecoach.rules.texts import Limit
from posecoach.rules.units import unit_of

MOMENTS: dict[str, str] = {
    "start": "At rest, before the repetition",
    "turn": "At the turn",
    "end": "At rest, after the repetition",
    "descent": "On the way to the turn",
    "ascent": "On the way back",
    "rep": "Over the whole repetition",
    "hold": "While held",
}
REDUCED: dict[str, str] = {
    "median": "its middle value",
    "mean": "its mean",
    "min": "its minimum",
    "max": "its maximum",
    "range": "its range",
    "value": "its value in a single frame",
}


def explain(exercise: Exercise, lang: Language = "en") -> tuple[str, ...]:
    """Sentences about all that the file does; ``lang`` is that of the file's own texts."""
    how = () if exercise.cycle is None else _cycle(exercise, exercise.cycle, lang)
    held = () if exercise.hold is None else (_hold(exercise, exercise.hold, lang),)
    return (_filming(exercise), *how, *held)


def explain_measures(exercise: Exercise, lang: Language = "en") -> tuple[str, ...]:
    """Each measure in a sentence."""
    return tuple(
        f"{name}: {described(exercise, name)}"
        + (f"; the coach calls it {pick(asked.label, lang)!r}" if asked.label else "")
        + "."
        for name, asked in exercise.measures.items()
    )


def explain_rule(exercise: Exercise, rule: Rule, lang: Language = "en") -> tuple[str, ...]:
    """One rule: what is judged, what the coach says of it, where its limit comes from."""
    limit = _limit(exercise, rule.measure, rule.limit)
    what = f"{MOMENTS[rule.at]}, {measure_name(exercise, rule.measure, lang)}, {_reduced(rule)}"
    views = joined([place(v) for v in rule.views])
    lines = [f"{what}, must be {limit}; judged {views}; {rule.severity}."]
    lines += [
        f"With --level {level}: {_limit(exercise, rule.measure, other)}."
        for level, other in rule.levels.items()
    ]
    if rule.unless:
        lines.append(f"Not said where {rule.unless!r} is broken in the same repetition.")
    lines.append(f"If broken the coach says: {pick(rule.say, lang)}")
    lines.append(f"If kept: {pick(rule.good, lang)}")
    return (*lines, f"Source: {rule.source}")


def _limit(exercise: Exercise, measure: str, limit: Limit) -> str:
    """ "at most 6 % of the lower leg"."""
    unit = unit_of(exercise, measure)
    return f"{bounds(limit, unit, 'en')} {span(unit)}".rstrip()


def _reduced(rule: Rule) -> str:
    how = rule.reduce
    words = REDUCED[how] if isinstance(how, str) else f"its {how.percentile:g}th percentile"
    if rule.relative_to:
        words += ", as the change since the rest before"
    return words + (", the last repetitions minus the first" if rule.drift else "")


def _filming(exercise: Exercise) -> str:
    best, *others = (pick(VIEW_NAMES[view], "en") for view in exercise.views)
    more = f"; {joined(others, 'or')} works too" if others else ""
    return f"Film {best}{more}."


def _cycle(exercise: Exercise, cycle: Cycle, lang: Language) -> tuple[str, ...]:
    unit = unit_of(exercise, cycle.measure)
    far = f"{quantity(cycle.min_range, unit)} {span(unit)}".rstrip()
    away = "falls" if cycle.rest == "high" else "rises"
    counted = (
        f"A repetition is counted when {measure_name(exercise, cycle.measure, lang)} {away} by "
        f"{far} or more and comes back, in {cycle.min_duration_s:g} to "
        f"{cycle.max_duration_s:g} s."
    )
    lines = [counted, *_during(exercise, cycle, lang), *_staying(cycle)]
    if cycle.side_by is not None:
        by = measure_name(exercise, cycle.side_by, lang)
        lines.append(f"The leading side is left where {by} is positive at the turn, else right.")
    return tuple(lines)


def _during(exercise: Exercise, cycle: Cycle, lang: Language) -> tuple[str, ...]:
    if not cycle.during:
        return ()
    return (f"Only what is seen while {_kept(exercise, cycle.during, lang)} belongs to one.",)


def _staying(cycle: Cycle) -> tuple[str, ...]:
    if not cycle.stays:
        return ()
    parts = joined([f"the left and right {part}" for part in cycle.stays])
    when = "" if cycle.stays_at == "rep" else " around its turn"
    return (f"A movement is not counted if {parts} change places{when}, as in walking.",)


def _hold(exercise: Exercise, hold: Hold, lang: Language) -> str:
    kept = _kept(exercise, hold.posture, lang)
    return (
        f"The posture is held while {kept}, for {hold.min_s:g} s or more; breaks of less "
        f"than {hold.break_s:g} s do not count. It is judged in pieces of about {hold.piece_s:g} s."
    )


def _kept(exercise: Exercise, limits: Mapping[str, Limit], lang: Language) -> str:
    return joined(
        [
            f"{measure_name(exercise, name, lang)} is {_limit(exercise, name, limit)}"
            for name, limit in limits.items()
        ]
    )
