"""Verdicts into corrections, most important first, and into praise."""

from __future__ import annotations

from posecoach.coach.wording import Language, detail, pick, when
from posecoach.rules.schema import Exercise, Rule
from posecoach.types import Correction, Rep, Verdict


def corrections(
    exercise: Exercise,
    verdicts: tuple[Verdict, ...],
    reps: tuple[Rep, ...],
    lang: Language = "en",
) -> tuple[Correction, ...]:
    """One correction for each rule that was broken, the most important first.

    Major before minor, then by the share of the judged repetitions that broke the rule, then
    by how far beyond the limit they went, in standard deviations.
    """
    ranked = []
    for rule in exercise.rules:
        judged = [v for v in verdicts if v.rule == rule.id and v.outcome != "unknown"]
        faults = [v for v in judged if v.outcome == "fault"]
        if faults:
            beyond = sum(abs(v.measured - v.limit) / v.sigma for v in faults) / len(faults)
            key = (rule.severity != "major", -len(faults) / len(judged), -beyond)
            ranked.append((key, _correction(exercise, rule, faults, reps, lang)))
    return tuple(correction for _, correction in sorted(ranked, key=lambda item: item[0]))


def praise(
    exercise: Exercise, verdicts: tuple[Verdict, ...], lang: Language = "en"
) -> tuple[str, ...]:
    """What went well: rules that were kept in most repetitions and broken in none, in file
    order."""
    said = []
    for rule in exercise.rules:
        outcomes = [v.outcome for v in verdicts if v.rule == rule.id]
        if "fault" not in outcomes and outcomes.count("ok") * 2 > len(outcomes):
            said.append(pick(rule.good, lang))
    return tuple(said)


def _correction(
    exercise: Exercise, rule: Rule, faults: list[Verdict], reps: tuple[Rep, ...], lang: Language
) -> Correction:
    numbers = tuple(v.rep for v in faults)
    worst = max(faults, key=lambda v: abs(v.measured - v.limit))
    return Correction(
        rule=rule.id,
        reps=numbers,
        severity=rule.severity,
        text=f"{when(exercise, numbers, reps, lang)}: {pick(rule.say, lang)}",
        detail=detail(exercise, rule, [v.measured for v in faults], lang),
        time_s=worst.time_s,
    )
