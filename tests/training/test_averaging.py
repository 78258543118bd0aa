"""The mean of networks."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner

from posecoach.cli.main import app
from posecoach.engine.weights import WeightsInfo, build_network, read_weights, save_weights
from posecoach.errors import UsageError, WeightsError
from posecoach.skeleton import JOINTS
from posecoach.training.averaging import average


def saved(path: Path, seed: int, channels: int = 16) -> Path:
    torch.manual_seed(seed)
    arguments = {"joints": len(JOINTS), "stacks": 1, "channels": channels}
    info = WeightsInfo("hourglass", arguments, 64, JOINTS, sigma_scale=(1.0,) * len(JOINTS))
    save_weights(path, build_network(info).state_dict(), info)
    return path


def test_the_mean_counts_each_by_its_share(tmp_path: Path) -> None:
    files = [saved(tmp_path / f"{seed}.safetensors", seed) for seed in (1, 2)]
    out = tmp_path / "mean.safetensors"
    average(files, [1.0, 3.0], out)
    (_, a), (_, b), (info, mean) = (read_weights(path) for path in (*files, out))
    for name, value in mean.items():
        torch.testing.assert_close(value, a[name].float() / 4 + b[name].float() * 3 / 4)
    assert info.sigma_scale == ()
    assert info.training["shares"] == [1.0, 3.0]
    build_network(info).load_state_dict(mean)


def test_what_is_not_built_alike_is_refused(tmp_path: Path) -> None:
    files = [
        saved(tmp_path / "a.safetensors", 1),
        saved(tmp_path / "b.safetensors", 1, channels=32),
    ]
    with pytest.raises(WeightsError, match=r"b.safetensors: expected a hourglass .*channels"):
        average(files, [1.0, 1.0], tmp_path / "mean.safetensors")
    assert not (tmp_path / "mean.safetensors").exists()


@pytest.mark.parametrize("shares", [[], [1.0], [1.0, 0.0], [1.0, -1.0], [1.0, 1.0, 1.0]])
def test_shares_that_do_not_fit_are_refused(tmp_path: Path, shares: list[float]) -> None:
    files = [saved(tmp_path / f"{seed}.safetensors", seed) for seed in (1, 2)]
    with pytest.raises(UsageError, match="as many shares"):
        average(files, shares, tmp_path / "mean.safetensors")


def test_the_command(tmp_path: Path) -> None:
    files = [str(saved(tmp_path / f"{seed}.safetensors", seed)) for seed in (1, 2)]
    out = tmp_path / "mean.safetensors"
    found = CliRunner().invoke(app, ["train", "average", *files, "--out", str(out)])
    assert found.exit_code == 0
    assert "calibrate" in found.output
    assert out.exists()
    over = CliRunner().invoke(app, ["train", "average", *files, "--out", files[0]])
    assert over.exit_code == 2
