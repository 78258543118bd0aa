"""A network together with what goes before it: pictures as they are cut go in, maps come out."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from posecoach.engine.convention import Convention


class Prepared(nn.Module):
    """uint8 RGB (N, S, S, 3) -> float32 maps (N, C, S/4, S/4) of the network's last stack.

    Normalising inside means that every runtime is given the same bytes and does the same.
    """

    scale: Tensor
    shift: Tensor

    def __init__(self, network: nn.Module, convention: Convention) -> None:
        super().__init__()
        self.network = network
        scale = 1 / (255 * torch.tensor(convention.std))
        shift = -torch.tensor(convention.mean) / torch.tensor(convention.std)
        self.register_buffer("scale", scale[:, None, None])
        self.register_buffer("shift", shift[:, None, None])

    def forward(self, pictures: Tensor) -> Tensor:
        # Pictures lie channels last in memory, and this view of them says so to torch.
        channels_first = pictures.permute(0, 3, 1, 2).float()
        output = self.network(channels_first * self.scale + self.shift)
        maps: Tensor = output[-1] if isinstance(output, list) else output
        return maps.float()
