"""Which of the tracked people to coach, chosen over the whole clip."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from posecoach.errors import NobodyFoundError, UsageError
from posecoach.skeleton import body_size
from posecoach.tracking import CONFIDENT, MIN_JOINTS
from posecoach.types import Array, Track

MIN_POSES = 5
"""Somebody with fewer confident skeletons than this was never really there."""


def choose_subject(tracks: Sequence[Track], size: tuple[int, int], pick: str) -> Track:
    """The person to coach, chosen over the whole clip in a picture of ``size`` width, height.

    ``pick``: ``auto`` takes the highest product of presence (share of the frames), size (longer
    side of the skeleton over the picture's) and movement (0.1 + how far the joints travel
    around the body's middle, in body sizes, up to 1): bystanders stand still or pass through.
    ``largest``, ``centre`` (nearest to the picture's middle) and a number (from 1, people
    ordered left to right by where they first appear) override it. NobodyFoundError when nobody
    has a handful of confident skeletons; UsageError for a ``pick`` that fits nobody.
    """
    people = [t for t in tracks if _seen(t).sum() >= MIN_POSES]
    if not people:
        raise NobodyFoundError(
            f"expected a person in at least {MIN_POSES} frames, found nobody for so long; "
            "film the whole body, in good light, from two to four metres away"
        )
    if pick == "auto":
        return max(people, key=lambda t: _coachable(t, size))
    if pick == "largest":
        return max(people, key=lambda t: float(np.median(_sides(t).prod(axis=1))))
    if pick == "centre":
        middle = np.array(size) / 2
        return min(people, key=lambda t: float(np.linalg.norm(_median_centre(t) - middle)))
    return _numbered(people, pick)


def _numbered(people: Sequence[Track], pick: str) -> Track:
    if not (pick.isascii() and pick.isdigit()) or int(pick) < 1:
        raise UsageError(
            f"expected auto, largest, centre or a number from 1 for the person, got {pick!r}"
        )
    if int(pick) > len(people):
        there = f"are only {len(people)}" if len(people) > 1 else "is only one"
        raise UsageError(
            f"asked for person {pick}, but there {there}; give a number from 1 to {len(people)}, "
            "counted from the left, or auto"
        )
    return sorted(people, key=lambda t: float(_centres(t)[0, 0]))[int(pick) - 1]


def _coachable(track: Track, size: tuple[int, int]) -> float:
    presence = float(_seen(track).mean())
    extent = float(np.median(_sides(track).max(axis=1))) / max(size)
    return presence * extent * (0.1 + min(_movement(track), 1.0))


def _movement(track: Track) -> float:
    """Mean over the joints of how far they travel around the body's middle: the distance
    between the 10th and 90th percentile of their places, in body sizes."""
    xy = _confident_xy(track)[_seen(track)]
    around = xy - _centres(track)[:, None, :]
    often = np.isfinite(around[..., 0]).mean(axis=0) >= 0.5
    scale = body_size(xy)
    if not often.any() or not scale > 0:
        return 0.0
    low, high = np.nanpercentile(around[:, often], [10, 90], axis=0)
    return float(np.linalg.norm(high - low, axis=-1).mean()) / scale


def _seen(track: Track) -> NDArray[np.bool_]:
    """Frames with enough confident joints, (T,)."""
    count = np.isfinite(_confident_xy(track)).all(axis=2).sum(axis=1)
    return np.asarray(count >= MIN_JOINTS)


def _confident_xy(track: Track) -> Array:
    return np.where((track.located >= CONFIDENT)[..., None], track.xy, np.nan)


def _sides(track: Track) -> Array:
    """Width and height of the skeleton where it is seen, (frames, 2)."""
    xy = _confident_xy(track)[_seen(track)]
    return np.asarray(np.nanmax(xy, axis=1) - np.nanmin(xy, axis=1))


def _centres(track: Track) -> Array:
    """Median place of the joints where the person is seen, (frames, 2)."""
    return np.asarray(np.nanmedian(_confident_xy(track)[_seen(track)], axis=1))


def _median_centre(track: Track) -> Array:
    return np.asarray(np.median(_centres(track), axis=0))
