"""A second look at each person found: a crop around the box in, a better box and score out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from posecoach.engine.detection import Detector, suppress
from posecoach.engine.imaging import OUTSIDE, cut
from posecoach.engine.runtime import open_runner
from posecoach.engine.weights import read_info
from posecoach.errors import WeightsError
from posecoach.geometry import Array, apply, box_square, boxes_iou, crop_matrix
from posecoach.resources import detector_weights, refiner_weights
from posecoach.types import Detection

Image = NDArray[np.uint8]

SURE_FLOOR = 0.4
"""Score of both looks together from which on somebody is there."""

PROPOSAL_FLOOR = 0.1
"""Score of the first look from which on a second one is worth its time."""

MAX_PROPOSALS = 24
"""No more are looked at twice, so that crowds do not take for ever."""

KNOWN_IOU = 0.3
"""A detection that overlaps a followed person this much is that person."""

CONTEXT = 1.5
"""Side of the crop over the longer side of the box: a box may have cut somebody's feet off."""

DIMMED = 0.5
"""Contrast of what lies outside the box, so that the network knows which box is meant."""

SHIFT_LIMIT, GROWTH_LIMIT = 1.0, 1.0
"""No second look moves a box by more than itself or by a factor of more than e."""


class Refiner:
    """Looks once more at boxes of people. Holds the network, nothing else."""

    def __init__(self, weights: Path, device: str = "cpu", runtime: str = "torch") -> None:
        info = read_info(weights)
        if info.architecture != "refiner-lite":
            raise WeightsError(f"{weights}: expected a refiner, found {info.architecture!r}")
        self.size = info.input_size
        self.runner = open_runner(weights, device, runtime)

    def refine(self, image: Image, boxes_xyxy: Array) -> tuple[Array, Array]:
        """Boxes (N, 4) of an RGB picture -> better ones (N, 4), within the picture, and how
        sure it is that somebody is there (N,), 0..1."""
        if len(boxes_xyxy) == 0:
            return np.zeros((0, 4)), np.zeros(0)
        crops = np.stack([close_up(image, box, self.size) for box in boxes_xyxy])
        says = self.runner.run(crops).astype(float)
        height, width = image.shape[:2]
        limits = np.array([width, height, width, height]) - 0.5
        boxes = np.clip(moved(boxes_xyxy, says[:, 1:]), -0.5, limits)
        return boxes, 1 / (1 + np.exp(-says[:, 0]))


class CarefulDetector:
    """Finds people by two looks: the detector proposes boxes, the refiner looks at each from
    close by, moves it and says whether somebody is there."""

    def __init__(self, detector: Detector, refiner: Refiner) -> None:
        self._detector, self._refiner = detector, refiner

    def detect(
        self,
        image: Image,
        score_floor: float = SURE_FLOOR,
        known: Sequence[Array] = (),
        quick: bool = False,
    ) -> list[Detection]:
        """People with a score of at least ``score_floor``, best first, but for those who are
        ``known`` already, boxes (4,). ``quick`` searches the picture as a whole and not also its
        parts: several times as fast, and people who look small are missed."""
        look = self._detector.detect if quick else self._detector.propose
        floor = max(PROPOSAL_FLOOR, score_floor**2)  # below, no second look lifts it high enough
        proposed = [d for d in look(image, floor) if _is_new(d, known)][:MAX_PROPOSALS]
        far = np.array([d.box_xyxy for d in proposed]).reshape(-1, 4)
        boxes, near = self._refiner.refine(image, far)
        # Each look makes mistakes of its own, so that both together are sure of few.
        scores = np.sqrt(near * [d.score for d in proposed])
        kept = [i for i in suppress(boxes, scores) if scores[i] >= score_floor]
        found = [Detection(boxes[i], float(scores[i])) for i in kept]
        return [d for d in found if _is_new(d, known)]


def _is_new(found: Detection, known: Sequence[Array]) -> bool:
    return not known or float(boxes_iou(found.box_xyxy, np.array(known)).max()) < KNOWN_IOU


def shipped_detector(device: str = "cpu", runtime: str = "torch") -> CarefulDetector:
    """Both looks, with the weights that come with posecoach."""
    first = Detector(detector_weights(), device, runtime)
    return CarefulDetector(first, Refiner(refiner_weights(), device, runtime))


def close_up(image: Image, box_xyxy: Array, size: int) -> Image:
    """The square crop (``size``, ``size``, 3) around a box, dimmed outside of the box."""
    matrix = crop_matrix(*box_square(box_xyxy, CONTEXT), size)
    return dim(cut(image, matrix, size), apply(matrix, box_xyxy.reshape(2, 2)).reshape(4))


def dim(crop: Image, box_xyxy: Array) -> Image:
    """The crop with less contrast outside of the box, given in pixels of the crop."""
    away = cv2.addWeighted(crop, DIMMED, np.full_like(crop, OUTSIDE[0]), 1 - DIMMED, 0)
    x0, y0 = np.maximum(np.floor(box_xyxy[:2] + 0.5), 0).astype(int)
    x1, y1 = np.maximum(np.floor(box_xyxy[2:] + 0.5), 0).astype(int)
    away[y0 : y1 + 1, x0 : x1 + 1] = crop[y0 : y1 + 1, x0 : x1 + 1]
    return np.asarray(away, dtype=np.uint8)


def moved(boxes_xyxy: Array, says: Array) -> Array:
    """Boxes (N, 4), shifted and grown as ``says`` (N, 4): see `BoxRefiner`."""
    sides = boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]
    middle = (boxes_xyxy[:, 2:] + boxes_xyxy[:, :2]) / 2
    middle = middle + np.clip(says[:, :2], -SHIFT_LIMIT, SHIFT_LIMIT) * sides
    half = sides * np.exp(np.clip(says[:, 2:], -GROWTH_LIMIT, GROWTH_LIMIT)) / 2
    return np.concatenate([middle - half, middle + half], axis=1)
