"""Does the network know when it is wrong: sigma against the errors, confidence against truth.

Sigma is judged by the share of errors within 1, 2 and 3 of it. Confidence is judged by how
well it tells joints that are right from those that are not to be relied on, as the area under
the ROC curve; part of the crops are cut for that, because a coach's camera cuts people too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.topdown import PoseEstimator
from posecoach.training.data import Person, PoseSet
from posecoach.training.observations import Observations, observe
from posecoach.training.roc import roc_auc

Array = NDArray[np.float64]

NORMAL_SHARES = tuple(1 - float(np.exp(-(k**2) / 2)) for k in (1, 2, 3))
"""Share of a 2-D normal within 1, 2 and 3 standard deviations (along one axis)."""

SURE = 0.5
"""Joints with less confidence are guesses rather than places."""

CUT_SHARE = 1 / 3
"""How many of the people are shown cut off for the ROC curve."""

CUT_SEED = 3
CUT_SIDE = (0.4, 0.7)
"""Side of a cut crop over the longer side of the box, from and to."""


@dataclass(frozen=True)
class Trust:
    """``within``: share of labelled joints with an error below 1, 2 and 3 sigmas, of
    ``joints``; ``within_sure`` the same of the ``sure`` joints alone, those with a confidence
    of 0.5 or more; ``auc`` of confidence over ``positives`` and ``negatives`` joints."""

    within: tuple[float, float, float]
    joints: int
    within_sure: tuple[float, float, float]
    sure: int
    auc: float
    positives: int
    negatives: int


def within_sigmas(error_sigmas: Array) -> tuple[float, float, float]:
    """Share of errors within 1, 2 and 3 sigmas, NaN left out; NaN where there are none."""
    seen = error_sigmas[np.isfinite(error_sigmas)]
    one, two, three = (float((seen <= k).mean()) if len(seen) else np.nan for k in (1, 2, 3))
    return one, two, three


def confidence_cases(seen: Observations) -> tuple[Array, NDArray[np.bool_]]:
    """Confidence and whether it is deserved, of every joint that can be judged, both (M,).

    Positive: labelled visible (v = 2), inside the crop, and found within 0.2 torso lengths.
    Negative: everything else that is labelled, which is hidden (v = 1, wherever it was found),
    outside the crop, or further off than that. Left out: unlabelled joints, and people
    without a labelled neck and hip, whose torso is not known.
    """
    known = np.isfinite(seen.right)
    positive = (seen.label == 2) & seen.inside & (seen.right == 1)
    return seen.confidence[known], np.asarray(positive[known])


def cut_box(person: Person, number: int) -> Array:
    """A box (4,) that shows part of every third person, drawn by ``number``; else the true one.

    The part is a square at either end of the box's longer side, 0.4 to 0.7 of it wide.
    """
    box = person.box_xyxy.astype(float)
    rng = np.random.default_rng([CUT_SEED, number])
    if rng.random() >= CUT_SHARE:
        return box
    middle, sides = (box[:2] + box[2:]) / 2, box[2:] - box[:2]
    side = rng.uniform(*CUT_SIDE) * sides.max()
    end = 1 if rng.random() < 0.5 else -1
    middle[sides.argmax()] += end * (sides.max() - side) / 2
    return np.concatenate([middle - side / 2, middle + side / 2])


def observe_cut(
    estimator: PoseEstimator,
    poses: PoseSet,
    whole: Observations,
    flip: bool = False,
    report: Callable[[int], None] = lambda done: None,
) -> Observations:
    """``whole`` with every person that `cut_box` cuts looked at again in the cut crop."""
    numbers = [int(n) for n in whole.numbers]
    cut = [n for n in numbers if _is_cut(poses.people[n], n)]
    again = observe(estimator, poses, cut, box_of=cut_box, flip=flip, report=report)
    return whole.rows(~np.isin(whole.numbers, again.numbers)).joined(again)


def _is_cut(person: Person, number: int) -> bool:
    return not np.array_equal(cut_box(person, number), person.box_xyxy.astype(float))


def trust_of(whole: Observations, cut: Observations) -> Trust:
    """Sigma judged on the ``whole`` crops, confidence on those of which some are ``cut``."""
    confidence, positive = confidence_cases(cut)
    errors = whole.error_sigmas
    sure = np.where(whole.confidence >= SURE, errors, np.nan)
    return Trust(
        within=within_sigmas(errors),
        joints=int(np.isfinite(errors).sum()),
        within_sure=within_sigmas(sure),
        sure=int(np.isfinite(sure).sum()),
        auc=roc_auc(confidence, positive),
        positives=int(positive.sum()),
        negatives=int((~positive).sum()),
    )


def trust_table(whole: Observations, cut: Observations) -> list[tuple[str, Trust]]:
    """(source or "all", trust), sources in alphabetical order."""
    rows = [
        (source, trust_of(whole.rows(_of(whole, source)), cut.rows(_of(cut, source))))
        for source in sorted(set(whole.sources))
    ]
    return [*rows, ("all", trust_of(whole, cut))]


def _of(seen: Observations, source: str) -> NDArray[np.bool_]:
    return np.array([s == source for s in seen.sources], dtype=bool)
