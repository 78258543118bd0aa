"""The angle of a joint from how far its two ends are apart.

A hand on the floor stays under its shoulder, and a squatting hip stays over its ankle, while
elbow and knee come towards the camera: both limbs look short, their angle in the picture says
little, but the line between the ends lies in the picture and shows its length. With the limbs'
own lengths, which are seen when they do not point at the camera, the three sides of the triangle
are known and with them its angle, from whichever side it is filmed. (That two links fix their
joint by the distance of their ends: Lee and Chen, "Determination of 3D human body postures from a
single view", CVGIP 1985.)

Near straight the distance hardly changes with the angle; there the picture itself is better, so
both are weighed by how uncertain they are.
"""

from __future__ import annotations

import numpy as np

from posecoach.motion.body import Body, longest
from posecoach.motion.uncertainty import Series
from posecoach.types import Array

STRETCH = 0.06
"""Errors of joints make both limbs together look longer than the line between their ends ever
gets. Where that line is at its longest the joint is taken for straight, but no more than this
share is put down to errors: who never straightens is not made straight."""

LENGTH_SIGMA = 0.06
"""Standard deviation of the distance in lengths of the limbs, as a share: a line that points out
of the picture by up to 15 degrees looks 3.4 % shorter, lengths seen by a network are 5 % off. With
exact joints it was 2 % in rendered squats and push-ups, with those of the network 4 to 9."""

NEARLY_STRAIGHT = np.sin(np.radians(10.0))
"""Sine of the angle from straight below which the derivative says nothing."""

FRONTAL_DEG = 120.0
"""Not from further behind than this: there a squatting hip comes towards the camera, looks lower
than it is, and the distance to the ankle shorter, by a quarter in rendered squats."""


def tells(body: Body) -> bool:
    """Whether the camera stands where ends that are one above the other look like that."""
    return bool(abs(body.view.azimuth_deg) <= FRONTAL_DEG)


def angle(body: Body, xy: Array, sigma_px: Array) -> Series:
    """Angle at the middle one of three points, degrees (T,), and its standard deviation (T,).

    ``xy`` (3, T, 2) and ``sigma_px`` (3, T) in pixels.
    """
    time_s = body.track.time_s
    first, second, between = (
        np.linalg.norm(xy[a] - xy[b], axis=1) for a, b in ((0, 1), (2, 1), (0, 2))
    )
    u, f = longest(first, time_s), longest(second, time_s)
    stretch = np.clip((u + f) / longest(between, time_s), 1 - STRETCH, 1 + STRETCH)
    reach = between * stretch
    cosine = np.clip((u**2 + f**2 - reach**2) / (2 * u * f), -1, 1)
    sine = np.maximum(np.sqrt(1 - cosine**2), NEARLY_STRAIGHT)
    off = np.hypot(np.hypot(sigma_px[0], sigma_px[2]) * stretch, LENGTH_SIGMA * reach)
    return np.degrees(np.arccos(cosine)), np.degrees(reach * off / (u * f * sine))
