"""Pictures and boxes for training the person detector: one sample per number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from posecoach.engine.detection import letterbox_matrix
from posecoach.engine.imaging import cut
from posecoach.geometry import Array, apply, crop_matrix
from posecoach.nets.hourglass import STRIDE
from posecoach.training.augment import degrade
from posecoach.training.data import Person, PoseSet, read_image

VISIBLE_SHARE = 0.35
"""A box of which less than this is left in the picture is no longer asked for."""

SMALLEST_SHARE = 0.13
"""People whose box is smaller than this share of the input are neither asked for nor punished:
crowds in the distance are not who trains here, and would be most of what is learned."""

CENTER_SPREAD = 0.14
"""Standard deviation of the centre's Gaussian along each axis, in box sides."""


@dataclass(frozen=True)
class DetectorPlan:
    """``size`` of the input; ``weights`` how often a source is seen per pass;
    ``one_person`` sources whose pictures may show more people than are labelled."""

    size: int
    seed: int
    weights: dict[str, float]
    one_person: frozenset[str]


class DetectorSamples(Dataset[tuple[Tensor, Tensor, Tensor, Tensor]]):
    """Sample number -> image (3, S, S) uint8, centre map (G, G), sides (4, G, G) in cells
    with 0 where no box is asked for, and weight of the cells (G, G)."""

    def __init__(self, poses: PoseSet, plan: DetectorPlan, total: int) -> None:
        self.poses = poses
        self.plan = plan
        self.total = total
        self._people = poses.of_image()
        share = np.array([plan.weights.get(s, 1.0) for s in poses.sources])
        self._share = share / share.sum()

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, number: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        rng = np.random.default_rng([self.plan.seed, number])
        which = int(rng.choice(len(self._share), p=self._share))
        image = read_image(self.poses.paths[which])
        size = self.plan.size
        matrix = _random_view(rng, image.shape[1], image.shape[0], size)
        pixels = degrade(rng, cut(image, matrix, size))
        boxes, visible = boxes_in_view(self._people[which], matrix, size)
        only_one = self.poses.sources[which] in self.plan.one_person
        center, sides, weight = box_targets(boxes, visible, size // STRIDE, only_one)
        return (
            torch.from_numpy(pixels.transpose(2, 0, 1).copy()),
            torch.from_numpy(center),
            torch.from_numpy(sides),
            torch.from_numpy(weight),
        )


def _random_view(rng: np.random.Generator, width: int, height: int, size: int) -> Array:
    """The fitted picture, zoomed, moved, mirrored, sometimes turned."""
    side = max(width, height) * float(np.exp(rng.uniform(np.log(0.45), np.log(1.3))))
    if rng.random() < 0.4:
        return letterbox_matrix(width, height, size)
    free = max(0.0, max(width, height) - side) / 2 + 0.1 * side
    center = np.array([width / 2, height / 2]) + rng.uniform(-free, free, 2)
    turn = float(np.clip(rng.normal(0, 6), -15, 15))
    if rng.random() < 0.12:
        turn += float(rng.choice([-90.0, 90.0, 180.0], p=[0.45, 0.45, 0.1]))
    return crop_matrix(center, side, size, turn, bool(rng.random() < 0.5))


def boxes_in_view(people: list[Person], matrix: Array, size: int) -> tuple[Array, Array]:
    """Boxes (N, 4) in input pixels, clipped to the input, and their visible share (N,)."""
    if not people:
        return np.zeros((0, 4)), np.zeros(0)
    raw = np.stack([p.box_xyxy for p in people]).astype(float)
    corners = apply(matrix, raw[:, [[0, 1], [2, 1], [2, 3], [0, 3]]])
    whole = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
    if abs(matrix[0, 0]) > 1e-6 and abs(matrix[0, 1]) > 1e-6:
        whole = _shrink_turned(raw, whole, matrix)
    clipped = np.clip(whole, 0, size - 1)
    area = np.prod(clipped[:, 2:] - clipped[:, :2], axis=1)
    return clipped, area / np.maximum(np.prod(whole[:, 2:] - whole[:, :2], axis=1), 1e-6)


def _shrink_turned(raw: Array, whole: Array, matrix: Array) -> Array:
    """A turned box's hull is larger than the person in it: go halfway back to the person's
    own width and height along the axes they turned to."""
    scale = np.sqrt(abs(np.linalg.det(matrix[:, :2])))
    own = (raw[:, 2:] - raw[:, :2]) * scale
    if abs(matrix[0, 1]) > abs(matrix[0, 0]):
        own = own[:, ::-1]
    middle = (whole[:, :2] + whole[:, 2:]) / 2
    half = (own + whole[:, 2:] - whole[:, :2]) / 4
    return np.concatenate([middle - half, middle + half], axis=1)


def box_targets(
    boxes: Array, visible: Array, cells: int, only_one: bool
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Centre map (G, G) with 1 at centres, sides (4, G, G) and weights (G, G).

    Larger boxes are drawn first, so that somebody in front keeps their own cells.
    """
    center = np.zeros((cells, cells), np.float32)
    sides = np.zeros((4, cells, cells), np.float32)
    weight = np.zeros((cells, cells), np.float32) if only_one else np.ones_like(center)
    grid = np.arange(cells, dtype=np.float32)
    in_cells = (boxes + 0.5) / STRIDE - 0.5
    extent = in_cells[:, 2:] - in_cells[:, :2]
    for i in np.argsort(-extent.prod(axis=1)):
        x0, y0, x1, y1 = in_cells[i]
        rows = slice(max(0, int(np.ceil(y0))), int(np.floor(y1)) + 1)
        columns = slice(max(0, int(np.ceil(x0))), int(np.floor(x1)) + 1)
        if visible[i] < VISIBLE_SHARE or extent[i].max() < SMALLEST_SHARE * cells:
            weight[rows, columns] = 0
            continue
        weight[rows, columns] = 1
        cx, cy = round((x0 + x1) / 2), round((y0 + y1) / 2)
        sx, sy = np.maximum(0.7, CENTER_SPREAD * extent[i])
        bell = np.exp(-0.5 * (((grid - cy) / sy)[:, None] ** 2 + ((grid - cx) / sx)[None] ** 2))
        center = np.maximum(center, bell)
        r, c = np.nonzero(bell >= 0.5)
        sides[:, r, c] = np.maximum(np.stack([c - x0, r - y0, x1 - c, y1 - r]), 0.05)
    return center.astype(np.float32), sides, weight
