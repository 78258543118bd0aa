"""Looks in turn that differ: the difference goes, movement stays."""

from __future__ import annotations

import numpy as np

from posecoach.motion.turns import evened
from posecoach.skeleton import JOINT_COUNT
from posecoach.types import Array, Track

FRAMES = 90


def moving(apart_px: float) -> tuple[Track, Array]:
    """Every joint swings once a second; in every second picture it looks ``apart_px`` off."""
    time_s = np.arange(FRAMES) / 30
    swing = 100 + 40 * np.sin(2 * np.pi * time_s)
    truth = np.broadcast_to(swing[:, None, None], (FRAMES, JOINT_COUNT, 2)).copy()
    xy = truth.copy()
    xy[1::2] += apart_px
    shape = xy.shape[:2]
    return Track(1, time_s, xy, np.ones(shape), np.full(shape, 2.0)), truth


def test_what_the_looks_differ_by_is_taken_out() -> None:
    track, truth = moving(10.0)
    np.testing.assert_allclose(evened(track).xy[8:-8], truth[8:-8] + 5.0, atol=0.2)


def test_the_first_picture_which_may_differ_otherwise_is_left() -> None:
    track, truth = moving(10.0)
    track.xy[0] = truth[0] + 4.0
    found = evened(track).xy
    np.testing.assert_array_equal(found[0], track.xy[0])
    np.testing.assert_allclose(found[8:-8], truth[8:-8] + 5.0, atol=0.2)


def test_movement_stays() -> None:
    track, truth = moving(0.0)
    np.testing.assert_allclose(evened(track).xy, truth, atol=0.2)


def test_missing_frames_stay_missing_and_short_tracks_as_they_are() -> None:
    track, _ = moving(10.0)
    track.xy[20:40, 3] = np.nan
    found = evened(track).xy
    np.testing.assert_array_equal(np.isnan(found), np.isnan(track.xy))
    short = Track(1, track.time_s[:4], track.xy[:4], track.confidence[:4], track.sigma_px[:4])
    assert evened(short) is short
