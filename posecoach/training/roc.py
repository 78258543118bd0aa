"""Area under the ROC curve by ranks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def roc_auc(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """Probability that a positive scores higher than a negative, ties counting half; both (N,).

    The Mann-Whitney statistic over the number of pairs, which is the area under the ROC curve
    (Hanley & McNeil, Radiology 143, 1982). NaN where either kind is missing; ValueError for
    scores that are not numbers.
    """
    if scores.shape != positive.shape or scores.ndim != 1:
        raise ValueError(
            f"expected two flat arrays of one length, got {scores.shape}, {positive.shape}"
        )
    if np.isnan(scores).any():
        raise ValueError("expected scores that are numbers, got NaN")
    count, others = int(positive.sum()), int((~positive).sum())
    if count == 0 or others == 0:
        return float("nan")
    rank_sum = float(middle_ranks(scores)[positive].sum())
    return (rank_sum - count * (count + 1) / 2) / (count * others)


def middle_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1; equal values share the mean of the ranks that they take up together."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[place.reshape(values.shape)], dtype=float)
