"""The mean of networks that were trained on from the same one.

Trainings that begin at one network and go on with different pictures mostly end in one basin, and
between them lie networks that are better on both kinds of pictures than either end ("Model soups":
Wortsman et al., ICML 2022; between a network and what became of it: "Robust fine-tuning of
zero-shot models", CVPR 2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from posecoach.engine.weights import WeightsInfo, read_weights, save_weights
from posecoach.errors import UsageError, WeightsError


def average(files: Sequence[Path], shares: Sequence[float], out: Path) -> WeightsInfo:
    """Write the mean of the networks in ``files``, each with its share, in single precision.

    The header is that of the first; sigma factors are left out, since they are those of one
    network: calibrate again. UsageError for shares that do not fit, WeightsError for networks
    that are not built alike.
    """
    if len(files) < 2 or len(shares) != len(files) or min(shares) <= 0:
        raise UsageError(
            "expected two networks or more and as many shares, all greater than 0, "
            f"found {len(files)} and {', '.join(f'{s:g}' for s in shares) or 'none'}"
        )
    first, mean = _parts(files[0], shares[0] / sum(shares))
    for path, share in zip(files[1:], shares[1:], strict=True):
        info, part = _parts(path, share / sum(shares))
        if (info.architecture, info.arguments) != (first.architecture, first.arguments):
            raise WeightsError(
                f"{path}: expected a {first.architecture} with {first.arguments} as in "
                f"{files[0]}, found a {info.architecture} with {info.arguments}"
            )
        mean = {name: mean[name] + part[name] for name in mean}
    of = [path.name for path in files]
    header = replace(first, training={"mean_of": of, "shares": list(shares)}, sigma_scale=())
    save_weights(out, mean, header)
    return header


def _parts(path: Path, share: float) -> tuple[WeightsInfo, dict[str, Tensor]]:
    """The header, and every tensor times ``share``; counters, which are whole, as well, since
    nothing depends on them."""
    info, tensors = read_weights(path)
    return info, {name: tensor.to(torch.float32) * share for name, tensor in tensors.items()}
