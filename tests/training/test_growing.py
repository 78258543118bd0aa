"""A larger network begins as what a smaller one has learnt."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from posecoach.engine.weights import WeightsInfo, build_network, save_weights
from posecoach.errors import WeightsError
from posecoach.skeleton import JOINTS
from posecoach.training.start import start_from


def lite(channels: int, stacks: int, variant: int = 0) -> WeightsInfo:
    arguments = {"variant": variant, "channels": channels, "joints": len(JOINTS), "stacks": stacks}
    return WeightsInfo("hourglass-lite", arguments, 64, JOINTS)


def start(small: WeightsInfo, large: WeightsInfo, path: Path) -> tuple[torch.nn.Module, ...]:
    torch.manual_seed(1)
    networks = build_network(small), build_network(large)
    for tensor in networks[0].parameters():
        torch.nn.init.normal_(tensor, std=0.1)
    save_weights(path, networks[0].state_dict(), small)
    start_from(networks[1], large, path)
    return tuple(network.eval() for network in networks)


@pytest.mark.parametrize(("channels", "stacks"), [(16, 3), (24, 2), (32, 3)])
def test_it_says_the_same_at_first(channels: int, stacks: int, tmp_path: Path) -> None:
    small, large = start(lite(16, 2), lite(channels, stacks), tmp_path / "small.safetensors")
    picture = torch.rand(1, 3, 64, 64) - 0.5
    with torch.inference_mode():
        before, after = small(picture), large(picture)
    torch.testing.assert_close(after[:2], before, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(after[-1], before[-1], rtol=1e-4, atol=1e-4)


def test_what_is_new_learns(tmp_path: Path) -> None:
    _, large = start(lite(16, 2), lite(24, 2), tmp_path / "small.safetensors")
    large(torch.rand(2, 3, 64, 64) - 0.5)[-1].square().mean().backward()
    gradient = large.get_parameter("refined_heatmaps.0.weight").grad
    assert gradient is not None
    assert gradient[:, 16:].abs().sum() > 0


@pytest.mark.parametrize("large", [lite(8, 2), lite(16, 1), lite(16, 2, variant=2)])
def test_a_smaller_or_another_network_cannot_start(large: WeightsInfo, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"small\.safetensors"):
        start(lite(16, 2), large, tmp_path / "small.safetensors")


def test_a_network_learns_to_tell_what_is_seen_after_it_knows_the_places(tmp_path: Path) -> None:
    telling = replace(lite(16, 2), arguments={**lite(16, 2).arguments, "visible": 1})
    silent, network = start(lite(16, 2), telling, tmp_path / "silent.safetensors")
    picture = torch.rand(1, 3, 64, 64) - 0.5
    with torch.inference_mode():
        before, after = silent(picture), network(picture)
    torch.testing.assert_close(after[-1][:, : len(JOINTS)], before[-1])
    assert (after[-1][:, len(JOINTS) :] == 0).all()
