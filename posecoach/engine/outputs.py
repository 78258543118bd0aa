"""What a pose network puts out, maps or numbers, decoded alike.

Heatmap networks give logits (N, J, G, G); networks that regress give (N, J, 3): x, y and the
logarithm of the error's scale, in the same cells.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.decoding import (
    SIGMA_FLOOR_CELLS,
    WINDOW_WIDTHS,
    Decoded,
    decode,
)
from posecoach.engine.pairs import Pair

Array = NDArray[np.float64]
Output = NDArray[np.float32]

LOG_SCALE_LIMITS = (-3.0, 6.0)
"""Natural logarithms of cells beyond which no scale of error makes sense."""

HIDDEN_WIDENS, SURELY_SEEN = 1.4, 0.7
"""Joints that are hidden are further off than maps as sharp of joints that are seen, and already
where it is not clear whether they are seen: below a probability of 0.7 by as much, from there to
1 ever less."""

LOST_WIDENS, LOST, FOUND = 3.0, 0.75, 0.98
"""The less of its belief a map has at the place, the more often that is the wrong one of two:
of rendered people's joints located with 0.3 to 0.7, 86 % lay within 5 of the sigmas that hold of
those with 0.95 and more, where a normal has 2. With both factors sigma's middle is right for
people rendered and photographed, seen and hidden, and its tails are lighter."""


def decode_output(
    output: Output, widths: Array, cells: int, pairs: dict[str, Pair] | None = None
) -> Decoded:
    """Places, confidence and sigma of either kind; maps are ``cells`` wide, ``widths`` (J,) are
    the training targets' standard deviations, ``pairs`` as for `decode`."""
    if output.ndim == 4:
        return decode(output, widths, pairs)
    return decode_places(output, widths, cells)


def decode_places(output: Output, widths: Array, cells: int) -> Decoded:
    """Decode (N, J, 3) whose error is distributed as exp(-r / b), b the scale.

    Confidence means what it means for maps, the network's own probability that the joint is
    within ``WINDOW_WIDTHS`` target ``widths`` (J,) of the place; 0 where the place lies outside
    the crop, of which the network has seen nothing. Sigma is the standard deviation along one
    axis, sqrt(3) b.
    """
    places = output[..., :2].astype(np.float64)
    scale = np.exp(np.clip(output[..., 2].astype(np.float64), *LOG_SCALE_LIMITS))
    reach = WINDOW_WIDTHS * widths / scale
    inside = ((places >= -0.5) & (places <= cells - 0.5)).all(axis=-1)
    confidence = np.where(inside, 1 - (1 + reach) * np.exp(-reach), 0.0)
    sigma = np.maximum(np.sqrt(3) * scale, SIGMA_FLOOR_CELLS)
    return Decoded(places, confidence, sigma, sigma)


def visible_at(maps: Output, cells: Array) -> Array:
    """Probability (N, J) that joints at ``cells`` (N, J, 2) are seen: the maps' (N, J, H, W)
    logits at the nearest cell."""
    people, joints, height, width = maps.shape
    column, row = np.rint(cells).astype(np.intp).transpose(2, 0, 1)
    column, row = column.clip(0, width - 1), row.clip(0, height - 1)
    rows, columns = np.ogrid[:people, :joints]
    logit = maps[rows, columns, row, column].astype(np.float64)
    return np.asarray(1 / (1 + np.exp(-logit)))


def widening(seen: Array, located: Array) -> Array:
    """By what the standard deviation of joints is multiplied that are seen, and located, with
    these probabilities."""
    unseen = np.clip((1 - seen) / (1 - SURELY_SEEN), 0.0, 1.0)
    lost = np.clip((FOUND - located) / (FOUND - LOST), 0.0, 1.0)
    return np.asarray((1 + (HIDDEN_WIDENS - 1) * unseen) * (1 + (LOST_WIDENS - 1) * lost))


def turned_back(mirrored: Output, order: NDArray[np.intp], cells: int) -> Output:
    """The output, of either kind, for a mirrored picture as that for the picture itself; ``order``
    (J,) exchanges the sides of the joints, maps are ``cells`` wide."""
    back = mirrored[:, order]
    if mirrored.ndim == 4:
        return back[:, :, :, ::-1]
    turn, shift = np.array([-1, 1, 1], np.float32), np.array([cells - 1, 0, 0], np.float32)
    return np.asarray(back * turn + shift)
