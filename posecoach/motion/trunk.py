"""The trunk's lean, seen from between front and side.

The trunk bends forwards and backwards, hardly sideways: the direction in which it leans is known.
With the camera at azimuth a (0 in front, 90 at the side) a lean g looks like f, with
tan f = tan g |sin a|, so what the picture takes from it can be given back. For limbs this does not
hold: arms and legs spread.

Shoulders are wider than hips, so from between front and side the line from one hip to the shoulder
above it leans by itself, by up to 6 degrees at 45. The line between the middles of both does not.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posecoach.motion.body import Body, Point, Sides, joints_of
from posecoach.types import Array, Measure, View

MIDDLES: tuple[Point, Point] = (("left_hip", "right_hip"), ("left_shoulder", "right_shoulder"))
_ENDS = frozenset({"hip", "shoulder"})

SQUARE_DEG = 15.0
"""This near to the side the picture is taken as it is: it shows all but 4 % of the lean, and the
nearer joints are the better seen ones."""
LEAST_SINE = 0.5
"""Less of the lean than this share in the picture is too little to tell it from."""
VAGUE_DEG = 25.0
"""A camera direction less certain than this says nothing of how much is lost."""
UNTOLD_DEG = 90 / 12**0.5
"""Standard deviation of an inclination that may be any, from 0 to 90 degrees."""
SEEN_SHARE = 0.9
"""The middles are used where they are seen in this share of the frames that show either side."""


def shown_share(joints: tuple[Point, Point], side: Sides, body: Body) -> float:
    """How much of a trunk's lean forwards the picture shows, |sin azimuth|; 1 for other lines, for
    a camera square to the side, and where too little is shown or known to put it right."""
    if not is_between(body.view) or not _is_trunk(joints, side) or not _middles_seen(body):
        return 1.0
    return _share(body.view)


def is_square(joints: tuple[Point, Point], side: Sides, body: Body) -> bool:
    """Whether it is a trunk seen square from the side. The picture shows its lean whole, and where
    it looks short the back is bent: it hardly leans towards the camera."""
    square = _share(body.view) >= np.cos(np.radians(SQUARE_DEG))
    return bool(square and body.view.sigma_deg <= VAGUE_DEG and _is_trunk(joints, side))


def is_between(view: View) -> bool:
    """Whether the camera stands between front (or back) and side, in a direction known well."""
    square = np.cos(np.radians(SQUARE_DEG))
    return bool(LEAST_SINE <= _share(view) < square and view.sigma_deg <= VAGUE_DEG)


def _share(view: View) -> float:
    return abs(float(np.sin(np.radians(view.azimuth_deg))))


def is_end_on(joints: tuple[Point, Point], side: Sides, body: Body) -> bool:
    """Whether it is the trunk of somebody who lies with head or feet towards the camera. It never
    shows its length, so how short it looks tells nothing, and a level one looks upright."""
    return body.view.lying and _share(body.view) < LEAST_SINE and _is_trunk(joints, side)


def untold(inclination: Measure) -> Measure:
    """The same with the uncertainty of what may be anything."""
    return replace(inclination, sigma=np.maximum(inclination.sigma, UNTOLD_DEG))


def _is_trunk(joints: tuple[Point, Point], side: Sides) -> bool:
    """Whether a line goes from hips to shoulders, of no side that was asked for by name."""
    if side not in ("near", "far", "mean"):
        return False
    ends = [{j.split("_")[-1] for j in joints_of(p, "left")} for p in joints]
    return all(len(e) == 1 for e in ends) and set.union(*ends) == _ENDS


def _middles_seen(body: Body) -> bool:
    """Whether both shoulders and both hips are seen nearly as often as those of one side."""
    hip, shoulder = (np.isfinite([body.xy(j) for j in p]).all(axis=2) for p in MIDDLES)
    both = (hip & shoulder).all(axis=0)
    either = (hip & shoulder).any(axis=0)
    return bool(both.any() and both.sum() >= SEEN_SHARE * either.sum())


def put_right(
    vertical_deg: Array, noise_deg: Array, share: float, view_deg: float
) -> tuple[Array, Array]:
    """The lean in space and its standard deviation, degrees (T,), of one that looks
    ``vertical_deg`` +- ``noise_deg`` from the vertical, with ``share`` of it shown.

    ``view_deg`` is the azimuth's standard deviation; both errors are propagated to first order.
    """
    rise = np.tan(np.radians(np.minimum(vertical_deg, 89.9))) / share
    lean = np.arctan(rise)
    by_noise = noise_deg * (share**2 + (1 - share**2) * np.cos(lean) ** 2) / share
    by_view = np.sin(lean) * np.cos(lean) * np.sqrt(1 - share**2) / share * view_deg
    return np.degrees(lean), np.hypot(by_noise, by_view)
