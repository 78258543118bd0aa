"""Cutting network inputs out of pictures."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posecoach.geometry import Array, apply, scale_of

Image = NDArray[np.uint8]

OUTSIDE = (128, 128, 128)
"""Colour of what lies outside the picture: mid-grey, zero to the networks."""


def cut(image: Image, matrix: Array, size: int) -> Image:
    """The ``size`` x ``size`` crop of an RGB picture (H, W, 3) that the 2x3 ``matrix`` maps to.

    Strong reductions first average the pixels that fall together, or thin limbs flicker.
    """
    shrink = scale_of(matrix)
    if shrink < 0.6:
        whole = max(2, round(1 / shrink))
        image = _shrink(image, whole)
        # The centre of a reduced pixel lies between the originals it stands for.
        offset = apply(matrix, [(whole - 1) / 2] * 2)
        matrix = np.hstack([matrix[:, :2] * whole, offset[:, None]])
    pixels = cv2.warpAffine(
        image,
        matrix,
        (size, size),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=OUTSIDE,
    )
    return np.asarray(pixels, dtype=np.uint8)


def _shrink(image: Image, whole: int) -> Image:
    height, width = max(1, image.shape[0] // whole), max(1, image.shape[1] // whole)
    even = image[: height * whole, : width * whole]
    return np.asarray(
        cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8
    )
