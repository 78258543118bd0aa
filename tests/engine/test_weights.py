import json
import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from posecoach.engine.detection import Detector
from posecoach.engine.topdown import PoseEstimator
from posecoach.engine.weights import (
    HEADER_KEY,
    WeightsInfo,
    build_network,
    load_network,
    read_weights,
    save_half,
    save_weights,
)
from posecoach.errors import WeightsError
from posecoach.skeleton import JOINTS

INFO = WeightsInfo("hourglass", {"stacks": 1, "channels": 16, "joints": 26}, 64, JOINTS, {"n": 1})


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "w.safetensors"
    save_weights(path, build_network(INFO).state_dict(), INFO)
    return path


def test_what_is_written_is_read(weights: Path) -> None:
    network, info = load_network(weights)
    assert info == INFO
    assert not network.training
    assert [p.name for p in weights.parent.iterdir()] == ["w.safetensors"]


def test_half_precision_is_read_as_single(weights: Path) -> None:
    half = weights.with_name("half.safetensors")
    size = save_half(weights, half)
    assert size < 0.7 * weights.stat().st_size
    network, info = load_network(half)
    assert info == INFO
    assert all(p.dtype == torch.float32 for p in network.parameters())
    for name, value in load_network(weights)[0].state_dict().items():
        torch.testing.assert_close(network.state_dict()[name], value, rtol=1e-3, atol=1e-6)


def test_what_half_precision_cannot_hold_is_refused(weights: Path) -> None:
    info, tensors = read_weights(weights)
    name = next(k for k, v in tensors.items() if v.ndim == 4)
    save_weights(weights, {**tensors, name: tensors[name] + 1e6}, info)
    with pytest.raises(WeightsError, match="too large for half precision"):
        save_half(weights, weights)


def refused(path: Path, words: str) -> None:
    with pytest.raises(WeightsError, match=words):
        load_network(path)


def test_missing_file(tmp_path: Path) -> None:
    refused(tmp_path / "none.safetensors", "no such")


def test_pickled_code_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "evil.safetensors"

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (str(tmp_path / "owned"),))

    path.write_bytes(pickle.dumps(Evil()))
    refused(path, "expected a safetensors file")
    torch.save({"a": torch.zeros(1)}, path)
    refused(path, "expected a safetensors file")
    assert not (tmp_path / "owned").exists()


def test_cut_off_file(weights: Path) -> None:
    weights.write_bytes(weights.read_bytes()[:2000])
    refused(weights, "safetensors")


def test_somebody_else_s_file(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    save_file({"a": torch.zeros(1)}, path)
    refused(path, "header has no")
    save_file({"a": torch.zeros(1)}, path, metadata={HEADER_KEY: json.dumps({"stacks": 2})})
    refused(path, "does not describe")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.pop("stem.0.weight"), "'stem.0.weight' is missing"),
        (lambda t: t.update(extra=torch.zeros(1)), "unexpected tensor 'extra'"),
        (lambda t: t.update({"stem.0.bias": torch.zeros(3)}), "shape .3,., expected .64,."),
        (lambda t: t["stem.0.bias"].fill_(float("nan")), "not finite"),
    ],
)
def test_tensors_that_do_not_fit(weights: Path, change: object, words: str) -> None:
    info, tensors = read_weights(weights)
    assert callable(change)
    change(tensors)
    save_weights(weights, tensors, info)
    refused(weights, words)


def test_unknown_architecture_and_arguments(weights: Path) -> None:
    _, tensors = read_weights(weights)
    save_weights(weights, tensors, WeightsInfo("vit", {}, 64))
    refused(weights, "hourglass-lite, hourglass-corner")
    save_weights(weights, tensors, WeightsInfo("hourglass", {"layers": 3}, 64))
    refused(weights, "arguments do not fit")


def test_each_engine_wants_its_own_network(weights: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="expected a detector"):
        Detector(weights)
    info = WeightsInfo("detector", {"channels": 16}, 64)
    other = tmp_path / "d.safetensors"
    save_weights(other, build_network(info).state_dict(), info)
    with pytest.raises(WeightsError, match="expected a pose network"):
        PoseEstimator(other)
