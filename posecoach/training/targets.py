"""Heatmap targets and the loss of the pose networks.

The target of a joint is a Gaussian over the cells, normalised to sum 1, and the loss is the
cross entropy against the softmax over the map. The classic squared error on unnormalised
heatmaps (Newell et al. 2016, section 3.2) needs several times as many pictures to leave zero.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from posecoach.engine.decoding import target_width
from posecoach.engine.outputs import LOG_SCALE_LIMITS

OUTSIDE_WEIGHT = 0.15
"""Weight of joints that are known to lie outside the crop: their target is flat, which
teaches the network to spread its belief instead of inventing a place."""


SEEN, HIDDEN = 2.0, 3.0
"""States of joints inside the crop of which the labels say whether they are seen."""

VISIBLE_WEIGHT = 0.15
"""Weight of whether joints are seen, beside where they are."""


def cell_of(pixel: NDArray[np.float32], stride: int = 4) -> NDArray[np.float32]:
    """Heatmap coordinate of an input pixel: cell g is centred on pixel (g + 0.5) stride - 0.5."""
    return np.asarray((pixel + 0.5) / stride - 0.5, dtype=np.float32)


def heatmap_targets(xy: Tensor, state: Tensor, cells: int) -> tuple[Tensor, Tensor]:
    """Targets (N, J, cells, cells) summing to 1 and weights (N, J).

    ``xy`` (N, J, 2) in cells; ``state`` (N, J): above 0 inside the crop, -1 known to be outside,
    0 not labelled.
    """
    width = torch.as_tensor(target_width(cells), dtype=torch.float32, device=xy.device)
    grid = torch.arange(cells, dtype=torch.float32, device=xy.device)
    falloff = (0.5 / width**2)[None, :, None]
    gx = torch.exp(-falloff * (grid - xy[..., 0:1]) ** 2)
    gy = torch.exp(-falloff * (grid - xy[..., 1:2]) ** 2)
    inside = (state > 0)[..., None]
    gx = torch.where(inside, gx, torch.ones_like(gx))
    gy = torch.where(inside, gy, torch.ones_like(gy))
    gx = gx / gx.sum(-1, keepdim=True).clamp_min(1e-6)
    gy = gy / gy.sum(-1, keepdim=True).clamp_min(1e-6)
    weight = (state > 0).float() + OUTSIDE_WEIGHT * (state < 0).float()
    return gy[..., :, None] * gx[..., None, :], weight


def heatmap_loss(stacks: list[Tensor], target: Tensor, weight: Tensor) -> Tensor:
    """Mean cross entropy over the weighted joints, averaged over stacks (intermediate
    supervision). Shapes: each stack and target (N, J, H, W), weight (N, J)."""
    total = weight.sum().clamp_min(1.0)
    losses = []
    for logits in stacks:
        log_probability = torch.log_softmax(logits.float().flatten(2), dim=-1)
        entropy = -(target.flatten(2) * log_probability).sum(-1)
        losses.append((entropy * weight).sum() / total)
    return torch.stack(losses).mean()


def visible_loss(maps: Tensor, state: Tensor) -> Tensor:
    """Mean cross entropy of whether joints are seen, over those of which it is known.

    ``maps`` (N, 2 J, H, W) are J logits of places and J of being seen, read where the joint is
    believed to be; ``state`` (N, J) `SEEN`, `HIDDEN`, or -1 outside the crop, where nobody sees
    it. Where a joint is, is not learned from this.
    """
    places, seen = maps.float().flatten(2).chunk(2, dim=1)
    logit = (seen * torch.softmax(places.detach(), dim=-1)).sum(-1)
    entropy = nn.functional.binary_cross_entropy_with_logits(
        logit, (state == SEEN).float(), reduction="none"
    )
    told = ((state == SEEN) | (state == HIDDEN) | (state < 0)).float()
    return (entropy * told).sum() / told.sum().clamp_min(1.0)


def place_loss(stages: list[Tensor], xy: Tensor, state: Tensor) -> Tensor:
    """Negative log-likelihood of the labelled places where errors have the density
    exp(-r / b) / (2 pi b^2), averaged over stages; the constant is left out.

    Each stage (N, J, 3) as x, y, log b in cells; ``xy`` (N, J, 2) in cells and ``state`` (N, J)
    as for heatmaps. DeepPose (Toshev & Szegedy, CVPR 2014, section 3.1) minimises the squared
    distance, which says nothing of how sure a place is; with b the network learns that as well,
    and an error as gross as a swapped side pulls no harder than a small one. Joints outside
    the crop have places like any other, only less weight.
    """
    weight = (state > 0).float() + OUTSIDE_WEIGHT * (state < 0).float()
    losses = []
    for stage in stages:
        found = stage.float()
        distance = ((found[..., :2] - xy) ** 2).sum(-1).add(1e-6).sqrt()
        log_scale = found[..., 2].clamp(*LOG_SCALE_LIMITS)
        likelihood = 2 * log_scale + distance * torch.exp(-log_scale)
        losses.append((likelihood * weight).sum() / weight.sum().clamp_min(1.0))
    return torch.stack(losses).mean()
