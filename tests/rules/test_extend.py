"""A variant says only how it differs."""

from pathlib import Path

import pytest

from posecoach.errors import ExerciseError
from posecoach.rules.load import load_exercise

VARIANT = """schema = 1
extends = "squat"
id = "box-squat"
name = { en = "Box squat", ko = "박스 스쿼트" }
drop = ["even"]

[measures]
shin = { inclination = ["ankle", "knee"] }

[cycle]
min_range = 0.2

[[rule]]
id = "depth"
limit = { max = 95 }

[[rule]]
id = "shins"
name = { en = "shins", ko = "정강이" }
at = "turn"
measure = "shin"
limit = { max = 20 }
views = ["side"]
severity = "minor"
say = { en = "Sit further back.", ko = "더 뒤로 앉으세요." }
good = { en = "Shins upright.", ko = "정강이가 곧습니다." }
source = "folklore"
"""


def written(folder: Path, text: str, name: str = "box-squat.toml") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_what_is_not_said_comes_from_the_base(tmp_path: Path) -> None:
    base, found = load_exercise("squat"), load_exercise(written(tmp_path, VARIANT))
    assert found.id == "box-squat"
    assert found.cycle is not None
    assert base.cycle is not None
    assert (found.cycle.measure, found.cycle.min_range) == (base.cycle.measure, 0.2)
    assert {"knee", "shin"} <= found.measures.keys()
    assert found.rule("depth").limit.max == 95
    assert found.rule("depth").say == base.rule("depth").say
    ids = [r.id for r in base.rules if r.id != "even"]
    assert [r.id for r in found.rules] == [*ids, "shins"]


def test_a_file_may_extend_one_beside_it(tmp_path: Path) -> None:
    written(tmp_path, VARIANT)
    again = 'schema = 1\nextends = "box-squat.toml"\nid = "deep-box"\n'
    assert load_exercise(written(tmp_path, again, "deep-box.toml")).rule("shins").limit.max == 20


def test_circles_and_wrong_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExerciseError, match="extend itself"):
        load_exercise(written(tmp_path, VARIANT.replace('"squat"', '"box-squat.toml"')))
    with pytest.raises(ExerciseError, match="did you mean 'even'"):
        load_exercise(written(tmp_path, VARIANT.replace('"even"', '"evne"')))
    with pytest.raises(ExerciseError, match="did you mean 'squat'"):
        load_exercise(written(tmp_path, VARIANT.replace('extends = "squat"', 'extends = "sqat"')))


def test_a_hold_takes_the_place_of_a_cycle(tmp_path: Path) -> None:
    text = """schema = 1
extends = "squat"
id = "squat-hold"
drop = ["even", "shift", "knees_in", "heels", "lockout", "trunk_lean"]
[hold]
posture = { knee = { max = 130 } }
[[rule]]
id = "depth"
at = "hold"
"""
    found = load_exercise(written(tmp_path, text))
    assert found.cycle is None
    assert found.hold is not None


def test_a_hold_may_inherit_measures_of_repetitions_but_not_judge_by_them(tmp_path: Path) -> None:
    base = VARIANT.replace("[measures]", '[measures]\ndown = { duration = "descent" }')
    written(tmp_path, base)
    rules = [r.id for r in load_exercise("squat").rules if r.id not in ("even", "depth")]
    hold = (
        f'extends = "box-squat.toml"\nid = "sit"\ndrop = {[*rules, "shins"]}\n'
        '[hold]\nposture = { knee = { max = 130 } }\n[[rule]]\nid = "depth"\nat = "hold"\n'
    )
    found = load_exercise(written(tmp_path, hold, "sit.toml"))
    assert found.hold is not None
    judged = hold + 'measure = "down"\nlimit = { min = 1 }\n'
    with pytest.raises(ExerciseError, match=r"'down' needs a \[cycle\]"):
        load_exercise(written(tmp_path, judged, "sit.toml"))


def test_all_that_drop_says_wrongly_is_told_at_once(tmp_path: Path) -> None:
    text = 'extends = "squat"\nid = "sit"\ndrop = ["dept", "heels", "nope"]\n'
    text += '[[rule]]\nid = "heels"\nseverity = "minor"\n'
    with pytest.raises(ExerciseError) as caught:
        load_exercise(written(tmp_path, text, "sit.toml"))
    lines = str(caught.value).splitlines()
    assert all("sit.toml:3: drop: expected" in line for line in lines)
    assert [line.rpartition("found ")[2] for line in lines] == [
        "'dept'; did you mean 'depth'?",
        "both; take one away",
        "'nope'",
    ]
