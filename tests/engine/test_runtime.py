"""Every runtime computes the same; what cannot be had is said, or done without."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from posecoach.engine import onnx_export, runtime
from posecoach.engine.convention import Convention
from posecoach.engine.detection import Detector
from posecoach.engine.onnx_export import cached_path, onnx_model
from posecoach.engine.runtime import OnnxRunner, TorchRunner, open_runner
from posecoach.engine.topdown import PoseEstimator
from posecoach.engine.weights import WeightsInfo, build_network, read_weights, save_weights
from posecoach.errors import RuntimeMissingError, UsageError
from posecoach.skeleton import JOINTS
from tests.engine.saved import pictures, write

OWN = Convention(mean=(0.4, 0.5, 0.6), std=(0.2, 0.3, 0.4))

NETWORKS = [
    WeightsInfo("hourglass", {"stacks": 1, "channels": 8, "joints": 26}, 64, JOINTS),
    WeightsInfo("hourglass", {"stacks": 2, "channels": 4, "joints": 26}, 64, JOINTS, {}, (), OWN),
    WeightsInfo("hourglass-lite", {"variant": 0, "channels": 8, "joints": 26}, 64, JOINTS),
    WeightsInfo("detector", {"channels": 8}, 64),
]


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return write(tmp_path, NETWORKS[0])


@pytest.mark.parametrize("info", NETWORKS, ids=lambda i: f"{i.architecture}-{i.convention.mean}")
def test_runtimes_agree_for_any_batch(info: WeightsInfo, tmp_path: Path) -> None:
    path = write(tmp_path, info)
    onnx, reference = OnnxRunner(path), TorchRunner(path, "cpu")
    for count in (1, 3):
        found, expected = onnx.run(pictures(count)), reference.run(pictures(count))
        assert found.dtype == expected.dtype == np.float32
        np.testing.assert_allclose(found, expected, atol=1e-3)


def test_inputs_are_normalised_as_the_convention_says(tmp_path: Path) -> None:
    info = NETWORKS[1]
    path = write(tmp_path, info)
    network = build_network(info).eval()
    network.load_state_dict(read_weights(path)[1])
    inputs = (pictures(1) / 255 - np.array(OWN.mean)) / np.array(OWN.std)
    with torch.inference_mode():
        expected = network(torch.from_numpy(inputs.transpose(0, 3, 1, 2)).float())[-1]
    np.testing.assert_allclose(
        TorchRunner(path, "cpu").run(pictures(1)), expected.numpy(), atol=1e-4
    )


def test_a_model_is_exported_once(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = onnx_model(weights)
    assert cached_path(weights).read_bytes() == first
    monkeypatch.setattr(onnx_export, "export", lambda _: pytest.fail("exported again"))
    assert onnx_model(weights) == first
    monkeypatch.setattr(onnx_export, "__version__", "another")
    assert not cached_path(weights).exists()


def test_other_weights_have_another_model(weights: Path) -> None:
    before = cached_path(weights)
    info, tensors = read_weights(weights)
    tensors["stem.0.bias"] += 1
    save_weights(weights, tensors, info)
    assert cached_path(weights) != before


def test_a_damaged_cache_is_made_anew(weights: Path) -> None:
    onnx_model(weights)
    cached_path(weights).write_bytes(b"half a mod")
    assert OnnxRunner(weights).run(pictures(1)).shape == (1, 26, 16, 16)
    assert len(cached_path(weights).read_bytes()) > 1000


def test_a_cache_that_cannot_be_written_only_costs_time(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("a folder cannot stand here")
    monkeypatch.setenv("POSECOACH_CACHE", str(tmp_path / "file"))
    assert OnnxRunner(weights).run(pictures(1)).shape == (1, 26, 16, 16)


def test_without_the_others_auto_takes_torch(
    weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_runner(weights).name == "onnxruntime"
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert open_runner(weights).name == "torch"
    with pytest.raises(RuntimeMissingError, match="pip install onnxruntime"):
        open_runner(weights, runtime="onnxruntime")


def test_an_export_that_fails(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSECOACH_CACHE", str(tmp_path))

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no such operator")

    monkeypatch.setattr(torch.onnx, "export", fail)
    assert open_runner(weights).name == "torch"
    with pytest.raises(RuntimeMissingError, match=r"no such operator.*--runtime torch"):
        open_runner(weights, runtime="onnxruntime")


def test_choices_that_do_not_fit(weights: Path) -> None:
    assert open_runner(weights, runtime="torch").name == "torch"
    with pytest.raises(UsageError, match="computes on the CPU"):
        open_runner(weights, "cuda", "onnxruntime")
    with pytest.raises(UsageError, match="expected --runtime auto, torch"):
        open_runner(weights, runtime="abacus")


def test_engines_run_on_either(tmp_path: Path) -> None:
    pose, person = write(tmp_path, NETWORKS[0]), tmp_path / "d.safetensors"
    save_weights(person, build_network(NETWORKS[3]).state_dict(), NETWORKS[3])
    image, box = pictures(1, 200)[0], np.array([20.0, 10.0, 120.0, 190.0])
    poses = [
        PoseEstimator(pose, runtime=name).estimate(image, [box], "both")[0]
        for name in ("torch", "onnxruntime")
    ]
    np.testing.assert_allclose(poses[0].confidence, poses[1].confidence, atol=1e-3)
    found = [Detector(person, runtime=n).detect(image, 0.0) for n in ("torch", "onnxruntime")]
    assert len(found[0]) == len(found[1]) > 0
    np.testing.assert_allclose(found[0][0].box_xyxy, found[1][0].box_xyxy, atol=0.01)


def test_the_runtime_s_names_are_those_of_the_command() -> None:
    assert runtime.RUNTIMES == ("auto", "torch", "onnxruntime", "openvino")
