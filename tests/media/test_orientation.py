from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from posecoach.media.orientation import Orientation, make_upright, square_size


def test_make_upright_moves_the_corner_as_told() -> None:
    image = np.zeros((2, 3, 3), np.uint8)
    image[0, 0] = 9
    turned = make_upright(image, Orientation(transpose=True, flip_x=True))
    assert turned.shape == (3, 2, 3)
    assert turned[0, 1, 0] == 9
    assert turned.flags["C_CONTIGUOUS"]
    mirrored = make_upright(image, Orientation(flip_x=True, flip_y=True))
    assert mirrored[1, 2, 0] == 9


@pytest.mark.parametrize(
    ("aspect", "max_side", "size"),
    [
        (None, None, (64, 48)),
        (Fraction(0), None, (64, 48)),
        (Fraction(4, 3), None, (85, 48)),
        (Fraction(1, 2), None, (64, 96)),
        (None, 32, (32, 24)),
        (Fraction(1, 2), 48, (32, 48)),
        (None, 1000, (64, 48)),
    ],
)
def test_square_size(aspect: Fraction | None, max_side: int | None, size: tuple[int, int]) -> None:
    assert square_size(64, 48, aspect, max_side) == size
