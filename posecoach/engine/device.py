"""Which device the networks run on."""

from __future__ import annotations

import torch

from posecoach.errors import UsageError


def pick_device(name: str, runtime: str = "auto") -> str:
    """``auto`` takes CUDA where there is one and ``runtime`` can use it, else the CPU;
    UsageError for one not there."""
    if name == "auto" and runtime not in ("auto", "torch"):
        return "cpu"
    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise UsageError(
            f"expected --device auto, cpu, cuda, cuda:N or mps, got {name!r}"
        ) from error
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": _has_mps()}
    if not there.get(device.type, False):
        raise UsageError(f"--device {name}: this machine has none; use --device auto")
    return name


def _has_mps() -> bool:
    return torch.backends.mps.is_available()
