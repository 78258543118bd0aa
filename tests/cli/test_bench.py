import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from posecoach.bench import measure
from posecoach.bench.measure import BenchPlan, Measurement, Run, StageTime
from posecoach.cli.main import app
from posecoach.errors import RuntimeMissingError


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[BenchPlan]:
    """Known measurements in the place of real ones; what was asked for."""
    asked: list[BenchPlan] = []

    def known(run: Run, plan: BenchPlan, runtime: str) -> Measurement:
        asked.append(plan)
        fps = {"torch": 10.0, "onnxruntime": 25.0}.get(runtime, 5.0)
        stages = {"pose": StageTime(30, 40.0, 55.5, 1.2)}
        return Measurement(runtime, 30, fps, 400.0, stages)

    monkeypatch.setattr(measure, "in_own_process", known)
    monkeypatch.setattr(measure, "available_runtimes", lambda: ("torch", "onnxruntime"))
    return asked


def test_the_table_compares_with_torch(plans: list[BenchPlan]) -> None:
    result = CliRunner().invoke(app, ["bench", "clip.mp4", "--frames", "30"])
    assert result.exit_code == 0, result.output
    assert "x2.50" in result.stdout
    assert "40.0 (55.5)" in result.stdout
    assert plans == [BenchPlan("clip.mp4", frames=30)] * 2


def test_json_and_the_choice_of_runtimes(plans: list[BenchPlan]) -> None:
    arguments = ["bench", "clip.mp4", "--runtime", "onnxruntime", "--vs", "mediapipe", "--json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    runs = json.loads(result.stdout)["runs"]
    assert [run["runtime"] for run in runs] == ["mediapipe", "onnxruntime"]
    assert runs[1]["stages"]["pose"]["median_ms"] == 40.0


def test_errors_are_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(*_: object) -> Measurement:
        raise RuntimeMissingError("--vs mediapipe: pip install mediapipe")

    monkeypatch.setattr(measure, "in_own_process", missing)
    result = CliRunner().invoke(app, ["bench", "clip.mp4", "--vs", "mediapipe"])
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == "posecoach: --vs mediapipe: pip install mediapipe"
    assert CliRunner().invoke(app, ["bench", "clip.mp4", "-e", "sqat"]).exit_code == 5
