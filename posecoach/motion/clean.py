"""Cleans a track: doubtful joints out, sides repaired, joints on the wrong limb out, outliers out,
short gaps filled, jitter filtered. Everything works on true times, so frames need not be evenly
spaced.

A joint that is missing afterwards has NaN for its place and sigma and confidence 0.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline, PchipInterpolator
from scipy.signal import butter, sosfiltfilt

from posecoach.geometry import finite_median
from posecoach.motion.backward import backward_knees
from posecoach.motion.crossed import uncrossed
from posecoach.motion.overlong import overlong
from posecoach.motion.swaps import repair_swaps
from posecoach.skeleton import body_size
from posecoach.types import Array, Track

CONFIDENCE_FLOOR = 0.3
"""Joints below are guesses: they become missing."""
HAMPEL_S = 0.25
HAMPEL_SIGMAS = 3.0
HAMPEL_FLOOR = 0.1
"""An outlier lies further from the median of the window of HAMPEL_S than HAMPEL_SIGMAS robust
standard deviations and than this many body sizes: no joint travels so far and back so fast."""
MAX_GAP_S = 0.3
"""Longer gaps stay: over them, interpolation would invent a movement."""
GAP_ACCELERATION = 5.0
"""Body sizes per second squared: how hard an unseen joint may have swerved in a gap."""
CUTOFF_HZ = 6.0
"""Usual for human movement: Winter, Biomechanics and Motor Control of Human Movement, 4th ed.,
section 3.4."""
RATE_SHARE, LEAST_HZ = 0.25, 3.0
"""Of the frame rate, where that is a lower cut-off: half of the band that the frames cover, so that
slow tracks lose half of their white jitter too; but never below LEAST_HZ: one jumping jack a second
keeps its shape to the third harmonic."""
MAX_RATE_HZ = 240.0
MIN_RUN = 6
"""Runs of fewer frames are left unfiltered: there is no telling jitter from movement."""


def clean(track: Track) -> Track:
    """The track as it goes into measures; see the file's head. Safe on empty tracks."""
    if len(track.time_s) == 0:
        return track
    track = drop_doubtful(track)
    track = repair_swaps(uncrossed(track))
    track = _without(track, overlong(track) | backward_knees(track))
    track = drop_outliers(track)
    track = fill_gaps(track)
    return low_pass(track)


def drop_doubtful(track: Track, floor: float = CONFIDENCE_FLOOR) -> Track:
    """Joints below the confidence floor become missing."""
    return _without(track, ~(track.located >= floor))


def drop_outliers(track: Track) -> Track:
    """Joints that jump away for a moment become missing (Hampel's identifier: Davies and
    Gather, "The identification of multiple outliers", JASA 1993)."""
    scale = body_size(track.xy)
    if not scale > 0 or len(track.time_s) < 3:
        return track
    outlier = np.zeros(track.located.shape, dtype=bool)
    near = _neighbours(track.time_s)
    for joint in range(track.xy.shape[1]):
        outlier[:, joint] = _outliers(track.xy[:, joint], near, HAMPEL_FLOOR * scale)
    return _without(track, outlier)


def fill_gaps(track: Track, longest_s: float = MAX_GAP_S) -> Track:
    """Gaps up to ``longest_s`` are bridged by a monotone cubic (Fritsch and Carlson, SIAM J.
    Numer. Anal. 1980), which does not overshoot.

    In a gap the confidence is the lower of the neighbours', and sigma grows from theirs by the
    distance that a joint could have swerved and come back.
    """
    xy, sigma = track.xy.copy(), track.sigma_px.copy()
    confidence, located = track.confidence.copy(), track.located.copy()
    scale = body_size(track.xy)
    for joint in range(xy.shape[1]):
        seen = np.flatnonzero(np.isfinite(xy[:, joint]).all(axis=1))
        gap, before, after = _short_gaps(track.time_s, seen, longest_s)
        if len(gap) == 0:
            continue
        curve = PchipInterpolator(track.time_s[seen], xy[seen, joint])
        xy[gap, joint] = curve(track.time_s[gap])
        for sure in (confidence, located):
            sure[gap, joint] = np.minimum(sure[before, joint], sure[after, joint])
        since = track.time_s[gap] - track.time_s[before]
        until = track.time_s[after] - track.time_s[gap]
        # Half a t (T - t) is how far constant acceleration strays from the straight line.
        swerve = 0.5 * GAP_ACCELERATION * scale * since * until
        worse = np.maximum(sigma[before, joint], sigma[after, joint])
        sigma[gap, joint] = np.hypot(worse, swerve)
    return replace(track, xy=xy, confidence=confidence, sigma_px=sigma, located=located)


def low_pass(track: Track, cutoff_hz: float = CUTOFF_HZ) -> Track:
    """Zero-phase Butterworth low-pass of fourth order, each unbroken run by itself.

    The filter runs on an even grid at the track's median rate and is read back at the true
    times. Tracks of fewer than 24 frames a second are cut off at a quarter of their rate, and
    those too slow for that pass unfiltered: their jitter lies among the movement.

    ``sigma_px`` stays as it is. Filtering white jitter would shrink it, but a network's errors
    last over many frames (the same wrong guess of the same hidden joint) and survive the filter.
    """
    if len(track.time_s) < MIN_RUN:
        return track
    step = max(float(np.median(np.diff(track.time_s))), 1.0 / MAX_RATE_HZ)
    slower_hz = max(RATE_SHARE / step, LEAST_HZ)
    sections = _design(min(cutoff_hz, slower_hz), 1.0 / step)
    if sections is None:
        return track
    xy = track.xy.copy()
    for (start, stop), joints in _runs(track, MAX_GAP_S + step).items():
        if stop - start >= MIN_RUN:
            part = np.ix_(range(start, stop), joints)
            xy[part] = _filter_run(track.time_s[start:stop], track.xy[part], step, sections)
    return replace(track, xy=xy)


def _without(track: Track, drop: NDArray[np.bool_]) -> Track:
    drop = drop | ~np.isfinite(track.xy).all(axis=2)
    return replace(
        track,
        xy=np.where(drop[..., None], np.nan, track.xy),
        confidence=np.where(drop, 0.0, track.confidence),
        sigma_px=np.where(drop, np.nan, track.sigma_px),
        located=np.where(drop, 0.0, track.located),
    )


def _neighbours(time_s: Array) -> NDArray[np.intp]:
    """For each frame the frames within half a window, and always the next on either side;
    (T, K), -1 for none."""
    count = len(time_s)
    step = max(float(np.median(np.diff(time_s))), 1.0 / MAX_RATE_HZ)
    reach = max(int(np.ceil(HAMPEL_S / 2 / step)), 2)
    offsets = np.arange(-reach, reach + 1)
    frame = np.arange(count)[:, None] + offsets
    inside = (frame >= 0) & (frame < count)
    frame = np.clip(frame, 0, count - 1)
    close = np.abs(time_s[frame] - time_s[:, None]) <= max(HAMPEL_S / 2, 2 * step) + 1e-9
    return np.where(inside & close, frame, -1)


def _outliers(xy: Array, near: NDArray[np.intp], floor_px: float) -> NDArray[np.bool_]:
    """One joint's outliers, (T,), from its places (T, 2)."""
    window = np.where((near >= 0)[..., None], xy[near], np.nan)
    middle = finite_median(window.transpose(0, 2, 1))
    spread = 1.4826 * finite_median(np.linalg.norm(window - middle[:, None], axis=2))
    away = np.linalg.norm(xy - middle, axis=1)
    # Of two places either may be the wrong one.
    enough = np.isfinite(window[..., 0]).sum(axis=1) >= 3
    return np.asarray(enough & (away > np.maximum(HAMPEL_SIGMAS * spread, floor_px)))


def _short_gaps(
    time_s: Array, seen: NDArray[np.intp], longest_s: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Missing frames in short gaps, and the seen frames before and after each."""
    missing = np.setdiff1d(np.arange(len(time_s)), seen, assume_unique=True)
    place = np.searchsorted(seen, missing)
    inner = (place > 0) & (place < len(seen))
    missing, place = missing[inner], place[inner]
    before, after = seen[place - 1], seen[place]
    step = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0
    # The joint is last seen a frame before the gap begins: that frame's time is no gap.
    short = time_s[after] - time_s[before] - step <= longest_s + 1e-9
    return missing[short], before[short], after[short]


def _design(cutoff_hz: float, rate_hz: float) -> Array | None:
    """Second-order sections to be run forth and back; None if the rate is too low.

    Two passes of second order attenuate by 6 dB at their cut-off; Winter's factor
    (sqrt(2) - 1) ** 0.25 moves it so that 3 dB remain at ``cutoff_hz``.
    """
    each_pass_hz = cutoff_hz / (np.sqrt(2.0) - 1.0) ** 0.25
    if each_pass_hz >= 0.95 * rate_hz / 2:
        return None
    return np.asarray(butter(2, each_pass_hz, fs=rate_hz, output="sos"))


def _runs(track: Track, jump_s: float) -> dict[tuple[int, int], list[int]]:
    """Unbroken runs of frames [start, stop) with the joints that have exactly that run; a jump
    in time breaks a run as well."""
    jumps = np.flatnonzero(np.diff(track.time_s) > jump_s) + 1
    seen = np.asarray(np.isfinite(track.xy).all(axis=2))
    runs: dict[tuple[int, int], list[int]] = {}
    for joint in range(seen.shape[1]):
        edges = np.flatnonzero(np.diff(seen[:, joint].astype(np.int8))) + 1
        bounds = np.unique(np.concatenate([[0], edges, jumps, [len(seen)]]))
        for start, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            if seen[start, joint]:
                runs.setdefault((start, stop), []).append(joint)
    return runs


def _filter_run(time_s: Array, xy: Array, step: float, sections: Array) -> Array:
    """Filter places (N, joints, 2) at ``time_s`` (N,) that have no gap."""
    count = max(round(float(time_s[-1] - time_s[0]) / step), MIN_RUN - 1) + 1
    grid = np.linspace(time_s[0], time_s[-1], count)
    even = PchipInterpolator(time_s, xy)(grid)
    smooth = sosfiltfilt(sections, even, axis=0, padlen=min(count - 1, 15))
    return np.asarray(CubicSpline(grid, smooth)(time_s))
