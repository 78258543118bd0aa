"""OpenVINO computes what torch does, and reports nobody; without it, how to get it is said."""

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from posecoach.engine.onnx_export import cached_path, onnx_model
from posecoach.engine.openvino_runner import TELEMETRY, OpenVinoRunner
from posecoach.engine.runtime import TorchRunner, open_runner
from posecoach.engine.weights import WeightsInfo
from posecoach.errors import RuntimeMissingError, UsageError
from posecoach.skeleton import JOINTS
from tests.engine.saved import pictures, write

NETWORKS = [
    WeightsInfo("hourglass", {"stacks": 2, "channels": 4, "joints": 26}, 64, JOINTS),
    WeightsInfo("hourglass-lite", {"variant": 0, "channels": 8, "joints": 26}, 64, JOINTS),
    WeightsInfo("detector", {"channels": 8}, 64),
]


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return write(tmp_path, NETWORKS[0])


@pytest.mark.parametrize("info", NETWORKS, ids=lambda i: i.architecture)
def test_it_agrees_with_torch_for_any_batch(info: WeightsInfo, tmp_path: Path) -> None:
    pytest.importorskip("openvino")
    path = write(tmp_path, info)
    runner, reference = OpenVinoRunner(path), TorchRunner(path, "cpu")
    for count in (1, 3, 1):
        found, expected = runner.run(pictures(count)), reference.run(pictures(count))
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected, atol=1e-3)


def test_maps_stay_when_the_next_are_computed(weights: Path) -> None:
    pytest.importorskip("openvino")
    runner = OpenVinoRunner(weights)
    first = runner.run(pictures(1))
    before = first.copy()
    assert not np.array_equal(runner.run(pictures(1, seed=1)), before)
    np.testing.assert_array_equal(first, before)


def test_a_damaged_cache_is_made_anew(weights: Path) -> None:
    pytest.importorskip("openvino")
    onnx_model(weights)
    cached_path(weights).write_bytes(b"half a mod")
    assert OpenVinoRunner(weights).run(pictures(1)).shape == (1, 26, 16, 16)
    assert len(cached_path(weights).read_bytes()) > 1000


def test_auto_takes_it_only_without_onnxruntime(
    weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openvino")
    assert open_runner(weights).name == "onnxruntime"
    assert open_runner(weights, runtime="openvino").name == "openvino"
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert open_runner(weights).name == "openvino"


def test_without_it_one_line_says_how_to_get_it(
    weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(RuntimeMissingError, match=r"pip install 'posecoach\[openvino\]'") as error:
        open_runner(weights, runtime="openvino")
    assert "\n" not in str(error.value)
    with pytest.raises(UsageError, match="computes on the CPU"):
        open_runner(weights, "cuda", "openvino")


def test_its_import_cannot_report_itself(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "openvino.py").write_text(
        f"try:\n    import {TELEMETRY}\nexcept ImportError:\n    raise ImportError('unseen')\n"
    )
    reporter = ModuleType(TELEMETRY)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "openvino", raising=False)
    monkeypatch.setitem(sys.modules, TELEMETRY, reporter)
    with pytest.raises(RuntimeMissingError, match="unseen"):
        OpenVinoRunner(weights)
    assert sys.modules[TELEMETRY] is reporter
