"""Multi-resolution heatmap ConvNet (Tompson, Jain, LeCun, Bregler: "Joint Training of a
Convolutional Network and a Graphical Model for Human Pose Estimation", NeurIPS 2014, section
3.1, and Tompson et al., "Efficient Object Localization Using Convolutional Networks", CVPR
2015, section 3.1): the first to predict a heatmap per joint.

The same layers look at the picture at three scales; what the coarser ones see is enlarged and
added, and a window of nine cells puts it together. Without the graphical model of the first
paper and the refinement of the second; batch norm in place of local contrast normalisation.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

SCALES = 3
"""The picture as it is, at half and at a quarter of its size."""


class MultiResolutionConvNet(nn.Module):
    """``forward`` takes (N, 3, H, W), H and W multiples of 16, and returns a list of one tensor
    of logits (N, joints, H/4, W/4), as a stacked hourglass of one stack does."""

    def __init__(self, channels: int, joints: int) -> None:
        super().__init__()
        if channels < 4 or channels % 4 or joints < 1:
            raise ValueError(
                f"expected channels a multiple of 4 and joints >= 1, got {channels} and {joints}"
            )
        self.banks = nn.ModuleList(bank(channels) for _ in range(SCALES))
        self.shrink = nn.AvgPool2d(2)
        self.window = nn.Sequential(
            *conv_norm(channels, channels, 9), *conv_norm(channels, channels, 1)
        )
        self.heatmaps = nn.Conv2d(channels, joints, 1)

    def forward(self, image: Tensor) -> list[Tensor]:
        features: list[Tensor] = []
        for scale, layers in enumerate(self.banks):
            grown = nn.functional.interpolate(layers(image), scale_factor=float(2**scale))
            features.append(grown)
            image = self.shrink(image)
        return [cast(Tensor, self.heatmaps(self.window(torch.stack(features).sum(dim=0))))]


def bank(channels: int) -> nn.Module:
    """Picture (N, 3, H, W) to features (N, channels, H/4, W/4)."""
    return nn.Sequential(
        *conv_norm(3, channels // 4, 5),
        nn.MaxPool2d(2),
        *conv_norm(channels // 4, channels // 2, 5),
        nn.MaxPool2d(2),
        *conv_norm(channels // 2, channels, 5),
    )


def conv_norm(width_in: int, width_out: int, kernel: int, stride: int = 1) -> list[nn.Module]:
    """Convolution that keeps the size (over ``stride``), batch norm, ReLU."""
    return [
        nn.Conv2d(width_in, width_out, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(width_out),
        nn.ReLU(),
    ]
