import numpy as np
import pytest
from numpy.typing import NDArray

from posecoach.skeleton import INDEX
from posecoach.training.corruptions import (
    STRENGTHS,
    Corruption,
    corruptions,
    generator_for,
    line_kernel,
)
from posecoach.training.data import Person


def person() -> Person:
    keypoints = np.zeros((26, 3), np.float32)
    keypoints[:, 0], keypoints[:, 1], keypoints[:, 2] = 40, np.linspace(10, 150, 26), 2
    return Person(0, keypoints, np.array([10, 5, 70, 155], np.float32))


def picture() -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(60, 200, (160, 90, 3), dtype=np.uint8)


@pytest.mark.parametrize(("name", "corruption"), list(corruptions().items()))
def test_each_changes_more_with_its_strength_and_always_alike(
    name: str, corruption: Corruption
) -> None:
    image = picture()
    before = image.copy()
    harm = []
    for strength in STRENGTHS:
        made = corruption(image, person(), strength, generator_for(5, name))
        again = corruption(image, person(), strength, generator_for(5, name))
        np.testing.assert_array_equal(made, again)
        assert made.shape == image.shape
        assert made.dtype == np.uint8
        harm.append(np.abs(made.astype(float) - image).mean())
    assert 0 < harm[0] < harm[1] < harm[2]
    np.testing.assert_array_equal(image, before)
    other = corruption(image, person(), 2, generator_for(6, name))
    assert not np.array_equal(other, corruption(image, person(), 2, generator_for(5, name)))


def test_patches_hide_limb_joints_and_bars_the_middle_of_limbs() -> None:
    image, truth = np.full((160, 90, 3), 255, np.uint8), person()
    truth.keypoints[:, 2] = 0
    truth.keypoints[[INDEX["left_hip"], INDEX["left_knee"]]] = [[40, 60, 2], [40, 100, 1]]
    hide = corruptions()
    patched = hide["things: patches"](image, truth, 3, generator_for(1, "a"))
    assert (patched[[60, 100], 40] < 255).any(axis=1).all()
    assert (patched[80, 40] == 255).all()
    barred = hide["things: bars"](image, truth, 1, generator_for(1, "a"))
    assert (barred[80, 40] < 255).any()
    truth.keypoints[:, 2] = 0
    np.testing.assert_array_equal(
        hide["things: bars"](image, truth, 3, generator_for(1, "a")), image
    )


def test_lengths_go_by_the_person_s_size() -> None:
    kernel = line_kernel(12.0, 0.0)
    assert kernel.sum() == pytest.approx(1.0)
    columns = np.nonzero(kernel.sum(axis=0) > 0)[0]
    assert abs(len(columns) - 12) <= 1
    assert np.count_nonzero(kernel.sum(axis=1)) == 1
    dot = np.zeros((200, 200, 3), np.uint8)
    dot[100, 100] = 255
    small, large = (
        Person(0, person().keypoints, np.array([0, 0, side, side], np.float32))
        for side in (60, 180)
    )
    blur = corruptions()["motion blur"]
    reach = [
        np.count_nonzero(blur(dot, p, 3, generator_for(1, "b"))[..., 0]) for p in (small, large)
    ]
    assert reach[1] > 2 * reach[0]
