"""A training starts from the same network or from a trunk that both have in common."""

from pathlib import Path

import pytest
import torch

from posecoach.engine.weights import WeightsInfo, build_network, save_weights
from posecoach.errors import UsageError, WeightsError
from posecoach.skeleton import JOINTS
from posecoach.training.start import freeze_stages, start_from

ENCODER = WeightsInfo("efficientnet-lite", {"variant": 0}, 64)
POSE = WeightsInfo("hourglass-lite", {"variant": 0, "channels": 16, "joints": 26}, 64, JOINTS)
DETECTOR = WeightsInfo("detector-lite", {"variant": 0, "channels": 16}, 64)
CLASSIC = WeightsInfo("hourglass", {"stacks": 1, "channels": 16, "joints": 26}, 64, JOINTS)


def saved(info: WeightsInfo, folder: Path) -> tuple[Path, dict[str, torch.Tensor]]:
    state = build_network(info).state_dict()
    save_weights(folder / "start.safetensors", state, info)
    return folder / "start.safetensors", state


@pytest.mark.parametrize(
    ("source", "target", "theirs", "ours"),
    [
        (POSE, POSE, "heatmaps.weight", "heatmaps.weight"),
        (ENCODER, POSE, "stages.3.0.body.0.weight", "trunk.down.stages.3.0.body.0.weight"),
        (POSE, DETECTOR, "trunk.up.0.body.2.weight", "trunk.up.0.body.2.weight"),
    ],
)
def test_what_both_have_is_taken_over(
    source: WeightsInfo, target: WeightsInfo, theirs: str, ours: str, tmp_path: Path
) -> None:
    path, state = saved(source, tmp_path)
    network = build_network(target)
    start_from(network, target, path)
    torch.testing.assert_close(network.state_dict()[ours], state[theirs])


def test_a_second_stack_starts_from_what_the_first_knows(tmp_path: Path) -> None:
    path, _ = saved(POSE, tmp_path)
    two = WeightsInfo("hourglass-lite", {**POSE.arguments, "stacks": 2}, 64, JOINTS)
    network = build_network(two).eval()
    start_from(network, two, path)
    with torch.inference_mode():
        first, second = network(torch.rand(1, 3, 64, 64))
    torch.testing.assert_close(first, second)


def test_nothing_in_common_is_said(tmp_path: Path) -> None:
    path, _ = saved(CLASSIC, tmp_path)
    with pytest.raises(WeightsError, match="cannot start from a hourglass"):
        start_from(build_network(POSE), POSE, path)


def test_another_size_is_said(tmp_path: Path) -> None:
    path, _ = saved(ENCODER, tmp_path)
    bigger = WeightsInfo("detector-lite", {"variant": 2, "channels": 16}, 64)
    with pytest.raises(WeightsError, match="does not fit"):
        start_from(build_network(bigger), bigger, path)


def test_frozen_stages_get_no_gradient_and_keep_their_statistics() -> None:
    network = build_network(POSE)
    freeze_stages(network, 2)
    network.train()
    before = {k: v.clone() for k, v in network.state_dict().items()}
    network(torch.rand(2, 3, 64, 64))[-1].square().mean().backward()
    moved = {k for k, v in network.state_dict().items() if not torch.equal(v, before[k])}
    still = ("trunk.down.stem.", "trunk.down.stages.0.", "trunk.down.stages.1.")
    assert moved
    assert not any(name.startswith(still) for name in moved)
    for name, parameter in network.named_parameters():
        assert (parameter.grad is None) == name.startswith(still), name


@pytest.mark.parametrize(
    ("info", "stages", "message"),
    [(CLASSIC, 1, "EfficientNet-Lite to freeze"), (POSE, 8, "0 to 7 stages to freeze, got 8")],
)
def test_what_cannot_be_frozen_is_said(info: WeightsInfo, stages: int, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        freeze_stages(build_network(info), stages)
