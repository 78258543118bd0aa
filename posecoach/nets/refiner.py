"""The second look at somebody found: is it a person, and where exactly are they?

A region-wise network (Girshick et al., "Rich feature hierarchies", CVPR 2014) that also says
how well its own box fits (Jiang et al., "IoU-Net", ECCV 2018, section 3.1). Its way down is the
pose network's, which knows people well from close by.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from posecoach.nets.efficientnet import EfficientNetLite, conv_norm

COARSEST = 32
"""Stride of the last feature."""


class BoxRefiner(nn.Module):
    """(N, 3, ``size``, ``size``) -> (N, 5), ``size`` a multiple of 32.

    Of each crop around a proposed box: the logit of how well the refined box fits (its IoU),
    0 where nobody is; the shift of the centre right and down in widths and heights of the
    proposed box; the logarithm of the factors of its width and height.
    """

    def __init__(self, variant: int, channels: int, size: int) -> None:
        super().__init__()
        if channels < 8 or size < COARSEST or size % COARSEST:
            raise ValueError(
                f"expected channels >= 8 and a size that is a multiple of {COARSEST}, "
                f"got {channels} and {size}"
            )
        self.down = EfficientNetLite(variant)
        fine, coarse = self.down.widths[-2:]
        self.fine = nn.Sequential(*conv_norm(fine, channels, 1))
        self.coarse = nn.Sequential(*conv_norm(coarse, channels, 1))
        self.grow = nn.Upsample(scale_factor=2.0, mode="nearest")
        self.mixed = nn.Sequential(*conv_norm(channels, channels, 3))
        cells = (2 * size // COARSEST) ** 2
        self.hidden = nn.Sequential(nn.Linear(channels * cells, 4 * channels), nn.ReLU())
        self.out = nn.Linear(4 * channels, 5)
        # At first every box stays as it is.
        nn.init.zeros_(self.out.weight)
        nn.init.constant_(cast(Tensor, self.out.bias), 0.0)

    def forward(self, image: Tensor) -> Tensor:
        scales = self.down(image)
        mixed = self.mixed(self.fine(scales[-2]) + self.grow(self.coarse(scales[-1])))
        return cast(Tensor, self.out(self.hidden(torch.flatten(mixed, 1))))
