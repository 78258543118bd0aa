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
