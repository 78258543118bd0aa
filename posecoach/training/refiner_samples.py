"""Boxes to look at twice, and what a second look should say of them: several per picture.

Most of them are what the detector proposes, as it will when the refiner is used; the others
are people's boxes pushed aside, so that every kind of mistake is seen from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from posecoach.engine.detection import Detector
from posecoach.engine.imaging import cut
from posecoach.engine.refining import CONTEXT, dim
from posecoach.geometry import Array, apply, box_square, boxes_iou, crop_matrix
from posecoach.training.augment import degrade
from posecoach.training.data import PoseSet, read_image

MATCH_IOU = 0.35
"""A proposal that overlaps somebody this much (IoU) is theirs; less than `MISS_IOU` with
everybody, and nobody is there. Between the two the score is not taught."""
MISS_IOU = 0.25

PER_PICTURE = 8
PROPOSED_SHARE, WRONG_SHARE = 0.65, 0.4
"""So many of the boxes are proposals, so many at least such that nobody is there: else, in
pictures of crowds, hardly any would be."""

SMALLEST_PX = 12.0
"""Nobody is looked at twice whose box is smaller than this in the picture."""

SHIFT, GROWTH = 0.16, 0.28
"""Standard deviations of how far boxes are pushed, in sides, and stretched, as a logarithm."""


@dataclass(frozen=True)
class RefinerPlan:
    """``size`` of the crops; ``weights`` how often a source is seen per pass; ``one_person``
    sources whose pictures may show more people than are labelled: nothing there is nobody."""

    size: int
    seed: int
    weights: dict[str, float]
    one_person: frozenset[str]


class RefinerSamples(Dataset[tuple[Tensor, Tensor, Tensor]]):
    """Sample number -> crops (K, 3, S, S) uint8; where the person's box lies, as centre and
    sides in sides of the proposed box (K, 4); and (K,) 1 if somebody is there, 0 if nobody,
    NaN if that is open."""

    def __init__(
        self, poses: PoseSet, proposals: Sequence[Array], plan: RefinerPlan, total: int
    ) -> None:
        self.poses, self.proposals, self.plan, self.total = poses, proposals, plan, total
        self._people = poses.of_image()
        usable = [len(p) > 0 or len(q) > 0 for p, q in zip(self._people, proposals, strict=True)]
        share = np.array([plan.weights.get(s, 1.0) for s in poses.sources]) * usable
        self._share = share / share.sum()

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, number: int) -> tuple[Tensor, Tensor, Tensor]:
        rng = np.random.default_rng([self.plan.seed, number])
        which = int(rng.choice(len(self._share), p=self._share))
        image = read_image(self.poses.paths[which])
        people = np.array([p.box_xyxy for p in self._people[which]], float).reshape(-1, 4)
        boxes = self._boxes(rng, people, self.proposals[which], image.shape)
        wanted, there = targets(boxes, people)
        if self.poses.sources[which] in self.plan.one_person:
            there[there == 0] = np.nan
        crops = []
        for i, box in enumerate(boxes):
            mirror = bool(rng.random() < 0.5)
            crops.append(_crop(rng, image, box, self.plan.size, mirror))
            wanted[i, 0] *= -1 if mirror else 1
        pixels = np.stack(crops).transpose(0, 3, 1, 2)
        return (
            torch.from_numpy(pixels.copy()),
            torch.from_numpy(wanted.astype(np.float32)),
            torch.from_numpy(there.astype(np.float32)),
        )

    def _boxes(
        self, rng: np.random.Generator, people: Array, proposed: Array, shape: tuple[int, ...]
    ) -> Array:
        """`PER_PICTURE` boxes (K, 4) worth a look."""
        large = people[(people[:, 2:] - people[:, :2]).max(axis=1, initial=0) >= SMALLEST_PX]
        wrong = proposed[boxes_iou(proposed, people).max(axis=1, initial=0) < MISS_IOU]
        chosen = []
        for _ in range(PER_PICTURE):
            kind = rng.random()
            if len(wrong) and (kind < WRONG_SHARE or not len(large)):
                chosen.append(pushed(rng, wrong[rng.integers(len(wrong))], 0.25))
            elif len(proposed) and kind < PROPOSED_SHARE:
                chosen.append(pushed(rng, proposed[rng.integers(len(proposed))], 0.25))
            elif len(large) and rng.random() < 0.9:
                chosen.append(pushed(rng, large[rng.integers(len(large))], 1.0))
            else:
                chosen.append(_anywhere(rng, shape[1], shape[0]))
        return np.array(chosen)


def pushed(rng: np.random.Generator, box_xyxy: Array, strength: float) -> Array:
    """The box, moved and stretched at random; 1.0 leaves an IoU of about 0.5."""
    sides = np.maximum(box_xyxy[2:] - box_xyxy[:2], 4.0)
    middle = (box_xyxy[2:] + box_xyxy[:2]) / 2 + rng.normal(0, strength * SHIFT, 2) * sides
    half = sides * np.exp(rng.normal(0, strength * GROWTH, 2)) / 2
    return np.concatenate([middle - half, middle + half])


def _anywhere(rng: np.random.Generator, width: int, height: int) -> Array:
    longer = max(width, height) * np.exp(rng.uniform(np.log(0.1), 0.0))
    sides = longer * np.array([np.exp(rng.uniform(-1.2, 0.0)), 1.0])
    sides = sides[::-1] if rng.random() < 0.25 else sides
    middle = rng.uniform(0, 1, 2) * (width, height)
    return np.concatenate([middle - sides / 2, middle + sides / 2])


def targets(boxes: Array, people: Array) -> tuple[Array, Array]:
    """Of each box (K, 4) where the person lies whom it overlaps most, centre and sides in sides
    of the box (K, 4), NaN for nobody, and whether somebody is there (K,): see
    `RefinerSamples`."""
    wanted, there = np.full((len(boxes), 4), np.nan), np.zeros(len(boxes))
    if len(people) == 0:
        return wanted, there
    overlap = boxes_iou(boxes, people)
    theirs, best = people[overlap.argmax(axis=1)], overlap.max(axis=1)
    there = np.where(best >= MATCH_IOU, 1.0, np.where(best < MISS_IOU, 0.0, np.nan))
    sides, middle = boxes[:, 2:] - boxes[:, :2], (boxes[:, 2:] + boxes[:, :2]) / 2
    shift = ((theirs[:, 2:] + theirs[:, :2]) / 2 - middle) / sides
    found = np.concatenate([shift, (theirs[:, 2:] - theirs[:, :2]) / sides], axis=1)
    wanted[best >= MATCH_IOU] = found[best >= MATCH_IOU]
    return wanted, there


def _crop(
    rng: np.random.Generator, image: NDArray[np.uint8], box: Array, size: int, mirror: bool
) -> NDArray[np.uint8]:
    center, side = box_square(box, CONTEXT)
    matrix = crop_matrix(center, side, size, mirror=mirror)
    ends = apply(matrix, box.reshape(2, 2))
    seen = np.concatenate([ends.min(axis=0), ends.max(axis=0)])
    return dim(degrade(rng, cut(image, matrix, size)), seen)


def propose(
    detector: Detector,
    poses: PoseSet,
    sources: frozenset[str],
    score_floor: float,
    report: Callable[[int], None],
) -> list[Array]:
    """What the detector finds (N, 4) in each picture, none in those of other ``sources``."""
    found = []
    for number, (path, source) in enumerate(zip(poses.paths, poses.sources, strict=True)):
        boxes: list[Array] = []
        if source in sources:
            boxes = [d.box_xyxy for d in detector.propose(read_image(path), score_floor)]
        found.append(np.array(boxes).reshape(-1, 4))
        report(number + 1)
    return found
