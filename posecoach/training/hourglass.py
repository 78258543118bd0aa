"""Training a pose network: the plan's folders, samples and loss put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn

from posecoach.engine.weights import WeightsInfo, build_network
from posecoach.errors import UsageError
from posecoach.skeleton import JOINTS
from posecoach.training.augment import CropJitter
from posecoach.training.data import load_folders
from posecoach.training.distillation import distilled, load_teacher
from posecoach.training.loop import Batch, LoopPlan, Report, train
from posecoach.training.models import check_size, pose_architecture
from posecoach.training.samples import PoseSamples, SamplePlan, normalise
from posecoach.training.start import freeze_stages, start_from
from posecoach.training.targets import (
    VISIBLE_WEIGHT,
    heatmap_loss,
    heatmap_targets,
    place_loss,
    visible_loss,
)


@dataclass(frozen=True)
class HourglassPlan:
    """``init`` names weights to start from; ``weights`` how often a source is seen per pass.

    The first ``frozen`` stages of the lite way down stay as they are.
    ``model`` is one of `models.CHANNELS`; ``stacks`` (of others: stages) and ``channels`` are
    what suits it where None; ``lite`` is the EfficientNet-Lite on an hourglass's way down, None
    for classic hourglasses. ``visible``: a lite hourglass also learns whether joints are seen.
    ``teacher`` names the weights of a network that has learnt and says its own to every target.
    """

    folders: Sequence[Path]
    stacks: int | None
    channels: int | None
    size: int
    seed: int
    lite: int | None = None
    init: Path | None = None
    weights: dict[str, float] = field(default_factory=dict)
    jitter: CropJitter = field(default_factory=CropJitter)
    model: str = "hourglass"
    frozen: int = 0
    visible: bool = False
    teacher: Path | None = None


def train_hourglass(plan: HourglassPlan, loop: LoopPlan, report: Report) -> None:
    """Train as planned; DataError for bad folders, WeightsError for a bad ``init``."""
    check_size(plan.size)
    if plan.teacher is not None and plan.model == "deeppose":
        raise UsageError("a deeppose draws no heatmaps, so no teacher can; leave --teacher out")
    torch.manual_seed(plan.seed)
    sources = [folder.name for folder in plan.folders]
    training = {"step": 0, "steps": loop.steps, "batch": loop.batch, "data": sources}
    architecture = pose_architecture(
        plan.model, plan.stacks, plan.channels, plan.lite, plan.visible
    )
    info = WeightsInfo(*architecture, plan.size, JOINTS, training)
    network = build_network(info)
    if plan.init is not None:
        start_from(network, info, plan.init)
    freeze_stages(network, plan.frozen)
    samples = PoseSamples(
        load_folders(plan.folders),
        SamplePlan(plan.size, plan.seed, plan.weights, plan.jitter),
        loop.steps * loop.batch,
    )
    teacher = None if plan.teacher is None else load_teacher(plan.teacher, loop.device)
    train(network, partial(_loss, teacher), samples, info, loop, report)


def _loss(teacher: nn.Module | None, network: nn.Module, batch: Batch) -> Tensor:
    image, xy, state = batch
    inputs = normalise(image).contiguous(memory_format=torch.channels_last)
    stacks = network(inputs)
    if stacks[-1].ndim == 3:
        return place_loss(stacks, xy, state)
    target, weight = heatmap_targets(xy, state, stacks[-1].shape[-1])
    if teacher is not None:
        target, weight = distilled(target, weight, teacher, inputs)
    joints = xy.shape[1]
    value = heatmap_loss([maps[:, :joints] for maps in stacks], target, weight)
    if stacks[-1].shape[1] > joints:
        value = value + VISIBLE_WEIGHT * visible_loss(stacks[-1], state)
    return value
