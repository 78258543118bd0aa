"""A larger pose network that begins as what a smaller one has learnt.

After Chen, Goodfellow, Shlens: "Net2Net: Accelerating Learning via Knowledge Transfer", ICLR
2016. There new units are copies of old ones; here they start at random and nothing old
listens to them yet, so that the grown network says at first exactly what the small one said.
"""

from __future__ import annotations

import re

import torch
from torch import Tensor

REFINED_HEATMAPS = re.compile(r"refined_heatmaps\.(\d+)\.(weight|bias)")


def grown(small: dict[str, Tensor], large: dict[str, Tensor]) -> dict[str, Tensor]:
    """State of ``large``, a fresh hourglass-lite, that predicts as ``small``, a smaller one.

    ``large`` has as many channels and stacks or more, and the same way down. Heatmaps of a new
    stack begin as those of the last old one, from whose features they are read at first.
    ValueError where something of ``small`` does not fit.
    """
    for name in small:
        if name not in large:
            raise ValueError(f"its tensor {name!r} has no place in the larger network")
    state = {}
    for name, tensor in large.items():
        source = small.get(name, small.get(_heatmaps_before(name, small)))
        state[name] = tensor if source is None else _embedded(name, source, tensor)
    return state


def _heatmaps_before(name: str, small: dict[str, Tensor]) -> str:
    """The last stack's heatmaps where ``name`` is those of a stack that is not there yet."""
    found = REFINED_HEATMAPS.fullmatch(name)
    if found is None:
        return name
    stacks = [int(m[1]) for n in small if (m := REFINED_HEATMAPS.fullmatch(n))]
    return f"refined_heatmaps.{max(stacks)}.{found[2]}" if stacks else f"heatmaps.{found[2]}"


def _embedded(name: str, small: Tensor, large: Tensor) -> Tensor:
    """``small`` in the corner of ``large``; its outputs take nothing from new inputs."""
    if small.ndim != large.ndim or any(
        a > b for a, b in zip(small.shape, large.shape, strict=True)
    ):
        raise ValueError(
            f"its tensor {name!r} of shape {tuple(small.shape)} does not fit {tuple(large.shape)}"
        )
    result = large.clone()
    with torch.no_grad():
        if small.ndim > 1:
            result[: small.shape[0]] = 0
        result[tuple(slice(n) for n in small.shape)] = small
    return result
