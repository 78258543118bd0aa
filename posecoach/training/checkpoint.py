"""Training state in one safetensors file, so that an interrupted training continues exactly.

Parameters, their moving average, the optimiser's moments and the step are all in it; the
schedule and the samples are functions of the step alone.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from posecoach.engine.weights import WeightsInfo, read_weights, save_weights
from posecoach.errors import WeightsError

Tensors = dict[str, Tensor]


class MovingAverage:
    """Exponential moving average of a network's state, with a warm-up of the decay."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self.state: Tensors = {k: v.detach().clone() for k, v in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                self.state[name].lerp_(value, 1 - decay)
            else:
                self.state[name].copy_(value)


def save_checkpoint(
    path: Path,
    network: nn.Module,
    average: MovingAverage,
    optimiser: torch.optim.Optimizer,
    info: WeightsInfo,
) -> None:
    """Everything needed to go on; ``info.training['step']`` says where."""
    tensors: Tensors = {f"network.{k}": v for k, v in network.state_dict().items()}
    tensors |= {f"average.{k}": v.clone() for k, v in average.state.items()}
    for i, (_, moments) in enumerate(_moments(optimiser)):
        tensors |= {f"optimiser.{i}.{k}": v for k, v in moments.items()}
    save_weights(path, tensors, info)


def load_checkpoint(
    path: Path, network: nn.Module, average: MovingAverage, optimiser: torch.optim.Optimizer
) -> WeightsInfo:
    """Restore everything in place; WeightsError when the file is of another network."""
    info, tensors = read_weights(path)
    try:
        network.load_state_dict(_part(tensors, "network."))
        average.state = _part(tensors, "average.")
        if average.state.keys() != network.state_dict().keys():
            raise KeyError("average")
        for i, (parameter, _) in enumerate(_moments(optimiser)):
            optimiser.state[parameter] = _part(tensors, f"optimiser.{i}.")
    except (KeyError, RuntimeError) as error:
        raise WeightsError(f"{path}: not a checkpoint of this training ({error})") from error
    return info


def _part(tensors: Tensors, prefix: str) -> Tensors:
    return {k[len(prefix) :]: v for k, v in tensors.items() if k.startswith(prefix)}


def _moments(optimiser: torch.optim.Optimizer) -> list[tuple[Tensor, Tensors]]:
    parameters = [p for group in optimiser.param_groups for p in group["params"]]
    return [(p, dict(optimiser.state.get(p, {}))) for p in parameters]
