from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from posecoach import pipeline
from posecoach.cli.main import app
from posecoach.cli.values import parse_person, parse_time
from posecoach.errors import NobodyFoundError, PosecoachError, VideoError, WeightsError
from posecoach.pipeline import AnalyzeOptions
from posecoach.posefiles.reading import read_poses
from posecoach.posefiles.writing import write_poses
from posecoach.rules.library import library_path
from posecoach.rules.schema import Exercise
from posecoach.types import Caution, People, Session
from tests.posefiles.motion import alone, two
from tests.report.sample import sample

Progress = Callable[[int, int | None], None]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, AnalyzeOptions]]:
    """Puts a known session in the place of the analysis; what it was asked for."""
    seen: list[tuple[str, str, AnalyzeOptions]] = []

    def watch(source: str, options: AnalyzeOptions, progress: Progress) -> People:
        for done in range(1, 4):
            progress(done, 2)
        return People((sample().track,), (640, 480))

    def coach_people(
        source: str, exercise: Exercise, people: People, options: AnalyzeOptions
    ) -> Session:
        seen.append((source, exercise.id, options))
        return sample()

    monkeypatch.setattr(pipeline, "watch", watch)
    monkeypatch.setattr(pipeline, "coach_people", coach_people)
    monkeypatch.setattr("posecoach.cli.analyze.say_if_mistaken", lambda *_: None)
    return seen


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def watch(*args: object) -> People:
        raise error

    monkeypatch.setattr(pipeline, "watch", watch)


def test_prints_the_session_and_passes_the_choices_on(
    calls: list[tuple[str, str, AnalyzeOptions]],
) -> None:
    choices = ["--lang", "ko", "--person", "2", "--start", "0:01.5", "--end", "75"]
    result = CliRunner().invoke(app, ["analyze", "clip.mp4", "-e", "squat", *choices])
    assert result.exit_code == 0, result.output
    assert calls == [("clip.mp4", "squat", AnalyzeOptions("ko", "2", 1.5, 75.0, "auto"))]
    assert "스쿼트" in result.stdout
    assert "frames/s" in result.stderr
    assert "frames/s" not in result.stdout


def test_the_network_and_what_runs_it_can_be_chosen(
    calls: list[tuple[str, str, AnalyzeOptions]],
) -> None:
    choices = ["--runtime", "torch", "--weights", "other.safetensors"]
    result = CliRunner().invoke(app, ["analyze", "clip.mp4", "-e", "squat", *choices])
    assert result.exit_code == 0, result.output
    wanted = AnalyzeOptions(runtime="torch", weights=Path("other.safetensors"))
    assert calls == [("clip.mp4", "squat", wanted)]


def test_json_is_written_beside_the_summary(
    calls: list[tuple[str, str, AnalyzeOptions]], tmp_path: Path
) -> None:
    path = tmp_path / "squat.json"
    result = CliRunner().invoke(
        app, ["analyze", "clip.mp4", "--exercise", "squat", "--json", str(path), "--keypoints"]
    )
    assert result.exit_code == 0, result.output
    assert "Sit lower" in result.stdout
    assert len(json.loads(path.read_text(encoding="utf-8"))["frames"]["joints"]) == 26


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (VideoError("clip.mp4: expected a video"), 3),
        (WeightsError("hourglass.safetensors: damaged"), 3),
        (NobodyFoundError("clip.mp4: nobody in it"), 4),
    ],
)
def test_errors_are_one_line_and_their_exit_code(
    monkeypatch: pytest.MonkeyPatch, error: PosecoachError, code: int
) -> None:
    fail_with(monkeypatch, error)
    result = CliRunner().invoke(app, ["analyze", "clip.mp4", "-e", "squat"])
    assert result.exit_code == code
    assert result.stderr == f"posecoach: {error}\n"
    assert result.stdout == ""


def test_ctrl_c_ends_with_a_short_line(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, KeyboardInterrupt())
    result = CliRunner().invoke(app, ["analyze", "clip.mp4", "-e", "squat"])
    assert result.exit_code == 130
    assert result.stderr.endswith("posecoach: stopped\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["clip.mp4", "-e", "sqat"], 5, "did you mean 'squat'"),
        (["clip.mp4", "-e", "squat", "--start", "1:75"], 2, "mm:ss"),
        (["clip.mp4", "-e", "squat", "--start", "5", "--end", "2"], 2, "start"),
        (["clip.mp4", "-e", "squat", "--person", "tallest"], 2, "largest"),
        (["clip.mp4", "-e", "squat", "--lang", "xx"], 2, "ko"),
        (["clip.mp4", "-e", "squat", "--json", "gone/out.json"], 2, "existing folder"),
        (["clip.mp4", "-e", "squat", "--keypoints"], 2, "--json FILE"),
        (["clip.mp4", "-e", "sqat"], 5, "squat"),
        (["clip.mp4", "-e", "gone.toml"], 5, "gone.toml"),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["analyze", *arguments])
    assert result.exit_code == code
    assert message in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("text", "seconds"), [("0", 0), ("75.5", 75.5), ("1:15.5", 75.5), ("01:02:03", 3723)]
)
def test_parse_time(text: str, seconds: float) -> None:
    assert parse_time(text) == seconds


@pytest.mark.parametrize("text", ["", "-1", "1:60", "a", "1:2:3:4", "nan", "1.5:10", "1:-5", ":5"])
def test_parse_time_refuses(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="seconds or mm:ss"):
        parse_time(text)


def test_parse_person() -> None:
    assert [parse_person(t) for t in ("auto", "center", "3")] == ["auto", "centre", "3"]
    for text in ("0", "-1", "me", ""):
        with pytest.raises(typer.BadParameter, match="auto, largest, centre"):
            parse_person(text)


@pytest.mark.parametrize(
    ("out", "more", "hint"),
    [
        ("poses.json", [], ""),
        ("poses.csv", [], "read them with --size 640x480"),
        ("poses", [], "read them with --fps 20 --size 640x480"),
        ("coco.json", ["--poses-format", "coco"], "read them with --fps 20 --size 640x480"),
    ],
)
def test_poses_are_written_and_coached_from_again(
    tmp_path: Path, out: str, more: list[str], hint: str
) -> None:
    write_poses(alone(), tmp_path / "first.csv", "csv")
    first = ["analyze", str(tmp_path / "first.csv"), "-e", "squat", "--size", "640x480"]
    path = tmp_path / out
    written = CliRunner().invoke(app, [*first, "--poses-out", str(path), *more])
    assert written.exit_code == 0, written.output
    assert f"The poses are in {path}" in written.stderr
    assert hint in written.stderr
    options = hint.removeprefix("read them with ").split()
    again = CliRunner().invoke(app, ["analyze", str(path), "-e", "squat", *options])
    assert again.exit_code == 0, again.output
    for result in (written, again):
        assert result.stdout.startswith("Squat: seen from the left side, 3 repetitions")


def test_poses_of_a_video_are_written_too(
    calls: list[tuple[str, str, AnalyzeOptions]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(pipeline, "watch", lambda *_: two())
    path = tmp_path / "poses.json"
    result = CliRunner().invoke(
        app, ["analyze", "clip.mp4", "-e", "squat", "--poses-out", str(path)]
    )
    assert result.exit_code == 0, result.output
    assert len(read_poses(str(path)).tracks) == 2


def test_another_person_of_a_pose_file(tmp_path: Path) -> None:
    write_poses(two(), tmp_path / "two.json", "posecoach")
    base = ["analyze", str(tmp_path / "two.json"), "-e", "squat"]
    assert "3 repetitions" in CliRunner().invoke(app, base).stdout
    assert "3 repetitions" in CliRunner().invoke(app, [*base, "--person", "1"]).stdout
    assert "no repetitions" in CliRunner().invoke(app, [*base, "--person", "2"]).stdout
    third = CliRunner().invoke(app, [*base, "--person", "3"])
    assert third.exit_code == 2
    assert "there are only 2" in third.stderr


def test_a_videos_warnings_speak_the_chosen_language(monkeypatch: pytest.MonkeyPatch) -> None:
    people = People(alone().tracks, (640, 480), (Caution("damaged", {"count": 2}),))
    monkeypatch.setattr(pipeline, "watch", lambda *_: people)
    korean = CliRunner().invoke(app, ["analyze", "clip.mp4", "-e", "squat", "--lang", "ko"])
    assert "손상된 부분 2곳" in korean.stdout
    assert "amaged" not in korean.output
    english = CliRunner().invoke(app, ["analyze", "clip.mp4", "-e", "squat"])
    assert "Damaged parts of the video were passed over: 2." in english.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["gone.json"], 3, "found no such file"),
        (["empty.csv"], 3, "found an empty file"),
        (["."], 3, "OpenPose"),
        (["nobody.csv"], 4, "found nobody in 1 frames"),
        (["clip.mp4", "--fps", "30"], 2, "expected a pose file"),
        (["clip.mp4", "--poses-out", "a.txt"], 2, "--poses-format"),
        (["clip.mp4", "--poses-format", "csv"], 2, "expected --poses-out"),
        (["nobody.csv", "--fps", "0"], 2, "--fps"),
        (["nobody.csv", "--size", "640"], 2, "WIDTHxHEIGHT"),
        (["nobody.csv", "--sigma-px", "-1"], 2, "--sigma-px"),
    ],
)
def test_pose_files_that_cannot_be_read_are_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.csv").touch()
    Path("nobody.csv").write_text("time_s,nose_x,nose_y\n0,,\n")
    result = CliRunner().invoke(app, ["analyze", *arguments, "-e", "squat"])
    assert result.exit_code == code, result.output
    assert message in result.stderr
    assert result.stderr.startswith("posecoach: ")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_wrong_file_of_ones_own_does_not_keep_the_others_from_being_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cases.toml").write_text("not an exercise", encoding="utf-8")
    monkeypatch.setenv("POSECOACH_EXERCISES", str(tmp_path))
    clip = Path(__file__).parents[1] / "data" / "squat-side.csv"
    result = CliRunner().invoke(app, ["analyze", str(clip), "--size", "360x480"])
    assert result.exit_code == 0, result.output
    assert "cases: left out, its file is wrong" in result.output
    assert "This looks like" in result.output
    korean = CliRunner().invoke(
        app, ["analyze", str(clip), "--size", "360x480", "--lang", "ko", "--end", "5"]
    )
    assert "동작으로 보입니다" in korean.output


def test_no_output_takes_the_place_of_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    write_poses(alone(), path, "posecoach")
    before = path.read_bytes()
    for option in ("--json", "--poses-out"):
        result = CliRunner().invoke(app, ["analyze", str(path), "-e", "squat", option, str(path)])
        assert result.exit_code == 2, result.output
    same = ["--json", str(tmp_path / "o.json"), "--poses-out", str(tmp_path / "o.json")]
    result = CliRunner().invoke(app, ["analyze", str(path), "-e", "squat", *same])
    assert result.exit_code == 2, result.output
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["p.json"]


@pytest.mark.parametrize(("level", "silent"), [("strict", False), ("standard", True)])
def test_a_level_that_changes_nothing_says_so(
    calls: list[tuple[str, str, AnalyzeOptions]], tmp_path: Path, level: str, silent: bool
) -> None:
    text = library_path("squat").read_text(encoding="utf-8")
    plain = [line for line in text.splitlines() if not line.startswith("levels")]
    (tmp_path / "plain.toml").write_text("\n".join(plain), encoding="utf-8")
    for name, expected in ((str(tmp_path / "plain.toml"), not silent), ("squat", False)):
        result = CliRunner().invoke(app, ["analyze", "clip.mp4", "-e", name, "--level", level])
        assert result.exit_code == 0, result.output
        assert ("says nothing of it" in result.output) == expected


def test_another_exercise_than_the_one_asked_for_is_said() -> None:
    clip = Path(__file__).parents[1] / "data" / "squat-side.csv"
    told = ["analyze", str(clip), "--size", "360x480", "--exercise"]
    result = CliRunner().invoke(app, [*told, "push-up"])
    assert "This looks like squat, not like push-up" in result.output
    for fitting in ("squat", "overhead-squat"):
        assert "This looks like" not in CliRunner().invoke(app, [*told, fitting]).output
