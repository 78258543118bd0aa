"""DeepPose (Toshev & Szegedy: "DeepPose: Human Pose Estimation via Deep Neural Networks", CVPR
2014, section 3): joints as numbers, not maps, refined by a cascade.

The first stage looks at the whole picture and names every joint's place; each later one looks
at a small square around each place and corrects it (section 3.2). Three things differ:

- the trunk has the paper's layers but a twentieth of their parameters, and batch norm in place
  of local response normalisation;
- squares of later stages have a fixed share of the input and are cut from it, where the paper
  sizes them by the torso and cuts them from the original picture at full detail;
- each joint also gets the logarithm of its scale of error, which the paper does not predict (it
  minimises the squared distance). Without it there would be neither confidence nor sigma.
"""

from __future__ import annotations

import math
from typing import cast

import torch
from torch import Tensor, nn

from posecoach.nets.convnet import conv_norm
from posecoach.nets.hourglass import STRIDE

GRID = 4
"""Cells along each side that the fully connected layers see."""

HIDDEN = 384
PATCH = 32
"""Pixels along the side of a square that a later stage sees."""

PATCH_SHARE = 0.25
"""Side of that square over the side of the input."""

PATCH_HIDDEN = 64


class DeepPose(nn.Module):
    """``forward`` takes square pictures (N, 3, S, S), S a multiple of 64, and returns one tensor
    (N, joints, 3) per stage, first stage first: x and y in heatmap cells of ``STRIDE`` pixels,
    cell g centred on pixel (g + 0.5) STRIDE - 0.5 as everywhere, and the natural logarithm of
    the error's scale in cells. Places may lie outside the picture."""

    def __init__(self, stages: int, channels: int, joints: int) -> None:
        super().__init__()
        if stages < 1 or channels < 4 or joints < 1:
            raise ValueError(
                "expected stages >= 1, channels >= 4 and joints >= 1, "
                f"got {stages}, {channels} and {joints}"
            )
        self.joints = joints
        self.trunk = trunk(channels)
        self.head = nn.Sequential(
            nn.Linear(2 * channels * GRID**2, HIDDEN),
            nn.ReLU(),
            nn.Linear(HIDDEN, HIDDEN),
            nn.ReLU(),
            nn.Linear(HIDDEN, 3 * joints),
        )
        self.refine = nn.ModuleList(Refinement(channels, joints) for _ in range(stages - 1))

    def forward(self, image: Tensor) -> list[Tensor]:
        cells = image.shape[-1] / STRIDE
        raw = self.head(self.trunk(image).flatten(1)).reshape(-1, self.joints, 3)
        places = [placed(raw, image.new_full((2,), (cells - 1) / 2), cells)]
        for stage in self.refine:
            # Each stage learns from where the last one ended, not how to move it (section 3.2).
            start = places[-1][..., :2].detach()
            places.append(placed(stage(squares(image, start)), start, cells * PATCH_SHARE))
        return places


class Refinement(nn.Module):
    """Squares (N, J, 3, P, P) around each joint to raw corrections (N, J, 3).

    One trunk serves all joints; the last layer is each joint's own.
    """

    def __init__(self, channels: int, joints: int) -> None:
        super().__init__()
        self.trunk = nn.Sequential(
            *conv_norm(3, channels // 2, 5, 2),
            nn.MaxPool2d(2),
            *conv_norm(channels // 2, channels, 3),
            nn.MaxPool2d(2),
            *conv_norm(channels, channels, 3),
            nn.Flatten(),
            nn.Linear(channels * (PATCH // 8) ** 2, PATCH_HIDDEN),
            nn.ReLU(),
        )
        self.own = nn.Conv1d(joints * PATCH_HIDDEN, 3 * joints, 1, groups=joints)

    def forward(self, patches: Tensor) -> Tensor:
        people, joints = patches.shape[:2]
        features = self.trunk(patches.flatten(0, 1)).reshape(people, -1, 1)
        return cast(Tensor, self.own(features).reshape(people, joints, 3))


def placed(raw: Tensor, start: Tensor, unit: float) -> Tensor:
    """Raw outputs (N, J, 3), in units of ``unit`` cells from ``start``, as cells."""
    return torch.cat([start + unit * raw[..., :2], raw[..., 2:] + math.log(unit / 4)], dim=-1)


def squares(image: Tensor, places: Tensor) -> Tensor:
    """Squares (N, J, 3, P, P) of ``PATCH_SHARE`` of the picture around ``places`` (N, J, 2) in
    cells; grey outside the picture."""
    people, joints = places.shape[:2]
    middle = 2 * STRIDE * (places + 0.5) / image.shape[-1] - 1
    steps = (torch.arange(PATCH, device=image.device, dtype=image.dtype) + 0.5) / PATCH * 2 - 1
    offset = torch.stack(torch.meshgrid(steps, steps, indexing="xy"), dim=-1) * PATCH_SHARE
    grid = middle[:, :, None, None].to(image.dtype) + offset
    # One tall grid per picture: the joints' squares below one another.
    cut = nn.functional.grid_sample(image, grid.flatten(1, 2), align_corners=False)
    return cut.reshape(people, 3, joints, PATCH, PATCH).transpose(1, 2)


def trunk(channels: int) -> nn.Module:
    """(N, 3, S, S) to (N, 2 channels, 4, 4): the paper's five convolutions and three poolings."""
    return nn.Sequential(
        *conv_norm(3, channels, 11, 4),
        nn.MaxPool2d(2),
        *conv_norm(channels, 2 * channels, 5),
        nn.MaxPool2d(2),
        *conv_norm(2 * channels, 3 * channels, 3),
        *conv_norm(3 * channels, 3 * channels, 3),
        *conv_norm(3 * channels, 2 * channels, 3),
        nn.AdaptiveMaxPool2d(GRID),
    )
