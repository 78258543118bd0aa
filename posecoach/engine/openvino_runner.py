"""Runs a network in OpenVINO on the CPU, from the same exported model as ONNX Runtime."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.onnx_export import load_exported
from posecoach.engine.threads import wanted_threads
from posecoach.errors import RuntimeMissingError

TELEMETRY = "openvino_telemetry"


class OpenVinoRunner:
    """OpenVINO on the CPU, on as many threads as the other runtimes."""

    name = "openvino"

    def __init__(self, weights: Path) -> None:
        core = _core()
        settings = {
            "INFERENCE_NUM_THREADS": wanted_threads(),
            "PERFORMANCE_HINT": "LATENCY",  # one frame at a time, not many at once
            # Newer CPUs would compute in bfloat16, and the results would no longer be torch's.
            "INFERENCE_PRECISION_HINT": "f32",
            # Pinned threads would wait for cores that others keep busy.
            "ENABLE_CPU_PINNING": False,
        }

        def load(model: bytes) -> Any:
            return core.compile_model(core.read_model(model), "CPU", settings)

        network = load_exported(weights, load, "OpenVINO", (RuntimeError,))
        self._request = network.create_infer_request()

    def run(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        found = self._request.infer([np.ascontiguousarray(pictures)], share_inputs=True)
        return np.asarray(found[0], dtype=np.float32)


def _core() -> Any:
    try:
        with _without_telemetry():
            import openvino
    except ImportError as error:
        raise RuntimeMissingError(
            f"expected OpenVINO for --runtime openvino, found that it cannot be loaded ({error}); "
            "pip install 'posecoach[openvino]', or leave out --runtime"
        ) from error
    return openvino.Core()


@contextmanager
def _without_telemetry() -> Iterator[None]:
    """Whoever imports OpenVINO is reported to its makers over the network, if the package for
    that can be imported; posecoach connects to nobody, so meanwhile it cannot be."""
    modules = cast(dict[str, Any], sys.modules)
    before = {name: modules[name] for name in (TELEMETRY,) if name in modules}
    modules[TELEMETRY] = None
    try:
        yield
    finally:
        del modules[TELEMETRY]
        modules.update(before)
