"""The hourglass of CornerNet, which some published pose networks are made of.

Law, Deng: "CornerNet: Detecting Objects as Paired Keypoints", ECCV 2018, section 3.5, after
Newell et al., ECCV 2016: strides in place of pooling, five scales of growing width, two
post-activation residual blocks where the older hourglass has one bottleneck.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from torch import Tensor, nn

WIDTHS = (2, 2, 3, 3, 3, 4)
"""Features per scale, in halves of ``channels``: 256, 256, 384, 384, 384, 512 in the paper's."""

BLOCKS = (2, 2, 2, 2, 2, 4)
"""Residual blocks per scale."""


class BasicBlock(nn.Module):
    """Two 3x3 convolutions beside an identity branch, activation after the sum.

    He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, figure 5 left; the
    identity becomes a strided 1x1 convolution where shapes differ.
    """

    def __init__(self, width_in: int, width_out: int, stride: int = 1) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width_in, width_out, 3, stride, 1, bias=False),
            nn.BatchNorm2d(width_out),
            nn.ReLU(),
            nn.Conv2d(width_out, width_out, 3, 1, 1, bias=False),
            nn.BatchNorm2d(width_out),
        )
        same = stride == 1 and width_in == width_out
        self.identity: nn.Module = nn.Identity()
        if not same:
            self.identity = nn.Sequential(
                nn.Conv2d(width_in, width_out, 1, stride, bias=False), nn.BatchNorm2d(width_out)
            )
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        return cast(Tensor, self.relu(self.identity(x) + self.body(x)))


class CornerScale(nn.Module):
    """The hourglass from one scale inwards: (N, widths[0], H, W) in and out."""

    def __init__(self, widths: Sequence[int], blocks: Sequence[int]) -> None:
        super().__init__()
        width, below = widths[0], widths[1]
        self.skip = nn.Sequential(*row(width, blocks[0]))
        self.down = nn.Sequential(BasicBlock(width, below, 2), *row(below, blocks[0] - 1))
        last = len(widths) == 2
        self.inner: nn.Module = (
            nn.Sequential(*row(below, blocks[1])) if last else CornerScale(widths[1:], blocks[1:])
        )
        self.up = nn.Sequential(*row(below, blocks[0] - 1), BasicBlock(below, width))
        self.grow = nn.Upsample(scale_factor=2.0, mode="nearest")

    def forward(self, x: Tensor) -> Tensor:
        low = self.up(self.inner(self.down(x)))
        return cast(Tensor, self.skip(x) + self.grow(low))


class HourglassCorner(nn.Module):
    """One such hourglass of ``channels`` features (256 in the paper's) that predicts ``joints``
    maps. ``forward`` takes (N, 3, H, W), H and W multiples of 128, and returns a list of one
    tensor (N, joints, H/4, W/4), as a stacked hourglass does.
    """

    def __init__(self, channels: int, joints: int) -> None:
        super().__init__()
        if channels < 2 or channels % 2 or joints < 1:
            raise ValueError(f"expected even channels and a joint, got {channels} and {joints}")
        half = channels // 2
        self.stem = nn.Sequential(
            nn.Conv2d(3, half, 7, 2, 3, bias=False),
            nn.BatchNorm2d(half),
            nn.ReLU(),
            BasicBlock(half, channels, 2),
        )
        self.hourglass = CornerScale([half * w for w in WIDTHS], BLOCKS)
        self.features = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
        )
        self.heatmaps = nn.Conv2d(channels, joints, 1)

    def forward(self, image: Tensor) -> list[Tensor]:
        return [self.heatmaps(self.features(self.hourglass(self.stem(image))))]


def row(width: int, count: int) -> list[nn.Module]:
    """``count`` blocks that keep the shape."""
    return [BasicBlock(width, width) for _ in range(count)]
