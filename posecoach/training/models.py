"""The pose networks that can be trained, and the sizes that suit them.

In the order of the field: joints as numbers (2014), one heatmap each (2015), stages that
correct one another (2016), stages that see all scales (2016), and the last on a network that
knows pictures already.
"""

from __future__ import annotations

from torch import nn

from posecoach.engine.weights import WeightsInfo, build_network
from posecoach.errors import UsageError
from posecoach.skeleton import JOINT_COUNT, JOINTS

STAGES = {"deeppose": 2, "cpm": 3, "hourglass": 1, "hourglass-lite": 1}
"""Of those that have stages; hourglasses call them stacks."""

CHANNELS = {"deeppose": 48, "convnet": 96, "cpm": 24, "hourglass": 128, "hourglass-lite": 128}

VARIANT = 0


def pose_architecture(
    model: str,
    stages: int | None = None,
    channels: int | None = None,
    lite: int | None = None,
    visible: bool = False,
) -> tuple[str, dict[str, int]]:
    """Architecture and its arguments; None is what suits the model.

    ``lite``, an EfficientNet-Lite, makes an hourglass an hourglass-lite, which alone can tell
    whether joints are ``visible``. UsageError for an unknown model and for what it does not have.
    """
    model = "hourglass-lite" if model == "hourglass" and lite is not None else model
    if model not in CHANNELS:
        raise UsageError(f"expected --model {', '.join(CHANNELS)}, got {model!r}")
    if lite is not None and model != "hourglass-lite":
        raise UsageError(f"--lite goes with an hourglass; --model {model} has none")
    if visible and model != "hourglass-lite":
        raise UsageError(f"--visible goes with an hourglass-lite; --model {model} has no such map")
    if stages not in (None, 1) and model not in STAGES:
        raise UsageError(f"--stacks {stages}: --model {model} has one stage only")
    arguments = {"channels": channels or CHANNELS[model], "joints": JOINT_COUNT}
    if model == "hourglass-lite":
        # One stack and no map more go without saying, as they did before there were others.
        more = {} if stages in (None, 1) else {"stacks": int(stages)}
        more |= {"visible": 1} if visible else {}
        return model, {"variant": VARIANT if lite is None else lite, **arguments, **more}
    if model not in STAGES:
        return model, arguments
    name = "stacks" if model == "hourglass" else "stages"
    return model, {name: stages or STAGES[model], **arguments}


def untrained(size: int) -> list[tuple[str, nn.Module, WeightsInfo]]:
    """(model, network, what it is) of every model at its usual size; ``size`` is the input's."""
    check_size(size)
    infos = [(m, WeightsInfo(*pose_architecture(m), size, JOINTS)) for m in CHANNELS]
    return [(model, build_network(info), info) for model, info in infos]


def check_size(size: int) -> None:
    """UsageError for an input size that the networks' poolings do not divide."""
    if size % 64:
        raise UsageError(f"--size: expected an input size that is a multiple of 64, got {size}")
