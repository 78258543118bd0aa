"""Verdicts against the truth: what is named, missed, wrong, and what is expected."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from posecoach.authoring.cases import Case, Expect, load_cases
from posecoach.authoring.score_table import markdown
from posecoach.authoring.scores import Score, score_case, shortfalls, totals, true_numbers
from posecoach.errors import CasesError
from posecoach.rules.load import load_exercise
from posecoach.types import Outcome, Rep, Session, Track, Verdict, View

SQUAT = load_exercise("squat")
NOTHING = np.zeros((0, 26))


def session(outcomes: dict[str, str], count: int = 4) -> Session:
    """Repetitions that turn at 1, 2, ... s; outcomes as letters (o, f, u), one for each."""
    words: dict[str, Outcome] = {"o": "ok", "f": "fault", "u": "unknown"}
    verdicts = tuple(
        Verdict(rule, i, words[letter], 1.0, 1.0, 1.0, float(i))
        for rule, letters in outcomes.items()
        for i, letter in enumerate(letters, start=1)
    )
    reps = tuple(Rep(i, i - 0.4, float(i), i + 0.4) for i in range(1, count + 1))
    track = Track(0, np.zeros(0), np.zeros((0, 26, 2)), NOTHING, NOTHING)
    view = View("left_side", "left", 90.0, 5.0)
    return Session("x", "squat", view, track, {}, reps, verdicts, ())


def test_each_kind_of_answer_is_counted() -> None:
    case = Case(source="x", reps=4, faults={"depth": (1, 2, 3)})
    result = score_case(case, SQUAT, session({"depth": "fouf", "heels": "oouu"}))
    assert result.scores["depth"] == Score(named=1, wrong=1, missed=2, unknown=1, judged=4)
    assert result.scores["depth"].precision == 0.5
    assert result.scores["depth"].recall == pytest.approx(1 / 3)
    assert result.scores["heels"].recall is None
    assert result.scores["heels"].unknown_share == 0.5
    assert "knees_in" not in result.scores, "the side does not show it"
    assert result.exact


def test_a_faulty_repetition_that_was_not_counted_is_missed() -> None:
    case = Case(source="x", reps=4, faults={"depth": (2,)}, turns_s=(1.0, 1.6, 2.0, 3.0))
    found = score_case(case, SQUAT, session({"depth": "ofo"}, count=3))
    # The second one counted turns at 2 s, which is truly the third.
    assert true_numbers(case, session({}, 3).reps) == {0: 0, 1: 1, 2: 3, 3: 4}
    assert found.scores["depth"] == Score(named=0, wrong=1, missed=1, unknown=0, judged=3)
    assert not found.exact


def test_ignored_rules_are_left_out_and_the_stated_view_counts() -> None:
    case = Case(source="x", reps=4, view="front", ignore=("even", "shift"))
    assert set(score_case(case, SQUAT, session({})).scores) == {"knees_in"}


def test_what_stays_behind_is_said() -> None:
    case = Case(source="x", reps=5, faults={"depth": (1, 2)})
    results = [score_case(case, SQUAT, session({"depth": "fofu", "heels": "uuuu"}))]
    wanted = {"counts": 1.0, "recall": 0.9, "rule": {"depth": {"precision": 0.6}}, "unknown": 0.2}
    assert shortfalls(results, Expect.model_validate(wanted)) == (
        "counts: expected 100% exact, found 0%",
        "depth: precision: expected at least 0.60, found 0.50",
        "heels: unknown: expected at most 0.20, found 1.00",
    )
    assert shortfalls(results, Expect()) == ()
    assert totals([*results, *results])["depth"].named == 2
    table = markdown(SQUAT, results)
    assert "| depth | side | 2 | 1 | 1 | 0.50 | 0.50 | 0.25 |" in table
    assert "0 of 1 clips; x: 4 in place of 5" in table


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[case]]\nsource = 'a.mp4'\nrep = 3\n", r"c.toml:1: case\[0\]: unknown key.*'reps'"),
        ("[[case]]\nsource = 'a'\nreps = -1\n", r"c.toml:3: case\[0\].reps: .*0"),
        ("[[case]]\nsource = 'a'\nreps = 3\nfaults.deep = [1]\n", "did you mean 'depth'"),
        ("[[case]]\nsource = 'a'\nreps = 3\nfaults.depth = [4]\n", "from 1 to 3"),
        ("[[case]]\nsource = 'a'\nreps = 1\nturns_s = []\n", "expected 1 times, found 0"),
        ("[[case]]\nsource = 'a'\nreps = 1\n[expect.rule.x]\nrecall = 1\n", "expect.rule"),
        ("case = ", r"c.toml:1: expected TOML"),
    ],
)
def test_wrong_cases_are_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "c.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CasesError, match=words):
        load_cases(tmp_path / "c.toml", SQUAT)
