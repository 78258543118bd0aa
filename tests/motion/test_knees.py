"""A knee that the network does not know is where thigh and shank leave it to be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecoach.motion.body import Body
from posecoach.motion.knees import BENT, by_lengths, placed
from posecoach.skeleton import INDEX, JOINT_COUNT
from posecoach.types import Array, Track, View

THIGH, SHANK = 90.0, 85.0
FRAMES = 60
TURN = slice(25, 36)
LEFT_SIDE = View("left_side", "left", 90.0, 5.0)
RIGHT_SIDE = View("right_side", "right", -90.0, 5.0)


def squats(forward: float, quarter_turns: int = 0) -> Track:
    """Both legs bend by 90 degrees and stretch again, seen from the side; the knees go to where
    ``forward`` points (-1 the picture's left), the whole turned by so many right angles."""
    half = np.radians(45 * np.sin(np.linspace(0, np.pi, FRAMES)) ** 2)
    zero = np.zeros(FRAMES)
    knee = np.stack([zero + forward * SHANK * np.sin(half), -SHANK * np.cos(half)], axis=1)
    hip = knee + THIGH * np.stack([-forward * np.sin(half), -np.cos(half)], axis=1)
    xy = np.full((FRAMES, JOINT_COUNT, 2), np.nan)
    for side in ("left", "right"):
        for name, place in (("hip", hip), ("knee", knee), ("ankle", np.zeros((FRAMES, 2)))):
            turned = np.linalg.matrix_power(np.array([[0, 1], [-1, 0]]), quarter_turns)
            xy[:, INDEX[f"{side}_{name}"]] = place @ turned + 400.0
    shape = xy.shape[:2]
    sigma = np.where(np.isnan(xy[..., 0]), np.nan, 3.0)
    return Track(1, np.arange(FRAMES) / 20, xy, np.ones(shape), sigma)


def torn(track: Track, by_px: Array, sigma_px: float) -> Track:
    """The right knee moved at the turn, and as unsure there."""
    knee = INDEX["right_knee"]
    xy, sigma = track.xy.copy(), track.sigma_px.copy()
    xy[TURN, knee] += by_px
    sigma[TURN, knee] = sigma_px
    return replace(track, xy=xy, sigma_px=sigma)


def off(track: Track, truth: Track) -> Array:
    knee = INDEX["right_knee"]
    return np.asarray(np.linalg.norm(track.xy[:, knee] - truth.xy[:, knee], axis=1))


@pytest.mark.parametrize("quarter_turns", range(4))
@pytest.mark.parametrize(("forward", "view"), [(-1.0, LEFT_SIDE), (1.0, RIGHT_SIDE)])
def test_a_torn_knee_goes_where_the_lengths_put_it(
    forward: float, view: View, quarter_turns: int
) -> None:
    truth = squats(forward, quarter_turns)
    guessed = torn(truth, np.array([45.0, 30.0]), 40.0)
    mended = placed(guessed, view)
    assert off(guessed, truth)[TURN].min() > 50
    assert off(mended, truth)[TURN].max() < 8
    assert (mended.sigma_px[TURN, INDEX["right_knee"]] < 15).all()


def test_a_knee_that_is_known_stays() -> None:
    truth = squats(-1.0)
    moved = torn(truth, np.array([5.0, 0.0]), 3.0)
    assert np.array_equal(placed(moved, LEFT_SIDE).xy, moved.xy, equal_nan=True)
    assert np.array_equal(placed(moved, LEFT_SIDE).sigma_px, moved.sigma_px, equal_nan=True)


def test_other_views_and_missing_knees_are_left_alone() -> None:
    guessed = torn(squats(-1.0), np.array([45.0, 30.0]), 40.0)
    front = View("front", None, 0.0, 5.0)
    assert placed(guessed, front) is guessed
    gone = torn(squats(-1.0), np.array([np.nan, np.nan]), np.nan)
    assert np.isnan(placed(gone, LEFT_SIDE).xy[TURN, INDEX["right_knee"]]).all()


def test_nearly_straight_legs_tell_nothing() -> None:
    track = squats(-1.0)
    place, sigma = by_lengths(Body(track, LEFT_SIDE, None), "left")
    hip, ankle = (track.xy[:, INDEX[f"left_{j}"]] for j in ("hip", "ankle"))
    middle = (hip + ankle) / 2
    out = np.linalg.norm(place - middle, axis=1)
    assert np.isnan(sigma[out < 0.9 * BENT * THIGH]).all()
    assert np.isfinite(sigma[TURN]).all()


def test_its_sigma_covers_lengths_and_ends_that_are_off() -> None:
    """Against many bodies whose joints are off by their sigma."""
    rng, errors, told = np.random.default_rng(1), [], []
    truth = squats(-1.0)
    for _ in range(200):
        shift = rng.normal(0, 3.0, (JOINT_COUNT, 2))
        guess = replace(truth, xy=truth.xy + shift)
        place, sigma = by_lengths(Body(guess, LEFT_SIDE, None), "right")
        errors.append((place - truth.xy[:, INDEX["right_knee"]])[TURN])
        told.append(sigma[TURN])
    real = float(np.sqrt(np.mean(np.array(errors) ** 2)))
    assert real < float(np.mean(told)) < 3 * real
