import numpy as np
import pytest

from posecoach.engine.detection import boxes_of_maps, letterbox_matrix, suppress
from posecoach.geometry import apply


def maps_with(centers: list[tuple[int, int]], logit: float = 3.0) -> np.ndarray:
    maps = np.zeros((5, 24, 32))
    maps[0] = -9.0
    maps[1:] = np.log(5.0)
    for row, column in centers:
        maps[0, row, column] = logit
    return maps


def test_a_peak_becomes_its_box() -> None:
    boxes, scores = boxes_of_maps(maps_with([(10, 12)]), 0.3)
    # Cell 12 is centred on pixel 49.5; five cells of four pixels to each side.
    np.testing.assert_allclose(boxes, [[29.5, 21.5, 69.5, 61.5]])
    assert scores[0] == pytest.approx(0.9526, abs=1e-3)


def test_peaks_at_the_border_and_plateaus_are_not_lost() -> None:
    boxes, scores = boxes_of_maps(maps_with([(0, 0), (10, 12), (10, 13), (23, 31)]), 0.3)
    assert len(boxes) == 4
    assert len(suppress(boxes, scores)) == 3


def test_nobody_gives_no_boxes() -> None:
    boxes, scores = boxes_of_maps(maps_with([]), 0.3)
    assert boxes.shape == (0, 4)
    assert suppress(boxes, scores) == []


def test_cells_around_a_peak_have_their_say_in_its_box() -> None:
    maps = maps_with([(10, 12)])
    maps[0, 10, 13] = 0.0  # a score of 0.5 against 0.95
    maps[1:, 10, 13] = np.log([6.0, 5.0, 6.0, 5.0])  # the same box, two cells more to the right
    boxes, scores = boxes_of_maps(maps, 0.3)
    assert len(boxes) == 1
    right = 69.5 + 8 * 0.5 / (0.5 + scores[0])
    np.testing.assert_allclose(boxes, [[29.5, 21.5, right, 61.5]])


def test_a_neighbour_has_no_say() -> None:
    maps = maps_with([(10, 12)])
    maps[0, 10, 18] = 2.0
    boxes, _ = boxes_of_maps(maps, 0.3)
    np.testing.assert_allclose(boxes, [[29.5, 21.5, 69.5, 61.5], [53.5, 21.5, 93.5, 61.5]])


def test_wild_values_stay_finite() -> None:
    maps = maps_with([(5, 5)])
    maps[1:, 5, 5] = 1e6
    boxes, _ = boxes_of_maps(maps, 0.3)
    assert np.isfinite(boxes).all()


def test_suppression_keeps_the_best_of_each_person() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [30, 0, 40, 10.0]])
    assert suppress(boxes, np.array([0.5, 0.9, 0.4])) == [1, 2]


def test_letterbox_fits_the_longer_side() -> None:
    matrix = letterbox_matrix(640, 360, 192)
    corners = apply(matrix, [[-0.5, -0.5], [639.5, 359.5]])
    np.testing.assert_allclose(corners, [[-0.5, 41.5], [191.5, 149.5]])
