"""Makes each joint's standard deviation that of its error.

A heatmap knows which joints of which picture are unsure, but not by how much the network errs
altogether; one factor per joint, fitted on pictures that were not trained on, mends that (as
temperature scaling does for classes: Guo et al., ICML 2017). The factor multiplies the spread
of the whole map around the place, which a second place the network believes in makes wide; the
sharpness of the peak alone knows nothing of that.

Errors have heavier tails than a normal: now and then the network is sure and wrong, most often
because it takes one side for the other. No factor makes the shares within one, two and three
sigmas right together: by default none of them is far off, or a chosen one is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.topdown import PoseEstimator
from posecoach.engine.weights import read_weights, save_weights
from posecoach.errors import DataError
from posecoach.skeleton import JOINT_COUNT
from posecoach.training.data import PoseSet
from posecoach.training.observations import observe
from posecoach.training.trust import NORMAL_SHARES, within_sigmas

Array = NDArray[np.float64]

CONFIDENT = 0.3
"""Joints below are dropped before anything is measured (`motion.clean`), so they have no say."""

SCALES_TRIED = 200
LEAST = 30
"""With fewer labelled, confident examples a joint takes the factor of all joints."""


@dataclass(frozen=True)
class Calibration:
    """Factors (26,) fitted on half of the people, and the shares of the other half's errors
    within 1, 2 and 3 sigmas with them; the factors kept are fitted on everybody."""

    scales: Array
    held_out: tuple[float, float, float]


def errors_in_spreads(
    weights: Path, poses: PoseSet, numbers: Sequence[int], report: Callable[[int], None]
) -> Array:
    """Distance from the label over the map's spread, (N, 26); NaN where not labelled or not
    confident."""
    estimator = PoseEstimator(weights)
    estimator.sigma_from, estimator.sigma_scale = "map", np.ones_like(estimator.sigma_scale)
    # Analyze looks straight and mirrored in turn; what its filter leaves is much like the mean.
    seen = observe(estimator, poses, numbers, flip=True, report=report)
    usable = np.isfinite(seen.error_sigmas) & (seen.located >= CONFIDENT)
    return np.where(usable, seen.error_sigmas, np.nan)


def fit_scales(errors: Array, sigmas: int | None) -> Array:
    """Factor per joint, (26,), that puts as many of its errors (N, 26) within ``sigmas``
    standard deviations, 1 to 3, as a 2-D normal has there; None: that brings the worst of the
    three shares nearest to a normal's.

    DataError when no error is known: the network is confident of nothing.
    """
    if not np.isfinite(errors).any():
        raise DataError(
            "expected labelled joints that the network is confident of, found none; "
            "train longer, or calibrate on other pictures"
        )
    scales = np.full(errors.shape[1], _scale(errors[np.isfinite(errors)], sigmas))
    for joint, column in enumerate(errors.T):
        seen = column[np.isfinite(column)]
        if len(seen) >= LEAST:
            scales[joint] = _scale(seen, sigmas)
    return np.asarray(np.maximum(scales, 1e-3))


def _scale(errors: Array, sigmas: int | None) -> float:
    exact = [float(np.quantile(errors, s)) / (k + 1) for k, s in enumerate(NORMAL_SHARES)]
    if sigmas is not None:
        return exact[sigmas - 1]
    # What is best for all three lies between what is best for each.
    tried = np.geomspace(max(min(exact), 1e-6), max(*exact, 1e-6), SCALES_TRIED)
    reach = tried[:, None] * np.arange(1, 4)
    within = np.searchsorted(np.sort(errors), reach, side="right") / len(errors)
    return float(tried[np.abs(within - np.array(NORMAL_SHARES)).max(axis=1).argmin()])


def calibrate(
    weights: Path,
    poses: PoseSet,
    numbers: Sequence[int],
    sigmas: int | None,
    report: Callable[[int], None],
) -> Calibration:
    """Fit on the people of these ``numbers`` and write the factors into ``weights``' header."""
    errors = errors_in_spreads(weights, poses, numbers, report)
    scales = fit_scales(errors, sigmas)
    info, tensors = read_weights(weights)
    rounded = tuple(round(float(s), 3) for s in scales)
    save_weights(weights, tensors, replace(info, sigma_scale=rounded, sigma_from="map"))
    return Calibration(scales, held_out_shares(errors, sigmas))


def held_out_shares(errors: Array, sigmas: int | None) -> tuple[float, float, float]:
    """Fitted on every second person, judged on the others; NaN where either half is empty."""
    fitted_on, judged_on = errors[::2], errors[1::2]
    if not np.isfinite(fitted_on).any():
        return float("nan"), float("nan"), float("nan")
    return within_sigmas(judged_on / fit_scales(fitted_on, sigmas).reshape(1, JOINT_COUNT))
