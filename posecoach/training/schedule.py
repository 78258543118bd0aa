"""One-cycle learning rate and the optimiser that follows it."""

from __future__ import annotations

import math

import torch
from torch import nn


def one_cycle(step: int, steps: int, peak: float, warm_share: float = 0.08) -> float:
    """Learning rate of ``step`` out of ``steps``: a linear rise, then half a cosine to 1/100.

    Smith & Topin, "Super-Convergence", 2018, with the cosine fall common since.
    """
    warm = max(1, int(steps * warm_share))
    if step < warm:
        return peak * (0.04 + 0.96 * step / warm)
    progress = min(1.0, (step - warm) / max(1, steps - warm))
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))


def adamw(network: nn.Module, weight_decay: float) -> torch.optim.AdamW:
    """AdamW that leaves norms and biases undecayed (Loshchilov & Hutter, ICLR 2019)."""
    decayed = [p for p in network.parameters() if p.ndim > 1]
    plain = [p for p in network.parameters() if p.ndim <= 1]
    groups = [
        {"params": decayed, "weight_decay": weight_decay},
        {"params": plain, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.99))
