"""What a network costs: parameters, multiplications, time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

WARM_UP = 2


@dataclass(frozen=True)
class Cost:
    """``parameters`` that are trained, ``macs`` multiply-accumulates and ``milliseconds`` (the
    median) per picture."""

    parameters: int
    macs: int
    milliseconds: float


def cost_of(network: nn.Module, size: int, repeats: int = 10, device: str = "cpu") -> Cost:
    """Cost of one picture of ``size`` x ``size`` at a time."""
    parameters = sum(p.numel() for p in network.parameters())
    return Cost(
        parameters, count_macs(network, size), _milliseconds(network, size, repeats, device)
    )


def count_macs(network: nn.Module, size: int) -> int:
    """Multiply-accumulates of every convolution and linear layer for one ``size`` x ``size``
    picture; norms, activations, poolings and resampling are not counted, as is usual."""
    counts: list[int] = []
    hooks = [
        layer.register_forward_hook(_counter(counts))
        for layer in network.modules()
        if isinstance(layer, (nn.Conv1d, nn.Conv2d, nn.Linear))
    ]
    try:
        _run(network, size, next(network.parameters()).device)
    finally:
        for hook in hooks:
            hook.remove()
    return sum(counts)


def _counter(counts: list[int]) -> Callable[[nn.Module, Any, Tensor], None]:
    def count(layer: nn.Module, inputs: Any, output: Tensor) -> None:
        # A weight's elements over its first axis are what one number of the output takes.
        weight = layer.weight
        assert isinstance(weight, Tensor)
        counts.append(output.numel() * weight[0].numel())

    return count


def _milliseconds(network: nn.Module, size: int, repeats: int, device: str) -> float:
    network = network.to(device)
    times = []
    for _ in range(WARM_UP + repeats):
        start = time.perf_counter()
        _run(network, size, torch.device(device))
        if device.startswith("cuda"):
            torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times[WARM_UP:])


def _run(network: nn.Module, size: int, device: torch.device) -> None:
    training = network.training
    with torch.inference_mode():
        network.eval()(torch.zeros(1, 3, size, size, device=device))
    network.train(training)
