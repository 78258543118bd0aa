"""The training loop, the same for every network: one-cycle AdamW, moving average, checkpoints.

A training is a function of its plan: sample numbers and the learning rate follow from the
step, so stopping and resuming changes nothing. Under ``torchrun`` every process takes its
own slice of each batch and gradients are averaged (``gloo`` on CPUs, ``nccl`` on GPUs).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, Dataset, Subset

from posecoach.engine.weights import WeightsInfo, channels_last, save_weights
from posecoach.training.checkpoint import MovingAverage, load_checkpoint, save_checkpoint
from posecoach.training.schedule import adamw, one_cycle

Batch = tuple[Tensor, ...]
LossFunction = Callable[[nn.Module, Batch], Tensor]
Report = Callable[[int, float, float], None]

GRADIENT_NORM = 5.0
AVERAGE_DECAY = 0.999
"""Of the moving average, over ``AVERAGE_PICTURES``: it spans as many pictures whatever the
batch."""
AVERAGE_PICTURES = 32


@dataclass(frozen=True)
class LoopPlan:
    """``steps`` batches of ``batch`` samples in all, over every process together."""

    steps: int
    batch: int
    peak_rate: float
    weight_decay: float
    out: Path
    resume: bool
    device: str
    workers: int
    bf16: bool
    save_every_s: float


def train(
    network: nn.Module,
    loss: LossFunction,
    samples: Dataset[Any],
    info: WeightsInfo,
    plan: LoopPlan,
    report: Report,
) -> None:
    """Train and write ``plan.out`` (averaged weights) and ``plan.out``.ckpt (to resume).

    ``report(step, loss, learning_rate)`` is called after every step of the first process.
    """
    rank, world = _join()
    network = channels_last(network.to(plan.device)).train()
    decay = AVERAGE_DECAY ** (plan.batch / AVERAGE_PICTURES)
    average, optimiser = MovingAverage(network, decay), adamw(network, plan.weight_decay)
    checkpoint = plan.out.with_suffix(".ckpt")
    first = 0
    if plan.resume and checkpoint.exists():
        before = load_checkpoint(checkpoint, network, average, optimiser)
        first = int(before.training["step"])
        info = replace(info, training={**info.training, "step": first})
    parallel = DistributedDataParallel(network) if world > 1 else network
    saved = time.monotonic()
    try:
        for step, batch in _batches(samples, plan, first, rank, world):
            rate = one_cycle(step, plan.steps, plan.peak_rate)
            value = _step(parallel, loss, batch, optimiser, rate, plan)
            average.update(network, step)
            info = replace(info, training={**info.training, "step": step + 1})
            if rank == 0:
                report(step + 1, value, rate)
                if time.monotonic() - saved > plan.save_every_s:
                    _save(checkpoint, network, average, optimiser, info, plan.out)
                    saved = time.monotonic()
    finally:
        # Also on Ctrl-C: what was learned so far is never lost.
        if rank == 0:
            _save(checkpoint, network, average, optimiser, info, plan.out)
        if world > 1:
            torch.distributed.destroy_process_group()


def _join() -> tuple[int, int]:
    """Rank and number of processes, as torchrun says in the environment."""
    world = int(os.environ.get("WORLD_SIZE", "1"))
    if world > 1:
        backend = "nccl" if torch.cuda.is_available() else "gloo"
        torch.distributed.init_process_group(backend)
    return int(os.environ.get("RANK", "0")), world


def _batches(samples: Dataset[Any], plan: LoopPlan, first: int, rank: int, world: int) -> Any:
    """(step, batch) from ``first`` on; process ``rank`` takes every ``world``-th sample."""
    numbers = range(first * plan.batch + rank, plan.steps * plan.batch, world)
    loader: DataLoader[Any] = DataLoader(
        Subset(samples, numbers),
        batch_size=plan.batch // world,
        num_workers=plan.workers,
        drop_last=True,
    )
    return enumerate(loader, start=first)


def _step(
    network: nn.Module,
    loss: LossFunction,
    batch: Batch,
    optimiser: torch.optim.Optimizer,
    rate: float,
    plan: LoopPlan,
) -> float:
    for group in optimiser.param_groups:
        group["lr"] = rate
    batch = tuple(part.to(plan.device, non_blocking=True) for part in batch)
    with torch.autocast(plan.device.split(":")[0], torch.bfloat16, enabled=plan.bf16):
        value = loss(network, batch)
    optimiser.zero_grad()
    torch.autograd.backward(value)
    nn.utils.clip_grad_norm_(network.parameters(), GRADIENT_NORM)
    optimiser.step()
    return float(value.detach())


def _save(
    checkpoint: Path,
    network: nn.Module,
    average: MovingAverage,
    optimiser: torch.optim.Optimizer,
    info: WeightsInfo,
    out: Path,
) -> None:
    save_checkpoint(checkpoint, network, average, optimiser, info)
    save_weights(out, average.state, info)


def bf16_pays(device: str) -> bool:
    """Whether bfloat16 is computed natively; emulated it is several times slower than float32.

    CPUs need AVX-512 BF16 or AMX; every CUDA device since Ampere has it.
    """
    if device.startswith("cuda"):
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device == "cpu" and Path("/proc/cpuinfo").exists():
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        return "avx512_bf16" in flags or "amx_bf16" in flags
    return False
