from pathlib import Path

import numpy as np
import pytest
import torch

from posecoach.engine.detection import tile_matrices
from posecoach.engine.refining import CarefulDetector, Refiner, close_up, dim, moved
from posecoach.engine.weights import WeightsInfo, build_network, save_weights
from posecoach.errors import WeightsError
from posecoach.geometry import Array, apply
from posecoach.types import Detection
from tests.engine.saved import pictures, write

REFINER = WeightsInfo("refiner-lite", {"variant": 0, "channels": 8, "size": 64}, 64)


class Proposing:
    """In place of a detector."""

    def __init__(self, *boxes: tuple[float, ...]) -> None:
        self.boxes = boxes

    def propose(self, image: Array, score_floor: float) -> list[Detection]:
        assert score_floor < 0.3
        return [Detection(np.array(b), 0.81) for b in self.boxes]

    def detect(self, image: Array, score_floor: float) -> list[Detection]:
        return self.propose(image, score_floor)[:1]


class Judging:
    """In place of a refiner: boxes stay, the left of the picture is where people are."""

    def refine(self, image: Array, boxes_xyxy: Array) -> tuple[Array, Array]:
        return boxes_xyxy, np.where(boxes_xyxy[:, 0] < 50, 0.9 - boxes_xyxy[:, 0] / 1000, 0.05)


def test_boxes_move_and_grow_in_their_own_sides() -> None:
    boxes = np.array([[10.0, 20, 30, 60], [0, 0, 10, 10]])
    says = np.array([[0.5, -0.25, np.log(2), 0], [0, 0, 0, 0]])
    np.testing.assert_allclose(moved(boxes, says), [[10, 10, 50, 50], [0, 0, 10, 10]])
    wild = moved(boxes, np.full((2, 4), 1e9))
    assert np.isfinite(wild).all()
    assert (wild[:, 2:] - wild[:, :2] <= 2.8 * (boxes[:, 2:] - boxes[:, :2])).all()


def test_the_box_is_what_stands_out() -> None:
    crop = np.full((20, 20, 3), 200, np.uint8)
    seen = dim(crop, np.array([5.0, -3.0, 9.0, 40.0]))
    assert (seen[:, 5:10] == 200).all()
    assert (seen[:, :5] == 164).all()
    assert (seen[:, 10:] == 164).all()
    assert (crop == 200).all()


def test_a_close_up_has_the_box_in_its_middle() -> None:
    image = np.zeros((100, 100, 3), np.uint8)
    image[30:70, 40:60] = 255
    seen = close_up(image, np.array([40.0, 30.0, 59.0, 69.0]), 60)
    np.testing.assert_allclose(np.argwhere(seen[..., 0] > 200).mean(axis=0), 29.5, atol=0.6)


def test_two_looks_leave_each_person_once() -> None:
    detector = Proposing((10, 10, 40, 90), (12, 10, 42, 90), (60, 10, 90, 90))
    careful = CarefulDetector(detector, Judging())  # type: ignore[arg-type]
    (found,) = careful.detect(pictures(1, 100)[0])
    np.testing.assert_allclose(found.box_xyxy, [10, 10, 40, 90])
    assert found.score == pytest.approx(np.sqrt(0.81 * 0.89))
    nobody = CarefulDetector(Proposing(), Judging())  # type: ignore[arg-type]
    assert nobody.detect(pictures(1, 100)[0]) == []


def test_who_is_known_is_not_found_again() -> None:
    detector = Proposing((10, 10, 40, 90), (45, 10, 75, 90))
    careful = CarefulDetector(detector, Judging())  # type: ignore[arg-type]
    picture, known = pictures(1, 100)[0], [np.array([12.0, 12, 42, 92])]
    (other,) = careful.detect(picture, known=known)
    np.testing.assert_allclose(other.box_xyxy, [45, 10, 75, 90])
    assert careful.detect(picture, known=known, quick=True) == []


def test_a_refiner_reads_its_own_weights_only(tmp_path: Path) -> None:
    detector = WeightsInfo("detector", {"channels": 8}, 64)
    with pytest.raises(WeightsError, match="expected a refiner, found 'detector'"):
        Refiner(write(tmp_path, detector))


def test_either_runtime_refines_alike(tmp_path: Path) -> None:
    network = build_network(REFINER)
    torch.nn.init.normal_(network.out.weight, std=0.5)  # type: ignore[arg-type, union-attr]
    save_weights(tmp_path / "r.safetensors", network.state_dict(), REFINER)
    image, boxes = pictures(1, 200)[0], np.array([[20.0, 10, 120, 190], [5, 5, 60, 80]])
    one, other = (
        Refiner(tmp_path / "r.safetensors", runtime=name).refine(image, boxes)
        for name in ("torch", "onnxruntime")
    )
    assert not np.allclose(one[0], boxes)
    np.testing.assert_allclose(one[0], other[0], atol=0.05)
    np.testing.assert_allclose(one[1], other[1], atol=1e-3)
    empty, scores = Refiner(tmp_path / "r.safetensors").refine(image, np.zeros((0, 4)))
    assert empty.shape == (0, 4)
    assert scores.shape == (0,)


@pytest.mark.parametrize(("width", "height", "count"), [(400, 300, 4), (300, 100, 2), (90, 90, 4)])
def test_parts_cover_the_whole_picture(width: int, height: int, count: int) -> None:
    parts = tile_matrices(width, height, 64)
    assert len(parts) == count
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1)
    inside = [((p := apply(m, grid)) >= -0.5).all(-1) & (p <= 63.5).all(-1) for m in parts]
    assert np.any(inside, axis=0).all()
