"""``posecoach rules new``: from answers to a file that is right and explains itself."""

from __future__ import annotations

import re
from typing import Any

from posecoach.authoring.draft import Draft, render
from posecoach.authoring.parts import PARTS, text
from posecoach.authoring.questions import Answers
from posecoach.authoring.tomltext import paragraph
from posecoach.authoring.typical import HOLD_SLACK, Plan, offered, rounded, unit, within
from posecoach.errors import UsageError

COUNTED_SHARE = 0.4
"""Of the way from rest to turn: whoever goes this far has done a repetition, good or not."""

HEAD = """{name}: an exercise file for posecoach. It says what is measured, how a repetition is
recognised, what is a fault, and what the coach says. Lines that begin with # are only for you.
All limits here are a beginning: try the file on clips, good and bad ones, and change them. The
sentences above the rules say what was first written here; after your changes posecoach rules
explain FILE says in plain words what the file does"""


def file_id(name: str) -> str:
    """NAME as an id: small letters, digits, - and _. UsageError where nothing is left of it."""
    if "/" in name or "\\" in name:
        raise UsageError(f"NAME: expected a name without folders, found {name!r}; see --out")
    name = name.removesuffix(".toml")
    found = re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-")
    if not re.match(r"^[a-z]", found) or not name.isascii():
        raise UsageError(
            f"NAME: expected English letters, digits, - and _, beginning with a letter, found "
            f"{name!r}; what the coach calls it, in any language, stands in the file's name key"
        )
    return found


def spoken(exercise_id: str) -> str:
    """The id as a name for people: "my-squat" is "My squat"."""
    return re.sub(r"[-_]+", " ", exercise_id).strip().capitalize()


def begun(exercise_id: str, answers: Answers, source: str) -> str:
    """The text of the new file, which ``source`` names in errors. ExerciseError if the answers
    contradict each other."""
    plan = answers.plan
    made = [t.make(plan) for t in offered(plan) if t.name in answers.rules]
    rules = [rule for rule in made if rule is not None]
    document = {
        "schema": 1,
        "id": exercise_id,
        "name": text(answers.name),
        "views": list(plan.views),
        "measures": _measures(plan, rules),
        **(_hold(plan) if plan.kind == "hold" else _cycle(plan)),
        "rule": rules,
    }
    return render(Draft(document, (paragraph(HEAD.format(name=answers.name[0])),)), source)


def _measures(plan: Plan, rules: list[dict[str, Any]]) -> dict[str, Any]:
    """The movement's own, and what the rules need."""
    names = [plan.part.name]
    for rule in rules:
        names += [str(PARTS[rule["measure"]].body.get("of", rule["measure"])), rule["measure"]]
    return {name: PARTS[name].document() for name in dict.fromkeys(names)}


def _cycle(plan: Plan) -> dict[str, Any]:
    cycle = {
        "measure": plan.part.name,
        "rest": "high" if plan.way < 0 else "low",
        "min_range": rounded(plan.part, COUNTED_SHARE * abs(plan.way)),
        "min_duration_s": 0.5,
        "max_duration_s": 12.0,
    }
    return {"cycle": cycle}


def _hold(plan: Plan) -> dict[str, Any]:
    """Found over a wider range than the rule about the posture allows."""
    off = 2.5 * HOLD_SLACK[unit(plan.part)]
    posture = {plan.part.name: within(plan.part, plan.turn - off, plan.turn + off)}
    return {"hold": {"posture": posture, "min_s": 3.0, "piece_s": 5.0}}
