"""``posecoach rules new --from``: a file that says only how it differs from another."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from posecoach.authoring.explain import explain_rule
from posecoach.authoring.parts import Words, text
from posecoach.authoring.questions import Ask, Question, ask_name, ask_several
from posecoach.authoring.tomltext import comment, line, paragraph, remark
from posecoach.rules.consistency import check
from posecoach.rules.load import find
from posecoach.rules.schema import Exercise, Rule
from posecoach.rules.texts import Limit

HEAD = """{name}: an exercise file for posecoach that builds on another, {base}. Everything that is
not said here is as it is there; posecoach rules show {base} prints that file. Lines that begin
with # are only for you."""
OWN = "The rules that are changed: id says which, and only the keys that are given change."
OTHERS = """The other rules of {base}, as they are there. To change one, take the "# " away before
its lines and change the limit, or any other key of the rule."""


@dataclass(frozen=True)
class Changes:
    """How the new exercise differs: its name, rules left out, new limits by rule id."""

    name: Words
    drop: tuple[str, ...] = ()
    limits: dict[str, dict[str, float]] = field(default_factory=dict)


def ask_changes(ask: Ask, name: str, base: Exercise) -> Changes:
    """What shall be different from ``base``; nothing but the name unless said."""
    words = ask_name(ask, name)
    rules = {rule.id: rule.name.en for rule in base.rules}
    drop = ask_several(ask, "Which rules to leave out?", rules, [], least=0)
    kept = {key: about for key, about in rules.items() if key not in drop}
    changed = ask_several(ask, "Which rules get another limit?", kept, [], least=0)
    return Changes(words, drop, {key: _ask_limit(ask, base, base.rule(key)) for key in changed})


def extended(exercise_id: str, base: str, plan: Exercise, changes: Changes, path: Path) -> str:
    """The text of the new file, to be written at ``path``; ``base`` is what ``plan`` was loaded
    by, an id or a path."""
    keys = {"schema": 1, "extends": _reference(base, path), "id": exercise_id}
    words = {
        "extends": "the id of the exercise that this builds on, or a path from here",
        "schema": "the version of this language, always 1",
        "id": "a short name: small letters, digits, - and _",
    }
    rows = [*comment(paragraph(HEAD.format(name=changes.name[0], base=base))), ""]
    rows += [row for key, said in keys.items() for row in remark(line(key, said), words[key])]
    rows += [line("name", text(changes.name))]
    if changes.drop:
        rows += remark(line("drop", list(changes.drop)), "rules left out, by their ids")
    if changes.limits:
        rows += ["", *comment(OWN)]
    for rule_id, limit in changes.limits.items():
        rows += ["", "[[rule]]", line("id", rule_id), line("limit", limit),
                 line("source", "Your own value")]  # fmt: skip
    return "\n".join([*rows, *_others(base, plan, changes)]) + "\n"


def _others(base: str, plan: Exercise, changes: Changes) -> list[str]:
    """Rules that stay, ready to be changed."""
    kept = [r for r in plan.rules if r.id not in (*changes.drop, *changes.limits)]
    rows = ["", *comment(paragraph(OTHERS.format(base=base)))] if kept else []
    for rule in kept:
        # Two signs: taking away one "# " leaves the sentence a comment.
        rows += ["#", *(f"# {row}" for row in comment(explain_rule(plan, rule)[0]))]
        rows += [f"# {row}" for row in ("[[rule]]", line("id", rule.id), _limit(rule))]
    return rows


def _limit(rule: Rule) -> str:
    return line("limit", dict(rule.limit.bounds))


def _reference(base: str, path: Path) -> str:
    """An id stays one; a path is written as seen from the new file's folder."""
    if not base.endswith(".toml"):
        return base
    return Path(os.path.relpath(find(base).resolve(), path.resolve().parent)).as_posix()


def _ask_limit(ask: Ask, base: Exercise, rule: Rule) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, bound in rule.limit.bounds:
        word = "at least" if key == "min" else "at most"

        def accepts(answer: str, key: str = key) -> float:
            return _accepted(base, rule, found, key, answer)

        asked = f"{rule.id}: {rule.measure} must be {word}?"
        found[key] = accepts(ask(Question(asked, f"{bound:g}", accepts)))
    return found


def _accepted(base: Exercise, rule: Rule, before: dict[str, float], key: str, answer: str) -> float:
    """The number; ValueError where the exercise would make no sense with it."""
    try:
        bound = float(answer)
    except ValueError as error:
        raise ValueError(f"expected a number, found {answer!r}") from error
    limit = Limit.model_validate({**dict(rule.limit.bounds), **before, key: bound})
    changed = rule.model_copy(update={"limit": limit})
    rules = tuple(changed if r.id == rule.id else r for r in base.rules)
    check(base.model_copy(update={"rules": rules}))
    return bound
