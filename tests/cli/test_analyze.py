from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from posecoach import pipeline
from posecoach.cli.analyze import parse_person, parse_time
from posecoach.cli.main import app
from posecoach.errors import NobodyFoundError, PosecoachError, VideoError, WeightsError
from posecoach.pipeline import AnalyzeOptions
from posecoach.rules.schema import Exercise
from posecoach.types import Session
from tests.report.sample import sample

Progress = Callable[[int, int | None], None]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, AnalyzeOptions]]:
    """Puts a known session in the place of the analysis; what it was asked for."""
    seen: list[tuple[str, str, AnalyzeOptions]] = []

    def analyze(
        source: str, exercise: Exercise, options: AnalyzeOptions, progress: Progress
    ) -> Session:
        seen.append((source, exercise.id, options))
        for done in range(1, 4):
            progress(done, 2)
        return sample()

    monkeypatch.setattr(pipeline, "analyze", analyze)
    return seen


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def analyze(*args: object) -> Session:
        raise error

    monkeypatch.setattr(pipeline, "analyze", analyze)


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
        (["clip.mp4"], 2, "--exercise"),
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
