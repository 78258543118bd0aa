"""The skeleton: 26 joints in the order of Halpe (Fang et al., "AlphaPose", TPAMI 2022).

COCO's 17 joints come first, then head top, neck, hip (midpoints), toes and heels. ``left``
is the person's own left. Arrays over joints have length 26 in this order everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

JOINTS: tuple[str, ...] = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear",
    "left_shoulder", "right_shoulder", "left_elbow", "right_elbow",
    "left_wrist", "right_wrist", "left_hip", "right_hip",
    "left_knee", "right_knee", "left_ankle", "right_ankle",
    "head", "neck", "hip",
    "left_big_toe", "right_big_toe", "left_small_toe", "right_small_toe",
    "left_heel", "right_heel",
)  # fmt: skip

COCO_JOINTS: tuple[str, ...] = JOINTS[:17]
"""The 17 of COCO (Lin et al., 2014), in its order."""

MPII_JOINTS: tuple[str, ...] = (
    "right_ankle", "right_knee", "right_hip", "left_hip", "left_knee", "left_ankle",
    "hip", "neck", "", "head",
    "right_wrist", "right_elbow", "right_shoulder",
    "left_shoulder", "left_elbow", "left_wrist",
)  # fmt: skip
"""The 16 of MPII (Andriluka et al., CVPR 2014), in its order, by their names here: its pelvis is
the hip, its thorax the neck. "" stands for its upper neck, which the 26 lack."""

JOINT_COUNT = len(JOINTS)

INDEX: dict[str, int] = {name: i for i, name in enumerate(JOINTS)}

LIMBS: tuple[tuple[str, str], ...] = (
    ("head", "neck"), ("neck", "hip"),
    ("neck", "left_shoulder"), ("neck", "right_shoulder"),
    ("left_shoulder", "left_elbow"), ("left_elbow", "left_wrist"),
    ("right_shoulder", "right_elbow"), ("right_elbow", "right_wrist"),
    ("hip", "left_hip"), ("hip", "right_hip"),
    ("left_hip", "left_knee"), ("left_knee", "left_ankle"),
    ("right_hip", "right_knee"), ("right_knee", "right_ankle"),
    ("left_ankle", "left_heel"), ("left_ankle", "left_big_toe"),
    ("right_ankle", "right_heel"), ("right_ankle", "right_big_toe"),
)  # fmt: skip
"""The bones to draw, as pairs of joint names."""

MIDPOINTS: dict[str, tuple[str, str]] = {
    "neck": ("left_shoulder", "right_shoulder"),
    "hip": ("left_hip", "right_hip"),
}
"""Joints that lie halfway between two others, for sources that lack them."""

LIMB_JOINTS: tuple[str, ...] = JOINTS[5:17]
"""Shoulders, elbows, wrists, hips, knees, ankles: the twelve that PCK is quoted over."""

FOOT_JOINTS: tuple[str, ...] = ("left_big_toe", "right_big_toe", "left_heel", "right_heel")


def opposite(name: str) -> str:
    """The joint of the same kind on the other side; a middle joint is its own."""
    if name.startswith("left_"):
        return "right_" + name[5:]
    if name.startswith("right_"):
        return "left_" + name[6:]
    return name


MIRROR: NDArray[np.intp] = np.array([INDEX[opposite(n)] for n in JOINTS], dtype=np.intp)
"""``xy[MIRROR]`` exchanges left and right, (26,)."""

OKS_SIGMAS: NDArray[np.float64] = np.array(
    [0.026, 0.025, 0.025, 0.035, 0.035]
    + [0.079] * 2 + [0.072] * 2 + [0.062] * 2 + [0.107] * 2 + [0.087] * 2 + [0.089] * 2
    + [0.026, 0.026, 0.066]
    + [0.079] * 6
)  # fmt: skip
"""Per-joint spread of human annotators over the square root of the person's area, (26,).

COCO's published values for the first 17 (Lin et al., keypoint evaluation); the rest are
those that MMPose uses for Halpe-26.
"""


def from_names(names: Sequence[str]) -> NDArray[np.intp]:
    """Index into the 26 joints for each of ``names``, (len(names),); ValueError if unknown."""
    unknown = [n for n in names if n not in INDEX]
    if unknown:
        raise ValueError(f"expected joint names of the 26-joint skeleton, got {unknown[0]!r}")
    return np.array([INDEX[n] for n in names], dtype=np.intp)


_BODY_BONES = from_names(
    ["neck", "hip", "left_hip", "left_knee", "right_hip", "right_knee",
     "left_knee", "left_ankle", "right_knee", "right_ankle"]
).reshape(-1, 2)  # fmt: skip


def body_size(xy: NDArray[np.float64]) -> float:
    """The person's size in pixels: the median over time of their longest of trunk, thighs
    and shanks, which are alike in length (0.25 to 0.29 of the height), so that one seen
    foreshortened does not shrink the measure. ``xy`` (..., 26, 2); NaN if never seen."""
    ends = xy[..., _BODY_BONES, :]
    lengths = np.linalg.norm(ends[..., 0, :] - ends[..., 1, :], axis=-1)
    longest = np.where(np.isfinite(lengths), lengths, 0.0).max(axis=-1)
    seen = longest[longest > 0]
    return float(np.median(seen)) if seen.size else float("nan")
