"""Training the person detector, and its loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn

from posecoach.engine.weights import WeightsInfo, build_network
from posecoach.errors import DataError
from posecoach.training.data import load_folders
from posecoach.training.detector_samples import DetectorPlan, DetectorSamples
from posecoach.training.loop import Batch, LoopPlan, Report, train
from posecoach.training.samples import normalise
from posecoach.training.start import freeze_stages, start_from

BOX_LOSS_WEIGHT = 2.0
"""As in Li et al. 2020, section 4. At 0.5 boxes stayed loose: recall 0.54 at IoU 0.3, 0.41 at
0.5."""


@dataclass(frozen=True)
class DetectorTraining:
    """``init``: weights of a detector, or of a one-stack pose network as a start.

    ``lite`` is the EfficientNet-Lite on the way down, None for a classic hourglass; its first
    ``frozen`` stages stay as they are.
    """

    folders: Sequence[Path]
    channels: int
    size: int
    seed: int
    lite: int | None = None
    init: Path | None = None
    weights: dict[str, float] = field(default_factory=dict)
    one_person: frozenset[str] = frozenset()
    frozen: int = 0


def train_detector(plan: DetectorTraining, loop: LoopPlan, report: Report) -> None:
    """Train as planned; DataError for bad folders, WeightsError for a bad ``init``."""
    if plan.size % 64:
        raise DataError(f"expected an input size that is a multiple of 64, got {plan.size}")
    torch.manual_seed(plan.seed)
    sources = [folder.name for folder in plan.folders]
    training = {"step": 0, "steps": loop.steps, "batch": loop.batch, "data": sources}
    lite = {} if plan.lite is None else {"variant": plan.lite}
    arguments = {**lite, "channels": plan.channels}
    name = "detector-lite" if lite else "detector"
    info = WeightsInfo(name, arguments, plan.size, (), training)
    network = build_network(info)
    if plan.init is not None:
        start_from(network, info, plan.init)
    freeze_stages(network, plan.frozen)
    samples = DetectorSamples(
        load_folders(plan.folders),
        DetectorPlan(plan.size, plan.seed, plan.weights, plan.one_person),
        loop.steps * loop.batch,
    )
    train(network, _loss, samples, info, loop, report)


def _loss(network: nn.Module, batch: Batch) -> Tensor:
    image, center, sides, weight = batch
    maps = network(normalise(image).contiguous(memory_format=torch.channels_last)).float()
    return center_loss(maps[:, 0], center, weight) + BOX_LOSS_WEIGHT * side_loss(
        maps[:, 1:], sides, center
    )


def center_loss(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Quality focal loss against the soft centre map (Li et al., "Generalized Focal Loss",
    NeurIPS 2020, equation 2); all (N, G, G).

    Every cell of the bell teaches, not its peak alone as in Zhou et al. 2019, equation 1:
    with few pictures that is learned several times sooner.
    """
    distance = (target - torch.sigmoid(logits)).abs()
    entropy = nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return (distance**2 * entropy * weight).sum() / (target * weight).sum().clamp_min(1.0)


def side_loss(log_sides: Tensor, sides: Tensor, center: Tensor) -> Tensor:
    """1 - GIoU of boxes that share a cell (Rezatofighi et al., CVPR 2019), near centres.

    ``log_sides`` and ``sides`` (N, 4, G, G) as left, top, right, bottom; cells weigh as
    much as they are near a centre.
    """
    chosen = sides[:, 0] > 0
    if not chosen.any():
        return log_sides.sum() * 0.0
    predicted = log_sides.permute(0, 2, 3, 1)[chosen].clamp(-4, 6).exp()
    wanted = sides.permute(0, 2, 3, 1)[chosen]
    weight = center[chosen]
    low, high = torch.minimum(predicted, wanted), torch.maximum(predicted, wanted)
    shared = (low[:, 0] + low[:, 2]) * (low[:, 1] + low[:, 3])
    hull = (high[:, 0] + high[:, 2]) * (high[:, 1] + high[:, 3])
    union = _area(predicted) + _area(wanted) - shared
    giou = shared / union - (hull - union) / hull
    return ((1 - giou) * weight).sum() / weight.sum()


def _area(sides: Tensor) -> Tensor:
    return (sides[:, 0] + sides[:, 2]) * (sides[:, 1] + sides[:, 3])
