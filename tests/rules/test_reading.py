"""Files that are not what they should be, and paths that lead through what is not there."""

from pathlib import Path

import pytest

from posecoach.errors import ExerciseError
from posecoach.rules.load import exercise_from, load_exercise

SQUAT = Path("exercises/squat.toml").read_text(encoding="utf-8")


def test_the_mark_that_windows_puts_first_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "squat.toml"
    path.write_text(SQUAT, encoding="utf-8-sig")
    assert load_exercise(str(path)) == load_exercise("exercises/squat.toml")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "euc-kr"])
def test_another_encoding_is_named_as_what_is_wrong(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "squat.toml"
    path.write_text('id = "squat"\nname = { ko = "스쿼트" }\n', encoding=encoding)
    with pytest.raises(ExerciseError, match=r"squat.toml:\d: expected text in UTF-8, .*save it as"):
        load_exercise(str(path))
    path.write_text("schema = 1\n", encoding="utf-16-le")
    with pytest.raises(ExerciseError, match="save it as UTF-8"):
        load_exercise(str(path))


@pytest.mark.parametrize(
    ("text", "words"),
    [("a = " + "[" * 100_000, "too many brackets"), ("\n\na = " + "1" * 10_000, "expected TOML")],
)
def test_what_the_parser_gives_up_on_is_an_error(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "deep.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExerciseError, match=f"deep.toml.*{words}"):
        load_exercise(str(path))


def test_a_name_that_no_file_can_have_is_an_error() -> None:
    with pytest.raises(ExerciseError, match=r"xxx\.\.\.: expected an exercise file") as caught:
        load_exercise(f"{'x' * 3000}.toml")
    assert len(str(caught.value)) < 300


def test_a_folder_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "dir.toml").mkdir()
    with pytest.raises(
        ExerciseError, match=r"dir\.toml: expected an exercise file, found a folder"
    ):
        load_exercise(str(tmp_path / "dir.toml"))


@pytest.mark.parametrize("name", ["x" * 3000, "a\\u0000"])
def test_a_base_that_no_file_can_be_is_an_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(ExerciseError, match=r"mine.toml:1: extends: .*expected an exercise file"):
        exercise_from(f'extends = "{name}.toml"\n', tmp_path / "mine.toml")


def test_a_base_may_lie_beyond_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(SQUAT, encoding="utf-8")
    through = 'extends = "newdir/../base.toml"\nid = "mine"\n'
    assert exercise_from(through, tmp_path / "mine.toml").id == "mine"
    beside = 'extends = "../base.toml"\nid = "mine"\n'
    assert exercise_from(beside, tmp_path / "new" / "mine.toml").id == "mine"
    with pytest.raises(ExerciseError, match=r"newdir/\.\./none\.toml: .*found nothing there"):
        exercise_from(through.replace("base", "none"), tmp_path / "mine.toml")


def test_the_sentence_about_a_misspelled_id_reads_on() -> None:
    with pytest.raises(ExerciseError, match=r"did you mean 'squat'\? Or give the path"):
        load_exercise("sqat")
    with pytest.raises(ExerciseError, match=r"found 'qqqqq'; or give the path"):
        load_exercise("qqqqq")
