"""Random changes to training pictures: geometry for the crop, then the pixels.

Everything is drawn from the generator that is passed in, so a sample is a function of its
number alone and an interrupted training continues with the very same pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from posecoach.geometry import Array, crop_matrix

Image = NDArray[np.uint8]


@dataclass(frozen=True)
class CropJitter:
    """How far the crop around a person may wander; shares of the crop's side, degrees."""

    shift: float = 0.06
    scale: tuple[float, float] = (0.75, 1.3)
    turn_share: float = 0.5
    turn_std_deg: float = 18.0
    turn_max_deg: float = 45.0
    quarter_turn_share: float = 0.05
    half_body_share: float = 0.1


def random_crop(
    rng: np.random.Generator, center: Array, side: float, size: int, jitter: CropJitter
) -> tuple[Array, bool]:
    """A jittered ``crop_matrix`` and whether it mirrors."""
    log_low, log_high = np.log(jitter.scale)
    side = side * float(np.exp(rng.uniform(log_low, log_high)))
    center = center + rng.normal(0, jitter.shift, 2) * side
    turn = 0.0
    if rng.random() < jitter.turn_share:
        limit = jitter.turn_max_deg
        turn = float(np.clip(rng.normal(0, jitter.turn_std_deg), -limit, limit))
    if rng.random() < jitter.quarter_turn_share:
        turn += float(rng.choice([-90.0, 90.0, 180.0]))
    mirror = bool(rng.random() < 0.5)
    return crop_matrix(center, side, size, turn, mirror), mirror


def half_body(
    rng: np.random.Generator, keypoints: NDArray[np.float32]
) -> tuple[Array, float] | None:
    """Centre and side of the upper or lower half of a person, or None with too few labels.

    Teaches people cut off by the picture's edge (Wang et al., "Mscoco keypoints challenge",
    2018, and common since).
    """
    upper = np.r_[0:13, 17:19]
    lower = np.r_[11:17, 19:26]
    chosen = upper if rng.random() < 0.5 else lower
    labelled = keypoints[chosen][keypoints[chosen, 2] > 0, :2].astype(float)
    if len(labelled) < 5:
        return None
    low, high = labelled.min(axis=0), labelled.max(axis=0)
    return (low + high) / 2, float((high - low).max()) * 1.3


def degrade(rng: np.random.Generator, image: Image) -> Image:
    """Colour, darkness, blur, low resolution, cut-outs and bars, each now and then."""
    if rng.random() < 0.6:
        image = _colour(rng, image)
    if rng.random() < 0.08:
        image = _dark(rng, image)
    if rng.random() < 0.1:
        image = _blur(rng, image)
    if rng.random() < 0.1:
        image = _low_resolution(rng, image)
    if rng.random() < 0.25:
        image = _cut_out(rng, image)
    if rng.random() < 0.08:
        image = _bar(rng, image)
    return image


def _colour(rng: np.random.Generator, image: Image) -> Image:
    levels = np.linspace(0, 1, 256)
    gain = np.exp(rng.normal(0, 0.15)) * np.exp(rng.normal(0, 0.06, 3))
    gamma, lift = np.exp(rng.normal(0, 0.25)), rng.normal(0, 0.05)
    curves = np.clip(levels[:, None] ** gamma * gain + lift, 0, 1) * 255
    return np.asarray(cv2.LUT(image, curves.astype(np.uint8)[None]), dtype=np.uint8)


def _dark(rng: np.random.Generator, image: Image) -> Image:
    """A room with little light, and what a camera makes of it."""
    gain, noise = np.exp(rng.uniform(np.log(0.12), np.log(0.6))), rng.uniform(1.0, 8.0)
    grain = rng.standard_normal(image.shape, dtype=np.float32)
    dark = image.astype(np.float32) * np.float32(gain) + np.float32(noise) * grain
    return np.asarray(np.clip(dark, 0, 255).astype(np.uint8))


def _blur(rng: np.random.Generator, image: Image) -> Image:
    if rng.random() < 0.5:
        return np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, 2.0)), dtype=np.uint8)
    length = int(rng.integers(3, 12)) | 1
    kernel = np.zeros((length, length), np.float32)
    angle, half = rng.uniform(0, np.pi), length // 2
    dx, dy = round(np.cos(angle) * half), round(np.sin(angle) * half)
    cv2.line(kernel, (half - dx, half - dy), (half + dx, half + dy), 1.0)
    return np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum()), dtype=np.uint8)


def _low_resolution(rng: np.random.Generator, image: Image) -> Image:
    height, width = image.shape[:2]
    share = rng.uniform(0.25, 0.7)
    small = cv2.resize(
        image, (int(width * share), int(height * share)), interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.resize(small, (width, height)), dtype=np.uint8)


def _cut_out(rng: np.random.Generator, image: Image) -> Image:
    image = image.copy()
    height, width = image.shape[:2]
    for _ in range(int(rng.integers(1, 3))):
        h, w = (rng.uniform(0.06, 0.25, 2) * (height, width)).astype(int)
        y, x = int(rng.integers(0, height - h)), int(rng.integers(0, width - w))
        colour = rng.integers(0, 256, 3)
        noise = rng.integers(-20, 21, (h, w, 1))
        image[y : y + h, x : x + w] = np.clip(colour + noise, 0, 255)
    return image


def _bar(rng: np.random.Generator, image: Image) -> Image:
    """Something long across the picture: a barbell, a rail, the frame of a machine."""
    image, side = image.copy(), image.shape[0]
    for _ in range(int(rng.integers(1, 3))):
        middle, angle = rng.uniform(0.2, 0.8, 2) * side, rng.uniform(0, np.pi)
        along = np.array([np.cos(angle), np.sin(angle)]) * side * rng.uniform(0.3, 1.0)
        ends = [tuple(map(int, middle + along)), tuple(map(int, middle - along))]
        shade = [int(c) for c in rng.integers(0, 256, 3)]
        cv2.line(image, ends[0], ends[1], shade, max(2, int(side * rng.uniform(0.02, 0.09))))
    return image
