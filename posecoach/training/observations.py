"""What the pose network says of labelled people, beside what is true: the raw material of
every evaluation. Seeing and judging are apart, so that one look can be judged in many ways.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.topdown import BOX_PADDING, Look, PoseEstimator
from posecoach.geometry import box_square
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.training.data import Person, PoseSet, read_image
from posecoach.types import Pose

Array = NDArray[np.float64]
Image = NDArray[np.uint8]
Change = Callable[[Image, Person, int], Image]
"""Picture, person and the person's number in the set to the picture that the network gets."""
BoxOf = Callable[[Person, int], Array]

LEAST_LABELLED = 3
"""People with fewer labelled joints are not judged."""

PCK_SHARE = 0.2


@dataclass(frozen=True)
class Observations:
    """One row per person. ``error_px``, ``sigma_px``, ``confidence``, ``located`` and ``label``
    (v of the annotation: 2 visible, 1 hidden, 0 not labelled) are (N, 26), ``error_px`` NaN where
    there is no label and infinite where the network does not know the joint; ``inside`` (N, 26)
    whether the labelled place lies in the crop; ``torso_px`` (N,) NaN where unknown;
    ``area_px`` (N,) of the true box in square pixels; ``numbers`` (N,) the people's in the
    set."""

    error_px: Array
    sigma_px: Array
    confidence: Array
    located: Array
    label: NDArray[np.int64]
    inside: NDArray[np.bool_]
    torso_px: Array
    area_px: Array
    numbers: NDArray[np.int64]
    sources: tuple[str, ...]

    @property
    def right(self) -> Array:
        """(N, 26): 1 within 0.2 torso lengths of the label, 0 further off, NaN where there is
        no label or no torso."""
        limit = PCK_SHARE * self.torso_px[:, None]
        unknown = np.isnan(self.error_px) | np.isnan(limit)
        return np.where(unknown, np.nan, (self.error_px <= limit).astype(float))

    @property
    def error_sigmas(self) -> Array:
        """Errors over the network's own standard deviations, (N, 26)."""
        return self.error_px / np.maximum(self.sigma_px, 1e-9)

    def rows(self, chosen: NDArray[np.bool_]) -> Observations:
        """The people where ``chosen`` (N,)."""
        return Observations(
            self.error_px[chosen],
            self.sigma_px[chosen],
            self.confidence[chosen],
            self.located[chosen],
            self.label[chosen],
            self.inside[chosen],
            self.torso_px[chosen],
            self.area_px[chosen],
            self.numbers[chosen],
            tuple(s for s, c in zip(self.sources, chosen, strict=True) if c),
        )

    def joined(self, other: Observations) -> Observations:
        """The people of both, these first."""
        return Observations(
            np.concatenate([self.error_px, other.error_px]),
            np.concatenate([self.sigma_px, other.sigma_px]),
            np.concatenate([self.confidence, other.confidence]),
            np.concatenate([self.located, other.located]),
            np.concatenate([self.label, other.label]),
            np.concatenate([self.inside, other.inside]),
            np.concatenate([self.torso_px, other.torso_px]),
            np.concatenate([self.area_px, other.area_px]),
            np.concatenate([self.numbers, other.numbers]),
            self.sources + other.sources,
        )


def torso_length(person: Person) -> float:
    """Pixels from neck to hip (both midpoints); NaN where either is not labelled.

    A little shorter, so a little stricter, than the shoulder-to-opposite-hip diagonal that
    some papers on LSP take.
    """
    ends = person.keypoints[[INDEX["neck"], INDEX["hip"]]]
    if not (ends[:, 2] > 0).all():
        return float("nan")
    return float(np.hypot(*(ends[0, :2] - ends[1, :2])))


def choose_people(poses: PoseSet, limit: int | None, seed: int = 1) -> list[int]:
    """Numbers of the people to look at: all that are labelled enough, or ``limit`` of them,
    drawn with ``seed``; in the order of the set."""
    fit = [i for i, p in enumerate(poses.people) if p.labelled >= LEAST_LABELLED]
    if limit is None or limit >= len(fit):
        return fit
    drawn = np.random.default_rng(seed).permutation(len(fit))[:limit]
    return [fit[i] for i in sorted(drawn)]


def true_box(person: Person, number: int) -> Array:
    return person.box_xyxy.astype(float)


def unchanged(image: Image, person: Person, number: int) -> Image:
    return image


def observe(
    estimator: PoseEstimator,
    poses: PoseSet,
    numbers: Sequence[int],
    change: Change = unchanged,
    box_of: BoxOf = true_box,
    flip: bool = False,
    report: Callable[[int], None] = lambda done: None,
) -> Observations:
    """Show the people of these ``numbers`` to the network, one crop each."""
    seen: list[tuple[Person, Array, Pose]] = []
    look: Look = "both" if flip else "straight"
    for done, number in enumerate(numbers):
        person = poses.people[number]
        image = change(read_image(poses.paths[person.image]), person, number)
        box = box_of(person, number)
        seen.append((person, box, estimator.estimate(image, [box], look)[0]))
        report(done + 1)
    sources = tuple(poses.sources[poses.people[n].image] for n in numbers)
    return observations(seen, numbers, sources)


def observations(
    seen: Sequence[tuple[Person, Array, Pose]], numbers: Sequence[int], sources: tuple[str, ...]
) -> Observations:
    """People, the boxes that they were shown in and the poses found, as one table."""
    shape = (len(seen), JOINT_COUNT)
    label = np.array([p.keypoints[:, 2] for p, _, _ in seen], dtype=np.int64).reshape(shape)
    error = np.array([np.hypot(*(pose.xy - p.keypoints[:, :2]).T) for p, _, pose in seen])
    error = np.where(np.isnan(error), np.inf, error)  # a joint the network lacks is missed
    return Observations(
        error_px=np.where(label > 0, error.reshape(shape), np.nan),
        sigma_px=np.array([pose.sigma_px for _, _, pose in seen]).reshape(shape),
        confidence=np.array([pose.confidence for _, _, pose in seen]).reshape(shape),
        located=np.array([pose.located for _, _, pose in seen]).reshape(shape),
        label=label,
        inside=np.array([in_crop(p, box) for p, box, _ in seen], dtype=bool).reshape(shape),
        torso_px=np.array([torso_length(p) for p, _, _ in seen]),
        area_px=np.array([float(np.prod(p.box_xyxy[2:] - p.box_xyxy[:2])) for p, _, _ in seen]),
        numbers=np.array(numbers, dtype=np.int64),
        sources=sources,
    )


def in_crop(person: Person, box: Array) -> NDArray[np.bool_]:
    """Whether each labelled place lies in the square that is cut around ``box``, (26,)."""
    center, side = box_square(box, BOX_PADDING)
    return np.asarray((np.abs(person.keypoints[:, :2] - center) <= side / 2).all(axis=1))
