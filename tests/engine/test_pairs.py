"""Legs of which the network sees one twice."""

from __future__ import annotations

import numpy as np
import pytest

from posecoach.engine.decoding import decode, target_width
from posecoach.engine.pairs import draw_apart, leg_pairs
from posecoach.skeleton import INDEX, JOINT_COUNT, JOINTS

CELLS = 48
WIDTHS = target_width(CELLS)
PAIRS = leg_pairs(JOINTS)
NEAR, FAR = (12.0, 30.0), (34.0, 31.0)


def maps(believed: dict[str, dict[tuple[float, float], float]]) -> np.ndarray:
    """Logits (1, 26, 48, 48): by joint, the places and how much of the belief each holds."""
    rows, columns = np.indices((CELLS, CELLS))
    logits = np.full((1, JOINT_COUNT, CELLS, CELLS), -20.0, dtype=np.float32)
    for joint, places in believed.items():
        width = WIDTHS[INDEX[joint]]
        belief = np.full((CELLS, CELLS), 1e-9)
        for (x, y), share in places.items():
            blob = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * width**2))
            belief += share * blob / blob.sum()
        logits[0, INDEX[joint]] = np.log(belief)
    return logits


def place(logits: np.ndarray, joint: str) -> np.ndarray:
    return np.asarray(decode(logits, WIDTHS, PAIRS).cells[0, INDEX[joint]])


def test_the_joint_with_the_better_second_place_moves_there() -> None:
    logits = maps({"left_ankle": {NEAR: 0.55, FAR: 0.45}, "right_ankle": {NEAR: 0.7, FAR: 0.3}})
    np.testing.assert_allclose(place(logits, "left_ankle"), FAR, atol=0.1)
    np.testing.assert_allclose(place(logits, "right_ankle"), NEAR, atol=0.1)


def test_confidence_is_that_of_the_place_whichever_side_it_is() -> None:
    logits = maps({"left_ankle": {NEAR: 0.55, FAR: 0.45}, "right_ankle": {NEAR: 0.7, FAR: 0.3}})
    found = decode(logits, WIDTHS, PAIRS).confidence[0]
    assert found[INDEX["left_ankle"]] == pytest.approx(0.75, abs=0.03)
    assert found[INDEX["right_ankle"]] == pytest.approx(1.0, abs=0.03)


def test_one_place_stays_one_place() -> None:
    # Seen from the side, a leg does lie before the other.
    logits = maps({"left_knee": {NEAR: 1.0}, "right_knee": {NEAR: 0.9, FAR: 0.1}})
    np.testing.assert_allclose(place(logits, "left_knee"), NEAR, atol=0.1)
    np.testing.assert_allclose(place(logits, "right_knee"), NEAR, atol=0.1)


def test_the_slope_of_a_wide_peak_is_no_second_place() -> None:
    logits = maps({"left_knee": {NEAR: 1.0}, "right_knee": {NEAR: 1.0}})
    logits[0, [INDEX["left_knee"], INDEX["right_knee"]]] /= 40.0
    np.testing.assert_allclose(place(logits, "left_knee"), NEAR, atol=0.1)
    np.testing.assert_allclose(place(logits, "right_knee"), NEAR, atol=0.1)


def test_hips_and_wrists_are_left_alone() -> None:
    for kind in ("hip", "wrist"):
        believed = {f"{side}_{kind}": {NEAR: 0.6, FAR: 0.4} for side in ("left", "right")}
        np.testing.assert_allclose(place(maps(believed), f"left_{kind}"), NEAR, atol=0.1)
        np.testing.assert_allclose(place(maps(believed), f"right_{kind}"), NEAR, atol=0.1)


def test_ankles_drawn_apart_go_to_their_knees() -> None:
    knees = {"left_knee": {(14.0, 20.0): 1.0}, "right_knee": {(33.0, 20.0): 1.0}}
    # By belief alone the left ankle would take the far place, under the right knee.
    ankles = {"left_ankle": {NEAR: 0.55, FAR: 0.45}, "right_ankle": {NEAR: 0.7, FAR: 0.3}}
    logits = maps(knees | ankles)
    np.testing.assert_allclose(place(logits, "left_ankle"), NEAR, atol=0.1)
    np.testing.assert_allclose(place(logits, "right_ankle"), FAR, atol=0.1)


def test_knees_drawn_apart_go_to_ankles_that_were_not() -> None:
    ankles = {"left_ankle": {NEAR: 1.0}, "right_ankle": {FAR: 1.0}}
    high, low = (14.0, 20.0), (33.0, 20.0)
    knees = {"left_knee": {high: 0.55, low: 0.45}, "right_knee": {high: 0.7, low: 0.3}}
    logits = maps(ankles | knees)
    np.testing.assert_allclose(place(logits, "left_knee"), high, atol=0.1)
    np.testing.assert_allclose(place(logits, "right_knee"), low, atol=0.1)


def test_feet_follow_their_ankles() -> None:
    knees = {"left_knee": {(14.0, 20.0): 1.0}, "right_knee": {(33.0, 20.0): 1.0}}
    both = {"left": {NEAR: 0.55, FAR: 0.45}, "right": {NEAR: 0.7, FAR: 0.3}}
    joints = {f"{side}_{kind}": both[side] for side in both for kind in ("ankle", "big_toe")}
    logits = maps(knees | joints)
    np.testing.assert_allclose(place(logits, "left_big_toe"), NEAR, atol=0.1)
    np.testing.assert_allclose(place(logits, "right_big_toe"), FAR, atol=0.1)


def test_people_in_one_batch_do_not_meet() -> None:
    first = maps({"left_ankle": {NEAR: 0.6, FAR: 0.4}, "right_ankle": {NEAR: 0.7, FAR: 0.3}})
    second = maps({"left_ankle": {NEAR: 1.0}, "right_ankle": {FAR: 1.0}})
    together = decode(np.concatenate([first, second]), WIDTHS, PAIRS)
    for i, alone in enumerate((first, second)):
        found = decode(alone, WIDTHS, PAIRS)
        np.testing.assert_allclose(together.cells[i], found.cells[0])
        np.testing.assert_allclose(together.confidence[i], found.confidence[0])


def test_pairs_are_those_that_the_network_knows() -> None:
    names = ["nose", "right_knee", "left_knee", "left_ankle"]
    assert leg_pairs(names) == {"knee": (2, 1)}


def test_the_peaks_given_are_not_changed() -> None:
    logits = maps({"left_ankle": {NEAR: 0.6, FAR: 0.4}, "right_ankle": {NEAR: 0.7, FAR: 0.3}})
    peaks = np.tile(np.array([12, 30], dtype=np.intp), (1, JOINT_COUNT, 1))
    before = peaks.copy()
    draw_apart(logits, peaks, 3 * WIDTHS, PAIRS)
    np.testing.assert_array_equal(peaks, before)
