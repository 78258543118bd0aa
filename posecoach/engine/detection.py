"""Where the people are: picture in, boxes out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.imaging import cut
from posecoach.engine.runtime import open_runner
from posecoach.engine.weights import read_info
from posecoach.errors import WeightsError
from posecoach.geometry import Array, apply, boxes_iou, crop_matrix, invert
from posecoach.nets.hourglass import STRIDE
from posecoach.types import Detection

Image = NDArray[np.uint8]

SCORE_FLOOR = 0.3
OVERLAP_LIMIT = 0.55
"""Two boxes that overlap more than this (IoU) are one person."""

VOTER_SHARE = 0.5
VOTER_OVERLAP = 0.6
"""Cells with at least this share of a maximum's score whose boxes overlap its box by more than
this (IoU) have a say in where it lies. On pictures seen in training: 3 points of precision at
the same recall; 0.5 to 0.7 are much alike."""

LOG_SIDE_LIMIT = 6.0
"""exp of this many cells is far beyond any input; keeps a wild network from overflowing."""


class Detector:
    """Finds people. The picture is fitted into a square; larger people are found best."""

    def __init__(self, weights: Path, device: str = "cpu", runtime: str = "torch") -> None:
        info = read_info(weights)
        if info.architecture not in ("detector", "detector-lite"):
            raise WeightsError(f"{weights}: expected a detector, found {info.architecture!r}")
        self.size = info.input_size
        self.runner = open_runner(weights, device, runtime)

    def detect(self, image: Image, score_floor: float = SCORE_FLOOR) -> list[Detection]:
        """People with a score of at least ``score_floor``, best first."""
        height, width = image.shape[:2]
        matrix = letterbox_matrix(width, height, self.size)
        (maps,) = self.runner.run(cut(image, matrix, self.size)[None]).astype(np.float64)
        boxes, scores = boxes_of_maps(maps, score_floor)
        corners = apply(invert(matrix), boxes.reshape(-1, 2, 2)).reshape(-1, 4)
        limits = np.array([width, height, width, height]) - 0.5
        corners = np.clip(corners, -0.5, limits)
        keep = suppress(corners, scores)
        return [Detection(corners[i], float(scores[i])) for i in keep]


def letterbox_matrix(width: int, height: int, size: int) -> Array:
    """Map that fits the whole picture, centred, into ``size`` x ``size``."""
    return crop_matrix([(width - 1) / 2, (height - 1) / 2], max(width, height), size)


def boxes_of_maps(maps: Array, score_floor: float) -> tuple[Array, Array]:
    """Boxes (N, 4) in input pixels and scores (N,) of the local maxima of maps (5, H, W).

    The cells around a maximum say where the same box lies; the box is their mean (box voting:
    Gidaris & Komodakis, ICCV 2015, section 4).
    """
    score = 1 / (1 + np.exp(-maps[0]))
    rows, columns = np.nonzero(score >= score_floor * VOTER_SHARE)
    boxes, scores = _boxes_at(maps, rows, columns), score[rows, columns]
    padded = np.pad(score, 1, constant_values=-1.0)
    around = np.lib.stride_tricks.sliding_window_view(padded, (3, 3)).max(axis=(2, 3))
    peaks = np.nonzero((scores >= around[rows, columns]) & (scores >= score_floor))[0]
    agree = boxes_iou(boxes[peaks], boxes) > VOTER_OVERLAP
    votes = agree * (scores >= VOTER_SHARE * scores[peaks][:, None]) * scores
    return votes @ boxes / votes.sum(axis=1, keepdims=True), scores[peaks]


def _boxes_at(maps: Array, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Array:
    """Boxes (N, 4) in input pixels that the cells say."""
    sides = np.exp(np.minimum(maps[1:, rows, columns], LOG_SIDE_LIMIT))
    centers = np.stack([columns, rows, columns, rows]).astype(float)
    cells = centers + sides * np.array([[-1], [-1], [1], [1]])
    return np.asarray(((cells + 0.5) * STRIDE - 0.5).T)


def suppress(boxes: Array, scores: Array, limit: float = OVERLAP_LIMIT) -> list[int]:
    """Greedy non-maximum suppression: indices that stay, best first."""
    left = list(np.argsort(-scores, kind="stable"))
    overlap = boxes_iou(boxes, boxes)
    keep: list[int] = []
    while left:
        best = int(left.pop(0))
        keep.append(best)
        left = [i for i in left if overlap[best, i] <= limit]
    return keep
