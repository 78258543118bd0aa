"""Makes a labelled picture harder in one way at a time, so that what it costs can be measured.

Every function takes an RGB picture (H, W, 3) uint8, the person, a strength from 1 to 3 and a
generator, and gives a new picture; the labels stay true. Lengths are shares of the person's
size, the longer side of the box, so that a strength means the same in small and large pictures.
In the manner of Hendrycks & Dietterich, "Benchmarking Neural Network Robustness to Common
Corruptions and Perturbations", ICLR 2019, but aimed at the person.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from posecoach.skeleton import INDEX, LIMB_JOINTS, LIMBS
from posecoach.training.data import Person

Image = NDArray[np.uint8]
Generator = np.random.Generator
Corruption = Callable[[Image, Person, int, Generator], Image]

STRENGTHS = (1, 2, 3)

PATCHES = (1, 3, 5)
PATCH_SIDE = (0.10, 0.13, 0.16)
BARS = (1, 2, 3)
BAR_WIDTH = (0.06, 0.09, 0.12)
DARK_GAIN = (0.4, 0.2, 0.09)
DARK_NOISE = (4.0, 7.0, 10.0)
SIDE_LIGHT = (2.0, 4.0, 8.0)
"""The lit side is brighter by this factor and the dark one darker."""
CAST = (0.25, 0.5, 0.9)
"""Natural logarithm between the strongest and the weakest channel's gain, halved."""
BLUR_LENGTH = (0.025, 0.06, 0.12)

_ENDS = tuple((a, b) for a, b in LIMBS if a in LIMB_JOINTS and b in LIMB_JOINTS)


def corruptions() -> dict[str, Corruption]:
    """Every way, by the name that tables show."""
    return {
        "things: patches": patches_over_joints,
        "things: bars": bars_over_limbs,
        "light: dark": darken,
        "light: harsh": light_from_the_side,
        "light: colour cast": cast_colour,
        "motion blur": blur_motion,
    }


def generator_for(number: int, name: str) -> Generator:
    """The same draws for a person's number and a way, whatever the strength."""
    return np.random.default_rng([number, *name.encode()])


def person_size(person: Person) -> float:
    """Longer side of the box in pixels."""
    return max(float((person.box_xyxy[2:] - person.box_xyxy[:2]).max()), 1.0)


def patches_over_joints(image: Image, person: Person, strength: int, rng: Generator) -> Image:
    """Squares of one noisy colour each over labelled limb joints."""
    places = [person.keypoints[INDEX[n]] for n in LIMB_JOINTS]
    known = [xy for *xy, v in places if v > 0]
    image, half = image.copy(), PATCH_SIDE[strength - 1] * person_size(person) / 2
    order = rng.permutation(len(known))[: PATCHES[strength - 1]]
    for place in order:
        corners = np.array(known[place]) + half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        image = _fill(image, corners, rng)
    return image


def bars_over_limbs(image: Image, person: Person, strength: int, rng: Generator) -> Image:
    """Straight bars across the middle of upper and lower arms and legs, as long as the person:
    rails, barbells, the edge of a bench."""
    limbs = [person.keypoints[[INDEX[a], INDEX[b]]] for a, b in _ENDS]
    known = [ends[:, :2].mean(axis=0) for ends in limbs if (ends[:, 2] > 0).all()]
    size = person_size(person)
    for place in rng.permutation(len(known))[: BARS[strength - 1]]:
        angle = rng.uniform(0, np.pi)
        along = np.array([np.cos(angle), np.sin(angle)]) * size / 2
        across = np.array([-np.sin(angle), np.cos(angle)]) * BAR_WIDTH[strength - 1] * size / 2
        corners = known[place] + [along + across, along - across, -along - across, across - along]
        image = _fill(image, corners, rng)
    return image


def darken(image: Image, person: Person, strength: int, rng: Generator) -> Image:
    """Little light, and the noise of a camera that amplifies it."""
    dark = image * DARK_GAIN[strength - 1]
    return _clipped(dark + rng.normal(0, DARK_NOISE[strength - 1], image.shape))


def light_from_the_side(image: Image, person: Person, strength: int, rng: Generator) -> Image:
    """Brightness falls across the person from a glare to a shadow, in a direction drawn."""
    rows, columns = np.indices(image.shape[:2])
    angle = rng.uniform(0, 2 * np.pi)
    middle = (person.box_xyxy[:2] + person.box_xyxy[2:]) / 2
    across = (columns - middle[0]) * np.cos(angle) + (rows - middle[1]) * np.sin(angle)
    share = np.clip(2 * across / person_size(person), -1, 1)
    return _clipped(image * (SIDE_LIGHT[strength - 1] ** share)[..., None])


def cast_colour(image: Image, person: Person, strength: int, rng: Generator) -> Image:
    """The light has a colour: one channel gains, one loses, one stays."""
    gains = np.exp(rng.permutation([-1.0, 0.0, 1.0]) * CAST[strength - 1])
    return _clipped(image * gains)


def blur_motion(image: Image, person: Person, strength: int, rng: Generator) -> Image:
    """Everything moved in one direction while the shutter was open."""
    length = max(BLUR_LENGTH[strength - 1] * person_size(person), 1.0)
    return np.asarray(cv2.filter2D(image, -1, line_kernel(length, rng.uniform(0, np.pi))))


def line_kernel(length: float, angle: float) -> NDArray[np.float32]:
    """A blur kernel of sum 1 along a line of ``length`` pixels at ``angle`` radians."""
    half = int(np.ceil(length / 2))
    rows, columns = np.indices((2 * half + 1, 2 * half + 1)) - half
    along = columns * np.cos(angle) + rows * np.sin(angle)
    across = -columns * np.sin(angle) + rows * np.cos(angle)
    near = np.clip(1 - np.abs(across), 0, 1) * np.clip(length / 2 + 0.5 - np.abs(along), 0, 1)
    return np.asarray(near / near.sum(), dtype=np.float32)


def _fill(image: Image, corners: NDArray[np.float64], rng: Generator) -> Image:
    """A convex shape of one colour with some noise on it."""
    mask = np.zeros(image.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, corners.round().astype(np.int32), 1)
    paint = rng.integers(0, 256, 3) + rng.integers(-20, 21, (*mask.shape, 1))
    return np.where(mask[..., None] == 1, _clipped(paint), image)


def _clipped(values: NDArray[np.generic]) -> Image:
    return np.asarray(np.clip(np.asarray(values), 0, 255).astype(np.uint8))
