import pytest
import torch

from posecoach.nets.refiner import BoxRefiner


def test_an_untrained_refiner_leaves_boxes_where_they_are() -> None:
    network = BoxRefiner(0, 8, 64).eval()
    with torch.inference_mode():
        says = network(torch.rand(3, 3, 64, 64) - 0.5)
    torch.testing.assert_close(says, torch.zeros(3, 5))


@pytest.mark.parametrize(("channels", "size"), [(4, 64), (8, 0), (8, 100)])
def test_sizes_that_do_not_fit_are_refused(channels: int, size: int) -> None:
    with pytest.raises(ValueError, match="multiple of 32"):
        BoxRefiner(0, channels, size)
