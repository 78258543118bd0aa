"""How good the pose network is: PCK and OKS over labelled people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.topdown import PoseEstimator
from posecoach.skeleton import FOOT_JOINTS, JOINTS, LIMB_JOINTS, OKS_SIGMAS, from_names
from posecoach.training.data import PoseSet
from posecoach.training.observations import Observations, choose_people, observe

Array = NDArray[np.float64]


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
    return scores_of(
        observe(estimator, poses, choose_people(poses, None), flip=flip, report=report)
    )


def scores_of(seen: Observations) -> PoseScores:
    return PoseScores(seen.right, object_keypoint_similarity(seen), seen.sources)


def object_keypoint_similarity(seen: Observations) -> Array:
    """Mean over labelled joints of exp(-d^2 / (2 s^2 k^2)) with k = 2 sigma (COCO), (N,);
    s^2 is the area of the true box."""
    spread = 2 * np.maximum(seen.area_px, 1.0)[:, None] * (2 * OKS_SIGMAS) ** 2
    return np.asarray(np.nanmean(np.exp(-(seen.error_px**2) / spread), axis=1))


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
