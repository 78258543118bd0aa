"""Somebody who lies or props on the floor: how far the camera stands towards head or feet.

Seen square from the side their left and right joints of one name lie behind each other, and
the trunk shows its whole length; seen from the head or the feet it is the other way round. So, with
the camera t degrees away from the side, along the horizon of the picture

    tan t = (left from right / shoulder width) / (shoulders from hips / trunk length)

From above nothing of this holds: there a body that lies along the picture keeps left and right
above each other, t is 0, and nothing changes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecoach.skeleton import INDEX
from posecoach.types import Array

SHOULDER_WIDTH, HIP_WIDTH = 0.21, 0.12
"""Between the joints, as shares of the height: 0.2 and 0.09 between the centres in the model of
Rajagopal et al. (Full-body musculoskeletal model, 2016), a little more where networks put them. The
outer widths of a body are larger; here they would take 45 degrees for 30. Both are
needed: what perspective does to the shoulders, at one end of the body, it does less to the hips."""
OUTER_WIDTH, TRUNK, SHANK = 0.259, 0.288, 0.246
"""Drillis and Contini (1966), see ``azimuth``."""
LOW_HIPS = 0.4
"""Hips no higher above the feet than this share of the height most of the time. On the floor they
look that high when the feet are nearest to the camera; standing they are at a half."""
LEVEL = 0.15
"""Shoulders and hips that differ in height by less: a trunk within 30 degrees of level."""
LEVEL_SHARE = 0.25
"""For so much of the time at least, and longer than the trunk stands ``UPRIGHT`` or more: who
squats deep before the camera and leans towards it looks level as well, for a while."""
UPRIGHT = 0.2
"""Shoulders above the hips by so much: a trunk within 45 degrees of upright."""
SIDE_DEG = 24.0
"""Up to here it is a side view: six degrees less than for ``view``, because people narrower than
these widths look less turned than they are, and their hips would look further off the line."""
BUILD_SIGMA_DEG = 8.0
"""What people's build leaves open."""


def turned_deg(xy: Array) -> tuple[float, bool] | None:
    """Degrees from square to the side, 0..90, and whether left and right, from one end to the
    other, run against shoulders and hips; None for somebody who does not lie.

    ``xy`` (T, 26, 2) has only joints that can be trusted.
    """
    shoulders, hips = _ends(xy, "shoulder"), _ends(xy, "hip")
    height = _height_px(xy, shoulders, hips)
    trunk = shoulders.mean(axis=0) - hips.mean(axis=0)
    low = _ends(xy, "ankle").mean(axis=0)[:, 1] - hips.mean(axis=0)[:, 1] < LOW_HIPS * height
    level: NDArray[np.bool_] = np.abs(trunk[:, 1]) < LEVEL * height
    known = np.isfinite(trunk[:, 1])
    if known.sum() < 3 or low[known].mean() < 0.5:
        return None
    upright = (-trunk[known, 1] > UPRIGHT * height).mean()
    if level[known].mean() < max(LEVEL_SHARE, upright):
        return None
    across = [
        (ends[0] - ends[1])[level, 0] / width
        for ends, width in ((shoulders, SHOULDER_WIDTH), (hips, HIP_WIDTH))
    ]
    width, length = np.nanmedian(np.mean(across, axis=0)), np.nanmedian(trunk[level, 0]) / TRUNK
    turned = float(np.degrees(np.arctan2(abs(width), abs(length))))
    return turned, bool(width * length < 0)


def _ends(xy: Array, name: str) -> Array:
    """The left and the right joint of this name, (2, T, 2)."""
    return np.stack([xy[:, INDEX[f"{side}_{name}"]] for side in ("left", "right")])


def _height_px(xy: Array, shoulders: Array, hips: Array) -> float:
    """The person's height in pixels, from whatever shows its length best."""
    shanks = _ends(xy, "knee") - _ends(xy, "ankle")
    shown = (
        (shoulders[0] - shoulders[1], OUTER_WIDTH),
        (shoulders.mean(axis=0) - hips.mean(axis=0), TRUNK),
        (shanks.reshape(-1, 2), SHANK),
    )
    lengths = [np.linalg.norm(line, axis=1) / share for line, share in shown]
    found = [np.percentile(v[np.isfinite(v)], 95) for v in lengths if np.isfinite(v).any()]
    return float(max(found, default=np.nan))
