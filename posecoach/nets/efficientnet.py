"""EfficientNet-Lite as a source of features at five scales.

Tan, Le: "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", ICML
2019, table 1, in the "lite" form for small devices: no squeeze-and-excitation, ReLU6, a stem
and a last stage that are not scaled. Its published weights know ImageNet, which saves a pose
network most of its training.

Strided convolutions pad both sides alike where the original pads right and bottom: the same
features, displaced by a fraction of a cell, so that published weights fit.
"""

from __future__ import annotations

import math
from typing import cast

from torch import Tensor, nn

STEM_WIDTH = 32
STAGES = (
    # (blocks, kernel, stride, expansion, width): table 1 of the paper.
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
SCALES = {0: (1.0, 1.0), 1: (1.0, 1.1), 2: (1.1, 1.2), 3: (1.2, 1.4), 4: (1.4, 1.8)}
"""Factors of width and depth of lite0 to lite4."""

TAPS = (0, 1, 2, 4, 6)
"""The last stage at each of the strides 2, 4, 8, 16 and 32."""


class InvertedResidual(nn.Module):
    """1x1 expansion, depthwise convolution, 1x1 projection; the input is added where it fits.

    Sandler et al., "MobileNetV2", CVPR 2018, section 3.3.
    """

    def __init__(self, width_in: int, width_out: int, kernel: int, stride: int, expand: int):
        super().__init__()
        inner = width_in * expand
        layers = [] if expand == 1 else conv_norm(width_in, inner, 1)
        layers += conv_norm(inner, inner, kernel, stride, groups=inner)
        layers += conv_norm(inner, width_out, 1)[:2]
        self.body = nn.Sequential(*layers)
        self.adds = stride == 1 and width_in == width_out

    def forward(self, x: Tensor) -> Tensor:
        y = cast(Tensor, self.body(x))
        return x + y if self.adds else y


class EfficientNetLite(nn.Module):
    """(N, 3, H, W), H and W multiples of 32 -> five features, strides 2, 4, 8, 16 and 32.

    ``variant`` 0 to 4 is the published size; ``widths`` holds the channels of the features.
    """

    def __init__(self, variant: int) -> None:
        super().__init__()
        if variant not in SCALES:
            raise ValueError(f"expected an EfficientNet-Lite from 0 to 4, got {variant}")
        width_factor, depth_factor = SCALES[variant]
        self.stem = nn.Sequential(*conv_norm(3, STEM_WIDTH, 3, 2))
        width, stages = STEM_WIDTH, []
        for number, (blocks, kernel, stride, expand, base) in enumerate(STAGES):
            fixed = number in (0, len(STAGES) - 1)
            repeats = blocks if fixed else math.ceil(blocks * depth_factor)
            out = round_width(base * width_factor)
            stage = [InvertedResidual(width, out, kernel, stride, expand)]
            stage += [InvertedResidual(out, out, kernel, 1, expand) for _ in range(repeats - 1)]
            stages.append(nn.Sequential(*stage))
            width = out
        self.stages = nn.ModuleList(stages)
        self.widths = tuple(round_width(STAGES[tap][4] * width_factor) for tap in TAPS)
        self.frozen = 0

    def freeze(self, stages: int) -> None:
        """Keep the stem and the first ``stages`` stages as they are, batch statistics too; 0
        frees everything."""
        if not 0 <= stages <= len(self.stages):
            raise ValueError(f"expected 0 to {len(self.stages)} stages to freeze, got {stages}")
        self.frozen = stages
        for module in (self.stem, *self.stages):
            module.requires_grad_()
        for module in self._still():
            module.requires_grad_(False)
        self.train(self.training)

    def train(self, mode: bool = True) -> EfficientNetLite:
        super().train(mode)
        for module in self._still():
            module.eval()
        return self

    def _still(self) -> tuple[nn.Module, ...]:
        return (self.stem, *self.stages[: self.frozen]) if self.frozen else ()

    def forward(self, image: Tensor) -> list[Tensor]:
        x, features = self.stem(image), []
        for number, stage in enumerate(self.stages):
            x = stage(x)
            if number in TAPS:
                features.append(x)
        return features


def conv_norm(
    width_in: int, width_out: int, kernel: int, stride: int = 1, groups: int = 1
) -> list[nn.Module]:
    """Convolution without bias, batch norm with the original's constants, ReLU6."""
    return [
        nn.Conv2d(width_in, width_out, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(width_out, eps=1e-3, momentum=0.01),
        nn.ReLU6(),
    ]


def round_width(width: float) -> int:
    """The nearest multiple of 8 that is not more than a tenth below ``width``."""
    rounded = max(8, int(width + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * width else rounded
