import numpy as np
import pytest

from posecoach.geometry import (
    apex,
    apply,
    box_square,
    boxes_iou,
    crop_matrix,
    invert,
    points_box,
    scale_of,
)


@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("rotation", [0.0, 30.0, -90.0, 180.0])
def test_crop_and_uncrop_is_a_round_trip(rotation: float, mirror: bool) -> None:
    rng = np.random.default_rng(1)
    matrix = crop_matrix([120.5, 40.0], 180.0, 256, rotation, mirror)
    xy = rng.uniform(-50, 400, (26, 2))
    np.testing.assert_allclose(apply(invert(matrix), apply(matrix, xy)), xy, atol=1e-9)
    assert scale_of(matrix) == pytest.approx(256 / 180)


def test_crop_puts_the_centre_in_the_middle_of_the_pixels() -> None:
    matrix = crop_matrix([10.0, 20.0], 64.0, 64)
    np.testing.assert_allclose(apply(matrix, [10.0, 20.0]), [31.5, 31.5])
    # A quarter turn clockwise takes what was on the right to the bottom.
    turned = crop_matrix([0.0, 0.0], 64.0, 64, 90.0)
    np.testing.assert_allclose(apply(turned, [10.0, 0.0]), [31.5, 41.5], atol=1e-9)


def test_crop_refuses_nothing_to_cut() -> None:
    with pytest.raises(ValueError, match="positive"):
        crop_matrix([0, 0], 0.0, 64)


def test_box_square_takes_the_longer_side() -> None:
    center, side = box_square([10, 20, 30, 100], 1.15)
    np.testing.assert_allclose(center, [20, 60])
    assert side == pytest.approx(92.0)


def test_iou_of_known_boxes() -> None:
    a = [[0, 0, 10, 10], [0, 0, 1, 1]]
    b = [[0, 0, 10, 10], [5, 0, 15, 10], [20, 20, 30, 30]]
    expected = [[1, 1 / 3, 0], [0.01, 0, 0]]
    np.testing.assert_allclose(boxes_iou(a, b), expected)
    assert boxes_iou(np.zeros((0, 4)), b).shape == (0, 3)


def test_points_box_ignores_what_is_missing() -> None:
    xy = np.array([[0.0, 0.0], [np.nan, 50.0], [10.0, 20.0]])
    np.testing.assert_allclose(points_box(xy, 0.1), [-2, -2, 12, 22])
    assert np.isnan(points_box(xy * np.nan)).all()


def test_the_corner_of_a_triangle() -> None:
    along, off = apex(3.0, 4.0, np.array([5.0, 7.0, 9.0]))
    np.testing.assert_allclose(along, [1.8, 3.0, 37 / 9])
    np.testing.assert_allclose(off, [2.4, 0.0, 0.0], atol=1e-9)
