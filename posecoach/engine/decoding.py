"""From heatmap logits to places: where the joint is, how sure that is, how sharp.

Sub-cell places come from the second-order Taylor expansion of the logarithm of the heatmap
(DARK: Zhang et al., "Distribution-Aware Coordinate Representation for Human Pose
Estimation", CVPR 2020, section 3.1). The derivatives are the least-squares quadratic
through the 3x3 cells around the peak, which smooths like the paper's modulation but stays
exact where the window touches the border.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.convention import Convention
from posecoach.engine.pairs import Pair, draw_apart
from posecoach.nets.hourglass import STRIDE
from posecoach.skeleton import JOINT_COUNT, JOINTS, from_names

Array = NDArray[np.float64]

REFERENCE_CELLS = 64
"""Target widths are those of a heatmap of this many cells and scale with its size."""

WINDOW_WIDTHS = 3.0
"""Radius of the neighbourhood of a peak, in target widths: holds 99% of a sharp Gaussian."""

SIGMA_FLOOR_CELLS = 0.2
"""No joint is known better than this: the label noise of the training pictures."""

MAX_SHIFT_CELLS = 1.5
"""The expansion is trusted this far from the highest cell."""


def target_width(cells: int) -> Array:
    """Standard deviation of each joint's training target in cells of a map ``cells`` wide,
    (26,): face points are labelled most sharply, hips least."""
    width = np.full(JOINT_COUNT, 2.0)
    width[from_names(("nose", "left_eye", "right_eye", "left_ear", "right_ear", "head"))] = 1.0
    width[from_names(("left_hip", "right_hip", "hip"))] = 2.5
    width[from_names(JOINTS[20:26])] = 1.5
    return width * (cells / REFERENCE_CELLS)


@cache
def _quadratic_operator() -> Array:
    """Maps the 9 values of a 3x3 window, row by row, to the 6 coefficients of
    a + b x + c y + d x^2 / 2 + e y^2 / 2 + f x y, (6, 9)."""
    y, x = np.mgrid[-1:2, -1:2].reshape(2, 9).astype(float)
    return np.asarray(np.linalg.pinv(np.stack([x * 0 + 1, x, y, x * x / 2, y * y / 2, x * y], 1)))


@dataclass(frozen=True)
class Decoded:
    """Per map: ``cells`` (..., 2) x, y in cells; ``confidence``, ``sigma_cells`` and
    ``spread_cells`` (...), the last over the whole map."""

    cells: Array
    confidence: Array
    sigma_cells: Array
    spread_cells: Array

    def deviation(self, source: str) -> Array:
        """What a file's ``sigma_from`` names: ``"peak"`` the sharpness of the peak alone,
        ``"map"`` how far the whole map's belief lies from the place."""
        return {"peak": self.sigma_cells, "map": self.spread_cells}[source]


def decode(
    logits: NDArray[np.float32], target_width: Array, pairs: dict[str, Pair] | None = None
) -> Decoded:
    """Decode logits (N, J, H, W); ``target_width`` (J,) is the training targets' standard
    deviation in cells of this map. Legs' ``pairs`` that lie together are drawn apart.

    Confidence is the share of the softmax within ``WINDOW_WIDTHS`` target widths of the
    place: the network's own probability that the joint is there and not elsewhere. Sigma is
    the standard deviation along one axis within that neighbourhood, with the width that the
    training targets themselves had taken out. Spread is the same over the whole map and with
    nothing taken out: a second place that the network believes in widens it.
    """
    people, joints, height, width = logits.shape
    flat = logits.reshape(people * joints, height, width)
    widths = np.tile(np.asarray(target_width, dtype=float), people)
    shape = (people, joints)
    row, column = np.divmod(flat.reshape(len(flat), -1).argmax(axis=1), width)
    peaks, sure = np.stack([column, row], axis=1).reshape(*shape, 2), np.full(shape, np.nan)
    if pairs:
        peaks, sure = draw_apart(logits, peaks, WINDOW_WIDTHS * target_width, pairs)
    column, row = peaks.reshape(-1, 2).T
    cells = _refine(flat, row, column)
    confidence, variance = _moments(flat, row, column, cells, widths)
    confidence = np.where(np.isnan(sure.ravel()), confidence, sure.ravel())
    sigma = np.sqrt(np.maximum(variance - widths**2, SIGMA_FLOOR_CELLS**2))
    return Decoded(
        cells.reshape(*shape, 2),
        confidence.reshape(shape),
        sigma.reshape(shape),
        _spread(flat, cells).reshape(shape),
    )


def _refine(
    log_maps: NDArray[np.float32], row: NDArray[np.intp], column: NDArray[np.intp]
) -> Array:
    """Sub-cell peaks (M, 2) of (M, H, W) around whole-cell ones."""
    _, height, width = log_maps.shape
    r = np.clip(row, 1, height - 2)
    c = np.clip(column, 1, width - 2)
    steps = np.arange(-1, 2)
    maps = np.arange(len(log_maps))[:, None, None]
    window = log_maps[maps, r[:, None, None] + steps[:, None], c[:, None, None] + steps]
    window = window.astype(np.float64)
    _, b, d, xx, yy, xy = _quadratic_operator() @ window.reshape(-1, 9).T
    determinant = xx * yy - xy**2
    concave = (xx < 0) & (determinant > 1e-12)
    safe = np.where(concave, determinant, 1.0)
    shift = np.stack([(xy * d - yy * b) / safe, (xy * b - xx * d) / safe], axis=1)
    peak = np.stack([column, row], axis=1).astype(float)
    place = np.stack([c, r], axis=1) + shift
    near = concave & (np.abs(place - peak) <= MAX_SHIFT_CELLS).all(axis=1)
    return np.where(near[:, None], place, peak)


def _moments(
    log_maps: NDArray[np.float32],
    row: NDArray[np.intp],
    column: NDArray[np.intp],
    cells: Array,
    widths: Array,
) -> tuple[Array, Array]:
    """Share of the softmax near ``cells`` (M,), and its variance along one axis there (M,);
    the highest cells are at ``row``, ``column``."""
    count, height, width = log_maps.shape
    # The whole map is needed for its sum only, for which single precision will do; what is
    # multiplied by distances lies in the neighbourhood.
    belief = np.exp(log_maps - log_maps[np.arange(count), row, column][:, None, None])
    belief = belief.reshape(count, -1)
    reach = WINDOW_WIDTHS * widths
    steps = np.arange(2 * int(np.ceil(reach.max() + MAX_SHIFT_CELLS)) + 1)
    rows = row[:, None] + steps - len(steps) // 2
    columns = column[:, None] + steps - len(steps) // 2
    dx2, x = _along(columns, cells[:, :1], width)
    dy2, y = _along(rows, cells[:, 1:], height)
    square = dy2[:, :, None] + dx2[:, None, :]
    within = square <= reach[:, None, None] ** 2
    window = belief[np.arange(count)[:, None, None], (y * width)[:, :, None] + x[:, None, :]]
    near = np.where(within, window, 0.0)
    mass = near.sum(axis=(1, 2))
    second = (near * np.where(within, square, 0.0)).sum(axis=(1, 2))
    return np.minimum(mass / belief.sum(axis=1), 1.0), second / np.maximum(2 * mass, 1e-12)


def _spread(log_maps: NDArray[np.float32], cells: Array) -> Array:
    """Root mean square distance along one axis of the softmax from ``cells`` (M, 2), (M,)."""
    _, height, width = log_maps.shape
    shifted = np.exp(log_maps - log_maps.max(axis=(1, 2), keepdims=True))
    along_x, along_y = shifted.sum(axis=1), shifted.sum(axis=2)
    square = (along_x * (np.arange(width) - cells[:, :1]) ** 2).sum(axis=1)
    square += (along_y * (np.arange(height) - cells[:, 1:]) ** 2).sum(axis=1)
    variance = square / (2 * along_x.sum(axis=1))
    return np.asarray(np.sqrt(np.maximum(variance, SIGMA_FLOOR_CELLS**2)))


def _along(places: NDArray[np.intp], middle: Array, length: int) -> tuple[Array, NDArray[np.intp]]:
    """Squared distances of ``places`` (M, K) to ``middle`` (M, 1) along one axis, infinite
    beyond the map's ``length``, and the places moved inside it."""
    outside = (places < 0) | (places >= length)
    squared = np.where(outside, np.inf, (places - middle) ** 2)
    return squared, np.clip(places, 0, length - 1)


def cells_to_pixels(cells: Array, first_px: float = Convention.first_cell_px) -> Array:
    """Input pixel of a heatmap coordinate, cell 0 being centred on ``first_px``: the inverse of
    the training targets' ``cell_of``."""
    return np.asarray(cells * STRIDE + first_px)
