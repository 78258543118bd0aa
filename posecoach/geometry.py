"""Plane geometry in pure numpy: boxes, crops, angles.

Pixel centres lie at integer coordinates; x runs right, y down. A 2x3 matrix maps
``(x, y, 1)`` of the picture to ``(x, y)`` of a crop, as ``cv2.warpAffine`` understands it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from posecoach.skeleton import OKS_SIGMAS

Array = NDArray[np.float64]


def crop_matrix(
    center: ArrayLike, side: float, size: int, rotation_deg: float = 0.0, mirror: bool = False
) -> Array:
    """Affine map from a picture to a ``size`` x ``size`` crop of the square of ``side`` pixels
    around ``center``; the content turns clockwise by ``rotation_deg``, then is mirrored."""
    if side <= 0 or size <= 0:
        raise ValueError(f"expected a positive side and size, got {side} and {size}")
    scale, turn = size / side, np.deg2rad(rotation_deg)
    linear = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    if mirror:
        linear[0] *= -1
    middle = np.full(2, (size - 1) / 2)
    offset = middle - linear @ np.asarray(center, dtype=float)
    return np.hstack([linear, offset[:, None]])


def invert(matrix: Array) -> Array:
    """The 2x3 matrix of the opposite map."""
    linear = np.linalg.inv(matrix[:, :2])
    return np.hstack([linear, -(linear @ matrix[:, 2])[:, None]])


def apply(matrix: Array, xy: ArrayLike) -> Array:
    """Map points (..., 2)."""
    return np.asarray(np.asarray(xy, dtype=float) @ matrix[:, :2].T + matrix[:, 2])


def scale_of(matrix: Array) -> float:
    """Crop pixels per picture pixel."""
    return float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))


def box_square(box_xyxy: ArrayLike, padding: float) -> tuple[Array, float]:
    """Centre (2,) and side of the square of ``padding`` times the box's longer side."""
    x0, y0, x1, y1 = np.asarray(box_xyxy, dtype=float)
    side = max(x1 - x0, y1 - y0) * padding
    return np.array([(x0 + x1) / 2, (y0 + y1) / 2]), max(float(side), 1.0)


def boxes_iou(a_xyxy: ArrayLike, b_xyxy: ArrayLike) -> Array:
    """Intersection over union of every box of ``a`` (N, 4) with every box of ``b`` (M, 4)."""
    a = np.asarray(a_xyxy, dtype=float).reshape(-1, 1, 4)
    b = np.asarray(b_xyxy, dtype=float).reshape(1, -1, 4)
    low, high = np.maximum(a[..., :2], b[..., :2]), np.minimum(a[..., 2:], b[..., 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=-1)
    area_a = np.prod(a[..., 2:] - a[..., :2], axis=-1)
    area_b = np.prod(b[..., 2:] - b[..., :2], axis=-1)
    return np.asarray(shared / np.maximum(area_a + area_b - shared, 1e-9))


def points_box(xy: Array, margin: float = 0.0) -> Array:
    """Box (4,) around the finite points of (N, 2), widened on each side by ``margin`` times
    its longer side; NaN where no point is finite."""
    seen = xy[np.isfinite(xy).all(axis=-1)]
    if len(seen) == 0:
        return np.full(4, np.nan)
    low, high = seen.min(axis=0), seen.max(axis=0)
    extra = margin * float((high - low).max())
    return np.concatenate([low - extra, high + extra])


def keypoint_similarity(a_xy: Array, b_xy: Array, area: float, widen: float = 1.0) -> float:
    """Object keypoint similarity (OKS) of two skeletons (26, 2), 0..1, over the joints finite
    in both; NaN where there is none.

    COCO's formula (Lin et al., keypoint evaluation); ``area`` of the person in square pixels,
    ``widen`` multiplies the distance that is forgiven.
    """
    both = np.isfinite(a_xy).all(axis=1) & np.isfinite(b_xy).all(axis=1)
    if not both.any() or not area > 0:
        return float("nan")
    squared = ((a_xy[both] - b_xy[both]) ** 2).sum(axis=1)
    spread = area * (2 * OKS_SIGMAS[both] * widen) ** 2
    return float(np.exp(-squared / (2 * spread)).mean())


def finite_median(values: Array) -> Array:
    """Median over the last axis of the finite values, NaN where there is none; many times
    faster than numpy's nanmedian on short rows."""
    ordered = np.sort(values, axis=-1)  # NaN last
    count = np.isfinite(values).sum(axis=-1, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis=-1)
    high = np.take_along_axis(ordered, count // 2, axis=-1)
    return np.asarray((low + high)[..., 0] / 2)


def apex(first: Array | float, second: Array | float, base: Array) -> tuple[Array, Array]:
    """Where the corner of a triangle lies that is ``first`` from one end of its ``base`` (...) and
    ``second`` from the other: how far along the base from the first end, and how far off it, (...)
    each; 0 off where the two sides are too short to meet."""
    along = (first**2 - second**2 + base**2) / (2 * base)
    return np.asarray(along), np.asarray(np.sqrt(np.maximum(first**2 - along**2, 0.0)))
