"""Training the refiner, and its loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn

from posecoach.engine.detection import Detector
from posecoach.engine.refining import GROWTH_LIMIT, SHIFT_LIMIT
from posecoach.engine.weights import WeightsInfo, build_network
from posecoach.errors import DataError
from posecoach.nets.refiner import COARSEST
from posecoach.training.data import load_folders
from posecoach.training.loop import Batch, LoopPlan, Report, train
from posecoach.training.refiner_samples import RefinerPlan, RefinerSamples, propose
from posecoach.training.samples import normalise
from posecoach.training.start import freeze_stages, start_from

PROPOSAL_FLOOR = 0.05
"""Score from which on the detector's proposals are worth learning from."""


@dataclass(frozen=True)
class RefinerTraining:
    """``detector`` proposes boxes in pictures of the sources ``proposed``; ``init``: weights of
    a refiner, or of a lite pose network as a start; the rest as for the detector."""

    folders: Sequence[Path]
    detector: Path
    channels: int
    size: int
    seed: int
    proposed: frozenset[str]
    lite: int = 0
    init: Path | None = None
    weights: dict[str, float] = field(default_factory=dict)
    one_person: frozenset[str] = frozenset()
    frozen: int = 0


def train_refiner(
    plan: RefinerTraining, loop: LoopPlan, report: Report, looking: Callable[[int, int], None]
) -> None:
    """Train as planned; ``looking(done, all)`` while the detector proposes. DataError for bad
    folders, WeightsError for a bad ``init`` or ``detector``."""
    if plan.size % COARSEST:
        raise DataError(f"expected an input size that is a multiple of {COARSEST}, got {plan.size}")
    torch.manual_seed(plan.seed)
    sources = [folder.name for folder in plan.folders]
    training = {"step": 0, "steps": loop.steps, "batch": loop.batch, "data": sources}
    arguments = {"variant": plan.lite, "channels": plan.channels, "size": plan.size}
    info = WeightsInfo("refiner-lite", arguments, plan.size, (), training)
    network = build_network(info)
    if plan.init is not None:
        start_from(network, info, plan.init)
    freeze_stages(network, plan.frozen)
    poses = load_folders(plan.folders)
    detector = Detector(plan.detector, loop.device, "auto")
    count = len(poses.paths)
    proposals = propose(
        detector, poses, plan.proposed, PROPOSAL_FLOOR, lambda done: looking(done, count)
    )
    what = RefinerPlan(plan.size, plan.seed, plan.weights, plan.one_person)
    samples = RefinerSamples(poses, proposals, what, loop.steps * loop.batch)
    train(network, _loss, samples, info, loop, report)


def _loss(network: nn.Module, batch: Batch) -> Tensor:
    crops, wanted, there = (part.flatten(0, 1) for part in batch)
    says = network(normalise(crops).contiguous(memory_format=torch.channels_last)).float()
    return refiner_loss(says, wanted, there)


def refiner_loss(says: Tensor, wanted: Tensor, there: Tensor) -> Tensor:
    """``says`` (N, 5) against where the person lies (N, 4) and whether one is there (N,).

    The box: 1 - GIoU (Rezatofighi et al., CVPR 2019). The score: cross entropy against the IoU
    that the refined box has, nobody's being 0 (Zhang et al., "VarifocalNet", CVPR 2021,
    section 3.1: a score that says how good the box is ranks best).
    """
    here = there == 1
    overlap, giou = overlaps(says[here, 1:], wanted[here])
    quality = torch.zeros_like(there)
    quality[here] = overlap.detach().clamp(0, 1)
    known = ~torch.isnan(there)
    score = nn.functional.binary_cross_entropy_with_logits(says[known, 0], quality[known])
    box = (1 - giou).sum() / max(1, int(here.sum()))
    return score + box


def overlaps(moves: Tensor, wanted: Tensor) -> tuple[Tensor, Tensor]:
    """IoU and GIoU (N,) of moved boxes with wanted ones, both in sides of the proposed box."""
    middle = moves[:, :2].clamp(-SHIFT_LIMIT, SHIFT_LIMIT)
    half = moves[:, 2:].clamp(-GROWTH_LIMIT, GROWTH_LIMIT).exp() / 2
    low, high = middle - half, middle + half
    low_w, high_w = wanted[:, :2] - wanted[:, 2:] / 2, wanted[:, :2] + wanted[:, 2:] / 2
    shared = (torch.minimum(high, high_w) - torch.maximum(low, low_w)).clamp_min(0).prod(1)
    hull = (torch.maximum(high, high_w) - torch.minimum(low, low_w)).prod(1)
    union = (high - low).prod(1) + (high_w - low_w).prod(1) - shared
    return shared / union, shared / union - (hull - union) / hull
