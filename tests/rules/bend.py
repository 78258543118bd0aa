"""A whole exercise file for tests to break, and what is said about a broken one."""

from pathlib import Path

import pytest

from posecoach.errors import ExerciseError
from posecoach.rules.load import load_exercise

BEND = """schema = 1
id = "bend"
name = { en = "Bend", ko = "굽히기" }
views = ["side"]
[measures]
knee = { angle = ["hip", "knee", "ankle"] }
[cycle]
measure = "knee"
rest = "high"
min_range = 35
[[rule]]
id = "depth"
name = { en = "depth", ko = "깊이" }
at = "turn"
measure = "knee"
reduce = "min"
limit = { max = 100 }
views = ["side"]
severity = "major"
say = { en = "Lower.", ko = "더 깊이." }
good = { en = "Good.", ko = "좋아요." }
source = "a book"
"""


def told(folder: Path, text: str, name: str = "bend.toml") -> list[str]:
    """What is said about a wrong file, without the folder."""
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(ExerciseError) as caught:
        load_exercise(str(folder / name))
    return str(caught.value).replace(f"{folder}/", "").splitlines()
