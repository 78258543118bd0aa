"""``posecoach rules new`` and ``learn``: the commands themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from posecoach.cli.main import app
from posecoach.posefiles.writing import write_poses
from posecoach.rules.load import load_exercise
from posecoach.types import People
from tests.exercises.figure import SIZE_PX
from tests.exercises.motions import MOTIONS

SQUATS = Path(__file__).parents[1] / "data" / "squat-side.csv"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POSECOACH_EXERCISES", str(tmp_path / "own"))


def run(*arguments: str | Path, code: int = 0, answers: str = "") -> str:
    result = CliRunner().invoke(app, ["rules", *map(str, arguments)], input=answers)
    assert result.exit_code == code, result.output
    return result.output


def test_new_takes_every_default_and_says_what_to_do_next() -> None:
    text = run("new", "my-squat", "--yes")
    assert "Written: my-squat.toml" in text
    assert "posecoach rules check my-squat.toml" in text
    assert "fine" in run("check", "my-squat.toml")


def test_new_asks_again_until_the_answer_is_one() -> None:
    answers = "Chair\n의자\nfly\nhold\nside\nknee\n900\n95\n\n"
    text = run("new", "chair", answers=answers)
    assert "did you mean" in text or "expected one of repetitions, hold, found 'fly'" in text
    assert "expected between 0 and 180, found 900" in text
    plan = load_exercise("chair.toml")
    assert (plan.name.en, plan.name.ko) == ("Chair", "의자")
    assert plan.hold is not None


def test_new_never_writes_over_a_file_unless_told() -> None:
    Path("a.toml").write_text("mine", encoding="utf-8")
    assert "--force" in run("new", "a", "--yes", code=2)
    assert Path("a.toml").read_text(encoding="utf-8") == "mine"
    run("new", "a", "--yes", "--force")
    assert load_exercise("a.toml").id == "a"
    assert [path.name for path in Path().iterdir()] == ["a.toml"]


def test_new_writes_where_it_is_told_or_says_why_not() -> None:
    run("new", "a", "--yes", "--out", "some/where/b.toml")
    assert load_exercise("some/where/b.toml").id == "a"
    assert "ends in .toml" in run("new", "a", "--yes", "--out", "b.txt", code=2)
    assert "beginning with a letter" in run("new", "스쿼트", "--yes", code=2)


def test_new_from_another_exercise() -> None:
    run("new", "deep", "--from", "squat", "--yes")
    assert load_exercise("deep.toml").extends == "squat"
    assert "fine: 7 rules" in run("check", "deep.toml")
    assert "did you mean 'squat'" in run("new", "b", "--from", "sqat", "--yes", code=5)


def test_giving_up_leaves_no_file() -> None:
    assert "posecoach: stopped" in run("new", "a", code=130, answers="A\n")
    assert not Path("a.toml").exists()


def learnt(*arguments: str | Path, code: int = 0) -> str:
    return " ".join(run("learn", *arguments, code=code).split())


@pytest.fixture
def clips(tmp_path: Path) -> tuple[Path, Path]:
    """Three good squats, and three of which the second is too shallow."""
    wanted = MOTIONS["squat"]
    paths = tmp_path / "good.json", tmp_path / "bad.json"
    for path, track in zip(paths, (wanted.good(3), wanted.faulty()), strict=True):
        write_poses(People((track,), SIZE_PX), path, "posecoach")
    return paths


def test_learn_writes_a_file_that_counts_its_own_clip_and_corrects_nothing() -> None:
    clip = ("--size", "360x480")
    text = learnt(SQUATS, "--name", "my-squat", *clip)
    assert "squat-side.csv: seen from the left side, 5 repetitions" in text
    assert "Written: my-squat.toml" in text
    assert "--size 360x480" in text
    assert "fine" in run("check", "my-squat.toml")
    shown = run("try", "my-squat.toml", SQUATS, *clip)
    assert "repetitions: 5" in shown
    assert "fault" not in shown
    assert str(SQUATS.parent) not in Path("my-squat.toml").read_text(encoding="utf-8")


def test_learn_says_what_rests_on_too_little(clips: tuple[Path, Path]) -> None:
    good, bad = clips
    text = learnt(good, "--bad", bad, "--name", "My squat")
    assert "bad: bad.json: 3 repetitions" in text
    assert "guess from only 3 good repetitions" in text
    assert "FEW REPETITIONS: 3 good repetitions only" in text
    assert "does not tell good from bad" in text
    assert load_exercise("my-squat.toml").name.en == "My squat"


def test_learn_keeps_what_is_there_and_says_what_it_cannot_read(clips: tuple[Path, Path]) -> None:
    Path("a.toml").write_text("mine", encoding="utf-8")
    assert "--force" in learnt(clips[0], "--name", "a", code=2)
    assert Path("a.toml").read_text(encoding="utf-8") == "mine"
    assert "gone.mp4" in learnt("gone.mp4", "--name", "b", code=3)
    assert "gone.csv" in learnt(clips[0], "--bad", "gone.csv", "--name", "b", code=3)
    assert "twice" in learnt(clips[0], "--end", "2.5", "--name", "b", code=3)
    assert not Path("b.toml").exists()


def test_new_does_not_write_over_what_it_builds_on() -> None:
    run("new", "a", "--yes")
    before = Path("a.toml").read_bytes()
    text = run("new", "a", "--yes", "--from", "a.toml", "--force", code=2)
    assert "which would be overwritten" in text
    assert Path("a.toml").read_bytes() == before


def test_new_asks_again_where_an_arrow_key_got_into_the_name() -> None:
    text = run("new", "chair", answers="My \x1b[Dchair\nChair\n\nhold\nside\nknee\n95\n\n")
    assert "type it again" in text
    assert load_exercise("chair.toml").name.en == "Chair"


def test_learn_repeats_in_what_to_do_next_how_the_clip_is_read() -> None:
    told = ("--name", "s", "--size", "360x480", "--start", "0.2", "--sigma-px", "1")
    text = run("learn", SQUATS, *told)
    assert "squat-side.csv --size 360x480 --sigma-px 1.0 --start 0.2" in text
