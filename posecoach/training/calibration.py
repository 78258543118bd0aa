"""Makes each joint's standard deviation that of its error, and says how well it is.

A heatmap's second moment knows which joints of which picture are unsure, but not by how much
the network errs altogether; one factor per joint, fitted on pictures that were not trained on,
mends that (as temperature scaling does for classes: Guo et al., ICML 2017).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.topdown import PoseEstimator
from posecoach.engine.weights import read_weights, save_weights
from posecoach.errors import DataError
from posecoach.training.data import PoseSet, read_image

Array = NDArray[np.float64]

MEDIAN_SIGMAS = float(np.sqrt(2 * np.log(2)))
"""Half of a 2-D normal lies within this many standard deviations (along one axis)."""

CONFIDENT = 0.5
"""Joints below are not places but guesses; what uses them goes by the confidence."""

LEAST = 30
"""With fewer labelled, confident examples a joint takes the factor of all joints."""


def errors_in_sigmas(
    estimator: PoseEstimator, poses: PoseSet, report: Callable[[int], None]
) -> Array:
    """Distance from the label over the joint's sigma, (N, 26); NaN where not labelled or not
    confident."""
    rows = []
    for image, people in enumerate(poses.of_image()):
        labelled = [p for p in people if p.labelled >= 3]
        if labelled:
            boxes = [p.box_xyxy.astype(float) for p in labelled]
            found = estimator.estimate(read_image(poses.paths[image]), boxes)
            for person, pose in zip(labelled, found, strict=True):
                error = np.hypot(*(pose.xy - person.keypoints[:, :2]).T) / pose.sigma_px
                sure = (person.keypoints[:, 2] > 0) & (pose.confidence >= CONFIDENT)
                rows.append(np.where(sure, error, np.nan))
        report(image + 1)
    return np.array(rows).reshape(-1, 26)


def fit_scales(errors: Array) -> Array:
    """Factor per joint, (26,), that puts half of its errors within a normal's half.

    DataError when no error is known: the network is confident of nothing.
    """
    if not np.isfinite(errors).any():
        raise DataError(
            "expected labelled joints that the network is confident of, found none; "
            "train longer, or calibrate on other pictures"
        )
    overall = float(np.nanmedian(errors)) / MEDIAN_SIGMAS
    scales = np.full(errors.shape[1], overall)
    for joint, column in enumerate(errors.T):
        seen = column[np.isfinite(column)]
        if len(seen) >= LEAST:
            scales[joint] = float(np.median(seen)) / MEDIAN_SIGMAS
    return scales


def coverage(errors: Array) -> tuple[float, float, float]:
    """Share of errors within 1, 2 and 3 sigmas; a 2-D normal has 0.39, 0.86 and 0.99."""
    seen = errors[np.isfinite(errors)]
    within = [float((seen <= k).mean()) if len(seen) else float("nan") for k in (1, 2, 3)]
    return within[0], within[1], within[2]


def calibrate(weights: Path, poses: PoseSet, report: Callable[[int], None]) -> Array:
    """Fit the factors on ``poses`` and write them into the header of ``weights``, (26,)."""
    info, tensors = read_weights(weights)
    save_weights(weights, tensors, replace(info, sigma_scale=()))
    scales = fit_scales(errors_in_sigmas(PoseEstimator(weights), poses, report))
    rounded = tuple(round(float(s), 3) for s in scales)
    save_weights(weights, tensors, replace(info, sigma_scale=rounded))
    return scales
