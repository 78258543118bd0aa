"""The training and evaluation commands on a tiny set, from start to weights to a table."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from posecoach.cli.main import app
from posecoach.cli.train_options import parse_weights
from posecoach.engine.weights import load_network, read_weights
from posecoach.errors import UsageError

TINY = ["--steps", "2", "--batch", "2", "--size", "64", "--channels", "8", "--workers", "0"]


def run(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_train_calibrate_and_evaluate(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pose, detector = tmp_path / "pose.safetensors", tmp_path / "detector.safetensors"
    data = ("--data", folder, "--device", "cpu")
    run("train", "hourglass", *data, "--out", pose, *TINY, "--weight", "a=2")
    assert read_weights(pose)[0].training["step"] == 2
    run("train", "hourglass", *data, "--out", pose, *TINY, "--resume")
    assert "train longer" in run("train", "calibrate", "--data", folder, "--weights", pose, code=3)
    monkeypatch.setattr("posecoach.training.calibration.CONFIDENT", 0.0)
    output = run("train", "calibrate", "--data", folder, "--weights", pose)
    assert "left_knee" in output
    assert len(read_weights(pose)[0].sigma_scale) == 26
    output = run("evaluate", "hourglass", *data, "--weights", pose)
    assert "PCK@0.2" in output
    assert "people 6" in output
    result = tmp_path / "result.json"
    few = ("--limit", "4", "--json", result)
    output = run("evaluate", "hourglass", *data, "--weights", pose, "--calibration", *few)
    assert "2-D normal" in output
    assert "AUC" in output
    written = json.loads(result.read_text())
    assert written["people"] == 4
    assert written["calibration"]["all"]["joints"] == 4 * 26
    two = ("--limit", "2", "--json", result)
    output = run("evaluate", "hourglass", *data, "--weights", pose, "--difficulties", *two)
    assert "motion blur 3" in output
    rows = json.loads(result.read_text())["difficulties"]
    assert rows[0]["difficulty"] == "clean"
    assert {row["people"] for row in rows if "labels" not in row["difficulty"]} == {2}
    run("train", "detector", *data, "--out", detector, "--init", pose, *TINY)
    output = run("evaluate", "detector", *data, "--weights", detector, "--score", "0.99")
    assert "recall" in output
    assert "horizontal" in output


def test_other_models_and_what_they_cost(folder: Path, tmp_path: Path) -> None:
    out, result = tmp_path / "cpm.safetensors", tmp_path / "cost.json"
    data = ("--data", folder, "--device", "cpu", "--out", out)
    run("train", "pose", *data, *TINY, "--model", "cpm", "--stacks", "2")
    assert "GMAC" in run("evaluate", "cost", "--weights", out, "--json", result, "--device", "cpu")
    cost = json.loads(result.read_text())["cpm.safetensors"]
    assert cost["input_size"] == 64
    assert cost["parameters"] == sum(p.numel() for p in load_network(out)[0].parameters())
    assert cost["macs"] > cost["parameters"]
    run("train", "pose", *data, *TINY, "--model", "vit", code=2)
    run("evaluate", "cost", "--size", "100", code=2)


def test_weights_remember_names_of_folders_not_paths(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "pose.safetensors"
    run("train", "hourglass", "--data", folder, "--out", out, *TINY)
    assert read_weights(out)[0].training["data"] == [folder.name]


def test_mistakes_are_explained(folder: Path, tmp_path: Path) -> None:
    out = ("--out", tmp_path / "w.safetensors")
    run("train", "hourglass", "--data", tmp_path / "none", *out, *TINY, code=3)
    run("train", "hourglass", "--data", folder, *out, *TINY, "--size", "100", code=2)
    run("train", "hourglass", "--data", folder, *out, *TINY, "--device", "abacus", code=2)
    run("train", "hourglass", *out, *TINY, code=2)
    run("evaluate", "hourglass", "--data", folder, "--weights", tmp_path / "no.safetensors", code=3)


def test_source_weights() -> None:
    assert parse_weights(["coco=2", "a=b=0.5"]) == {"coco": 2.0, "a=b": 0.5}
    assert parse_weights(None) == {}
    for wrong in ("coco", "coco=", "coco=x", "=2", "coco=-1"):
        with pytest.raises(UsageError, match="SOURCE=FACTOR"):
            parse_weights([wrong])
