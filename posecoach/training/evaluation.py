"""How good the pose network is: PCK and OKS over labelled people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.topdown import PoseEstimator
from posecoach.skeleton import FOOT_JOINTS, INDEX, JOINTS, LIMB_JOINTS, OKS_SIGMAS, from_names
from posecoach.training.data import Person, PoseSet, read_image

Array = NDArray[np.float64]

PCK_SHARE = 0.2


@dataclass(frozen=True)
class PoseScores:
    """``correct`` (N, 26): 1 right, 0 wrong, NaN not labelled or no torso to measure by;
    ``oks`` (N,); ``sources`` names each person's picture's origin."""

    correct: Array
    oks: Array
    sources: tuple[str, ...]

    def pck(self, joints: tuple[str, ...], source: str | None = None) -> float:
        """Share of labelled ``joints`` that are right, in one source or all; NaN if none."""
        rows = np.array([source is None or s == source for s in self.sources])
        chosen = self.correct[np.ix_(rows, from_names(joints))]
        return float(np.nanmean(chosen)) if np.isfinite(chosen).any() else float("nan")


def evaluate_poses(
    estimator: PoseEstimator, poses: PoseSet, flip: bool, report: Callable[[int], None]
) -> PoseScores:
    """Estimate everybody with three labelled joints or more, given their true boxes."""
    correct, oks, sources = [], [], []
    for image, people in enumerate(poses.of_image()):
        people = [p for p in people if p.labelled >= 3]
        if people:
            pixels = read_image(poses.paths[image])
            boxes = [p.box_xyxy.astype(float) for p in people]
            for person, pose in zip(people, estimator.estimate(pixels, boxes, flip), strict=True):
                correct.append(pck_hits(person, pose.xy))
                oks.append(object_keypoint_similarity(person, pose.xy))
                sources.append(poses.sources[image])
        report(image + 1)
    return PoseScores(np.array(correct), np.array(oks), tuple(sources))


def torso_length(person: Person) -> float:
    """Pixels from neck to hip (both midpoints); NaN where either is not labelled.

    A little shorter, so a little stricter, than the shoulder-to-opposite-hip diagonal that
    some papers on LSP take.
    """
    ends = person.keypoints[[INDEX["neck"], INDEX["hip"]]]
    if not (ends[:, 2] > 0).all():
        return float("nan")
    return float(np.hypot(*(ends[0, :2] - ends[1, :2])))


def pck_hits(person: Person, xy: Array) -> Array:
    """Per joint: 1 within 0.2 torso lengths, 0 further off, NaN unlabelled, (26,)."""
    error = np.hypot(*(xy - person.keypoints[:, :2]).T)
    hits = (error <= PCK_SHARE * torso_length(person)).astype(float)
    hits[(person.keypoints[:, 2] == 0) | np.isnan(torso_length(person))] = np.nan
    return np.asarray(hits)


def object_keypoint_similarity(person: Person, xy: Array) -> float:
    """Mean over labelled joints of exp(-d^2 / (2 s^2 k^2)) with k = 2 sigma (COCO)."""
    labelled = person.keypoints[:, 2] > 0
    area = float(np.prod(person.box_xyxy[2:] - person.box_xyxy[:2]))
    square = ((xy - person.keypoints[:, :2]) ** 2).sum(axis=1)
    square[np.isnan(square)] = np.inf  # a joint that the network does not know is missed
    spread = 2 * max(area, 1.0) * (2 * OKS_SIGMAS) ** 2
    return float(np.exp(-square / spread)[labelled].mean())


def pck_table(scores: PoseScores) -> list[tuple[str, dict[str, float]]]:
    """Rows (source or "all", {column: PCK}): twelve limb joints, feet, then each joint pair."""
    columns: dict[str, tuple[str, ...]] = {"limbs": LIMB_JOINTS, "feet": FOOT_JOINTS}
    for name in JOINTS:
        kind = name.removeprefix("left_").removeprefix("right_")
        columns[kind] = tuple(n for n in JOINTS if n in (kind, f"left_{kind}", f"right_{kind}"))
    rows: list[str | None] = [*sorted(set(scores.sources)), None]
    return [
        (row or "all", {c: scores.pck(joints, row) for c, joints in columns.items()})
        for row in rows
    ]
