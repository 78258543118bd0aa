"""Anchor-free person detector (Zhou, Wang, Krähenbühl: "Objects as Points", 2019).

One map says where the centres of people's boxes are, four say how far the box's sides lie
from there. Stem and trunk are those of the pose network (one hourglass), so that its
weights, which know people well, can be the start of the detector's.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from posecoach.nets.hourglass import POOLINGS, Hourglass, feature_head, stem


class PersonDetector(nn.Module):
    """(N, 3, H, W), H and W multiples of 64 -> (N, 5, H/4, W/4).

    Channel 0 is the logit of a person's centre; channels 1 to 4 the logarithm of the
    distances, in cells, from the cell's centre to the box's left, top, right and bottom.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        if channels % 4:
            raise ValueError(f"expected channels to be a multiple of 4, got {channels}")
        self.stem = stem(channels)
        self.trunk = Hourglass(POOLINGS, channels)
        self.features = feature_head(channels)
        self.center = nn.Conv2d(channels, 1, 1)
        self.sides = nn.Conv2d(channels, 4, 1)
        # Start from "nobody here" (Lin et al., RetinaNet, ICCV 2017, section 4.1), else the
        # first steps are spent on the thousands of empty cells.
        nn.init.constant_(cast(Tensor, self.center.bias), -4.0)
        nn.init.constant_(cast(Tensor, self.sides.bias), 2.0)

    def forward(self, image: Tensor) -> Tensor:
        features = self.features(self.trunk(self.stem(image)))
        return torch.cat([self.center(features), self.sides(features)], dim=1)


def trunk_of_pose_network(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of a stacked hourglass that a detector can start from, renamed."""
    renamed = {"stem.": "stem.", "hourglasses.0.": "trunk.", "features.0.": "features."}
    return {
        new + name.removeprefix(old): tensor
        for name, tensor in tensors.items()
        for old, new in renamed.items()
        if name.startswith(old)
    }
