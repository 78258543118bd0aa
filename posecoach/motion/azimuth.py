"""What a skeleton says of the camera's azimuth: its cosine from widths, its sine from feet, face,
knees and what is hidden.

Let a be the camera's azimuth around the person's long axis: 0 in front, +90 at their left. In
the picture, turned so that the trunk points up, the person's left lies at cos(a) along x and
their front at -sin(a). So the width of shoulders and hips over the trunk's length gives the
cosine, signed, since seen from the front the person's left is on the right of the picture; how
far toes, nose and bent knees point sideways gives the sine. Somebody facing the left of the
picture shows their left side.

Lengths as shares of the body height H: foot 0.152 H, thigh 0.245 H, trunk from shoulder to hip
0.288 H (Drillis and Contini, Body Segment Parameters, 1966, as drawn in Winter, Biomechanics and
Motor Control of Human Movement, fig. 4.1), leg from hip to ankle 0.491 H. The breadths drawn there
are those of the whole shoulders and hips; from joint to joint it is less.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecoach.geometry import apex
from posecoach.skeleton import INDEX
from posecoach.types import Array, Track

CONFIDENT = 0.3
TRUNK = 0.288
LEG = 0.491 / TRUNK
SHOULDERS, HIPS = 0.80, 0.47
"""Between left and right joint, in trunks: medians of 301 people photographed from the front, as
COCO, MPII and LSP label them. In rendered people it is 0.78 and 0.45."""
FOOT = 0.152 / TRUNK
THIGH = 0.245 / TRUNK
NOSE = 0.25
"""Nose before the ears, in trunks: about 12 cm of a 50 cm trunk."""
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


def long_axis(xy: Array) -> tuple[Array, Array]:
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


def cosine(track: Track, up: Array, length: Array, seen: NDArray[np.bool_]) -> tuple[float, float]:
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
    if cue not in CUE_JOINTS:
        return 0.0
    joints, share = CUE_JOINTS[cue]
    pairs = [tuple(j.format(side=side) for j in joints) for side in ("left", "right")]
    noise = [_noise(track, pair, seen) for pair in pairs]
    best = min((n for n in noise if np.isfinite(n)), default=0.0)
    return best / (float(np.median(length[seen])) * share)


def sine(track: Track, up: Array, length: Array, seen: NDArray[np.bool_]) -> tuple[float, float]:
    """Mean of the cues for the front's direction, weighted by how far each can be off."""
    cues = {
        "feet": _feet(track.xy, up, length, seen),
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


def _feet(xy: Array, up: Array, length: Array, seen: NDArray[np.bool_]) -> Array:
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
    that has shortened so much."""
    both = []
    for side in ("left", "right"):
        hip, knee, ankle = (_joint(xy, f"{side}_{j}") for j in ("hip", "knee", "ankle"))
        thigh, shank = np.linalg.norm(hip - knee, axis=1), np.linalg.norm(knee - ankle, axis=1)
        leg = np.linalg.norm(hip - ankle, axis=1)
        if not (np.isfinite(thigh).any() and np.isfinite(shank).any()):
            continue
        full, lower = (float(np.nanpercentile(limb, 95)) for limb in (thigh, shank))
        _, out = apex(full, lower, np.maximum(leg, max(abs(full - lower), 1e-9)))
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
