"""Published hourglasses as posecoach's weights: their tensors' names, and what they mean.

Names are those of the modules in models/layers.py and models/posenet.py of
princeton-vl/pytorch_stacked_hourglass, and in mmpose/models/backbones/hourglass.py and
mmpose/models/heads of open-mmlab/mmpose. Nothing is left out silently: a tensor that is
neither used nor known to be unused is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from torch import Tensor

from posecoach.engine.convention import Convention
from posecoach.engine.convert import read_checkpoint
from posecoach.engine.weights import WeightsInfo, build_network, load_state
from posecoach.errors import WeightsError
from posecoach.skeleton import COCO_JOINTS, MPII_JOINTS

Converted = tuple[dict[str, Tensor], WeightsInfo]

PRINCETON = Convention(mean=(0.0, 0.0, 0.0), box_padding=1.25, heatmap_sigma=1.0)
"""RGB / 255 (test.py); targets of one cell (data/MPII/dp.py); crops of MPII's scale, taken here
as 1.25 times the box."""

MMPOSE = Convention(
    mean=(123.675 / 255, 116.28 / 255, 103.53 / 255),
    std=(58.395 / 255, 57.12 / 255, 57.375 / 255),
    box_padding=1.25,
    first_cell_px=0.0,
    heatmap_sigma=2.0,
)
"""Of the configuration td-hm_hourglass52_8xb32-210e_coco-256x256; its codec "MSRAHeatmap" puts
cell g on pixel 4 g."""

_RESIDUAL = {"bn1": 0, "conv1": 2, "bn2": 3, "conv2": 5, "bn3": 6, "conv3": 8}
"""Place in posecoach's `Residual.body` of what Princeton's names."""

_BASIC = {"conv1": 0, "bn1": 1, "conv2": 3, "bn2": 4}
"""The same for `BasicBlock.body` and MMPose."""

_SCALES = {"up1": "skip", "low1": "down", "low2": "inner", "low3": "up"}


def convert_princeton(path: Path) -> Converted:
    """The Stacked Hourglass of any number of stacks, trained on MPII's 16 joints.

    WeightsError where the tensors are not its.
    """
    published = read_checkpoint(path)
    tensors = {
        name: tensor
        for key, tensor in published.items()
        if (name := _princeton_name(key, published))
    }
    _absorb_biases(tensors, path)
    stacks = len({name.split(".")[1] for name in tensors if name.startswith("heatmaps.")})
    arguments = {"stacks": max(1, stacks), "channels": 256, "joints": len(MPII_JOINTS)}
    arguments["stem_blocks"] = 3
    info = WeightsInfo("hourglass", arguments, 256, MPII_JOINTS, {}, (), PRINCETON)
    return _fitting(tensors, info, path)


def convert_mmpose(path: Path) -> Converted:
    """MMPose's hourglass52 of one stack, trained on COCO's 17 joints, old or new names.

    WeightsError where the tensors are not its.
    """
    tensors = {
        name: tensor for key, tensor in read_checkpoint(path).items() if (name := _mmpose_name(key))
    }
    arguments = {"channels": _width(tensors), "joints": len(COCO_JOINTS)}
    info = WeightsInfo("hourglass-corner", arguments, 256, COCO_JOINTS, {}, (), MMPOSE)
    return _fitting(tensors, info, path)


def _width(tensors: Mapping[str, Tensor]) -> int:
    """Features that the maps are made of, the published 256 where that cannot be seen."""
    heatmaps = tensors.get("heatmaps.weight")
    return heatmaps.shape[1] if heatmaps is not None and heatmaps.ndim == 4 else 256


def _fitting(tensors: dict[str, Tensor], info: WeightsInfo, path: Path) -> Converted:
    network = build_network(info)
    for name, tensor in network.state_dict().items():
        # Older torch did not count batches, and nothing that runs needs the count.
        if name.endswith(".num_batches_tracked"):
            tensors.setdefault(name, tensor)
    load_state(network, tensors, path)
    return tensors, info


def _princeton_name(key: str, published: Mapping[str, Tensor]) -> str:
    """posecoach's name for a published tensor, "" for one that is never used."""
    # Trained in two wrappers, whose names stand before each tensor's.
    name = re.sub(r"^(model\.)?(module\.)?", "", key)
    if ".skip_layer." in name and not _changes_width(key, published):
        return ""
    name = re.sub(r"^pre\.0\.conv\.", "stem.0.", name)
    name = re.sub(r"^pre\.0\.bn\.", "stem.1.", name)
    name = re.sub(r"^pre\.(\d)\.", lambda m: f"stem.{int(m[1]) + 2}.", name)
    name = re.sub(r"^hgs\.(\d+)\.0\.", r"hourglasses.\1.", name)
    name = re.sub(r"^features\.(\d+)\.1\.conv\.", r"features.\1.1.", name)
    name = re.sub(r"^features\.(\d+)\.1\.bn\.", r"features.\1.2.", name)
    name = re.sub(r"^outs\.(\d+)\.conv\.", r"heatmaps.\1.", name)
    name = re.sub(r"^merge_features\.(\d+)\.conv\.conv\.", r"back_features.\1.", name)
    name = re.sub(r"^merge_preds\.(\d+)\.conv\.conv\.", r"back_heatmaps.\1.", name)
    name = re.sub(r"\.skip_layer\.conv\.", ".identity.", name)
    name = re.sub(r"\.((?:bn|conv)[123])(?:\.conv)?\.", lambda m: _body(m, _RESIDUAL), name)
    return re.sub(r"\.(up1|low[123])(?=\.)", lambda m: f".{_SCALES[m[1]]}", name)


def _body(match: re.Match[str], places: Mapping[str, int]) -> str:
    return f".body.{places.get(match[1], match[1])}."


def _changes_width(key: str, published: Mapping[str, Tensor]) -> bool:
    """Whether a residual block's own identity branch is used: its block changes the width."""
    weight = published.get(key.rsplit(".", 1)[0] + ".weight")
    return weight is None or weight.ndim < 2 or weight.shape[0] != weight.shape[1]


def _absorb_biases(tensors: dict[str, Tensor], path: Path) -> None:
    """Convolutions inside a block have biases there and none here, where a norm follows: its
    mean takes them over, exactly."""
    for conv, norm in ((2, 3), (5, 6)):
        ending = f".body.{conv}.bias"
        for name in [n for n in tensors if n.endswith(ending)]:
            mean = f"{name.removesuffix(ending)}.body.{norm}.running_mean"
            if mean not in tensors or tensors[mean].shape != tensors[name].shape:
                raise WeightsError(f"{path}: tensor {name!r} has no norm {mean!r} of its shape")
            tensors[mean] = tensors[mean] - tensors.pop(name)


def _mmpose_name(key: str) -> str:
    """posecoach's name for a published tensor, "" for one that is never used."""
    if key.startswith("backbone.inters."):
        return ""  # leads to a second stack, and is there even with one
    name = key.removeprefix("backbone.")
    name = re.sub(r"^stem\.0\.conv\.", "stem.0.", name)
    name = re.sub(r"^stem\.0\.bn\.", "stem.1.", name)
    name = re.sub(r"^stem\.1\.0\.", "stem.3.", name)
    name = re.sub(r"^hourglass_modules\.0\.", "hourglass.", name)
    name = re.sub(r"^out_convs\.0\.conv\.", "features.0.", name)
    name = re.sub(r"^out_convs\.0\.bn\.", "features.1.", name)
    name = re.sub(r"^(keypoint_)?head\.multi_final_layers\.0\.", "heatmaps.", name)
    name = re.sub(r"\.downsample\.", ".identity.", name)
    name = re.sub(r"\.((?:bn|conv)[12])\.", lambda m: _body(m, _BASIC), name)
    return re.sub(r"\.(up1|low[123])(?=\.)", lambda m: f".{_SCALES[m[1]]}", name)
