"""Pose, confidence and sigma under what makes a workout video hard to read.

Two ways of looking. People who are hard by themselves are compared with easy ones: by the tags
of rendered pictures, and by their labels where there are no tags. Anybody is made hard by
`corruptions.py` and compared with the same picture unharmed.

What is looked for is a network that does not know: PCK falls and confidence stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.topdown import PoseEstimator
from posecoach.skeleton import INDEX, LIMB_JOINTS, from_names
from posecoach.training.corruptions import STRENGTHS, Corruption, corruptions, generator_for
from posecoach.training.data import Person, PoseSet
from posecoach.training.observations import Change, Observations, observe
from posecoach.training.trust import within_sigmas

Array = NDArray[np.float64]

LIMB_LENGTHS: dict[tuple[str, str], float] = {
    ("neck", "hip"): 0.288,
    ("shoulder", "elbow"): 0.186,
    ("elbow", "wrist"): 0.146,
    ("hip", "knee"): 0.245,
    ("knee", "ankle"): 0.246,
}
"""Lengths as shares of the height: Winter, Biomechanics and Motor Control of Human Movement,
4th ed., figure 4.1, after Drillis and Contini, 1966."""

SHORT = 0.5
"""A limb that looks shorter than this, against the person's longest-looking one and each by its
share of the height, is turned 60 degrees out of the picture's plane or more."""

SHORT_LIMBS = (1, 3, 5)
HIDDEN_SHARES = (0.1, 0.3, 0.5)
"""From how many short limbs, from which share of hidden labels on, a strength counts."""

FELL = 0.25


@dataclass(frozen=True)
class Row:
    """``strength`` 1 to 3, 0 where there is only one; ``pck``, ``confidence`` and ``within``
    over the labelled limb joints of ``people``; the shares are of what is clean."""

    difficulty: str
    strength: int
    people: int
    pck: float
    pck_share: float
    confidence: float
    confidence_share: float
    within: tuple[float, float, float]

    @property
    def overconfident(self) -> bool:
        """PCK fell by more than a quarter, confidence by less than half as much."""
        fell = 1 - self.pck_share
        return bool(fell > FELL and 1 - self.confidence_share < fell / 2)


def row_of(difficulty: str, strength: int, seen: Observations, clean: Observations) -> Row:
    """``seen`` beside ``clean``; the same people or, for tags and labels, others."""
    pck, confidence, within = _judged(seen)
    clean_pck, clean_confidence, _ = _judged(clean)
    shares = (_share(pck, clean_pck), _share(confidence, clean_confidence))
    people = len(seen.sources)
    return Row(difficulty, strength, people, pck, shares[0], confidence, shares[1], within)


def _judged(seen: Observations) -> tuple[float, float, tuple[float, float, float]]:
    limbs = from_names(LIMB_JOINTS)
    right, known = seen.right[:, limbs], np.isfinite(seen.right[:, limbs])
    if not known.any():
        return np.nan, np.nan, (np.nan, np.nan, np.nan)
    confidence = float(seen.confidence[:, limbs][known].mean())
    return float(right[known].mean()), confidence, within_sigmas(seen.error_sigmas[:, limbs])


def _share(value: float, clean: float) -> float:
    return value / clean if clean > 0 else float("nan")


def difficulty_rows(
    estimator: PoseEstimator,
    poses: PoseSet,
    numbers: Sequence[int],
    report: Callable[[int], None] = lambda done: None,
) -> list[Row]:
    """All rows for the same people, ``numbers``; ``report`` counts the looks, of which there
    are `looks_needed`."""
    clean = observe(estimator, poses, numbers, report=report)
    rows = [row_of("clean", 0, clean, clean)]
    rows += tag_rows(poses, clean) + label_rows(poses, clean)
    done = len(numbers)
    for name, corruption in corruptions().items():
        for strength in STRENGTHS:
            change = _change(name, corruption, strength)
            seen = observe(estimator, poses, numbers, change, report=_after(done, report))
            rows.append(row_of(name, strength, seen, clean))
            done += len(numbers)
    return rows


def _after(done: int, report: Callable[[int], None]) -> Callable[[int], None]:
    return lambda more: report(done + more)


def looks_needed(people: int) -> int:
    return people * (1 + len(corruptions()) * len(STRENGTHS))


def _change(name: str, corruption: Corruption, strength: int) -> Change:
    return lambda image, person, number: corruption(
        image, person, strength, generator_for(number, name)
    )


def tag_rows(poses: PoseSet, seen: Observations) -> list[Row]:
    """People in pictures that carry a tag, beside those in pictures tagged as having none."""
    tags = [poses.tags[poses.people[n].image] for n in seen.numbers]
    plain = np.array([t is not None and not t for t in tags], dtype=bool)
    names = sorted({name for t in tags if t for name in t})
    return [
        row_of(
            f"tag: {name}",
            0,
            seen.rows(np.array([t is not None and name in t for t in tags], dtype=bool)),
            seen.rows(plain),
        )
        for name in names
    ]


def label_rows(poses: PoseSet, seen: Observations) -> list[Row]:
    """People with hidden joints and with foreshortened limbs, beside those with neither.

    Labels do not say what hides a joint: it is the body most often, things now and then.
    """
    people = [poses.people[n] for n in seen.numbers]
    hidden = np.array([np.digitize(hidden_share(p), HIDDEN_SHARES) for p in people], dtype=int)
    short = np.array([np.digitize(short_limbs(p), SHORT_LIMBS) for p in people], dtype=int)
    clean = seen.rows((hidden == 0) & (short == 0))
    ways = (("labels: hidden", hidden), ("labels: short limbs", short))
    return [
        row_of(name, strength, seen.rows(found == strength), clean)
        for name, found in ways
        for strength in STRENGTHS
        if (found == strength).any()
    ]


def hidden_share(person: Person) -> float:
    """Share of the labelled joints that are hidden (v = 1)."""
    return float((person.keypoints[:, 2] == 1).sum() / max(person.labelled, 1))


def short_limbs(person: Person) -> int:
    """How many of trunk, upper and lower arms and legs look shorter than `SHORT` allows."""
    looks = np.array([_looks(person, a, b) / share for (a, b), share in _limbs()])
    looks = looks[np.isfinite(looks)]
    return int((looks < SHORT * looks.max()).sum()) if len(looks) > 1 else 0


def _limbs() -> list[tuple[tuple[str, str], float]]:
    """Both sides' limbs with their shares of the height."""
    trunk = [(pair, share) for pair, share in LIMB_LENGTHS.items() if pair[0] == "neck"]
    return trunk + [
        ((f"{side}_{a}", f"{side}_{b}"), share)
        for (a, b), share in LIMB_LENGTHS.items()
        for side in ("left", "right")
        if a != "neck"
    ]


def _looks(person: Person, a: str, b: str) -> float:
    ends = person.keypoints[[INDEX[a], INDEX[b]]]
    seen = bool((ends[:, 2] > 0).all())
    return float(np.hypot(*(ends[0, :2] - ends[1, :2]))) if seen else float("nan")
