from __future__ import annotations

import numpy as np
import pytest

from posecoach.joint_orders import (
    BLAZEPOSE_33,
    BODY_25,
    COCO_17,
    HALPE_26,
    OPENPOSE_18,
    fill_midpoints,
    from_26,
    joint_named,
    to_26,
)
from posecoach.skeleton import INDEX, JOINT_COUNT, MIDPOINTS

ORDERS = (BODY_25, OPENPOSE_18, COCO_17, HALPE_26, BLAZEPOSE_33)


@pytest.mark.parametrize("order", ORDERS, ids=[str(len(o)) for o in ORDERS])
def test_there_and_back(order: tuple[str, ...]) -> None:
    values = np.arange(2.0 * len(order)).reshape(-1, 2)
    back = from_26(to_26(values, order), order)
    known = [i for i, name in enumerate(order) if name]
    np.testing.assert_array_equal(back[known], values[known])
    assert np.isnan(np.delete(back, known, axis=0)).all()
    assert len({order[i] for i in known}) == len(known)


@pytest.mark.parametrize(
    ("order", "place", "joint"),
    [
        (BODY_25, 1, "neck"),
        (BODY_25, 8, "hip"),
        (BODY_25, 10, "right_knee"),
        (BODY_25, 13, "left_knee"),
        (BODY_25, 19, "left_big_toe"),
        (BODY_25, 24, "right_heel"),
        (OPENPOSE_18, 9, "right_knee"),
        (OPENPOSE_18, 13, "left_ankle"),
        (OPENPOSE_18, 17, "left_ear"),
        (COCO_17, 16, "right_ankle"),
        (BLAZEPOSE_33, 25, "left_knee"),
        (BLAZEPOSE_33, 29, "left_heel"),
        (BLAZEPOSE_33, 32, "right_big_toe"),
        (BLAZEPOSE_33, 9, ""),
    ],
)
def test_published_places(order: tuple[str, ...], place: int, joint: str) -> None:
    assert order[place] == joint


def test_sizes() -> None:
    assert [len(order) for order in ORDERS] == [25, 18, 17, 26, 33]
    with pytest.raises(ValueError, match="expected 17 joints, got 18"):
        to_26(np.zeros((18, 2)), COCO_17)


def test_names() -> None:
    assert joint_named("left_knee") == "left_knee"
    assert joint_named("left_foot_index") == "left_big_toe"
    assert joint_named("mouth_left") == ""
    assert joint_named("left_kneee") is None


def test_midpoints_are_filled_only_where_both_ends_are_seen() -> None:
    xy = np.full((JOINT_COUNT, 2), np.nan)
    confidence, sigma = np.zeros(JOINT_COUNT), np.full(JOINT_COUNT, np.nan)
    ends = [INDEX[name] for name in MIDPOINTS["hip"]]
    xy[ends], confidence[ends], sigma[ends] = [(10, 20), (30, 40)], [0.9, 0.5], [3, 4]
    xy[INDEX["left_shoulder"]] = (1, 1)
    filled, sure, spread = fill_midpoints(xy, confidence, sigma)
    assert filled[INDEX["hip"]].tolist() == [20, 30]
    assert sure[INDEX["hip"]] == 0.5
    assert spread[INDEX["hip"]] == 2.5
    assert np.isnan(filled[INDEX["neck"]]).all()
    assert np.isnan(xy[INDEX["hip"]]).all()
    xy[INDEX["hip"]] = (7, 7)
    assert fill_midpoints(xy, confidence, sigma)[0][INDEX["hip"]].tolist() == [7, 7]
