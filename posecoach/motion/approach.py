"""Lengths of somebody who steps towards the camera, seen from between front and side.

A lunge takes the hips a quarter of a metre nearer to a camera that is two and a half away, so all
of the leg looks a tenth longer, as much as the hips sink in a shallow one. Who moves forwards
moves to the side of the picture as well: with the camera's azimuth known the one tells the other.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posecoach.geometry import finite_median
from posecoach.motion import trunk
from posecoach.motion.body import Body, locate
from posecoach.skeleton import INDEX, JOINTS
from posecoach.types import Array, Side

FOCAL_LENGTH = 0.85
"""Of the usual camera in a phone or laptop, in longer sides of the picture: 60 degrees of view."""
MOST = 0.2
"""Share of the distance to the camera that a step or a lunge covers. Who moves further walks, and
not always straight ahead."""
FEET = [
    [INDEX[f"{side}_{joint}"] for joint in ("ankle", "heel", "big_toe", "small_toe")]
    for side in ("left", "right")
]
"""Joints that come nearer together: apart, their errors would lift heels off the floor."""


def undone(body: Body) -> Body:
    """The same with every joint where it would show at its usual distance from the camera: that
    at which it mostly is. As it is from elsewhere than between front and side, on the floor, and
    in a picture of unknown size. Joints outside the picture are missing.

    A joint that is nearer by a share s of the distance shows 1 / (1 - s) times as far from the
    middle of the picture, and, with the camera at azimuth a, s / tan a to the side of where it
    mostly is.
    """
    if body.size_px is None or not stands_between(body):
        return body
    xy = np.stack([body.xy(joint) for joint in JOINTS], axis=1)
    middle = (np.array(body.size_px) - 1) / 2
    away = 1 - _nearer(xy[..., 0], FOCAL_LENGTH * max(body.size_px), body.view.azimuth_deg)
    track = replace(body.track, xy=middle + (xy - middle) * away[..., None])
    return Body(track, body.view, None)


def _nearer(x: Array, focal_px: float, azimuth_deg: float) -> Array:
    """By what share of the distance to the camera joints at ``x`` (T, 26) are nearer, (T, 26)."""
    aside = (x - finite_median(x.T)) / focal_px
    nearer = np.clip(-aside / np.tan(np.radians(azimuth_deg)), -MOST, MOST)
    for foot in FEET:
        nearer[:, foot] = finite_median(nearer[:, foot])[:, None]
    return np.asarray(nearer)


def stands_between(body: Body) -> bool:
    """Whether it is somebody upright, seen between front and side from a direction that is known:
    of somebody who lies, forwards is elsewhere."""
    return trunk.is_between(body.view) and _is_upright(body)


def _is_upright(body: Body) -> bool:
    """Whether the legs mostly run down the picture."""
    sides: tuple[Side, ...] = ("left", "right")
    legs = np.concatenate([locate(body, "ankle", s)[0] - locate(body, "hip", s)[0] for s in sides])
    seen = legs[np.isfinite(legs).all(axis=1)]
    if len(seen) == 0:
        return False
    x, y = np.median(seen, axis=0)
    return bool(y > abs(x))
