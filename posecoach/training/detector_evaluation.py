"""How good the person detector is: recall and precision at IoU 0.5; recall by posture too,
because half of the exercises are done lying or on all fours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.detection import Detector
from posecoach.geometry import boxes_iou
from posecoach.skeleton import INDEX
from posecoach.training.data import Person, PoseSet, read_image

IOU_FLOOR = 0.5
TALL_SHARE = 0.2
"""People taller than this share of the picture's height count; smaller ones are neither
asked for nor held against the detector."""


WIDE_BOX = 1.2
"""Without a labelled trunk, a box this many times wider than high is of somebody horizontal."""

POSTURES = ("upright", "horizontal", "upside down")


@dataclass(frozen=True)
class DetectorScores:
    """``wanted`` tall people, ``found`` of them; ``right`` of ``judged`` detections.

    ``postures`` holds (wanted, found) of each of `POSTURES`, of people whose box's longer side,
    in place of its height, is more than a fifth of the picture's height: somebody lying is not
    tall.
    """

    wanted: int
    found: int
    judged: int
    right: int
    postures: tuple[tuple[int, int], ...] = ((0, 0),) * len(POSTURES)

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
    postures = np.zeros((len(score_floors), len(POSTURES), 2), dtype=int)
    for image, people in enumerate(poses.of_image()):
        pixels = read_image(poses.paths[image])
        found = detector.detect(pixels, min(score_floors))
        truth = np.array([p.box_xyxy for p in people], dtype=float).reshape(-1, 4)
        boxes = np.array([d.box_xyxy for d in found]).reshape(-1, 4)
        scores = np.array([d.score for d in found])
        limit = TALL_SHARE * pixels.shape[0]
        lying = [posture(p) for p in people]
        for i, floor in enumerate(score_floors):
            count, taken = _count(boxes[scores >= floor], truth, limit)
            counts[i] += count
            postures[i] += _by_posture(taken, lying, truth, limit)
        report(image + 1)
    return [
        DetectorScores(int(w), int(f), int(j), int(r), tuple((int(a), int(b)) for a, b in split))
        for (w, f, j, r), split in zip(counts, postures, strict=True)
    ]


def posture(person: Person) -> int:
    """Place in `POSTURES`: by the direction from hip to neck where both are labelled, else by
    the box, which cannot tell upside down."""
    ends = person.keypoints[[INDEX["hip"], INDEX["neck"]]]
    if (ends[:, 2] > 0).all():
        x, y = ends[1, :2] - ends[0, :2]
        return 1 if abs(x) > abs(y) else 2 if y > 0 else 0
    width, height = person.box_xyxy[2:] - person.box_xyxy[:2]
    return int(width > WIDE_BOX * height)


def _by_posture(
    taken: NDArray[np.bool_], lying: list[int], truth: NDArray[np.float64], limit: float
) -> NDArray[np.int64]:
    """(wanted, found) of each posture, (3, 2)."""
    large = (truth[:, 2:] - truth[:, :2]).max(axis=1, initial=0.0) > limit
    split = np.zeros((len(POSTURES), 2), dtype=np.int64)
    for kind in range(len(POSTURES)):
        wanted = large & (np.array(lying, dtype=int) == kind)
        split[kind] = wanted.sum(), (wanted & taken).sum()
    return split


def _count(
    boxes: NDArray[np.float64], truth: NDArray[np.float64], limit: float
) -> tuple[list[int], NDArray[np.bool_]]:
    """wanted, found, judged, right of one picture and which people are found; boxes come best
    first, people higher than ``limit`` pixels are tall."""
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
    return [int(tall.sum()), int((taken & tall).sum()), judged, right], taken
