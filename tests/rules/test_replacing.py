"""A user's file in the place of one of the library."""

from pathlib import Path

import pytest

from posecoach.errors import ExerciseError
from posecoach.rules.library import FOLDER_VARIABLE, available, replaced
from posecoach.rules.load import exercise_from, find, load_exercise
from tests.rules.bend import BEND

OVERRIDE = 'extends = "squat"\n[[rule]]\nid = "depth"\nlimit = { max = 99 }\nlevels = {}\n'
OTHER = (
    BEND.replace('id = "bend"', 'id = "squat"')
    .replace('"Bend"', '"My squat"')
    .replace('id = "depth"', 'id = "low"')
    .replace("knee =", "bend =")
    .replace('measure = "knee"', 'measure = "bend"')
)
"""A squat that shares no measure and no rule with the library's."""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of exercises, empty."""
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def test_the_librarys_variants_stay_the_librarys(own: Path) -> None:
    before = load_exercise("front-squat"), load_exercise("overhead-squat")
    write(own / "squat.toml", OTHER)
    assert load_exercise("squat").name.en == "My squat"
    assert (load_exercise("front-squat"), load_exercise("overhead-squat")) == before


def test_a_users_file_overrides_one_limit_of_the_librarys_of_its_name(own: Path) -> None:
    library = load_exercise("squat")
    write(own / "squat.toml", OVERRIDE)
    mine = load_exercise("squat")
    assert mine.rule("depth").limit.max == 99
    assert mine.rule("lockout") == library.rule("lockout")
    # The same before it is moved into the user's folder.
    assert exercise_from(OVERRIDE, own.parent / "squat.toml") == mine


def test_a_users_other_files_extend_the_users_own(own: Path) -> None:
    write(own / "squat.toml", OVERRIDE)
    write(own / "mine.toml", 'extends = "squat"\nid = "mine"\n')
    assert load_exercise("mine").rule("depth").limit.max == 99


def test_a_file_that_the_library_lacks_cannot_extend_itself(own: Path) -> None:
    write(own / "mine.toml", 'extends = "mine"\n')
    with pytest.raises(ExerciseError, match=r"mine.toml:1: extends: a file cannot extend itself$"):
        load_exercise("mine")
    write(own / "squat.toml", 'extends = "squat.toml"\n')
    with pytest.raises(ExerciseError, match='itself; for the library\'s say extends = "squat"'):
        load_exercise("squat")


def test_a_wrong_file_of_the_user_is_an_error_of_its_own(own: Path) -> None:
    cycle = OTHER[OTHER.index("[cycle]") : OTHER.index("[[rule]]")]
    write(own / "mine.toml", OTHER.replace(cycle, ""))
    with pytest.raises(ExerciseError, match="found neither"):
        load_exercise("mine")


def test_a_folder_is_no_exercise(own: Path) -> None:
    (own / "folder.toml").mkdir()
    (own / "squat.toml").mkdir()
    assert "folder" not in available()
    assert "squat" not in replaced()
    assert find("squat").parent != own
