from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner

from posecoach import resources
from posecoach.cli.main import app
from posecoach.engine import manifest as listing
from posecoach.engine.manifest import Manifest, read_manifest, renewed, write_manifest
from posecoach.engine.weights import WeightsInfo, build_network, save_weights
from tests.engine.test_convert import published_lite0


def run(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["models", *(str(a) for a in arguments)])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder of its own with one tiny network in it."""
    folder = tmp_path / "models"
    info = WeightsInfo("detector", {"channels": 4}, 64)
    save_weights(folder / "tiny.safetensors", build_network(info).state_dict(), info)
    write_manifest(renewed(Manifest(), folder), folder)
    for module in (resources, listing):
        monkeypatch.setattr(module, "models_dir", lambda: folder)
    return folder


def test_halve(models: Path, tmp_path: Path) -> None:
    assert "MB" in run("halve", models / "tiny.safetensors", "--out", tmp_path / "h.safetensors")
    assert (tmp_path / "h.safetensors").exists()
    assert "ends in .safetensors" in run("halve", models / "tiny.safetensors", "--out", "h", code=2)


@pytest.mark.usefixtures("models")
def test_list_info_and_verify() -> None:
    assert "tiny" in run("list")
    assert "sha256" in run("info", "tiny")
    assert run("verify") == "tiny: fine\n"
    assert "expected one of the weights tiny" in run("info", "huge", code=2)


def test_verify_ends_with_3_on_other_files(models: Path) -> None:
    (models / "tiny.safetensors").write_bytes(b"something else")
    output = run("verify", code=3)
    assert "expected" in output
    assert "1 of 1 wrong" in output


def test_pull_from_a_file(models: Path, tmp_path: Path) -> None:
    elsewhere = (models / "tiny.safetensors").rename(tmp_path / "copy.safetensors")
    assert "cannot be reached" in run("pull", "tiny", "--from", tmp_path / "gone", code=3)
    output = run("pull", "tiny", "--from", elsewhere)
    assert "tiny is in" in output
    assert run("verify") == "tiny: fine\n"
    assert "comes with posecoach" in run("pull", "tiny", code=2)


def test_import(tmp_path: Path) -> None:
    torch.save(published_lite0(), tmp_path / "lite0.pth")
    out = tmp_path / "lite0.safetensors"
    arguments = ("import", tmp_path / "lite0.pth", "--as", "efficientnet-lite0", "--out")
    assert "efficientnet-lite {'variant': 0}" in run(*arguments, out).replace("\n", " ")
    assert out.is_file()
    assert "ends in .safetensors" in run(*arguments, tmp_path / "x.pth", code=2)
    assert "SHA-256" in run(*arguments, out, "--sha256", "0" * 16, code=3)


def test_the_manifest_follows_the_files(models: Path) -> None:
    run("manifest")
    (models / "tiny.safetensors").rename(models / "small.safetensors")
    assert "--write" in run("manifest", code=3)
    run("manifest", "--write", "--models", models)
    assert [e.name for e in read_manifest(models).weights] == ["small"]
