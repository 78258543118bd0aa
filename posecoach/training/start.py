"""Weights to start a training from: of the same network, or of a part of it."""

from __future__ import annotations

from pathlib import Path

from torch import Tensor, nn

from posecoach.engine.weights import WeightsInfo, load_state, read_weights
from posecoach.errors import DataError, WeightsError
from posecoach.nets.detector import trunk_of_pose_network
from posecoach.nets.efficientnet import EfficientNetLite


def start_from(network: nn.Module, info: WeightsInfo, path: Path) -> None:
    """Load ``path`` into ``network``: all of it, or the trunk that both have in common.

    ``info`` describes ``network``. WeightsError where nothing or not all of the file fits.
    """
    found, tensors = read_weights(path)
    if found.architecture == info.architecture and not _gets_stacks(found, info):
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
    if (source, target) == ("hourglass-lite", "hourglass-lite"):
        heads = {n: t for n, t in tensors.items() if n.startswith("heatmaps.")}
        # The second stack's maps are read from features that are the first's at the start.
        return tensors | {f"refined_heatmaps.0.{n.partition('.')[2]}": heads[n] for n in heads}
    return {}


def _gets_stacks(found: WeightsInfo, wanted: WeightsInfo) -> bool:
    """Whether a lite network of one stack is to become one of several."""
    one, several = (i.arguments.get("stacks", 1) for i in (found, wanted))
    return wanted.architecture == "hourglass-lite" and one == 1 < several


def freeze_stages(network: nn.Module, stages: int) -> None:
    """Keep the first stages of the network's EfficientNet-Lite as they are.

    They learn to see edges and parts long before the rest is done, at the highest resolution:
    without their backward pass a step of the lite networks takes 0.6 of the time with three of
    the seven stages (FreezeOut: Brock et al., 2017, section 2). DataError for a network that
    has none.
    """
    if stages == 0:
        return
    trunks = [m for m in network.modules() if isinstance(m, EfficientNetLite)]
    if not trunks:
        raise DataError("expected a network with an EfficientNet-Lite to freeze; give --lite")
    for trunk in trunks:
        try:
            trunk.freeze(stages)
        except ValueError as error:
            raise DataError(str(error)) from error
