"""An hourglass whose way down is EfficientNet-Lite: the pose network for live coaching.

As in Newell et al., "Stacked Hourglass Networks", ECCV 2016, section 3.1, every scale has a
skip branch to the way up, which upsamples by nearest neighbour and adds. The way down is a
network that already knows pictures (`efficientnet.py`), so that few labelled people suffice.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from posecoach.nets.efficientnet import EfficientNetLite
from posecoach.nets.hourglass import Hourglass, Residual, feature_head

REFINEMENT_POOLINGS = 3
"""One less than a classic hourglass has: the way down has seen the whole picture already."""


class LiteTrunk(nn.Module):
    """(N, 3, H, W), H and W multiples of 32 -> features (N, channels, H/4, W/4)."""

    def __init__(self, variant: int, channels: int) -> None:
        super().__init__()
        self.down = EfficientNetLite(variant)
        widths = self.down.widths[1:]
        self.skips = nn.ModuleList(
            nn.Sequential(nn.Conv2d(width, channels, 1, bias=False), nn.BatchNorm2d(channels))
            for width in widths
        )
        self.up = nn.ModuleList(Residual(channels, channels) for _ in widths[1:])
        self.grow = nn.Upsample(scale_factor=2.0, mode="nearest")
        self.features = feature_head(channels)

    def forward(self, image: Tensor) -> Tensor:
        scales = self.down(image)[1:]
        x = self.skips[-1](scales[-1])
        for i in range(len(self.up) - 1, -1, -1):
            x = self.skips[i](scales[i]) + self.grow(self.up[i](x))
        return cast(Tensor, self.features(x))


class Refinement(nn.Module):
    """Features (N, C, H, W) and the logits read from them -> better features, H and W multiples
    of 8.

    A further hourglass that sees what the one before believes (Newell et al., section 3.2). It
    adds to the features, nothing at first: a network of one stack that gets a second goes on
    from what it knows (zero-initialised residuals: Goyal et al., 2017, section 5.1).
    """

    def __init__(self, channels: int, joints: int) -> None:
        super().__init__()
        self.back = nn.Conv2d(joints, channels, 1)
        self.hourglass = Hourglass(REFINEMENT_POOLINGS, channels)
        self.out = nn.Conv2d(channels, channels, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(cast(Tensor, self.out.bias))

    def forward(self, features: Tensor, logits: Tensor) -> Tensor:
        return cast(Tensor, features + self.out(self.hourglass(features + self.back(logits))))


class HourglassLite(nn.Module):
    """``forward`` takes (N, 3, H, W), H and W multiples of 32, and returns one tensor of
    logits (N, joints, H/4, W/4) per stack, first stack first, as a stacked hourglass does.

    ``variant`` is the size of EfficientNet-Lite, ``channels`` the features on the way up;
    stacks after the first are `Refinement`. With ``visible`` 1 the last tensor holds another
    map per joint after the ``joints`` logits: the logit, at each place, of the joint being seen
    rather than hidden if it lies there.
    """

    def __init__(
        self, variant: int, channels: int, joints: int, stacks: int = 1, visible: int = 0
    ) -> None:
        super().__init__()
        if channels % 4 or joints < 1 or stacks < 1:
            raise ValueError(
                "expected channels a multiple of 4, joints >= 1 and stacks >= 1, "
                f"got {channels}, {joints} and {stacks}"
            )
        self.trunk = LiteTrunk(variant, channels)
        self.heatmaps = nn.Conv2d(channels, joints, 1)
        more = range(stacks - 1)
        self.refinements = nn.ModuleList(Refinement(channels, joints) for _ in more)
        self.refined_heatmaps = nn.ModuleList(nn.Conv2d(channels, joints, 1) for _ in more)
        self.visible = nn.Conv2d(channels, joints, 1) if visible else None
        if self.visible is not None:
            nn.init.zeros_(self.visible.weight)
            nn.init.zeros_(cast(Tensor, self.visible.bias))

    def forward(self, image: Tensor) -> list[Tensor]:
        features = self.trunk(image)
        logits = [self.heatmaps(features)]
        for refine, heatmaps in zip(self.refinements, self.refined_heatmaps, strict=True):
            features = refine(features, logits[-1])
            logits.append(heatmaps(features))
        if self.visible is not None:
            logits[-1] = torch.cat([logits[-1], self.visible(features)], dim=1)
        return logits


class DetectorLite(nn.Module):
    """`PersonDetector` on the lite trunk: (N, 3, H, W) -> (N, 5, H/4, W/4), the same maps."""

    def __init__(self, variant: int, channels: int) -> None:
        super().__init__()
        self.trunk = LiteTrunk(variant, channels)
        self.center = nn.Conv2d(channels, 1, 1)
        self.sides = nn.Conv2d(channels, 4, 1)
        nn.init.constant_(cast(Tensor, self.center.bias), -4.0)
        nn.init.constant_(cast(Tensor, self.sides.bias), 2.0)

    def forward(self, image: Tensor) -> Tensor:
        features = self.trunk(image)
        return torch.cat([self.center(features), self.sides(features)], dim=1)
