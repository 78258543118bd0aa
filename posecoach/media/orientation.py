"""Turning a stored picture into the one to be seen: display matrix and pixel aspect.

Phones store every picture as the sensor lies and add a display matrix; some cameras store
pixels that are not square. Both are undone here, so that angles are true and left is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av import VideoFrame
from av.sidedata.sidedata import SideData
from numpy.typing import NDArray

Image = NDArray[np.uint8]


@dataclass(frozen=True)
class Orientation:
    """What to do to a stored picture, in this order: exchange its axes, then mirror."""

    transpose: bool = False
    flip_x: bool = False
    flip_y: bool = False


def frame_orientation(frame: VideoFrame) -> Orientation:
    """The orientation that a decoded frame's display matrix asks for.

    The matrix [[a, b, u], [c, d, v], [x, y, w]] is 9 integers of 32 bits; a stored point (p, q)
    is shown at (a p + c q, b p + d q), y down, up to a shift (ISO/IEC 14496-12, 6.2.2). The
    whole matrix is read and not only its angle, because a mirrored one exchanges left and right.
    """
    data = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(data, SideData):
        return Orientation()
    matrix = np.frombuffer(bytes(data), dtype="=i4")[:9].reshape(3, 3).astype(np.int64)
    (a, b), (c, d) = matrix[0, :2], matrix[1, :2]
    # A turn that is no multiple of 90 degrees falls to the nearest one.
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Orientation(False, bool(a < 0), bool(d < 0))
    return Orientation(True, bool(c < 0), bool(b < 0))


def make_upright(image: Image, orientation: Orientation) -> Image:
    """The picture (H, W, 3) as it is to be seen, (W, H, 3) if the axes change places."""
    if orientation.transpose:
        image = image.transpose(1, 0, 2)
    if orientation.flip_x:
        image = image[:, ::-1]
    if orientation.flip_y:
        image = image[::-1]
    return np.ascontiguousarray(image)


def square_size(
    width: int, height: int, aspect: Fraction | None, max_side: int | None
) -> tuple[int, int]:
    """Width and height at which a stored picture's pixels are square.

    ``aspect`` is a stored pixel's width over its height (None or 0: square). The picture
    only grows to become square, and only shrinks to bring its longer side to ``max_side``.
    """
    ratio = float(aspect) if aspect else 1.0
    wide, high = (width * ratio, float(height)) if ratio > 1 else (float(width), height / ratio)
    scale = min(1.0, max_side / max(wide, high)) if max_side else 1.0
    return max(1, round(wide * scale)), max(1, round(high * scale))
