"""Cleaning against motion that is known without its noise, gaps and outliers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from posecoach.motion.clean import clean, drop_doubtful, drop_outliers, fill_gaps, low_pass
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Track

Array = NDArray[np.float64]
KNEE = INDEX["left_knee"]


def moving(time_s: Array) -> Track:
    """A body of size 100 px that goes up and down once in two seconds, all joints apart."""
    still = np.random.default_rng(7).uniform(100, 400, (JOINT_COUNT, 2))
    still[INDEX["neck"]], still[INDEX["hip"]] = (250, 150), (250, 250)
    for side, x in (("left", 270.0), ("right", 230.0)):
        still[[INDEX[f"{side}_{j}"] for j in ("hip", "knee", "ankle")]] = [
            (x, 250.0), (x, 345.0), (x, 440.0)
        ]  # fmt: skip
        still[[INDEX[f"{side}_{j}"] for j in ("heel", "big_toe", "small_toe")]] = [
            (x, 460.0), (x + 10, 480.0), (x - 10, 480.0)
        ]  # fmt: skip
    sway = 30 * np.sin(np.pi * time_s)[:, None, None] * np.array([0.3, 1.0])
    count = len(time_s)
    shape = (count, JOINT_COUNT)
    return Track(1, time_s, still + sway, np.full(shape, 0.9), np.full(shape, 3.0))


def clock(seconds: float, fps: float = 30.0) -> Array:
    return np.arange(round(seconds * fps)) / fps


def uneven(count: int) -> Array:
    return np.cumsum(np.random.default_rng(3).choice([1 / 60, 1 / 30, 1 / 20], count))


def without(track: Track, frames: slice, joint: int = KNEE) -> Track:
    xy, confidence = track.xy.copy(), track.confidence.copy()
    xy[frames, joint], confidence[frames, joint] = np.nan, 0.0
    return replace(track, xy=xy, confidence=confidence, located=confidence)


def noisy(track: Track, sigma: float) -> Track:
    noise = np.random.default_rng(1).normal(0, sigma, track.xy.shape)
    return replace(track, xy=track.xy + noise)


def rms(a: Array, b: Array) -> float:
    return float(np.sqrt(np.nanmean((a - b) ** 2)))


def test_doubtful_joints_become_missing() -> None:
    track = moving(clock(1))
    track.confidence[5, KNEE] = 0.2
    track.confidence[6, KNEE] = np.nan
    dropped = drop_doubtful(track)
    assert np.isnan(dropped.xy[5:7, KNEE]).all()
    assert (dropped.confidence[5:7, KNEE] == 0).all()
    assert np.isnan(dropped.sigma_px[5:7, KNEE]).all()
    assert np.isfinite(dropped.xy).all(axis=2).sum() == 30 * JOINT_COUNT - 2


@pytest.mark.parametrize("time_s", [clock(4), clock(4, 120), clock(4, 12), uneven(150)])
def test_single_outliers_go_and_nothing_else(time_s: Array) -> None:
    track = noisy(moving(time_s), 1.0)
    hits = np.zeros(track.confidence.shape, dtype=bool)
    hits[[20, 33], KNEE] = hits[0, 3] = hits[-1, 8] = True
    track.xy[hits] += (60, -60)
    found = np.isnan(drop_outliers(track).xy).any(axis=2)
    assert np.array_equal(found, hits)


def test_what_is_hidden_but_known_stays() -> None:
    track = moving(clock(1))
    hidden = np.full_like(track.confidence, 0.05)
    kept = drop_doubtful(replace(track, confidence=hidden))
    np.testing.assert_array_equal(kept.xy, track.xy)
    np.testing.assert_array_equal(kept.confidence, hidden)


def test_short_gap_is_filled_with_more_sigma_and_less_confidence() -> None:
    truth = moving(clock(4))
    broken = without(truth, slice(40, 48))
    broken.confidence[48, KNEE] = 0.5
    filled = fill_gaps(broken)
    assert rms(filled.xy, truth.xy) < 0.5
    assert (filled.confidence[40:48, KNEE] == 0.5).all()
    assert (filled.sigma_px[40:48, KNEE] > 3.0).all()
    assert filled.sigma_px[43:45, KNEE].min() > filled.sigma_px[40, KNEE]
    assert (filled.sigma_px[:40] == 3.0).all()


@pytest.mark.parametrize(("fps", "longest"), [(30.0, 9), (60.0, 18), (10.0, 3)])
def test_gap_length_is_measured_in_true_time(fps: float, longest: int) -> None:
    track = moving(clock(6, fps))
    short = fill_gaps(without(track, slice(20, 20 + longest)))
    assert np.isfinite(short.xy).all()
    long = fill_gaps(without(track, slice(20, 21 + longest)))
    assert np.isnan(long.xy[20 : 21 + longest, KNEE]).all()
    assert (long.confidence[20 : 21 + longest, KNEE] == 0).all()


def test_gaps_at_the_ends_stay() -> None:
    filled = fill_gaps(without(without(moving(clock(2)), slice(0, 3)), slice(57, 60)))
    assert np.isnan(filled.xy[[0, 1, 2, 57, 58, 59], KNEE]).all()


@pytest.mark.parametrize("time_s", [clock(6), clock(6, 100), uneven(200)])
def test_low_pass_removes_jitter_and_keeps_movement_in_time(time_s: Array) -> None:
    truth = moving(time_s)
    inner = slice(10, -10)
    assert rms(low_pass(truth).xy[inner], truth.xy[inner]) < 0.15
    rough = noisy(truth, 4.0)
    assert rms(low_pass(rough).xy[inner], truth.xy[inner]) < 0.75 * 4.0
    assert np.array_equal(low_pass(rough).sigma_px, rough.sigma_px)


def test_low_pass_halves_the_power_at_the_cutoff() -> None:
    time_s = clock(20, 200)
    track = moving(time_s)
    wave = np.sin(2 * np.pi * 6.0 * time_s)[:, None, None]
    passed = low_pass(replace(track, xy=np.zeros_like(track.xy) + wave)).xy[500:-500, 0, 0]
    # Two passes, each with half its power at the corrected cut-off: amplitude 1 / sqrt(2).
    assert np.abs(passed).max() == pytest.approx(np.sqrt(0.5), abs=0.01)


def test_low_pass_does_not_bleed_over_gaps() -> None:
    track = moving(clock(6))
    broken = without(track, slice(60, 90))
    jumped = replace(broken, xy=broken.xy.copy())
    jumped.xy[90:, KNEE] += 500
    a, b = low_pass(broken).xy, low_pass(jumped).xy
    assert np.array_equal(a[:60], b[:60])
    assert np.isnan(a[60:90, KNEE]).all()
    assert b[90:, KNEE] == pytest.approx(a[90:, KNEE] + 500)


def test_low_pass_breaks_at_jumps_in_time() -> None:
    time_s = clock(4)
    time_s[60:] += 5.0
    track = moving(time_s)
    track.xy[60:] += 300
    assert rms(low_pass(track).xy, track.xy) < 1.0


@pytest.mark.parametrize("fps", [4.0, 7.5])
def test_too_slow_tracks_pass_unfiltered(fps: float) -> None:
    track = noisy(moving(clock(5, fps)), 3.0)
    assert np.array_equal(low_pass(track).xy, track.xy)


@pytest.mark.parametrize("fps", [10.0, 12.0, 15.0, 20.0])
def test_slow_tracks_lose_jitter_and_keep_the_movement(fps: float) -> None:
    track = moving(clock(8, fps))
    assert rms(low_pass(track).xy, track.xy) < 1.0
    assert rms(low_pass(noisy(track, 3.0)).xy, track.xy) < 2.6


@pytest.mark.parametrize("count", range(8))
def test_short_tracks(count: int) -> None:
    track = moving(clock(1)[:count])
    cleaned = clean(track)
    assert cleaned.xy.shape == (count, JOINT_COUNT, 2)
    assert np.isfinite(cleaned.xy).all()


def test_nobody_seen() -> None:
    track = moving(clock(1))
    absent = Track(
        1, track.time_s, np.full_like(track.xy, np.nan), np.zeros((30, 26)), track.sigma_px
    )
    assert np.isnan(clean(absent).xy).all()


def test_the_whole_chain() -> None:
    truth = moving(clock(8))
    rough = without(noisy(truth, 2.0), slice(50, 56))
    rough.xy[100, KNEE] += 80
    legs = [INDEX["left_knee"], INDEX["left_ankle"], INDEX["left_hip"]]
    other = [INDEX["right_knee"], INDEX["right_ankle"], INDEX["right_hip"]]
    before = rough.xy.copy()
    cleaned = clean(rough)
    assert np.array_equal(rough.xy, before, equal_nan=True)
    assert rms(cleaned.xy[:, legs + other], truth.xy[:, legs + other]) < 2.0
    assert np.isfinite(cleaned.xy).all()
    assert cleaned.person == truth.person
