import pytest
import torch

from posecoach.nets.efficientnet import EfficientNetLite, round_width
from posecoach.nets.lite import DetectorLite, HourglassLite


def test_features_at_five_scales_with_the_published_widths() -> None:
    network = EfficientNetLite(0).eval()
    with torch.inference_mode():
        features = network(torch.zeros(1, 3, 64, 96))
    assert [tuple(f.shape[1:]) for f in features] == [
        (16, 32, 48),
        (24, 16, 24),
        (40, 8, 12),
        (112, 4, 6),
        (320, 2, 3),
    ]


@pytest.mark.parametrize(("variant", "blocks"), [(0, 16), (1, 21), (2, 21), (3, 24), (4, 30)])
def test_depth_grows_as_published(variant: int, blocks: int) -> None:
    """Blocks per variant as counted in the published lite checkpoints, whose first and last
    stage are not scaled."""
    assert sum(len(list(stage.children())) for stage in EfficientNetLite(variant).stages) == blocks


def test_widths_are_multiples_of_eight_never_far_below() -> None:
    assert [round_width(w) for w in (44.0, 123.2, 26.4, 10.0)] == [48, 120, 24, 16]


def test_lite_networks_predict_at_a_quarter_of_the_size() -> None:
    pose, detector = HourglassLite(0, 16, 26).eval(), DetectorLite(0, 16).eval()
    image = torch.zeros(2, 3, 64, 96)
    with torch.inference_mode():
        assert [tuple(o.shape) for o in pose(image)] == [(2, 26, 16, 24)]
        assert tuple(detector(image).shape) == (2, 5, 16, 24)


def test_every_stack_predicts_and_learns() -> None:
    network = HourglassLite(0, 16, 26, stacks=3)
    outputs = network(torch.randn(2, 3, 64, 96))
    assert [tuple(o.shape) for o in outputs] == [(2, 26, 16, 24)] * 3
    outputs[-1].square().mean().backward()
    for name, parameter in network.named_parameters():
        if name.startswith("refinements") and name.endswith("out.weight"):
            assert parameter.grad is not None
            assert parameter.grad.abs().sum() > 0


def test_gradients_reach_the_first_convolution() -> None:
    network = HourglassLite(0, 16, 26)
    network(torch.randn(2, 3, 64, 64))[0].square().mean().backward()
    stem = network.trunk.down.stem[0]
    assert isinstance(stem, torch.nn.Conv2d)
    assert stem.weight.grad is not None
    assert stem.weight.grad.abs().sum() > 0


@pytest.mark.parametrize("arguments", [(5, 16, 26), (0, 15, 26), (0, 16, 0), (0, 16, 26, 0)])
def test_senseless_sizes_are_refused(arguments: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="expected"):
        HourglassLite(*arguments)
