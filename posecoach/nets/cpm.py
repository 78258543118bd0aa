"""Convolutional Pose Machine (Wei, Ramakrishna, Kanade, Sheikh: "Convolutional Pose Machines",
CVPR 2016, section 3).

The first stage sees patches of the picture; every later one sees the picture's features and the
maps of the stage before through windows of eleven cells, so that what is sure of one joint says
where the next may be. Each stage is supervised.

Smaller than the paper's: two poolings, not three (maps at a quarter of the input, as all
networks here), fewer features, batch norm, and beliefs that are softmax maps, because that is
what the loss here makes of logits.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from posecoach.nets.convnet import conv_norm


class ConvolutionalPoseMachine(nn.Module):
    """``forward`` takes (N, 3, H, W), H and W multiples of 4, and returns one tensor of logits
    (N, joints, H/4, W/4) per stage, first stage first."""

    def __init__(self, stages: int, channels: int, joints: int) -> None:
        super().__init__()
        if stages < 1 or channels < 4 or joints < 1:
            raise ValueError(
                "expected stages >= 1, channels >= 4 and joints >= 1, "
                f"got {stages}, {channels} and {joints}"
            )
        self.first_features = features(channels)
        self.first = first_head(channels, joints)
        # Later stages share one extractor of features, as in the paper (figure 2, x').
        self.features = features(channels)
        self.later = nn.ModuleList(context(channels, joints) for _ in range(stages - 1))

    def forward(self, image: Tensor) -> list[Tensor]:
        logits: list[Tensor] = [self.first(self.first_features(image))]
        seen = self.features(image) if len(self.later) else None
        for stage in self.later:
            assert seen is not None
            logits.append(stage(torch.cat([seen, belief(logits[-1])], dim=1)))
        return logits


def belief(logits: Tensor) -> Tensor:
    """Softmax over each map, as multiples of what a flat map would have."""
    count, joints, height, width = logits.shape
    share = torch.softmax(logits.flatten(2), dim=-1) * (height * width)
    return share.reshape(count, joints, height, width)


def features(channels: int) -> nn.Module:
    """Picture (N, 3, H, W) to what is seen in patches of it, (N, channels, H/4, W/4)."""
    return nn.Sequential(
        *conv_norm(3, channels, 9),
        nn.MaxPool2d(2),
        *conv_norm(channels, channels, 9),
        nn.MaxPool2d(2),
        *conv_norm(channels, channels, 5),
    )


def first_head(channels: int, joints: int) -> nn.Module:
    """The end of the first stage: a window of nine cells, then 1x1 convolutions."""
    wide = 4 * channels
    return nn.Sequential(
        *conv_norm(channels, wide, 9), *conv_norm(wide, wide, 1), nn.Conv2d(wide, joints, 1)
    )


def context(channels: int, joints: int) -> nn.Module:
    """A later stage: three windows of eleven cells over features and beliefs."""
    seen, wide = channels + joints, channels + channels // 2
    layers = [nn.BatchNorm2d(seen), *conv_norm(seen, wide, 11)]
    layers += [*conv_norm(wide, wide, 11), *conv_norm(wide, wide, 11), *conv_norm(wide, wide, 1)]
    return cast(nn.Module, nn.Sequential(*layers, nn.Conv2d(wide, joints, 1)))
