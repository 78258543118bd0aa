"""A small pose network that learns from the labels and from a larger one that has learnt.

After Zhang, Zhu, Ye: "Fast Human Pose Estimation", CVPR 2019, section 3.2 (Fast Pose
Distillation): the small network's target is a mean of the label's heatmap and of the one that
the teacher draws for the same picture. The teacher knows what a single label does not say:
which other places would do, that a label is off, and where the joints are that nobody labelled.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from posecoach.engine.weights import channels_last, load_network
from posecoach.errors import DataError

TEACHER_SHARE = 0.5
"""Of the teacher in the targets of labelled joints."""

UNLABELLED_WEIGHT = 0.3
"""Of joints that only the teacher places; it is wrong more often than a label."""


def load_teacher(path: Path, device: str) -> nn.Module:
    """The network of ``path``, which learns no more; WeightsError for a bad file."""
    network, _ = load_network(path)
    return channels_last(network.to(device)).eval().requires_grad_(False)


def distilled(
    target: Tensor, weight: Tensor, teacher: nn.Module, inputs: Tensor
) -> tuple[Tensor, Tensor]:
    """Targets and weights of `heatmap_targets` with the teacher's share in them.

    ``target`` (N, J, H, W), ``weight`` (N, J), ``inputs`` (N, 3, S, S) as the networks take
    them. Joints that are not labelled get the teacher's map alone. DataError where its maps are
    of another kind than the targets.
    """
    with torch.no_grad():
        maps = teacher(inputs)[-1].float()
    joints, cells = target.shape[1], target.shape[-1]
    if maps.ndim != 4 or maps.shape[1] < joints or maps.shape[-1] != cells:
        raise DataError(
            f"expected a teacher that draws {joints} heatmaps of {cells} x {cells} cells, "
            f"found outputs of {tuple(maps.shape[1:])}"
        )
    drawn = torch.softmax(maps[:, :joints].flatten(2), dim=-1).view_as(target)
    labelled = (weight > 0)[..., None, None]
    mixed = torch.lerp(target, drawn, TEACHER_SHARE)
    weight = torch.where(weight > 0, weight, torch.full_like(weight, UNLABELLED_WEIGHT))
    return torch.where(labelled, mixed, drawn), weight
