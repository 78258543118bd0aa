"""Other programs' joints in the order of the 26: tables, and what to do with their gaps.

A table names, for each of the other order's places, the joint of the 26 that it holds; "" is
one that the 26 lack. Sources: OpenPose's "Output" page (BODY_25, COCO-18), COCO's keypoints
(Lin et al., 2014), BlazePose's 33 landmarks (Bazarevsky et al., "BlazePose", 2020).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecoach.skeleton import INDEX, JOINT_COUNT, JOINTS, MIDPOINTS

Array = NDArray[np.float64]

COCO_17: tuple[str, ...] = JOINTS[:17]

HALPE_26: tuple[str, ...] = JOINTS

OPENPOSE_18: tuple[str, ...] = (
    "nose", "neck",
    "right_shoulder", "right_elbow", "right_wrist",
    "left_shoulder", "left_elbow", "left_wrist",
    "right_hip", "right_knee", "right_ankle", "left_hip", "left_knee", "left_ankle",
    "right_eye", "left_eye", "right_ear", "left_ear",
)  # fmt: skip

BODY_25: tuple[str, ...] = (
    "nose", "neck",
    "right_shoulder", "right_elbow", "right_wrist",
    "left_shoulder", "left_elbow", "left_wrist",
    "hip", "right_hip", "right_knee", "right_ankle", "left_hip", "left_knee", "left_ankle",
    "right_eye", "left_eye", "right_ear", "left_ear",
    "left_big_toe", "left_small_toe", "left_heel",
    "right_big_toe", "right_small_toe", "right_heel",
)  # fmt: skip

BLAZEPOSE_NAMES: tuple[str, ...] = (
    "nose",
    "left_eye_inner", "left_eye", "left_eye_outer",
    "right_eye_inner", "right_eye", "right_eye_outer",
    "left_ear", "right_ear", "mouth_left", "mouth_right",
    "left_shoulder", "right_shoulder", "left_elbow", "right_elbow",
    "left_wrist", "right_wrist", "left_pinky", "right_pinky",
    "left_index", "right_index", "left_thumb", "right_thumb",
    "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle",
    "left_heel", "right_heel", "left_foot_index", "right_foot_index",
)  # fmt: skip
"""As MediaPipe calls its landmarks, in their order."""

FOOT_INDEX: dict[str, str] = {
    "left_foot_index": "left_big_toe",
    "right_foot_index": "right_big_toe",
}
"""BlazePose has one point for the tip of the foot; of the 26 the big toe is nearest to it."""


def joint_named(name: str) -> str | None:
    """The joint of the 26 that a name of ours, COCO's or BlazePose's means; "" for one of
    BlazePose's that the 26 lack, None for no joint at all."""
    if name in INDEX:
        return name
    return FOOT_INDEX.get(name, "") if name in BLAZEPOSE_NAMES else None


BLAZEPOSE_33: tuple[str, ...] = tuple(joint_named(name) or "" for name in BLAZEPOSE_NAMES)

KNOWN_NAMES: tuple[str, ...] = tuple(dict.fromkeys((*JOINTS, *BLAZEPOSE_NAMES)))


def to_26(values: Array, order: tuple[str, ...]) -> Array:
    """Rows (len(order), ...) of another order as rows (26, ...); NaN where it has no such joint.

    ValueError if the lengths differ.
    """
    if len(values) != len(order):
        raise ValueError(f"expected {len(order)} joints, got {len(values)}")
    found = np.full((JOINT_COUNT, *values.shape[1:]), np.nan)
    known = [i for i, name in enumerate(order) if name]
    found[[INDEX[order[i]] for i in known]] = values[known]
    return found


def from_26(values: Array, order: tuple[str, ...]) -> Array:
    """Rows (26, ...) as rows (len(order), ...) of another order; NaN where the 26 lack it."""
    found = np.full((len(order), *values.shape[1:]), np.nan)
    known = [i for i, name in enumerate(order) if name]
    found[known] = values[[INDEX[order[i]] for i in known]]
    return found


def fill_midpoints(xy: Array, confidence: Array, sigma_px: Array) -> tuple[Array, Array, Array]:
    """Neck and hip, where missing, halfway between shoulders and hips that are there.

    Of one skeleton, (26, 2), (26,) and (26,); copies. A midpoint is as sure as the less sure of
    the two, and its standard deviation that of their mean.
    """
    xy, confidence, sigma_px = xy.copy(), confidence.copy(), sigma_px.copy()
    for name, ends in MIDPOINTS.items():
        middle, pair = INDEX[name], [INDEX[end] for end in ends]
        if np.isfinite(xy[middle]).all() or not np.isfinite(xy[pair]).all():
            continue
        xy[middle] = xy[pair].mean(axis=0)
        confidence[middle] = confidence[pair].min()
        sigma_px[middle] = np.hypot(*sigma_px[pair]) / 2
    return xy, confidence, sigma_px
