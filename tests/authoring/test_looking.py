"""Listing, checking, explaining; the schema for editors and the reference."""

import re
from pathlib import Path

import pytest

from posecoach.authoring.checking import check_file
from posecoach.authoring.editor_schema import editor_schema
from posecoach.authoring.explain import explain, explain_measures, explain_rule
from posecoach.authoring.listing import entries
from posecoach.authoring.reference import reference
from posecoach.rules.kinds import KINDS
from posecoach.rules.library import available
from posecoach.rules.load import load_exercise


def test_own_files_are_listed_and_a_wrong_one_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSECOACH_EXERCISES", str(tmp_path))
    (tmp_path / "squat.toml").write_text('schema = 1\nextends = "plank"\n', encoding="utf-8")
    (tmp_path / "hop.toml").write_text("schema = 1\n", encoding="utf-8")
    found = {entry.id: entry for entry in entries()}
    assert found["squat"].origin == "replaces the library's"
    assert found["hop"].origin == "your own"
    assert found["hop"].exercise is None
    assert "expected this key" in found["hop"].problem
    assert found["plank"].origin == "library"


def test_check_says_fine_or_gives_each_mistake_a_line(tmp_path: Path) -> None:
    assert check_file("squat").lines == ("squat: fine: 7 rules, 4 views",)
    path = tmp_path / "mine.toml"
    text = Path("exercises/squat.toml").read_text(encoding="utf-8")
    wrong = text.replace('rest = "high"', 'rest = "up"').replace('at = "end"', 'at = "bottom"')
    path.write_text(wrong, encoding="utf-8")
    found = check_file(str(path))
    assert not found.fine
    assert len(found.lines) == 2
    for line, key in zip(found.lines, ("cycle.rest", 'rule "lockout": at'), strict=True):
        number = next(i for i, row in enumerate(wrong.splitlines(), 1) if "up" in row[7:12])
        assert re.match(re.escape(f"{path}:") + r"\d+: " + re.escape(key), line), line
        assert "expected" in line
        assert "found" in line
        if key == "cycle.rest":
            assert line.startswith(f"{path}:{number}: ")


def test_check_says_which_of_two_names_counts(tmp_path: Path) -> None:
    path = tmp_path / "my-squat.toml"
    path.write_text(Path("exercises/squat.toml").read_text(encoding="utf-8"), encoding="utf-8")
    found = check_file(str(path))
    assert found.fine
    assert found.lines[1:] == (
        f"{path}: note: --exercise goes by the file's name, my-squat, not by its id, squat; "
        "better make them the same",
    )


def test_a_rule_is_explained_in_a_sentence() -> None:
    squat = load_exercise("squat")
    said = explain_rule(squat, squat.rule("depth"))
    assert said[0] == (
        "At the turn, the knee angle (mean of both sides), its minimum, must be at most 105°; "
        "judged from the side, from an angle in front and from the front; major."
    )
    assert said[1:3] == (
        "With --level beginner: at most 115°.",
        "With --level strict: at most 95°.",
    )
    assert said[3].startswith("If broken the coach says: Sit lower")
    assert said[-1].startswith("Source: ")
    assert "더 깊이" in explain_rule(squat, squat.rule("depth"), "ko")[3]


def test_counting_and_holding_are_explained() -> None:
    counted = " ".join(explain(load_exercise("front-lunge")))
    assert "falls by 20 % of the thigh or more" in counted
    assert "if the left and right ankle change places around its turn" in counted
    assert "leading side is left" in counted
    pressed = " ".join(explain(load_exercise("overhead-press")))
    assert "while the hand above shoulder (mean of both sides) is at least -50 % of" in pressed
    assert "the trunk belongs to one" in pressed
    held = " ".join(explain(load_exercise("plank")))
    assert "at least 20 % of the trunk, for 3 s or more" in held


@pytest.mark.parametrize("name", available())
def test_every_exercise_can_be_explained(name: str) -> None:
    exercise = load_exercise(name)
    assert explain(exercise)
    assert len(explain_measures(exercise)) == len(exercise.measures)
    for rule in exercise.rules:
        assert len(explain_rule(exercise, rule)) >= 4


def test_the_schema_has_every_key_and_requires_nothing_that_extends_may_leave_out() -> None:
    schema = editor_schema()
    assert {"extends", "drop", "schema", "rule", "cycle", "hold"} <= schema["properties"].keys()
    assert "required" not in schema
    assert schema["definitions"]["Rule"]["required"] == ["id"]
    assert schema["definitions"]["Rule"]["properties"]["at"]["enum"][0] == "start"
    assert schema["definitions"]["Cycle"]["properties"]["min_range"]["exclusiveMinimum"] is True
    text = str(schema)
    assert "'const'" not in text
    assert "prefixItems" not in text
    assert "'null'" not in text
    assert "$defs" not in text


def test_the_reference_has_every_kind_and_describes_every_key() -> None:
    text = reference()
    for kind in KINDS:
        assert f"### Measure: `{kind}`" in text
    rows = [row.split(" | ") for row in text.splitlines() if row.startswith("| `")]
    assert len(rows) > 50
    assert all(row[1].strip() for row in rows)
