"""Turns labelled people into network inputs: one sample per number, for ever the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from posecoach.engine.imaging import cut
from posecoach.engine.topdown import BOX_PADDING
from posecoach.geometry import apply, box_square
from posecoach.nets.hourglass import STRIDE
from posecoach.skeleton import MIRROR
from posecoach.training.augment import CropJitter, degrade, half_body, random_crop
from posecoach.training.data import Person, PoseSet, read_image
from posecoach.training.targets import HIDDEN, SEEN, cell_of

MIN_LABELLED = 5
"""People with fewer labelled joints teach more noise than they are worth."""


@dataclass(frozen=True)
class SamplePlan:
    """What to draw: input side in pixels, seed, and how often each source is seen per pass."""

    size: int
    seed: int
    weights: dict[str, float]
    jitter: CropJitter


class PoseSamples(Dataset[tuple[Tensor, Tensor, Tensor]]):
    """Sample number -> image (3, S, S) uint8, joint cells (26, 2), state (26,), which is that of
    `heatmap_targets` and `visible_loss`.

    Numbers run on over all passes: number n is place n of an endless series of shuffled
    passes, so resuming at a number needs nothing but the number.
    """

    def __init__(self, poses: PoseSet, plan: SamplePlan, total: int) -> None:
        self.poses = poses
        self.plan = plan
        self.total = total
        people = [i for i, p in enumerate(poses.people) if p.labelled >= MIN_LABELLED]
        self._people = np.array(people)
        source = [poses.sources[poses.people[i].image] for i in people]
        self._times = np.array([plan.weights.get(s, 1.0) for s in source])
        self._pass_length = max(1, int(self._times.sum()))
        self._pass = (-1, np.zeros(0, dtype=np.int64))
        hidden = [i for i in people if (poses.people[i].keypoints[:, 2] == 1).any()]
        # A source that calls no joint hidden has not looked for it.
        self._tells_hidden = {poses.sources[poses.people[i].image] for i in hidden}

    def __len__(self) -> int:
        return self.total

    def _order(self, number: int) -> int:
        """Index of the person shown at ``number``."""
        which, place = divmod(number, self._pass_length)
        if self._pass[0] != which:
            rng = np.random.default_rng([self.plan.seed, which])
            times = np.floor(self._times + rng.random(len(self._times))).astype(int)
            order = rng.permutation(np.repeat(self._people, times))
            missing = max(0, self._pass_length - len(order))
            fill = rng.choice(self._people, missing, p=self._times / self._times.sum())
            self._pass = (which, np.concatenate([order, fill]))
        return int(self._pass[1][place])

    def __getitem__(self, number: int) -> tuple[Tensor, Tensor, Tensor]:
        rng = np.random.default_rng([self.plan.seed, 1, number])
        person = self.poses.people[self._order(number)]
        image = read_image(self.poses.paths[person.image])
        size = self.plan.size
        center, side = box_square(person.box_xyxy, BOX_PADDING)
        if rng.random() < self.plan.jitter.half_body_share:
            center, side = half_body(rng, person.keypoints) or (center, side)
        matrix, mirror = random_crop(rng, center, side, size, self.plan.jitter)
        pixels = degrade(rng, cut(image, matrix, size))
        told = self.poses.sources[person.image] in self._tells_hidden
        xy, state = _labels(person, matrix, mirror, size, told)
        return torch.from_numpy(pixels.transpose(2, 0, 1).copy()), xy, state


def _labels(
    person: Person, matrix: NDArray[np.float64], mirror: bool, size: int, told: bool = False
) -> tuple[Tensor, Tensor]:
    """Cells and states; ``told``: the labels say which joints are hidden."""
    pixel = apply(matrix, person.keypoints[:, :2]).astype(np.float32)
    visible = person.keypoints[:, 2]
    if mirror:
        pixel, visible = pixel[MIRROR], visible[MIRROR]
    inside = ((pixel >= 0) & (pixel <= size - 1)).all(axis=1)
    there = np.where(visible == 2, SEEN, HIDDEN) if told else 1.0
    state = np.where(visible > 0, np.where(inside, there, -1.0), 0.0)
    return torch.from_numpy(cell_of(pixel, STRIDE)), torch.from_numpy(state.astype(np.float32))


def normalise(image: Tensor) -> Tensor:
    """uint8 RGB to the networks' input: value / 255 - 0.5."""
    return image.float() / 255 - 0.5
