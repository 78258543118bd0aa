import numpy as np
import pytest
from numpy.typing import NDArray

from posecoach.engine.decoding import WINDOW_WIDTHS, target_width
from posecoach.engine.outputs import (
    decode_output,
    decode_places,
    turned_back,
    visible_at,
    widening,
)
from posecoach.skeleton import INDEX, MIRROR

WIDTHS = target_width(32)


def places(x: float, y: float, scale: float) -> NDArray[np.float32]:
    output = np.zeros((1, 26, 3), np.float32)
    output[...] = x, y, np.log(scale)
    return output


@pytest.mark.parametrize("scale", [0.4, 2.0])
def test_confidence_and_sigma_are_those_of_the_stated_errors(scale: float) -> None:
    """Errors drawn as the network states them: r is gamma distributed, direction uniform."""
    rng = np.random.default_rng(0)
    r, angle = rng.gamma(2.0, scale, 200_000), rng.uniform(0, 2 * np.pi, 200_000)
    found = decode_places(places(5, 7, scale), WIDTHS, 32)
    np.testing.assert_allclose(found.cells[0], [[5, 7]] * 26)
    np.testing.assert_allclose(found.sigma_cells[0], (r * np.cos(angle)).std(), rtol=0.02)
    reach = WINDOW_WIDTHS * WIDTHS[INDEX["left_hip"]]
    stated = found.confidence[0, INDEX["left_hip"]]
    assert stated == pytest.approx((r < reach).mean(), abs=0.01)


def test_outside_the_crop_nothing_was_seen() -> None:
    assert (decode_output(places(40, 7, 0.5), WIDTHS, 32).confidence == 0).all()
    assert (decode_output(places(31, 7, 0.5), WIDTHS, 32).confidence > 0).all()


def test_a_wild_network_stays_finite() -> None:
    for scale in (1e-30, 1e30):
        found = decode_output(places(3, 3, scale), WIDTHS, 32)
        assert np.isfinite(found.confidence).all()
        assert (found.deviation("map") > 0).all()


def test_the_mirrored_picture_agrees_with_itself() -> None:
    rng = np.random.default_rng(1)
    maps = rng.normal(size=(2, 26, 16, 16)).astype(np.float32)
    np.testing.assert_allclose(turned_back(maps[:, MIRROR, :, ::-1], MIRROR, 16), maps)
    numbers = rng.uniform(0, 15, (2, 26, 3)).astype(np.float32)
    mirrored = numbers[:, MIRROR] * [-1, 1, 1] + np.array([15, 0, 0])
    back = turned_back(mirrored.astype(np.float32), MIRROR, 16)
    np.testing.assert_allclose(back, numbers, atol=1e-5)


def test_sigma_widens_where_a_joint_may_be_hidden_or_elsewhere() -> None:
    wider = widening(np.array([1.0, 0.85, 0.7, 0.1, 1.0, 1.0]), np.array([1, 1, 1, 0.98, 0.75, 0]))
    np.testing.assert_allclose(wider, [1.0, 1.2, 1.4, 1.4, 3.0, 3.0])


def test_whether_a_joint_is_seen_is_read_where_it_lies() -> None:
    maps = np.full((1, 2, 4, 4), -3.0, np.float32)
    maps[0, 0, 1, 2] = 2.0
    cells = np.array([[[2.3, 0.8], [9.0, -2.0]]])
    seen = visible_at(maps, cells)
    np.testing.assert_allclose(seen, 1 / (1 + np.exp([[-2.0, 3.0]])), rtol=1e-6)
