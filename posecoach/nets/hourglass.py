"""Stacked Hourglass network (Newell, Yang, Deng: "Stacked Hourglass Networks for
Human Pose Estimation", ECCV 2016, section 3).

A 7x7 stride-2 stem and one max-pool bring the picture to a quarter of its size; every
hourglass then pools four times, comes up again by nearest-neighbour upsampling, and adds
a skip branch at each scale. Each stack predicts heatmaps (intermediate supervision), and
all but the last map their prediction back into the features of the next.
"""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn

POOLINGS = 4
"""How often an hourglass halves its input (section 3.1: from 64 to 4 cells)."""

STRIDE = 4
"""Input pixels per heatmap cell, along both axes."""


class Residual(nn.Module):
    """Pre-activation bottleneck: 1x1, 3x3, 1x1 convolutions beside an identity branch.

    He et al., "Identity Mappings in Deep Residual Networks", ECCV 2016, figure 4(e), with
    half of ``width_out`` channels inside (Newell et al., figure 4 left).
    """

    def __init__(self, width_in: int, width_out: int) -> None:
        super().__init__()
        inner = width_out // 2
        self.body = nn.Sequential(
            nn.BatchNorm2d(width_in),
            nn.ReLU(),
            nn.Conv2d(width_in, inner, 1, bias=False),
            nn.BatchNorm2d(inner),
            nn.ReLU(),
            nn.Conv2d(inner, inner, 3, padding=1, bias=False),
            nn.BatchNorm2d(inner),
            nn.ReLU(),
            nn.Conv2d(inner, width_out, 1),
        )
        same = width_in == width_out
        self.identity = nn.Identity() if same else nn.Conv2d(width_in, width_out, 1)

    def forward(self, x: Tensor) -> Tensor:
        return cast(Tensor, self.identity(x) + self.body(x))


class Hourglass(nn.Module):
    """One hourglass of ``depth`` scales; (N, C, H, W) in and out, H and W a multiple of 2^depth."""

    def __init__(self, depth: int, width: int) -> None:
        super().__init__()
        self.skip = Residual(width, width)
        self.pool = nn.MaxPool2d(2)
        self.down = Residual(width, width)
        self.inner = Hourglass(depth - 1, width) if depth > 1 else Residual(width, width)
        self.up = Residual(width, width)
        self.grow = nn.Upsample(scale_factor=2.0, mode="nearest")

    def forward(self, x: Tensor) -> Tensor:
        low = self.up(self.inner(self.down(self.pool(x))))
        return cast(Tensor, self.skip(x) + self.grow(low))


class StackedHourglass(nn.Module):
    """``stacks`` hourglasses of ``channels`` features that predict ``joints`` heatmaps each.

    ``forward`` takes (N, 3, H, W), H and W a multiple of 64, and returns one tensor of
    logits (N, joints, H/4, W/4) per stack, first stack first. A softmax over the cells of
    a map makes it the probability of where the joint is. ``stem_blocks`` residual blocks bring
    the stem to ``channels``: the paper has three, two do.
    """

    def __init__(self, stacks: int, channels: int, joints: int, stem_blocks: int = 2) -> None:
        super().__init__()
        if stacks < 1 or channels % 4 or joints < 1:
            raise ValueError(
                "expected stacks >= 1, channels a multiple of 4 and joints >= 1, "
                f"got {stacks}, {channels} and {joints}"
            )
        self.stem = stem(channels, stem_blocks)
        self.hourglasses = nn.ModuleList(Hourglass(POOLINGS, channels) for _ in range(stacks))
        self.features = nn.ModuleList(feature_head(channels) for _ in range(stacks))
        self.heatmaps = nn.ModuleList(nn.Conv2d(channels, joints, 1) for _ in range(stacks))
        self.back_features = nn.ModuleList(
            nn.Conv2d(channels, channels, 1) for _ in range(stacks - 1)
        )
        self.back_heatmaps = nn.ModuleList(
            nn.Conv2d(joints, channels, 1) for _ in range(stacks - 1)
        )

    def forward(self, image: Tensor) -> list[Tensor]:
        x = self.stem(image)
        logits: list[Tensor] = []
        for i, hourglass in enumerate(self.hourglasses):
            features = self.features[i](hourglass(x))
            logits.append(self.heatmaps[i](features))
            if i < len(self.back_features):
                x = x + self.back_features[i](features) + self.back_heatmaps[i](logits[-1])
        return logits


def stem(channels: int, blocks: int = 2) -> nn.Module:
    """Picture (N, 3, H, W) to features (N, channels, H/4, W/4); ``blocks`` of at least two."""
    if blocks < 2:
        raise ValueError(f"expected a stem of two residual blocks or more, got {blocks}")
    half = channels // 2
    return nn.Sequential(
        nn.Conv2d(3, 64, 7, stride=2, padding=3),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        Residual(64, half),
        nn.MaxPool2d(2),
        *(Residual(half, half) for _ in range(blocks - 2)),
        Residual(half, channels),
    )


def feature_head(width: int) -> nn.Module:
    """What follows an hourglass before its predictions: a residual and a 1x1 convolution."""
    return nn.Sequential(
        Residual(width, width), nn.Conv2d(width, width, 1), nn.BatchNorm2d(width), nn.ReLU()
    )
