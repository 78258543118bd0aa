import numpy as np
import pytest
from numpy.typing import NDArray

from posecoach.engine.decoding import cells_to_pixels, decode, target_width
from posecoach.training.targets import cell_of

CELLS = 48


def gaussian_logits(centers: NDArray[np.float64], width: float) -> NDArray[np.float32]:
    """Logits (1, N, 48, 48) whose softmax is a Gaussian around each of ``centers`` (N, 2)."""
    grid = np.arange(CELLS)
    dx2 = (grid[None, None, :] - centers[:, 0, None, None]) ** 2
    dy2 = (grid[None, :, None] - centers[:, 1, None, None]) ** 2
    return (-(dx2 + dy2) / (2 * width**2)).astype(np.float32)[None]


def test_analytic_gaussians_are_found_exactly_also_at_the_border() -> None:
    rng = np.random.default_rng(3)
    centers = np.concatenate([
        rng.uniform(2, CELLS - 3, (40, 2)),
        [[0.0, 0.0], [0.3, 20.2], [47.0, 46.6], [-0.4, 10.0], [23.5, 47.4]],
    ])  # fmt: skip
    found = decode(gaussian_logits(centers, 1.5), np.full(len(centers), 1.5))
    np.testing.assert_allclose(found.cells[0], centers, atol=2e-3)


def test_two_equal_cells_give_the_place_between_them() -> None:
    center = np.array([[20.5, 30.0]])
    found = decode(gaussian_logits(center, 1.0), np.array([1.0]))
    np.testing.assert_allclose(found.cells[0], center, atol=1e-4)


def test_a_sharp_map_is_sure_and_a_flat_one_is_not() -> None:
    center = np.array([[24.0, 24.0]])
    sharp = decode(gaussian_logits(center, 1.5), np.array([1.5]))
    assert sharp.confidence[0, 0] > 0.98
    assert sharp.sigma_cells[0, 0] < 0.4
    flat = decode(np.zeros((1, 1, CELLS, CELLS), np.float32), np.array([1.5]))
    assert flat.confidence[0, 0] < 0.05


@pytest.mark.parametrize("belief", [0.5, 0.8])
def test_sigma_is_the_spread_beyond_the_targets_own(belief: float) -> None:
    """A belief blurred by targets of 1.5 cells has its own spread left; the neighbourhood
    that is looked at cuts the tails, so a little less."""
    logits = gaussian_logits(np.array([[24.0, 24.0]]), float(np.hypot(belief, 1.5)))
    found = decode(logits, np.array([1.5]))
    assert 0.65 * belief < found.sigma_cells[0, 0] <= 1.02 * belief


def test_two_places_share_the_confidence() -> None:
    a = np.exp(gaussian_logits(np.array([[10.0, 10.0]]), 1.5))
    b = np.exp(gaussian_logits(np.array([[35.0, 35.0]]), 1.5))
    found = decode(np.log(0.7 * a + 0.3 * b + 1e-12), np.array([1.5]))
    np.testing.assert_allclose(found.cells[0, 0], [10, 10], atol=0.01)
    assert found.confidence[0, 0] == pytest.approx(0.7, abs=0.03)


def test_a_second_place_widens_the_spread_but_not_the_peak_s_sigma() -> None:
    a = np.exp(gaussian_logits(np.array([[10.0, 10.0]]), 1.5))
    b = np.exp(gaussian_logits(np.array([[34.0, 10.0]]), 1.5))
    found = decode(np.log(0.75 * a + 0.25 * b + 1e-12), np.array([1.5]))
    # A quarter of the belief lies 24 cells off, all around the place has its own 1.5.
    assert found.deviation("map")[0, 0] == pytest.approx(np.sqrt(0.25 * 24**2 / 2 + 1.5**2), 0.01)
    assert found.deviation("peak")[0, 0] < 0.4


def test_batch_equals_single() -> None:
    logits = np.random.default_rng(5).normal(size=(3, 26, 16, 16)).astype(np.float32)
    width = target_width(16)
    together = decode(logits, width)
    for i in range(3):
        alone = decode(logits[i : i + 1], width)
        np.testing.assert_allclose(alone.cells[0], together.cells[i])
        np.testing.assert_allclose(alone.sigma_cells[0], together.sigma_cells[i])


def test_cells_and_pixels_are_inverse() -> None:
    pixel = np.linspace(-5, 300, 50)
    cells = cell_of(pixel.astype(np.float32)).astype(np.float64)
    np.testing.assert_allclose(cells_to_pixels(cells), pixel, atol=1e-3)
