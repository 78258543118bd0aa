"""Knees seen from the side: what a picture cannot show of the angle of a hinge.

A knee bends in one plane, forwards, where the foot points. Seen from the side that is nearly the
plane of the picture, however short a thigh or a shin looks: a straight leg that looks short
leans, or its joints are not quite where they seem, but it is not bent towards the camera.
(Hinge joints limit what a foreshortened limb can be: Lee and Chen, "Determination of 3D human
body postures from a single view", CVGIP 1985.) Elbows are hinges too, but upper arms
turn freely and take the plane along.
"""

from __future__ import annotations

import numpy as np

from posecoach.motion.body import Body, Point, joints_of
from posecoach.types import Array, Side

TURNED_DEG = 25.0
"""Standard deviation by which knees point out of the side view: people squat with feet turned
out by up to 30 degrees (Lorenzetti et al., "How to squat?", 2018, compare 0, 21 and 42)."""

BENT_SIGMA_DEG = 8.0
"""What a knee bent by 90 degrees is off from the side, with less for the sine of less: knees that
point outwards are nearer to the camera, which looks down on them or up, so they show lower or
higher than they are. In rendered squats with exact joints it was 7 degrees."""

LEANS_DEG = 40.0
"""Where the less tilted of both limbs points out of the picture by more than this, the whole leg
does, and the view says little of it: it looks three quarters as long as it is."""

KNEE = ("hip", "knee", "ankle")


def is_knee_from_the_side(body: Body, joints: tuple[Point, Point, Point], side: Side) -> bool:
    """Whether it is the angle of one knee, and the camera stands at the person's side."""
    asked = tuple(joints_of(point, side) for point in joints)
    knees = [tuple((f"{which}_{joint}",) for joint in KNEE) for which in ("left", "right")]
    return body.view.name == "side" and (asked in knees or asked[::-1] in knees)


def knee_sigma(body: Body, angle_deg: Array, tilt_a: Array, tilt_b: Array) -> Array:
    """Standard deviation, degrees (T,), of a knee's angle that its plane leaves open; infinite
    where the whole leg points out of the picture.

    A bend b in a plane that is turned by t about the other limb shows as f with
    tan f = tan b cos t; ``angle_deg`` is the interior angle in the picture, 180 - f. ``tilt_a``
    and ``tilt_b``, radians, say how far thigh and shin seem to point out of the picture.
    """
    off = np.hypot(90.0 - abs(body.view.azimuth_deg), body.view.sigma_deg)
    turned = np.maximum(np.radians(np.hypot(off, TURNED_DEG)), np.maximum(tilt_a, tilt_b))
    shown = np.radians(180 - angle_deg)
    bend = np.arctan2(np.sin(shown), np.cos(shown) * np.cos(turned))
    leans = np.minimum(tilt_a, tilt_b) > np.radians(LEANS_DEG)
    vague = np.hypot(np.degrees(bend - shown), BENT_SIGMA_DEG * np.sin(shown))
    return np.where(leans, np.inf, vague)
