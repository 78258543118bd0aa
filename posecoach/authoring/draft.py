"""A new exercise file as text: every key with a word on what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from posecoach.authoring.explain import explain, explain_rule
from posecoach.authoring.explain_measures import described
from posecoach.authoring.tomltext import comment, line, paragraph, remark
from posecoach.rules.load import parse_exercise
from posecoach.rules.schema import Exercise

Document = dict[str, Any]

TOP = {
    "schema": "the version of this language, always 1",
    "id": "a short name: small letters, digits, - and _",
    "name": "what the coach calls it, in English (en) and Korean (ko)",
    "views": "from where to film, best first: side, oblique, front, back",
}
CYCLE = {
    "measure": "the measure that leaves its rest and comes back",
    "rest": 'whether it is "high" or "low" while resting',
    "min_range": "how far it must go to count; less than good form asks for",
    "min_duration_s": "seconds; what is shorter is not counted",
    "max_duration_s": "seconds; what is longer is not counted",
}
HOLD = {
    "posture": "held while every measure here is within its limits",
    "min_s": "seconds; what is shorter is not counted",
    "piece_s": "seconds; a long hold is judged in pieces of this length",
}
RULE = {
    "id": "a short name, each only once in the file",
    "name": 'what is judged, for sentences such as "not judged: depth"',
    "at": "when: start, turn, end, descent, ascent, rep (all of it) or hold",
    "measure": "which of the measures above",
    "reduce": "which number out of that time: median, mean, min, max or range",
    "relative_to": "judge the change since the rest before, not the value itself",
    "limit": "min: not less than this; max: not more than this; or both",
    "views": "from where this can be seen; from elsewhere it is not judged",
    "severity": "major corrections are said before minor ones",
    "say": "what to do, not what is wrong",
    "good": "praise, where the rule was kept",
    "source": "where the limit comes from, for whoever changes it later",
}

MEASURES = """What is measured. The names before the = are your own choice. Kinds:
  angle = [A, B, C]      the angle at joint B, in degrees; straight is 180
  inclination = [A, B]   how far the line A-B leans from the vertical, 0 to 90 degrees
  offset = [A, B]        how far A is above B, in lengths of the body's own parts
  ratio = [[A, B], [C, D]]   the distance A-B divided by the distance C-D
Joints: nose, head, neck; eye, ear, shoulder, elbow, wrist, hip, knee, ankle, heel, big_toe and
small_toe of the side nearer to the camera, or with left_ or right_ before them. A label is what
the coach calls the measure. More kinds: posecoach rules schema --markdown"""
COUNTING = "How a repetition is recognised. This only counts; whether it was good is for the rules."
HOLDING = "How the posture is recognised. This only finds it; whether it was good is for the rules."
RULES = """What is judged, a [[rule]] for each thing. A value nearer to its limit than the camera
can tell (for an angle about 4 degrees) is neither praised nor corrected. To add a rule, copy one
and give it another id; to remove one, delete it from its [[rule]] to the next."""


@dataclass(frozen=True)
class Draft:
    """What a new file will say: ``document`` as reading it gives it; comments for its head, and
    for single rules by their ids."""

    document: Document
    head: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


def render(draft: Draft, source: str) -> str:
    """The file's text. ExerciseError, which names the file ``source``, for one that makes no
    sense."""
    plan = parse_exercise(draft.document, source)
    rows = [row for text in draft.head for row in comment(text)]
    rows += ["", *_keys(draft.document, TOP), "", *_measures(draft.document, plan), ""]
    rows += _counting(draft.document, plan)
    rows += ["", *comment(paragraph(RULES))]
    for i, rule in enumerate(draft.document["rule"]):
        rows += ["", *_rule(rule, plan, draft.notes.get(rule["id"], ""), explained=i == 0)]
    return "\n".join(rows).lstrip("\n") + "\n"


def _keys(table: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    known = {key: table[key] for key in words if key in table}
    return [row for key, content in known.items() for row in remark(line(key, content), words[key])]


def _measures(document: Document, plan: Exercise) -> list[str]:
    rows = [*comment(MEASURES), "[measures]"]
    for name, body in document["measures"].items():
        rows += [*comment(f"{described(plan, name)}"), line(name, body)]
    return rows


def _counting(document: Document, plan: Exercise) -> list[str]:
    key, words = ("cycle", CYCLE) if plan.cycle else ("hold", HOLD)
    text = COUNTING if plan.cycle else HOLDING
    in_words = explain(plan)[1]
    return [*comment(f"{text}\n{in_words}"), f"[{key}]", *_keys(document[key], words)]


def _rule(rule: Document, plan: Exercise, note: str, explained: bool) -> list[str]:
    """The first rule of a file explains each key; the others would only repeat it."""
    rows = comment(explain_rule(plan, plan.rule(rule["id"]))[0])
    rows += comment(note) if note else []
    rows.append("[[rule]]")
    if explained:
        return [*rows, *_keys(rule, RULE)]
    return [*rows, *(line(key, rule[key]) for key in RULE if key in rule)]
