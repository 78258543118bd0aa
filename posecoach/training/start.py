"""Weights to start a training from: of the same network, or of a part of it."""

from __future__ import annotations

from pathlib import Path

from torch import Tensor, nn

from posecoach.engine.weights import WeightsInfo, load_state, read_weights
from posecoach.errors import UsageError, WeightsError
from posecoach.nets.detector import trunk_of_pose_network
from posecoach.nets.efficientnet import EfficientNetLite
from posecoach.training.growing import grown


def start_from(network: nn.Module, info: WeightsInfo, path: Path) -> None:
    """Load ``path`` into ``network``: all of it, or the trunk that both have in common.

    ``info`` describes ``network``. WeightsError where nothing or not all of the file fits.
    """
    found, tensors = read_weights(path)
    if found.architecture == info.architecture:
        if _grows(found, info):
            tensors = _grown(network, tensors, path)
        load_state(network, tensors, path)
        return
    part = shared_part(found.architecture, info.architecture, tensors)
    wanted = network.state_dict()
    for name, tensor in part.items():
        if name not in wanted or wanted[name].shape != tensor.shape:
            raise WeightsError(
                f"{path}: its tensor for {name!r} does not fit this {info.architecture}"
            )
    if not part:
        raise WeightsError(
            f"{path}: a {info.architecture} cannot start from a {found.architecture}"
        )
    network.load_state_dict(part, strict=False)


def shared_part(source: str, target: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of a ``source`` architecture that a ``target`` takes over, as it names them."""
    if (source, target) == ("hourglass", "detector"):
        return trunk_of_pose_network(tensors)
    if source == "efficientnet-lite" and target in ("hourglass-lite", "detector-lite"):
        return {f"trunk.down.{name}": tensor for name, tensor in tensors.items()}
    if {source, target} == {"hourglass-lite", "detector-lite"}:
        return {name: t for name, t in tensors.items() if name.startswith("trunk.")}
    return {}


def _grows(found: WeightsInfo, wanted: WeightsInfo) -> bool:
    """Whether a lite network is to become one of more channels or stacks."""
    lite = wanted.architecture == "hourglass-lite"
    same_way_down = found.arguments.get("variant") == wanted.arguments.get("variant")
    return lite and same_way_down and found.arguments != wanted.arguments


def _grown(network: nn.Module, tensors: dict[str, Tensor], path: Path) -> dict[str, Tensor]:
    try:
        return grown(tensors, network.state_dict())
    except ValueError as error:
        raise WeightsError(f"{path}: the network cannot grow from it: {error}") from error


def freeze_stages(network: nn.Module, stages: int) -> None:
    """Keep the first stages of the network's EfficientNet-Lite as they are.

    They learn to see edges and parts long before the rest is done, at the highest resolution:
    without their backward pass a step of the lite networks takes 0.6 of the time with three of
    the seven stages (FreezeOut: Brock et al., 2017, section 2). UsageError for a network that
    has none.
    """
    if stages == 0:
        return
    trunks = [m for m in network.modules() if isinstance(m, EfficientNetLite)]
    if not trunks:
        raise UsageError("--freeze: expected an EfficientNet-Lite to freeze; give --lite")
    for trunk in trunks:
        try:
            trunk.freeze(stages)
        except ValueError as error:
            raise UsageError(f"--freeze: {error}") from error
