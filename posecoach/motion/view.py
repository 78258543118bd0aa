"""Where the camera stands, from the skeleton alone: an azimuth with its uncertainty, and a name.

`azimuth` says how its cosine and its sine are seen, `lying` what is different on the floor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from posecoach.motion import azimuth, lying
from posecoach.motion.body import longest
from posecoach.types import Facing, Side, Track, View

FRONT_DEG = 25.0
"""This near to 0 is the front, to 180 the back: widths lose less than a tenth."""
SIDE_DEG = 30.0
"""This near to 90 is the side: lengths along the person's front lose less than a seventh.
Between front and side the view is oblique."""
STRETCHED = 0.85
"""A trunk at least this share of its longest in the clip does not lean much to or from the
camera; only such frames are used for widths and directions, where there are any."""
WEAK = 0.35
"""Cosine and sine together shorter than this show no direction."""

NEAR_SIGMAS = 0.5
"""Within so many standard deviations of another view it may be that one. In rendered videos the
azimuth was off by less than half of its standard deviation in two of three."""

UNKNOWN = View("unknown", None, float("nan"), float("nan"))


def estimate_view(track: Track, during_s: Sequence[tuple[float, float]] = ()) -> View:
    """The camera's place relative to the person over the clip, or over the times ``during_s`` (of
    the repetitions, when the person turned before).

    Takes medians over the frames; facing is "unknown" when neither trunk nor legs are seen
    or the cues contradict each other. For somebody lying the azimuth turns around their long
    axis as well: a push-up filmed from their left is a left side view; how far the camera
    stands towards their head or feet is not told.
    """
    track = _confident(track, during_s)
    up, length = azimuth.long_axis(track.xy)
    seen = length > 0
    if seen.sum() < 3:
        return UNKNOWN
    seen &= length >= STRETCHED * longest(np.where(seen, length, np.nan), track.time_s)
    cosine, cosine_sigma = azimuth.cosine(track, up, length, seen)
    sine, sine_sigma = azimuth.sine(track, up, length, seen)
    view = _view(cosine, cosine_sigma, sine, sine_sigma)
    return _lying(view, lying.turned_deg(track.xy))


def _lying(view: View, turned: tuple[float, bool] | None) -> View:
    """The view of somebody who lies, where the camera stands clearly towards one end: azimuth 0
    is from the head then, 180 from the feet."""
    if turned is None or turned[0] <= lying.SIDE_DEG:
        return view
    left = view.near == "left" or (view.near is None and view.azimuth_deg > 0)
    from_head = turned[1] == left
    place = (90 - turned[0] if from_head else 90 + turned[0]) * (1 if left else -1)
    seen = replace(_facing_view(place, lying.BUILD_SIGMA_DEG), lying=True)
    return replace(seen, facing="oblique") if "side" in seen.facing else seen


def _confident(track: Track, during_s: Sequence[tuple[float, float]]) -> Track:
    """The track in these times, or all of it, with only its confident joints."""
    keep = np.full(len(track.time_s), not during_s)
    for begin, end in during_s:
        keep |= (track.time_s >= begin) & (track.time_s <= end)
    doubtful = ~(track.located[keep] >= azimuth.CONFIDENT)
    return replace(
        track,
        time_s=track.time_s[keep],
        xy=np.where(doubtful[..., None], np.nan, track.xy[keep]),
        confidence=track.confidence[keep],
        sigma_px=track.sigma_px[keep],
        located=track.located[keep],
    )


def _view(cosine: float, cosine_sigma: float, sine: float, sine_sigma: float) -> View:
    """Azimuth from its cosine and sine, each with its standard deviation."""
    length = float(np.hypot(cosine, sine))
    if not length >= WEAK:
        return UNKNOWN
    place = float(np.rad2deg(np.arctan2(sine, cosine)))
    error = np.hypot(sine * cosine_sigma, cosine * sine_sigma) / length**2
    return _facing_view(place, float(np.rad2deg(error)))


def plausible_names(view: View) -> frozenset[str]:
    """The view's name and those that begin within ``NEAR_SIGMAS`` of its azimuth: near 60 degrees
    it may be an oblique view that is taken for the side."""
    if view.name == "unknown" or view.lying:
        return frozenset({view.name})
    reach = NEAR_SIGMAS * view.sigma_deg
    around = (view.azimuth_deg - reach, view.azimuth_deg + reach)
    return frozenset({view.name, *(_named(_facing((a + 180) % 360 - 180)) for a in around)})


def _named(facing: Facing) -> str:
    return View(facing, None, 0.0, 0.0).name


def _facing_view(azimuth_deg: float, sigma_deg: float) -> View:
    facing = _facing(azimuth_deg)
    nearer: Side = "left" if azimuth_deg > 0 else "right"
    near = None if facing in ("front", "back") else nearer
    return View(facing, near, azimuth_deg, sigma_deg)


def _facing(azimuth_deg: float) -> Facing:
    if abs(abs(azimuth_deg) - 90) <= SIDE_DEG:
        return "left_side" if azimuth_deg > 0 else "right_side"
    if abs(azimuth_deg) <= FRONT_DEG:
        return "front"
    return "back" if abs(azimuth_deg) >= 180 - FRONT_DEG else "oblique"
