"""How good the person detector is: recall and precision at IoU 0.5."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.detection import Detector
from posecoach.geometry import boxes_iou
from posecoach.training.data import PoseSet, read_image

IOU_FLOOR = 0.5
TALL_SHARE = 0.2
"""People taller than this share of the picture's height count; smaller ones are neither
asked for nor held against the detector."""


@dataclass(frozen=True)
class DetectorScores:
    """``wanted`` tall people, ``found`` of them; ``right`` of ``judged`` detections."""

    wanted: int
    found: int
    judged: int
    right: int

    @property
    def recall(self) -> float:
        return self.found / max(1, self.wanted)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.judged)


def evaluate_detector(
    detector: Detector, poses: PoseSet, score_floors: list[float], report: Callable[[int], None]
) -> list[DetectorScores]:
    """Scores at each of ``score_floors``.

    A detection that matches a small person is neither right nor wrong; one that matches
    nobody is judged, and wrong, if it is itself tall.
    """
    counts = np.zeros((len(score_floors), 4), dtype=int)
    for image, people in enumerate(poses.of_image()):
        pixels = read_image(poses.paths[image])
        found = detector.detect(pixels, min(score_floors))
        truth = np.array([p.box_xyxy for p in people], dtype=float).reshape(-1, 4)
        boxes = np.array([d.box_xyxy for d in found]).reshape(-1, 4)
        scores = np.array([d.score for d in found])
        for i, floor in enumerate(score_floors):
            counts[i] += _count(boxes[scores >= floor], truth, pixels.shape[0])
        report(image + 1)
    return [DetectorScores(*map(int, row)) for row in counts]


def _count(boxes: NDArray[np.float64], truth: NDArray[np.float64], height: int) -> list[int]:
    """wanted, found, judged, right of one picture; boxes come best first."""
    limit = TALL_SHARE * height
    tall = truth[:, 3] - truth[:, 1] > limit
    overlap = boxes_iou(boxes, truth)
    taken = np.zeros(len(truth), dtype=bool)
    judged = right = 0
    for i, box in enumerate(boxes):
        free = np.where(taken, 0.0, overlap[i])
        best = int(free.argmax()) if len(free) else -1
        if best >= 0 and free[best] >= IOU_FLOOR:
            taken[best] = True
            judged, right = judged + int(tall[best]), right + int(tall[best])
        elif box[3] - box[1] > limit:
            judged += 1
    return [int(tall.sum()), int((taken & tall).sum()), judged, right]
