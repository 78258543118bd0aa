"""Runs a network on pictures: torch on any device, ONNX Runtime or OpenVINO on CPUs, where they
are faster."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

import numpy as np
import torch
from numpy.typing import NDArray

from posecoach.engine.onnx_export import load_exported
from posecoach.engine.openvino_runner import OpenVinoRunner
from posecoach.engine.prepared import Prepared
from posecoach.engine.threads import torch_threads, wanted_threads
from posecoach.engine.weights import channels_last, load_network
from posecoach.errors import RuntimeMissingError, UsageError

RuntimeName = Literal["auto", "torch", "onnxruntime", "openvino"]
RUNTIMES: tuple[str, ...] = get_args(RuntimeName)


class Runner(Protocol):
    """A network that is ready to run; ``name`` is the runtime's."""

    name: str

    def run(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Maps (N, C, S/4, S/4) of RGB pictures (N, S, S, 3)."""


def open_runner(weights: Path, device: str = "cpu", runtime: str = "auto") -> Runner:
    """The network of a weights file on ``device``.

    ``auto`` takes the first of ONNX Runtime, OpenVINO and torch that can be had on the CPU, the
    fastest first, and torch elsewhere. UsageError or RuntimeMissingError when a runtime that was
    asked for by name cannot be had.
    """
    if runtime not in RUNTIMES:
        raise UsageError(f"expected --runtime {', '.join(RUNTIMES)}, got {runtime!r}")
    if runtime == "torch" or (runtime == "auto" and device != "cpu"):
        return TorchRunner(weights, device)
    if device != "cpu":
        raise UsageError(f"--runtime {runtime} computes on the CPU; leave out --device {device}")
    makers: dict[str, Callable[[Path], Runner]] = {
        "onnxruntime": OnnxRunner,
        "openvino": OpenVinoRunner,
    }
    if runtime != "auto":
        return makers[runtime](weights)
    for make in makers.values():
        with suppress(RuntimeMissingError):
            return make(weights)
    return TorchRunner(weights, device)


class TorchRunner:
    """torch on the CPU, CUDA or MPS."""

    name = "torch"

    def __init__(self, weights: Path, device: str) -> None:
        network, info = load_network(weights)
        self._device = device
        self._network = Prepared(channels_last(network), info.convention).eval().to(device)

    def run(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        batch = torch.from_numpy(np.ascontiguousarray(pictures)).to(self._device)
        with torch.inference_mode(), torch_threads(len(pictures)):
            maps = self._network(batch)
        return np.asarray(maps.cpu().numpy())


class OnnxRunner:
    """ONNX Runtime on the CPU."""

    name = "onnxruntime"

    def __init__(self, weights: Path) -> None:
        self._session = _onnx_session(weights)

    def run(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        (maps,) = self._session.run(["maps"], {"pictures": np.ascontiguousarray(pictures)})
        return np.asarray(maps, dtype=np.float32)


def _onnx_session(weights: Path) -> Any:
    try:
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as state
    except ImportError as error:
        raise RuntimeMissingError(
            f"expected ONNX Runtime for --runtime onnxruntime, found that it cannot be loaded "
            f"({error}); pip install onnxruntime, or use --runtime torch"
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = wanted_threads()
    # Between frames the cores belong to the rest of the chain; by default idle threads spin.
    options.add_session_config_entry("session.force_spinning_stop", "1")

    def load(model: bytes) -> Any:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    refusals = (state.Fail, state.InvalidProtobuf, state.InvalidGraph, state.NotImplemented)
    return load_exported(weights, load, "ONNX Runtime", refusals)
