"""New exercise files: valid whatever is answered, true to the answers, and explained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from posecoach.authoring.beginning import begun, file_id, spoken
from posecoach.authoring.extending import ask_changes, extended
from posecoach.authoring.parts import ALL_VIEWS, MOVERS, Part
from posecoach.authoring.questions import Ask, Question, ask_all
from posecoach.authoring.tomltext import WIDTH, comment, line
from posecoach.authoring.typical import offered
from posecoach.coach.session import coach
from posecoach.errors import ExerciseError, UsageError
from posecoach.motion.clean import clean
from posecoach.rules.load import exercise_from, load_exercise
from posecoach.rules.schema import Exercise
from posecoach.rules.tomlfile import tomllib
from tests.exercises.figure import SIZE_PX
from tests.exercises.motions import MOTIONS

HERE = Path("new.toml")


def answering(answers: Mapping[str, str]) -> Ask:
    """Answers by how their questions begin; the default for all others."""

    def ask(question: Question) -> str:
        said = [a for start, a in answers.items() if question.asked.startswith(start)]
        answer = said[0] if said else question.default
        question.check(answer)
        return answer

    return ask


def new(answers: Mapping[str, str], name: str = "mine") -> tuple[str, Exercise]:
    text = begun(name, ask_all(answering(answers), spoken(name)), "new.toml")
    return text, exercise_from(text, HERE)


def test_the_defaults_make_a_file_that_counts_and_praises_good_squats() -> None:
    text, plan = new({})
    assert (plan.id, plan.name.en, plan.views) == ("mine", "Mine", ("side",))
    assert [rule.id for rule in plan.rules] == ["range", "return", "tempo"]
    session = coach("figure", plan, clean(MOTIONS["squat"].good(3)), SIZE_PX, "en")
    assert len(session.reps) == 3
    assert session.corrections == ()
    assert session.praise
    faulty = coach("figure", plan, clean(MOTIONS["squat"].faulty()), SIZE_PX, "en")
    assert [(c.rule, c.reps) for c in faulty.corrections] == [("range", (2,))]
    assert "# The" not in text.splitlines()[0]


def test_every_key_has_a_word_on_it() -> None:
    text, _ = new({})
    rows = text.splitlines()
    for key in ("id", "views", "measure", "rest", "min_range", "at", "reduce", "limit", "say"):
        place = next(i for i, row in enumerate(rows) if row.startswith(f"{key} = "))
        assert "  # " in rows[place] or rows[place - 1].startswith("# "), key
    assert all(len(row) <= WIDTH for row in rows if row.startswith("#"))
    assert "must be at most 103°" in text


@pytest.mark.parametrize("part", MOVERS, ids=[p.name for p in MOVERS])
@pytest.mark.parametrize("kind", ["repetitions", "hold"])
@pytest.mark.parametrize("views", ["side", "front, back", "oblique, side, front"])
def test_every_choice_makes_a_valid_file(part: Part, kind: str, views: str) -> None:
    answers = {"Repetitions or": kind, "From where": views, "What moves": part.name}
    answers |= {"What shows": part.name}
    plan = ask_all(answering(answers), "x").plan
    rules = ", ".join(rule.name for rule in offered(plan))
    _, found = new({**answers, "Which of these rules": rules})
    assert found.main_measure == part.name
    assert len(found.rules) == len(offered(plan)) >= 2
    assert set(found.views) <= set(ALL_VIEWS)


def test_the_limits_follow_the_values_given() -> None:
    _, plan = new({"What moves": "arm", "Its value at rest": "20", "Its value where": "120"})
    assert plan.cycle is not None
    assert (plan.cycle.rest, plan.cycle.min_range) == ("low", 40)
    assert plan.rule("range").limit.min == 105
    assert plan.rule("return").limit.max == 35
    _, held = new({"Repetitions or": "hold", "At which value": "95"})
    assert held.hold is not None
    assert dict(held.hold.posture["knee"].bounds) == {"min": 70, "max": 120}
    assert dict(held.rule("posture").limit.bounds) == {"min": 85, "max": 105}


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        ("What is it called", " ", "expected a name, found nothing"),
        ("From where", "sides", "did you mean 'side'"),
        ("From where", ",", "at least 1 of"),
        ("What moves", "nees", "did you mean 'knee'"),
        ("Its value at rest", "straight", "expected a number, found 'straight'"),
        ("Its value at rest", "180", "between 0 and 180"),
        ("Its value where", "174", "10 or more away from 175"),
        ("Its value where", "nan", "between 0 and 180"),
        ("What is it called?", "a\x1b[Db", "type it again"),
    ],
)
def test_a_bad_answer_is_refused_with_what_was_expected(
    question: str, answer: str, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        new({question: answer})


def test_names_are_no_places() -> None:
    assert file_id("chair.toml") == "chair"
    with pytest.raises(UsageError, match="without folders"):
        file_id("../chair")


def test_names_become_ids() -> None:
    assert file_id("My  Squat!") == "my-squat"
    assert spoken("my-squat_2") == "My squat 2"
    for name in ("스쿼트", "3", "squat-나"):
        with pytest.raises(UsageError, match="beginning with a letter"):
            file_id(name)


def test_texts_with_quotes_and_line_breaks_stay_texts() -> None:
    text = line("say", 'a "b" \\ \n é 스')
    assert tomllib.loads(text) == {"say": 'a "b" \\ \n é 스'}
    assert all(row.startswith("#") for row in comment("a\nb = 1\rc = 2"))
    _, plan = new({"What is it called": 'The "big" one\\', "And in Korean": "큰 것"})
    assert (plan.name.en, plan.name.ko) == ('The "big" one\\', "큰 것")


def test_an_extending_file_changes_what_was_asked_and_nothing_else() -> None:
    squat = load_exercise("squat")
    nothing = extended("mine", "squat", squat, ask_changes(answering({}), "Mine", squat), HERE)
    plan = exercise_from(nothing, HERE)
    assert (plan.extends, plan.id, plan.rules) == ("squat", "mine", squat.rules)
    answers = {"Which rules to leave": "heels, shift", "Which rules get": "depth, even"}
    answers |= {"depth: knee must be at most": "95", "even: tilt must be at least": "-0.2"}
    text = extended("mine", "squat", squat, ask_changes(answering(answers), "Mine", squat), HERE)
    plan = exercise_from(text, HERE)
    assert {r.id for r in squat.rules} - {r.id for r in plan.rules} == {"heels", "shift"}
    assert plan.rule("depth").limit.max == 95
    assert dict(plan.rule("even").limit.bounds) == {"min": -0.2, "max": 0.14}
    with pytest.raises(ValueError, match="did you mean"):
        ask_changes(answering({"Which rules get": "deth"}), "Mine", squat)
    with pytest.raises(ValueError, match="expected between 0 and 180"):
        ask_changes(answering({"Which rules get": "depth", "depth:": "200"}), "Mine", squat)


def test_what_is_commented_out_of_an_extending_file_works_once_it_is_not() -> None:
    squat = load_exercise("squat")
    text = extended("mine", "squat", squat, ask_changes(answering({}), "Mine", squat), HERE)
    head, _, others = text.partition("#\n")
    awake = "\n".join(row.removeprefix("# ") for row in others.splitlines())
    assert exercise_from(f"{head}{awake}\n", HERE).rules == squat.rules


def test_a_path_is_extended_as_seen_from_the_new_file(tmp_path: Path) -> None:
    base = tmp_path / "a" / "base.toml"
    base.parent.mkdir()
    base.write_text(new({})[0], encoding="utf-8")
    plan, path = load_exercise(str(base)), tmp_path / "b" / "c" / "mine.toml"
    changes = ask_changes(answering({}), "Mine", plan)
    text = extended("mine", str(base), plan, changes, path)
    assert 'extends = "../../a/base.toml"' in text
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert load_exercise(str(path)).rules == plan.rules


def test_answers_that_contradict_each_other_name_the_file() -> None:
    squat = load_exercise("squat")
    every = ", ".join(rule.id for rule in squat.rules)
    changes = ask_changes(answering({"Which rules to leave": every}), "Mine", squat)
    with pytest.raises(ExerciseError, match=r"new\.toml"):
        exercise_from(extended("mine", "squat", squat, changes, HERE), HERE)
