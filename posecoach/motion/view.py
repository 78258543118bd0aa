"""Where the camera stands, from the skeleton alone.

Let a be the camera's azimuth around the person's long axis: 0 in front, +90 at their left. In
the picture, turned so that the trunk points up, the person's left lies at cos(a) along x and
their front at -sin(a). So the width of shoulders and hips over the trunk's length gives the
cosine, signed, since seen from the front the person's left is on the right of the picture; how
far toes, nose and bent knees point sideways gives the sine. Somebody facing the left of the
picture shows their left side.

Lengths as shares of the body height H: shoulders 0.259 H, hips 0.191 H, foot 0.152 H, thigh
0.245 H, trunk from shoulder to hip 0.288 H (Drillis and Contini, Body Segment Parameters, 1966,
as drawn in Winter, Biomechanics and Motor Control of Human Movement, fig. 4.1), leg from hip to
ankle 0.491 H.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from posecoach.motion import lying
from posecoach.motion.body import longest
from posecoach.skeleton import INDEX
from posecoach.types import Array, Facing, Side, Track, View

FRONT_DEG = 25.0
"""This near to 0 is the front, to 180 the back: widths lose less than a tenth."""
SIDE_DEG = 30.0
"""This near to 90 is the side: lengths along the person's front lose less than a seventh.
Between front and side the view is oblique."""
CONFIDENT = 0.3
TRUNK = 0.288
LEG = 0.491 / TRUNK
SHOULDERS = 0.259 / TRUNK
HIPS = 0.191 / TRUNK
FOOT = 0.152 / TRUNK
THIGH = 0.245 / TRUNK
NOSE = 0.25
"""Nose before the ears, in trunks: about 12 cm of a 50 cm trunk."""
STRETCHED = 0.85
"""A trunk at least this share of its longest in the clip does not lean much to or from the
camera; only such frames are used for widths and directions, where there are any."""
KNEE_BENT = 0.4
"""Knees before the line from hip to ankle tell the front once they stand out by this share of
the thigh; knees bend one way only."""
CUE_SIGMA = {"feet": 0.25, "face": 0.5, "knees": 0.35, "hidden": 0.8}
"""How far each cue for the sine can be off, as standard deviation: feet turn out, heads turn
by themselves, knees spread, things hide joints on either side."""
CUE_JOINTS = {
    "feet": (("{side}_big_toe", "{side}_heel"), FOOT),
    "face": (("nose", "{side}_ear"), NOSE),
    "knees": (("{side}_knee",), KNEE_BENT * THIGH),
}
"""Whose places a cue hangs on, and the length, in trunks, that it is measured by."""
WIDTH_SIGMA = 0.12
"""How far people's build and the places that networks give joints are off for the cosine."""
NO_WIDTH_SIGMA = 0.5
"""Of the cosine when one side is never seen: the other hides it, so it is near 0."""
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
    up, length = _long_axis(track.xy)
    seen = length > 0
    if seen.sum() < 3:
        return UNKNOWN
    seen &= length >= STRETCHED * longest(np.where(seen, length, np.nan), track.time_s)
    cosine, cosine_sigma = _cosine(track, up, length, seen)
    sine, sine_sigma = _sine(track, up, length, seen)
    view = _view(cosine, cosine_sigma, sine, sine_sigma)
    return _lying(view, lying.turned_deg(track.xy))


def _lying(view: View, turned: tuple[float, bool] | None) -> View:
    """The view of somebody who lies, where the camera stands clearly towards one end: azimuth 0
    is from the head then, 180 from the feet."""
    if turned is None or turned[0] <= lying.SIDE_DEG:
        return view
    left = view.near == "left" or (view.near is None and view.azimuth_deg > 0)
    from_head = turned[1] == left
    azimuth = (90 - turned[0] if from_head else 90 + turned[0]) * (1 if left else -1)
    seen = replace(_facing_view(azimuth, lying.BUILD_SIGMA_DEG), lying=True)
    return replace(seen, facing="oblique") if "side" in seen.facing else seen


def _confident(track: Track, during_s: Sequence[tuple[float, float]]) -> Track:
    """The track in these times, or all of it, with only its confident joints."""
    keep = np.full(len(track.time_s), not during_s)
    for begin, end in during_s:
        keep |= (track.time_s >= begin) & (track.time_s <= end)
    doubtful = ~(track.located[keep] >= CONFIDENT)
    return replace(
        track,
        time_s=track.time_s[keep],
        xy=np.where(doubtful[..., None], np.nan, track.xy[keep]),
        confidence=track.confidence[keep],
        sigma_px=track.sigma_px[keep],
        located=track.located[keep],
    )


def _joint(xy: Array, name: str) -> Array:
    return np.asarray(xy[:, INDEX[name]])


def _middle(xy: Array, name: str) -> Array:
    """Halfway between the left and the right joint of this name, or the only one seen, (T, 2)."""
    return _mean_seen([_joint(xy, f"left_{name}"), _joint(xy, f"right_{name}")])


def _mean_seen(parts: list[Array]) -> Array:
    """Mean over the parts that are finite, NaN where none is."""
    stack = np.array(parts)
    count = np.isfinite(stack).sum(axis=0)
    total = np.nansum(stack, axis=0)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def _long_axis(xy: Array) -> tuple[Array, Array]:
    """Unit vector from hips to shoulders (T, 2) and the trunk's length (T,), 0 where not seen;
    from the legs where the trunk is hidden all the time, as behind a barbell's plates."""
    hips = _middle(xy, "hip")
    axis = _middle(xy, "shoulder") - hips
    if np.isfinite(axis).all(axis=1).sum() < 3:
        axis = (hips - _middle(xy, "ankle")) / LEG
    length = np.nan_to_num(np.linalg.norm(axis, axis=1))
    return axis / np.where(length > 0, length, np.nan)[:, None], length


def _across(vector: Array, up: Array) -> Array:
    """How far ``vector`` points to the right when ``up`` (unit) points up, (T,)."""
    return np.asarray(vector[:, 1] * up[:, 0] - vector[:, 0] * up[:, 1])


def _median(values: Array) -> tuple[float, float]:
    """Median and robust standard deviation (1.4826 times the median absolute deviation) of the
    finite values; NaN for fewer than three."""
    values = values[np.isfinite(values)]
    if len(values) < 3:
        return float("nan"), float("nan")
    middle = float(np.median(values))
    return middle, 1.4826 * float(np.median(np.abs(values - middle)))


def _cosine(track: Track, up: Array, length: Array, seen: NDArray[np.bool_]) -> tuple[float, float]:
    """Shoulder and hip widths over the trunk's length against an adult's."""
    widths = {"shoulder": SHOULDERS, "hip": HIPS}
    found = []
    for name, full in widths.items():
        left, right = _joint(track.xy, f"left_{name}"), _joint(track.xy, f"right_{name}")
        found.append(_across(left - right, up)[seen] / length[seen] / full)
    value, spread = _median(_mean_seen(found))
    if not np.isfinite(value):
        return 0.0, NO_WIDTH_SIGMA
    across = np.nan_to_num(_noise(track, ("left_shoulder", "right_shoulder"), seen))
    noise = across / (float(np.median(length[seen])) * SHOULDERS)
    return float(np.clip(value, -1, 1)), float(np.sqrt(WIDTH_SIGMA**2 + spread**2 + noise**2))


def _noise(track: Track, names: tuple[str, ...], seen: NDArray[np.bool_]) -> float:
    """Standard deviation of the difference of two joints in pixels, NaN where it is unknown."""
    sigma = track.sigma_px[seen][:, [INDEX[n] for n in names]]
    known = sigma[np.isfinite(sigma).all(axis=1)]
    return float(np.sqrt((np.median(known, axis=0) ** 2).sum())) if len(known) else float("nan")


def _cue_noise(track: Track, cue: str, length: Array, seen: NDArray[np.bool_]) -> float:
    """What the joints of a cue are off, in what it is measured by, on the side that is known best:
    feet below the picture are guessed. 0 where it is unknown."""
    joints, share = CUE_JOINTS.get(cue, ((), 1.0))
    pairs = [tuple(j.format(side=side) for j in joints) for side in ("left", "right")]
    noise = [_noise(track, pair, seen) for pair in pairs if pair]
    best = min((n for n in noise if np.isfinite(n)), default=0.0)
    return best / (float(np.median(length[seen])) * share)


def _sine(track: Track, up: Array, length: Array, seen: NDArray[np.bool_]) -> tuple[float, float]:
    """Mean of the cues for the front's direction, weighted by how far each can be off."""
    cues = {
        "feet": _feet(track.xy, length, seen, up),
        "face": _face(track.xy, up, length, seen),
        "knees": _knees(track.xy),
        "hidden": _hidden(track.confidence),
    }
    value = weights = 0.0
    for name, per_frame in cues.items():
        forward, spread = _median(np.clip(per_frame, -1, 1))
        if np.isfinite(forward):
            noise = _cue_noise(track, name, length, seen)
            weight = 1 / (CUE_SIGMA[name] ** 2 + spread**2 + noise**2)
            value, weights = value - weight * forward, weights + weight
    return (value / weights, weights**-0.5) if weights else (float("nan"), float("nan"))


def _feet(xy: Array, length: Array, seen: NDArray[np.bool_], up: Array) -> Array:
    """Toes from heels (or ankles, two thirds of the foot behind them), across the shin, the mean
    of both feet, so that turning out cancels; one foot alone where the other is not seen. Feet
    stand off from the shin in every posture, from the trunk only of who is upright."""
    both = []
    for side in ("left", "right"):
        toe, heel, knee, ankle = (
            _joint(xy, f"{side}_{name}") for name in ("big_toe", "heel", "knee", "ankle")
        )
        shin = np.linalg.norm(knee - ankle, axis=1)[:, None]
        along = np.where(shin > 0, (knee - ankle) / np.where(shin > 0, shin, np.nan), up)
        whole = _across(toe - heel, along) / FOOT
        part = _across(toe - ankle, along) / (FOOT * 2 / 3)
        both.append(np.where(np.isfinite(whole), whole, part)[seen] / length[seen])
    return _mean_seen(both)


def _face(xy: Array, up: Array, length: Array, seen: NDArray[np.bool_]) -> Array:
    """Nose from the middle of the ears, or from the only ear seen."""
    return _across(_joint(xy, "nose") - _middle(xy, "ear"), up)[seen] / (length[seen] * NOSE)


def _knees(xy: Array) -> Array:
    """Knees from the line between hip and ankle, against how far they must stand out for a leg
    of two thighs' length that has shortened so much."""
    both = []
    for side in ("left", "right"):
        hip, knee, ankle = (_joint(xy, f"{side}_{j}") for j in ("hip", "knee", "ankle"))
        thigh, leg = np.linalg.norm(hip - knee, axis=1), np.linalg.norm(hip - ankle, axis=1)
        if not np.isfinite(thigh).any():
            continue
        full = float(np.nanpercentile(thigh, 95))
        out = np.sqrt(np.maximum(full**2 - (leg / 2) ** 2, 0.0))
        out[~(out >= KNEE_BENT * full)] = np.nan
        up = (hip - ankle) / np.where(leg > 0, leg, np.nan)[:, None]
        both.append(_across(knee - ankle, up) / out)
    return _mean_seen(both) if both else np.full(len(xy), np.nan)


def _hidden(confidence: Array) -> Array:
    """Which side is seen better: the left one from the left, where the front points left."""
    names = ("ear", "shoulder", "elbow", "hip", "knee", "ankle")
    left, right = (
        confidence[:, [INDEX[f"{side}_{n}"] for n in names]].mean(axis=1)
        for side in ("left", "right")
    )
    either = np.maximum(left, right)
    return np.where(either >= CONFIDENT, (right - left) / np.maximum(either, CONFIDENT), np.nan)


def _view(cosine: float, cosine_sigma: float, sine: float, sine_sigma: float) -> View:
    """Azimuth from its cosine and sine, each with its standard deviation."""
    length = float(np.hypot(cosine, sine))
    if not length >= WEAK:
        return UNKNOWN
    azimuth = float(np.rad2deg(np.arctan2(sine, cosine)))
    error = np.hypot(sine * cosine_sigma, cosine * sine_sigma) / length**2
    return _facing_view(azimuth, float(np.rad2deg(error)))


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
