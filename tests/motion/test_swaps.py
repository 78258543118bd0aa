"""Exchanged sides are found and put back; real movement is left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from posecoach.motion.swaps import FACE, GROUPS, repair_swaps
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Track

Array = NDArray[np.float64]
TRUNK = 100.0
HEIGHTS = {
    "nose": -150.0, "eye": -155.0, "ear": -150.0, "head": -180.0, "neck": -100.0,
    "shoulder": -100.0, "elbow": -50.0, "wrist": -10.0, "hip": 0.0, "knee": 90.0,
    "ankle": 180.0, "big_toe": 190.0, "small_toe": 190.0, "heel": 190.0,
}  # fmt: skip


def walker(phase: Array, half_width: Array, noise: float = 1.0) -> Track:
    """Somebody whose sides stand ``half_width`` (T,) pixels from the middle and whose limbs
    swing against each other by ``phase`` (T,) of the stride."""
    count = len(phase)
    xy = np.zeros((count, JOINT_COUNT, 2))
    for name, i in INDEX.items():
        side, _, kind = name.partition("_")
        sided = side in ("left", "right") and bool(kind)
        sign = {"left": 1.0, "right": -1.0}.get(side, 0.0) if sided else 0.0
        below = max(HEIGHTS.get(kind if sided else name, 0.0), 0.0)
        xy[:, i, 0] = 300 + sign * (half_width + below / 3 * np.sin(2 * np.pi * phase))
        xy[:, i, 1] = 300 + HEIGHTS[kind if sided else name]
    xy += np.random.default_rng(0).normal(0, noise, xy.shape)
    even = np.full((count, JOINT_COUNT), 0.8)
    sigma = np.tile(np.arange(JOINT_COUNT, dtype=float) + 1, (count, 1))
    return Track(1, np.arange(count) / 30, xy, even, sigma)


def exchanged(track: Track, joints: tuple[str, ...], frames: NDArray[np.intp]) -> Track:
    xy, confidence, sigma = track.xy.copy(), track.confidence.copy(), track.sigma_px.copy()
    for kind in joints:
        pair = np.array([INDEX[f"left_{kind}"], INDEX[f"right_{kind}"]])
        for array in (xy, confidence, sigma):
            array[np.ix_(frames, pair)] = array[np.ix_(frames, pair[::-1])]
    return replace(track, xy=xy, confidence=confidence, sigma_px=sigma, located=confidence)


def same(a: Track, b: Track) -> bool:
    return all(
        np.array_equal(x, y, equal_nan=True)
        for x, y in ((a.xy, b.xy), (a.confidence, b.confidence), (a.sigma_px, b.sigma_px))
    )


def standing(count: int = 150) -> Track:
    return walker(np.zeros(count), np.full(count, 25.0))


@pytest.mark.parametrize("group", list(GROUPS))
@pytest.mark.parametrize(
    "frames", [[40], [40, 42, 45], list(range(30, 90)), [0, 1], list(range(140, 150))]
)
def test_exchanged_frames_are_put_back(group: str, frames: list[int]) -> None:
    truth = standing()
    broken = exchanged(truth, GROUPS[group], np.array(frames))
    assert same(repair_swaps(broken), truth)


def test_whole_body_is_put_back_face_included() -> None:
    truth = walker(np.arange(150) / 30, np.full(150, 25.0))
    everything = (*GROUPS["arms"], *GROUPS["legs"], *FACE)
    assert same(repair_swaps(exchanged(truth, everything, np.arange(60, 80))), truth)


def test_legs_that_pass_each_other_in_a_side_view_stay() -> None:
    count = 300
    track = walker(np.arange(count) / 30, np.full(count, 2.0), noise=2.0)
    assert same(repair_swaps(track), track)


def test_overlapping_sides_in_a_noisy_side_view_stay() -> None:
    track = walker(np.zeros(300), np.full(300, 1.0), noise=4.0)
    assert same(repair_swaps(track), track)


@pytest.mark.parametrize("turn_s", [0.7, 1.5, 4.0])
def test_somebody_turning_around_is_left_alone(turn_s: float) -> None:
    time_s = np.arange(240) / 30
    angle = np.pi * np.clip((time_s - 2.0) / turn_s, 0, 1)
    track = walker(np.zeros(240), 40 * np.cos(angle))
    assert same(repair_swaps(track), track)


def test_short_losses_do_not_hide_an_exchange() -> None:
    truth = standing()
    xy, confidence = truth.xy.copy(), truth.confidence.copy()
    xy[48:53], confidence[48:53] = np.nan, 0.0
    xy[::7, INDEX["left_knee"]] = np.nan
    truth = replace(truth, xy=xy, confidence=confidence, located=confidence)
    broken = exchanged(truth, GROUPS["legs"], np.arange(51, 70))
    fixed = repair_swaps(broken)
    assert np.array_equal(fixed.xy[53:], truth.xy[53:], equal_nan=True)
    assert np.array_equal(fixed.xy[:48], truth.xy[:48], equal_nan=True)


def test_a_long_gap_does_not_carry_an_exchange_over() -> None:
    truth = standing()
    xy = truth.xy.copy()
    xy[60:100] = np.nan
    truth = replace(truth, xy=xy)
    broken = exchanged(truth, GROUPS["legs"], np.arange(50, 60))
    fixed = repair_swaps(broken)
    assert np.array_equal(fixed.xy, truth.xy, equal_nan=True)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_too_short_to_tell(count: int) -> None:
    track = standing(count)
    assert same(repair_swaps(track), track)


def test_nobody_seen() -> None:
    track = replace(standing(20), xy=np.full((20, JOINT_COUNT, 2), np.nan))
    assert same(repair_swaps(track), track)
