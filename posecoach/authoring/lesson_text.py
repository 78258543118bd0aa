"""What was learnt, in words: the comments of the new file, and what the terminal says."""

from __future__ import annotations

from typing import cast

import numpy as np

from posecoach.authoring.bounds import FEW_REPS
from posecoach.authoring.checking import counted
from posecoach.authoring.choosing import Candidate, document
from posecoach.authoring.draft import Draft, render
from posecoach.authoring.explain_measures import joined, place
from posecoach.authoring.learning import Lesson
from posecoach.authoring.probes import RANGE
from posecoach.authoring.tomltext import paragraph
from posecoach.coach.wording import quantity, spread
from posecoach.report.strings import ENGLISH
from posecoach.rules.schema import ViewName
from posecoach.types import Array

HEAD = """{name}: an exercise file for posecoach, learnt from {clip}: {reps}, seen {view}. It says
what is measured, how a repetition is recognised, what is a fault, and what the coach says. Lines
that begin with # are only for you. It is a proposal: read it, change it, and try it on other
clips. The sentences say what was first written here; after your changes posecoach rules explain
FILE says in plain words what the file does"""
FEW = """FEW REPETITIONS: {reps} only, fewer than {few}. Every limit here is a guess; film more of
them and learn again, or set the limits yourself."""
PLAIN = "The limit is the worst of them and a margin of {margin} ({why})."
TELLING = """{caught} of {bad} bad repetitions ({values}) lie clearly beyond all good ones; the
limit is midway between the worst good one and the mildest of those, which are {gap:.1f} standard
deviations apart. {verdict}"""
CLEAR = "It tells them apart clearly."
CLOSE = "That is close: the mildest will be called too close to the limit."
NOT_TELLING = "It does not tell them from the bad ones ({values})."

CLEAR_GAP = 2.0
"""Standard deviations between good and bad, so that either side of the limit can be called."""

REASONS: dict[str, str] = {
    "view": "not shown from where this was filmed",
    "hidden": "not seen well enough",
    "cut_off": "out of the picture",
    "uncertain": "seen too uncertainly to be judged",
    "no_room": "no limit is possible beyond the good repetitions",
    "same": "catches the same bad repetitions as another rule",
    "many": "less useful than the rules that are there",
}


def summary(lesson: Lesson) -> str:
    """What was watched, and by what repetitions are counted."""
    cycle = lesson.cycle
    unit = "deg" if "angle" in cycle.part.body or "inclination" in cycle.part.body else "trunk"
    seen, reps = ENGLISH.view(lesson.view), counted(lesson.good.reps, "repetition")
    by = f"{cycle.part.label[0]}, {quantity(cycle.way, unit)} each"
    return f"{lesson.good.name}: {seen}, {reps}, counted by: {by}"


def written(lesson: Lesson, exercise_id: str, name: tuple[str, str], source: str) -> str:
    """The text of the new file, which ``source`` names in errors."""
    rules = [_rule(lesson, c) for c in lesson.rules]
    notes = {c.rule_id: _note(lesson, c) for c in lesson.rules}
    views = place(cast(ViewName, lesson.view.name))
    reps = counted(lesson.good.reps, "good repetition")
    head = [paragraph(HEAD.format(name=name[0], clip=lesson.good.name, reps=reps, view=views))]
    head += [f"Bad repetitions: {line}" for line in bad_lines(lesson)]
    head += [few_words(lesson)] if lesson.few else []
    head += [f"Left out: {line}" for line in left_out_lines(lesson)]
    whole = document(exercise_id, name, lesson.view.name, lesson.cycle, rules)
    return render(Draft(whole, tuple(head), notes), source)


def few_words(lesson: Lesson) -> str:
    """The warning about too few good repetitions."""
    reps = counted(lesson.good.reps, "good repetition")
    return paragraph(FEW.format(reps=reps, few=FEW_REPS))


def bad_lines(lesson: Lesson) -> list[str]:
    """A line for each clip of bad repetitions."""
    return [
        f"{w.name}: " + (f"not used: {w.unused}" if w.unused else counted(w.reps, "repetition"))
        for w in lesson.bad
    ]


def left_out_lines(lesson: Lesson) -> list[str]:
    """A line for each reason why something got no rule."""
    groups: dict[str, list[str]] = {}
    for item in lesson.left_out:
        groups.setdefault(REASONS.get(item.why, item.why), []).append(item.name)
    return [f"{why}: {joined(list(dict.fromkeys(names)))}" for why, names in groups.items()]


def rows(lesson: Lesson) -> list[tuple[str, str, str, str, str]]:
    """For a table: rule, limit, good, bad, and how well it tells them apart."""
    return [
        (c.rule_id, _limit(c), spread(c.good.tolist(), c.unit), _spread(c.bad, c.unit), _how(c))
        for c in lesson.rules
    ]


def _rule(lesson: Lesson, c: Candidate) -> dict[str, object]:
    major = c.bound.separates or c.rule_id == RANGE
    source = f"Learnt from {counted(len(c.good), 'good repetition')} in {lesson.good.name}: "
    source += spread(c.good.tolist(), c.unit)
    if c.bound.separates:
        source += f", against bad ones: {_spread(c.bad, c.unit)}"
    source += f". {thin(c).capitalize()}" if thin(c) else ""
    rule = c.probe.rule(c.rule_id, c.bound.side, c.bound.bound, [lesson.view.name])
    return rule | {"severity": "major" if major else "minor", "source": source}


def _note(lesson: Lesson, c: Candidate) -> str:
    said = [f"Good repetitions: {spread(c.good.tolist(), c.unit)} ({len(c.good)} of them)."]
    if c.bound.separates:
        verdict = CLEAR if c.bound.gap >= CLEAR_GAP else CLOSE
        said.append(
            TELLING.format(
                caught=len(c.bound.caught),
                bad=len(c.bad),
                values=_spread(c.bad, c.unit),
                gap=c.bound.gap,
                verdict=verdict,
            )
        )
    else:
        said.append(PLAIN.format(margin=quantity(c.bound.margin, c.unit), why=_why(c)))
        if len(c.bad):
            said.append(NOT_TELLING.format(values=_spread(c.bad, c.unit)))
    said += [f"This is {thin(c)}."] if thin(c) else []
    return paragraph(" ".join(said))


def thin(c: Candidate) -> str:
    """ "a guess from only 3 good repetitions", "" where there were enough."""
    few = [counted(len(c.good), "good repetition")] if len(c.good) < FEW_REPS else []
    if c.bound.separates and len(c.bound.caught) < FEW_REPS:
        few.append(counted(len(c.bound.caught), "bad one"))
    return f"a guess from only {joined(few)}" if few else ""


def _why(c: Candidate) -> str:
    between = len(c.good) > 1 and np.isclose(c.bound.margin, c.good.std(ddof=1))
    return "how much they differ" if between else "how much the camera may be off"


def _limit(c: Candidate) -> str:
    word = "at least" if c.bound.side == "min" else "at most"
    return f"{word} {quantity(c.bound.bound, c.unit)}"


def _spread(values: Array, unit: str) -> str:
    seen = values[np.isfinite(values)].tolist()
    return spread(seen, unit) if seen else "–"


def _how(c: Candidate) -> str:
    if not len(c.bad):
        return thin(c)
    apart = f"{len(c.bound.caught)} of {len(c.bad)} bad ones beyond, {c.bound.gap:.1f} sigma apart"
    told = apart if c.bound.separates else "does not tell good from bad"
    return "; ".join(part for part in (told, thin(c)) if part)
