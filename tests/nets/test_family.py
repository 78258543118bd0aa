"""What every pose network must do, whichever way it goes about it."""

import pytest
import torch
from torch import Tensor, nn

from posecoach.engine.cost import count_macs
from posecoach.engine.weights import POSE_NETWORKS, WeightsInfo, build_network
from posecoach.errors import WeightsError
from posecoach.nets.deeppose import PATCH, squares
from posecoach.training.models import CHANNELS, pose_architecture

SMALL = [
    ("deeppose", {"stages": 2, "channels": 8, "joints": 26}, 2),
    ("convnet", {"channels": 8, "joints": 26}, 1),
    ("cpm", {"stages": 3, "channels": 8, "joints": 26}, 3),
]


def network_of(name: str, arguments: dict[str, int]) -> nn.Module:
    torch.manual_seed(0)
    return build_network(WeightsInfo(name, arguments, 64))


@pytest.mark.parametrize(("name", "arguments", "stages"), SMALL)
def test_one_output_per_stage(name: str, arguments: dict[str, int], stages: int) -> None:
    with torch.inference_mode():
        outputs = network_of(name, arguments).eval()(torch.zeros(2, 3, 64, 64))
    shape = (2, 26, 3) if name == "deeppose" else (2, 26, 16, 16)
    assert [tuple(output.shape) for output in outputs] == [shape] * stages


@pytest.mark.parametrize(("name", "arguments", "stages"), SMALL)
def test_one_picture_gives_what_it_gives_in_a_batch(
    name: str, arguments: dict[str, int], stages: int
) -> None:
    network, images = network_of(name, arguments).eval(), torch.randn(3, 3, 64, 64)
    with torch.inference_mode():
        together = network(images)[-1]
        alone = torch.cat([network(images[i : i + 1])[-1] for i in range(3)])
    torch.testing.assert_close(together, alone, atol=1e-4, rtol=1e-4)
    assert not torch.allclose(together[0], together[1])


@pytest.mark.parametrize(("name", "arguments", "stages"), SMALL)
def test_every_stage_s_loss_reaches_parameters_and_the_first_layer_learns(
    name: str, arguments: dict[str, int], stages: int
) -> None:
    network = network_of(name, arguments)
    outputs: list[Tensor] = network(torch.randn(2, 3, 64, 64))
    torch.autograd.backward([output.square().mean() for output in outputs])
    gradients = [p.grad for p in network.parameters()]
    assert all(g is not None for g in gradients)
    first = gradients[0]
    assert first is not None
    assert first.abs().sum() > 0


def test_a_belief_of_one_stage_changes_the_next() -> None:
    network = network_of("cpm", {"stages": 2, "channels": 8, "joints": 26})
    network(torch.randn(2, 3, 64, 64))[1].square().mean().backward()
    first = next(network.get_submodule("first_features").parameters())
    assert isinstance(first.grad, Tensor)
    assert first.grad.abs().sum() > 0


def test_squares_show_what_is_around_the_place() -> None:
    """A white pixel block at a joint's place comes to the middle of its square."""
    image = torch.zeros(1, 3, 128, 128)
    image[:, :, 39:41, 79:81] = 1.0
    # Input pixel 79.5, 39.5 in cells of four pixels.
    places = torch.tensor([[[79.5, 39.5], [10.0, 100.0], [-20.0, 5.0]]])
    cut = squares(image, (places + 0.5) / 4 - 0.5)
    assert cut.shape == (1, 3, 3, PATCH, PATCH)
    bright = cut[0, 0, 0].nonzero()
    torch.testing.assert_close(bright.float().mean(dim=0), torch.full((2,), (PATCH - 1) / 2))
    assert cut[0, 1:].abs().sum() == 0


def test_multiplications_by_hand() -> None:
    network = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1, bias=False),  # 64 cells, 8 outputs, 27 each
        nn.Conv2d(8, 8, 3, stride=2, padding=1, groups=4),  # 16 cells, 8 outputs, 18 each
        nn.Flatten(),
        nn.Linear(128, 10),
    )
    assert count_macs(network, 8) == 64 * 8 * 27 + 16 * 8 * 18 + 1280
    assert network.training


@pytest.mark.parametrize("model", CHANNELS)
def test_trained_sizes_are_small_enough_to_ship(model: str) -> None:
    name, arguments = pose_architecture(model)
    assert name in POSE_NETWORKS
    network = build_network(WeightsInfo(name, arguments, 128))
    assert 0.8e6 < sum(p.numel() for p in network.parameters()) < 3.5e6


@pytest.mark.parametrize("name", ["deeppose", "convnet", "cpm"])
def test_senseless_sizes_are_refused(name: str) -> None:
    arguments = dict.fromkeys(pose_architecture(name)[1], 0)
    with pytest.raises(WeightsError, match="expected"):
        build_network(WeightsInfo(name, arguments, 64))
