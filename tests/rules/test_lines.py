"""Errors in an exercise file name the line."""

from pathlib import Path

import pytest

from posecoach.errors import ExerciseError
from posecoach.rules.lines import line_of
from posecoach.rules.load import load_exercise

TEXT = """schema = 1
id = "bend"

[measures]
knee = { angle = ["hip", "knee", "ankle"] }

[cycle]
measure = "knee"

# a comment
[[rule]]
id = "one"
limit = { max = 100 }

[[rule]]
id = "two"
  limit.max = 90
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("id",), 2),
        (("measures", "knee", "angle"), 5),
        (("cycle", "measure"), 8),
        (("cycle", "rest"), 7),
        (("rule", 0, "limit", "max"), 13),
        (("rule", 1, "limit", "max"), 17),
        (("rule", 1, "views"), 15),
        (("nothing",), None),
    ],
)
def test_the_line_of_a_key_or_of_what_holds_it(
    place: tuple[int | str, ...], line: int | None
) -> None:
    assert line_of(TEXT, place) == line


def test_a_wrong_joint_is_reported_with_its_line(tmp_path: Path) -> None:
    text = Path("exercises/squat.toml").read_text(encoding="utf-8")
    wrong = text.replace('["hip", "knee", "ankle"]', '["hip", "knie", "ankle"]')
    (tmp_path / "mine.toml").write_text(wrong, encoding="utf-8")
    line = next(i for i, row in enumerate(wrong.splitlines(), 1) if "knie" in row)
    with pytest.raises(ExerciseError, match=f"mine.toml:{line}: .*did you mean 'knee'"):
        load_exercise(str(tmp_path / "mine.toml"))


def test_what_does_not_fit_together_is_reported_with_its_line(tmp_path: Path) -> None:
    text = Path("exercises/squat.toml").read_text(encoding="utf-8")
    wrong = text.replace("limit = { max = 105 }", "limit = { max = 1050 }")
    (tmp_path / "mine.toml").write_text(wrong, encoding="utf-8")
    line = next(i for i, row in enumerate(wrong.splitlines(), 1) if "1050" in row)
    with pytest.raises(ExerciseError, match=f"mine.toml:{line}: .*180 degrees"):
        load_exercise(str(tmp_path / "mine.toml"))


def test_a_rule_of_a_file_that_extends_another_is_found_by_its_id(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    text = 'schema = 1\nextends = "squat"\n\n[[rule]]\nid = "lockout"\nlimit = { min = 1550 }\n'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExerciseError, match=r'mine.toml:6: rule "lockout": limit.min'):
        load_exercise(str(path))
    path.write_text(text.replace("limit", "limits"), encoding="utf-8")
    with pytest.raises(ExerciseError, match=r'mine.toml:6: rule "lockout": unknown key'):
        load_exercise(str(path))


def test_a_rule_that_the_extended_file_brings_is_reported_where_it_is_brought_in(
    tmp_path: Path,
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('schema = 1\nextends = "squat"\nviews = ["front"]\n', encoding="utf-8")
    with pytest.raises(ExerciseError, match=r'mine.toml:2: rule "depth": views'):
        load_exercise(str(path))


def test_a_wrong_base_or_drop_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('schema = 1\nextends = "sqat"\n', encoding="utf-8")
    with pytest.raises(ExerciseError, match=r"mine.toml:2: extends: .*did you mean 'squat'"):
        load_exercise(str(path))
    path.write_text('extends = "squat"\n\ndrop = ["evne"]\n', encoding="utf-8")
    with pytest.raises(ExerciseError, match=r"mine.toml:3: drop: .*did you mean 'even'"):
        load_exercise(str(path))
