"""Weights files: safetensors whose header says what network they belong to.

No pickle is ever loaded. The header's ``posecoach`` entry is JSON: architecture and its
arguments, joints, input size, and how the weights were trained.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from posecoach.engine.convention import Convention
from posecoach.errors import WeightsError
from posecoach.files import replacing
from posecoach.nets.convnet import MultiResolutionConvNet
from posecoach.nets.cpm import ConvolutionalPoseMachine
from posecoach.nets.deeppose import DeepPose
from posecoach.nets.detector import PersonDetector
from posecoach.nets.efficientnet import EfficientNetLite
from posecoach.nets.hourglass import StackedHourglass
from posecoach.nets.hourglass_corner import HourglassCorner
from posecoach.nets.lite import DetectorLite, HourglassLite

Network = TypeVar("Network", bound=nn.Module)

HEADER_KEY = "posecoach"

POSE_NETWORKS = ("deeppose", "convnet", "cpm", "hourglass", "hourglass-lite", "hourglass-corner")
"""Architectures that find the joints of one person in a crop."""


@dataclass(frozen=True)
class WeightsInfo:
    """What a weights file says of itself.

    ``arguments`` are those of the network's constructor; ``input_size`` is the side of the
    square input in pixels; ``training`` is free text and numbers;
    ``sigma_scale`` holds, for a pose network, by what each joint's standard deviation must be
    multiplied to be that of its error, one per joint or none, and ``sigma_from`` of which
    deviation that is: see `Decoded.deviation`; ``convention`` says what inputs and maps mean.
    """

    architecture: str
    arguments: dict[str, int]
    input_size: int
    joints: tuple[str, ...] = ()
    training: dict[str, Any] = field(default_factory=dict)
    sigma_scale: tuple[float, ...] = ()
    convention: Convention = field(default_factory=Convention)
    sigma_from: str = "peak"


def build_network(info: WeightsInfo) -> nn.Module:
    """The network with fresh parameters; WeightsError for an unknown architecture."""
    builders: dict[str, type[nn.Module]] = {
        "deeppose": DeepPose,
        "convnet": MultiResolutionConvNet,
        "cpm": ConvolutionalPoseMachine,
        "hourglass": StackedHourglass,
        "hourglass-lite": HourglassLite,
        "hourglass-corner": HourglassCorner,
        "detector": PersonDetector,
        "detector-lite": DetectorLite,
        "efficientnet-lite": EfficientNetLite,
    }
    if info.architecture not in builders:
        raise WeightsError(
            f"expected one of the architectures {', '.join(builders)}, found {info.architecture!r}"
        )
    try:
        return builders[info.architecture](**info.arguments)
    except (TypeError, ValueError) as error:
        raise WeightsError(f"{info.architecture}: arguments do not fit ({error})") from error


def save_weights(path: Path, tensors: Mapping[str, Tensor], info: WeightsInfo) -> None:
    """Write under a temporary name, then rename: a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    with replacing(path) as unfinished:
        save_file(whole, unfinished, metadata={HEADER_KEY: json.dumps(asdict(info))})
        unfinished.chmod(0o644)  # weights are to be shared; the library writes 0600


def save_half(path: Path, out: Path) -> int:
    """Write ``path`` to ``out`` in half precision: for using, not for training on, and half as
    large; its size in bytes. WeightsError as from `read_weights`, and for numbers that half
    precision cannot hold."""
    info, tensors = read_weights(path)
    halved = {k: v.half() if v.is_floating_point() else v for k, v in tensors.items()}
    for name, tensor in halved.items():
        if not torch.isfinite(tensor.float()).all():
            raise WeightsError(f"{path}: tensor {name!r} is too large for half precision")
    save_weights(out, halved, info)
    return out.stat().st_size


def read_weights(path: Path) -> tuple[WeightsInfo, dict[str, Tensor]]:
    """Header and tensors; WeightsError says what is wrong with a file that is not ours."""
    with _opened(path) as file:
        names = file.keys()
        return _info(file, path), {name: file.get_tensor(name) for name in names}


def read_info(path: Path) -> WeightsInfo:
    """The header alone; WeightsError as from `read_weights`."""
    with _opened(path) as file:
        return _info(file, path)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        with safe_open(path, framework="pt") as file:
            yield file
    except FileNotFoundError as error:
        raise WeightsError(f"{path}: no such weights file") from error
    except (SafetensorError, OSError, ValueError) as error:
        raise WeightsError(
            f"{path}: expected a safetensors file, found something else or a damaged one ({error})"
        ) from error


def _info(file: Any, path: Path) -> WeightsInfo:
    header = (file.metadata() or {}).get(HEADER_KEY)
    if header is None:
        raise WeightsError(
            f"{path}: expected a weights file of posecoach; its header has no {HEADER_KEY!r} entry"
        )
    return _parse(header, path)


def _parse(header: str, path: Path) -> WeightsInfo:
    try:
        raw = json.loads(header)
        return WeightsInfo(
            str(raw["architecture"]),
            {str(k): int(v) for k, v in raw["arguments"].items()},
            int(raw["input_size"]),
            tuple(raw["joints"]),
            dict(raw["training"]),
            tuple(float(scale) for scale in raw.get("sigma_scale", ())),
            _parse_convention(raw.get("convention", {})),
            _parse_choice(str(raw.get("sigma_from", "peak")), ("peak", "map")),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise WeightsError(f"{path}: the header does not describe a network ({error})") from error


def _parse_convention(raw: Mapping[str, Any]) -> Convention:
    """Files from before there were others' conventions say nothing and mean posecoach's own."""
    known: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    return Convention(**known)


def _parse_choice(word: str, choices: tuple[str, ...]) -> str:
    if word not in choices:
        raise ValueError(f"expected one of {', '.join(choices)}, found {word!r}")
    return word


def load_network(path: Path) -> tuple[nn.Module, WeightsInfo]:
    """The network of a weights file, in evaluation mode, float32 on the CPU."""
    info, tensors = read_weights(path)
    network = build_network(info)
    load_state(network, tensors, path)
    return network.eval(), info


def channels_last(network: Network) -> Network:
    """The same network with its weights laid out channels last: faster on CPUs and GPUs."""
    nn.utils.convert_conv2d_weight_memory_format(network, torch.channels_last)
    return network


def load_state(network: nn.Module, tensors: Mapping[str, Tensor], path: Path) -> None:
    """Strict load; WeightsError names the first tensor that does not fit."""
    expected = network.state_dict()
    for name in sorted(expected.keys() | tensors.keys()):
        if name not in tensors:
            raise WeightsError(f"{path}: tensor {name!r} is missing")
        if name not in expected:
            raise WeightsError(f"{path}: unexpected tensor {name!r}")
        found, wanted = tuple(tensors[name].shape), tuple(expected[name].shape)
        if found != wanted:
            raise WeightsError(f"{path}: tensor {name!r} has shape {found}, expected {wanted}")
        if not torch.isfinite(tensors[name].float()).all():
            raise WeightsError(f"{path}: tensor {name!r} holds values that are not finite")
    network.load_state_dict(dict(tensors))
