"""Verdicts against the truth: what is named, missed, wrong, and what is expected."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from posecoach.authoring.cases import Case, Expect, exercises_of, load_cases
from posecoach.authoring.expectations import shortfalls
from posecoach.authoring.score_table import as_data, markdown, worst
from posecoach.authoring.scores import Score, score_case, totals, true_numbers
from posecoach.errors import CasesError
from posecoach.rules.load import load_exercise
from posecoach.rules.schema import ViewName
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
    assert result.scores["depth"].f1 == pytest.approx(0.4)
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
    case = Case(source="x", reps=4, view="front", ignore=("even", "shift", "depth"))
    assert set(score_case(case, SQUAT, session({})).scores) == {"knees_in"}


def test_a_slight_fault_may_be_named_and_may_be_left() -> None:
    case = Case(source="x", reps=4, faults={"depth": (1,)}, slight={"depth": (2, 3)})
    result = score_case(case, SQUAT, session({"depth": "ffoo"}))
    assert result.scores["depth"] == Score(named=1, wrong=0, missed=0, unknown=0, judged=4)
    assert (result.clean, result.scolded) == (1, 0)


def test_a_verdict_that_the_view_cannot_show_is_counted_by_itself() -> None:
    case = Case(source="x", reps=4, view="front", faults={"trunk_lean": (1, 2)})
    result = score_case(case, SQUAT, session({"trunk_lean": "fouu", "knees_in": "ooof"}))
    assert result.withheld["trunk_lean"] == Score(named=1, wrong=0, missed=1, unknown=2, judged=4)
    assert "trunk_lean" not in result.scores
    assert result.scores["knees_in"].wrong == 1
    assert (result.clean, result.scolded) == (2, 1), "the third and the fourth; the fourth"
    expect = Expect.model_validate({"withheld": 1.0, "scolded": 0.01, "f1": 0.95})
    assert shortfalls([result], expect) == (
        "scolded: expected at most 1% of the clean ones, found 50%",
        "withheld: expected 100% unknown, found 50%",
        "knees_in: f1: expected at least 0.95, found 0.00",
    )
    assert worst([result]) == [
        "squat, knees_in, front: F1 0.00, 0 of 0 named, 1 wrongly, 0 of 4 verdicts unknown",
        "squat, trunk_lean, front: 2 of 4 verdicts given, which the view cannot show",
    ]
    assert "| trunk_lean | front | hidden, 2 told |" in markdown([result])
    assert as_data([result])["withheld"] == 0.5


def test_scores_of_several_exercises_stay_apart() -> None:
    case = Case(source="x", reps=4, faults={"depth": (1,)})
    results = [
        score_case(case, SQUAT, session({"depth": "fooo"})),
        score_case(case, load_exercise("push-up"), session({"depth": "oooo"})),
    ]
    assert shortfalls(results, Expect(recall=1.0)) == (
        "push-up depth: recall: expected at least 1.00, found 0.00",
    )
    table = markdown(results)
    assert "## Squat\n\nCounted exactly: 1 of 1" in table
    assert "## Push-up\n" in table


def test_each_fault_is_told_over_all_views_that_show_it() -> None:
    faults: dict[str, tuple[int, ...]] = {"depth": (1,), "heels": (2,)}
    found = session({"depth": "fooo", "heels": "oooo"})
    views: tuple[ViewName, ...] = ("side", "oblique", "front")
    cases = [Case(source="x", reps=4, view=view, faults=faults) for view in views]
    results = [score_case(case, SQUAT, found) for case in cases]
    words = "over the views that show it: 1 of 2 with an F1 of 0.95 or more; squat, heels 0.00"
    assert words in markdown(results)


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
    table = markdown(results)
    assert "| depth | side | 2 | 1 | 1 | 0.50 | 0.50 | 0.50 | 0.25 |" in table
    assert "0 of 1 clips (0.0%); x: 4 in place of 5" in table


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[case]]\nsource = 'a.mp4'\nrep = 3\n", r"c.toml:3: case 1: unknown key.*'reps'"),
        ("[[case]]\nsource = 'a'\nreps = -1\n", r"c.toml:3: case 1: reps: .*0"),
        ("[[case]]\nsource = 'a'\nreps = 3\nfaults.deep = [1]\n", "did you mean 'depth'"),
        ("[[case]]\nsource = 'a'\nreps = 3\nfaults.depth = [4]\n", "from 1 to 3"),
        ("[[case]]\nsource = 'a'\nreps = 3\nslight.depth = [4]\n", "slight.depth: .*found 4"),
        (
            "[[case]]\nsource = 'a'\nreps = 3\nfaults.depth = [2]\nslight.depth = [2]\n",
            "found 2 in both",
        ),
        ("[[case]]\nsource = 'a'\nreps = 3\nexercise = 'sqat'\n", "did you mean 'squat'"),
        ("[[case]]\nsource = 'a'\nreps = 1\nturns_s = []\n", "expected 1 times, found 0"),
        (
            "[[case]]\nsource = 'a'\nreps = 1\n[expect.rule.x]\nrecall = 1\n",
            "toml:4: expect.rule: ",
        ),
        ("[[case]]\nsource = 'a'\nreps = 3\nfaults.deep = [1]\n", r"c.toml:1: case 1 \(a\): "),
        ("[[case]]\nsource = 'a'\nreps = 3.0\n", "toml:3: .*expected a whole number, found 3.0"),
        ("[[case]]\nsource = 'a'\nreps = true\n", "expected a whole number, found true"),
        ("case = ", r"c.toml:1: expected TOML"),
    ],
)
def test_wrong_cases_are_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "c.toml").write_text(text, encoding="utf-8")
    path = tmp_path / "c.toml"
    with pytest.raises(CasesError, match=words):
        exercises_of(load_cases(path), path, SQUAT)


def test_each_case_may_name_its_exercise_and_must_where_the_command_names_none(
    tmp_path: Path,
) -> None:
    path = tmp_path / "c.toml"
    case = "[[case]]\nsource = 'a'\nreps = 1\n"
    path.write_text(case + "exercise = 'push-up'\n" + case, encoding="utf-8")
    asked = load_cases(path)
    assert [plan.id for plan in exercises_of(asked, path, SQUAT)] == ["push-up", "squat"]
    with pytest.raises(CasesError, match=r"case 2 \(a\): expected a key exercise"):
        exercises_of(asked, path, None)
