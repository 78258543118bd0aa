import pytest
import torch

from posecoach.nets.detector import PersonDetector, trunk_of_pose_network
from posecoach.nets.hourglass import StackedHourglass


def test_each_stack_predicts_at_a_quarter_of_the_size() -> None:
    network = StackedHourglass(2, 16, 26).eval()
    with torch.inference_mode():
        outputs = network(torch.zeros(2, 3, 64, 128))
    assert [tuple(o.shape) for o in outputs] == [(2, 26, 16, 32)] * 2


def test_one_picture_gives_what_it_gives_in_a_batch() -> None:
    torch.manual_seed(0)
    network = StackedHourglass(1, 16, 26).eval()
    images = torch.randn(3, 3, 64, 64)
    with torch.inference_mode():
        together = network(images)[0]
        alone = torch.cat([network(images[i : i + 1])[0] for i in range(3)])
    torch.testing.assert_close(together, alone, atol=1e-5, rtol=1e-5)


def test_intermediate_supervision_reaches_the_first_stack() -> None:
    network = StackedHourglass(2, 16, 26)
    network(torch.randn(2, 3, 64, 64))[0].square().mean().backward()
    assert network.heatmaps[0].weight.grad is not None
    assert network.heatmaps[1].weight.grad is None
    # The second stack's own prediction flows back through the remap of the first.
    network(torch.randn(2, 3, 64, 64))[1].square().mean().backward()
    remap = network.back_heatmaps[0].weight.grad
    assert isinstance(remap, torch.Tensor)
    assert remap.abs().sum() > 0


def test_number_of_parameters_of_the_paper_s_network() -> None:
    """Eight stacks of 256 channels for MPII's 16 joints have about 25.6 million parameters
    (as public implementations of the paper count them with one residual per scale)."""
    count = sum(p.numel() for p in StackedHourglass(8, 256, 16).parameters())
    assert count == pytest.approx(25.6e6, rel=0.05)


@pytest.mark.parametrize("arguments", [(0, 16, 26), (1, 15, 26), (1, 16, 0)])
def test_senseless_sizes_are_refused(arguments: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="expected"):
        StackedHourglass(*arguments)


def test_a_detector_starts_from_a_pose_network_s_trunk() -> None:
    pose, detector = StackedHourglass(1, 16, 26), PersonDetector(16)
    tensors = trunk_of_pose_network(pose.state_dict())
    result = detector.load_state_dict(tensors, strict=False)
    assert not result.unexpected_keys
    assert {k.split(".")[0] for k in result.missing_keys} == {"center", "sides"}
    with torch.inference_mode():
        assert detector.eval()(torch.zeros(1, 3, 64, 64)).shape == (1, 5, 16, 16)
