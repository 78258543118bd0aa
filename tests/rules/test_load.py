from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from posecoach.errors import ExerciseError
from posecoach.rules.kinds import AngleMeasure
from posecoach.rules.library import available
from posecoach.rules.load import load_exercise, parse_exercise

TEXT = {"en": "x", "ko": "엑스"}
GOOD: dict[str, Any] = {
    "schema": 1,
    "id": "bend",
    "name": TEXT,
    "views": ["side", "front"],
    "measures": {"knee": {"angle": ["hip", "knee", "ankle"]}},
    "cycle": {"measure": "knee", "rest": "high", "min_range": 35},
    "rule": [
        {
            "id": "deep",
            "name": TEXT,
            "at": "turn",
            "measure": "knee",
            "limit": {"max": 100},
            "views": ["side"],
            "severity": "major",
            "say": TEXT,
            "good": TEXT,
            "source": "a book",
        }
    ],
}


def broken(path: list[str | int], value: Any) -> dict[str, Any]:
    data = copy.deepcopy(GOOD)
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return data


def test_a_good_file_has_defaults() -> None:
    exercise = parse_exercise(GOOD, "bend.toml")
    knee = exercise.measures["knee"]
    assert isinstance(knee, AngleMeasure)
    assert knee.side == "near"
    assert exercise.rule("deep").reduce == "median"
    with pytest.raises(KeyError):
        exercise.rule("shallow")


@pytest.mark.parametrize(
    ("path", "value", "parts"),
    [
        (["measures", "knee", "angel"], 1, ["measures.knee", "unknown key", "angle"]),
        (["rule", 0, "limit", "maxx"], 1, ['rule "deep": limit', "'maxx'", "did you mean 'max'"]),
        (["rule", 0, "limit"], {}, ['rule "deep": limit', "neither"]),
        (["rule", 0, "limit"], {"min": 3, "max": 2}, ["expected min below max"]),
        (["rule", 0, "limit", "max"], 200, ['rule "deep": limit.max: expected', "180 degrees"]),
        (["rule", 0, "measure"], "kne", ['rule "deep": measure: expected', "did you mean 'knee'"]),
        (["rule", 0, "views"], ["back"], ['rule "deep": views: expected', "side, front", "'back'"]),
        (["rule", 0, "say"], None, ['rule "deep": say:', "expected this key"]),
        (["rule", 0, "at"], "top", ['rule "deep": at:', "'turn'", "'top'"]),
        (
            ["measures", "knee"],
            {},
            ["measures.knee", "angle, inclination, offset, distance, ratio"],
        ),
        (
            ["measures", "knee", "angle"],
            ["hip", "kneee", "ankle"],
            ["measures.knee.angle", "did you mean 'knee'"],
        ),
        (["cycle", "measure"], "hip", ["cycle.measure", "expected one of knee"]),
        (["cycle", "min_range"], -1, ["cycle.min_range", "greater than 0", "-1"]),
        (["schema"], 2, ["schema", "1", "2"]),
        (["rules"], [], ["unknown key", "did you mean 'rule'"]),
        (["rule"], [], ["rule: expected at least 1, found none"]),
    ],
)
def test_errors_say_where_what_and_the_nearest(
    path: list[str | int], value: Any, parts: list[str]
) -> None:
    with pytest.raises(ExerciseError) as caught:
        parse_exercise(broken(path, value), "bend.toml")
    message = str(caught.value)
    assert message.startswith("bend.toml: ")
    for part in parts:
        assert part in message


def test_a_wrong_rule_is_not_reported_as_no_rule_too() -> None:
    with pytest.raises(ExerciseError) as caught:
        parse_exercise(broken(["rule", 0, "say"], {"en": "Bend."}), "bend.toml")
    assert str(caught.value) == 'bend.toml: rule "deep": say.ko: expected this key, found none'


def test_a_rule_without_an_id_goes_by_its_number_from_1() -> None:
    with pytest.raises(ExerciseError) as caught:
        parse_exercise(broken(["rule", 0, "id"], None), "bend.toml")
    assert str(caught.value) == "bend.toml: rule 1: id: expected this key, found none"


def test_a_value_in_a_list_goes_by_its_number_from_1() -> None:
    with pytest.raises(ExerciseError, match=r"bend\.toml: views 1: expected"):
        parse_exercise(broken(["views"], ["above"]), "bend.toml")


def test_two_rules_of_one_name_are_refused() -> None:
    data = copy.deepcopy(GOOD)
    data["rule"].append(data["rule"][0])
    with pytest.raises(ExerciseError, match="expected a new id"):
        parse_exercise(data, "bend.toml")


def test_value_needs_a_moment_not_a_stretch() -> None:
    data = broken(["rule", 0, "reduce"], "value")
    parse_exercise(data, "bend.toml")
    data["rule"][0]["at"] = "rep"
    with pytest.raises(ExerciseError, match="reduce 'value'"):
        parse_exercise(data, "bend.toml")


def test_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(ExerciseError, match="did you mean 'squat'"):
        load_exercise("sqat")
    with pytest.raises(ExerciseError, match="found nothing there"):
        load_exercise("nowhere/squat.toml")


def test_bad_toml_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('schema = 1\nid = "squat\n', encoding="utf-8")
    with pytest.raises(ExerciseError, match=r"bad\.toml:2: expected TOML, .*line 2"):
        load_exercise(str(path))
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ExerciseError, match="save it as UTF-8"):
        load_exercise(str(path))


@pytest.mark.parametrize("name", available())
def test_every_exercise_of_the_library_loads(name: str) -> None:
    exercise = load_exercise(name)
    assert exercise.id == name
    assert len(exercise.rules) >= 4
