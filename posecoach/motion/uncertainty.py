"""Standard deviations of what is computed from joints: propagation and foreshortening."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from posecoach.types import Array

Series = tuple[Array, Array]
"""Values and their standard deviations, (T,) each."""

STEP_PX = 0.01
"""Half the distance over which derivatives are taken: far below any joint's error."""

LEAST_SIGMA_DEG = 5.0
"""What an angle from video is off by at least, the network's share and the skeleton's together:
joint angles of the lower body in squats from markerless video, against markers (OpenCap's
overhead squats: 5.5)."""

BY_HAND_SIGMA_DEG = 3.0
"""The skeleton's share of that: what an angle misses where somebody places the joints, looking at
one view (Gwynne & Curran 2014: 2 to 4 for knee valgus)."""

MODEL_SIGMA: dict[str, float] = {"deg": LEAST_SIGMA_DEG, "": 0.05, "line": 0.015, "s": 0.0}
"""What a measure is off by at least, by unit, joints placed without noise included. Ratios and
lengths: joints a centimetre or two off, on half a metre; lines are longer. Durations carry all
of theirs already."""

LENGTH_SIGMA = 0.02
"""The same of measures in a length of the body, whichever it is."""

LEAST_SIGMA = 1e-9
"""So that what is exact does not divide by zero."""

FREE_SHORTENING = 0.05
"""Share by which a limb may look shorter before that counts as pointing at the camera:
perspective, loose clothing and jitter of the joints shorten that much by themselves."""

BOUND_Z = 0.8416
"""A standard normal lies below this with a probability of 0.8."""


def model_sigma(unit: str) -> float:
    """What a measure in ``unit`` is off by at least."""
    return MODEL_SIGMA.get(unit, LENGTH_SIGMA)


def skeleton_sigma(unit: str) -> float:
    """The skeleton's share of that: it comes on top of what the joints are off by."""
    return BY_HAND_SIGMA_DEG if unit == "deg" else model_sigma(unit)


def weighed(series: Sequence[Series], missed: Sequence[float], correlation: float = 0.0) -> Series:
    """The mean of several estimates of the same, weighed by their variances, and its standard
    deviation; of those that are there where others are missing.

    ``missed`` is what each leaves out of its own standard deviation and the judge reckons with
    (`model_sigma`): it counts in the weights only. ``correlation`` is that of the
    estimates' errors.
    """
    values, sigmas = np.stack([v for v, _ in series]), np.stack([s for _, s in series])
    known = np.isfinite(values) & np.isfinite(sigmas)
    whole = np.hypot(np.where(known, sigmas, 1.0), np.array(missed)[:, None])
    weights = np.where(known, 1 / np.maximum(whole, LEAST_SIGMA) ** 2, 0.0)
    total = weights.sum(axis=0)
    weights /= np.where(total > 0, total, np.nan)
    mean = (weights * np.where(known, values, 0.0)).sum(axis=0)
    parts = weights * np.where(known, sigmas, 0.0)
    apart, together = (parts**2).sum(axis=0), parts.sum(axis=0) ** 2
    return mean, np.sqrt((1 - correlation) * apart + correlation * together)


def propagate(
    function: Callable[[Array], Array], points: Array, sigma_px: Array, period: float | None = None
) -> Array:
    """Standard deviation (T,) of ``function(points)`` by first-order propagation.

    ``points`` (P, T, 2) in pixels with independent, isotropic errors ``sigma_px`` (P, T);
    ``function`` maps (P, T, 2) to (T,). With ``period`` the function is an angle of that
    period, so that a step across its seam counts as the small step that it is.
    """
    variance = np.zeros(points.shape[1])
    for p in range(points.shape[0]):
        for axis in range(2):
            step = np.zeros_like(points)
            step[p, :, axis] = STEP_PX
            rise = function(points + step) - function(points - step)
            if period is not None:
                rise = (rise + period / 2) % period - period / 2
            variance += (rise / (2 * STEP_PX) * sigma_px[p]) ** 2
    return np.asarray(np.sqrt(variance))


def tilt(length: Array, longest: Array, unsure: Array) -> Array:
    """How far limbs point out of the picture, radians (T,), from how short they look.

    A limb at angle t to the picture plane looks cos(t) times as long as it is; the first
    ``FREE_SHORTENING`` is forgiven, and what one standard deviation of the ``length``
    explains, ``unsure``, in its unit: joints that move by so much shorten a limb that lies in
    the picture, and make its longest moment too long. (All (T,).)
    """
    ratio = (length + unsure) / (longest * (1 - FREE_SHORTENING))
    return np.asarray(np.arccos(np.clip(ratio, 0, 1)))


def angle_foreshortening(angle_deg: Array, tilt_a: Array, tilt_b: Array) -> tuple[Array, Array]:
    """Standard deviations, degrees (T,) each, that tilted limbs add to the angle between them:
    towards smaller angles, and towards larger ones.

    In space the angle g of two limbs that form the angle f in the picture follows
    cos g = cos a cos b cos f +- sin a sin b, with a and b their tilts; the picture does not
    show the sign (towards the camera or away from it). The distance from f to the smaller of
    the two possible angles counts as a bound, see ``bound_sigma``, and that to the larger: an
    elbow that looks bent by 40 degrees may be bent by 70, but hardly straight. Beside a limb that
    is tilted the other may be by as much as was forgiven: with a thigh that points half towards
    the camera, a shin that looks 5 % short moves the knee by 20 degrees.
    """
    shrunk = np.cos(tilt_a) * np.cos(tilt_b) * np.cos(np.radians(angle_deg))
    forgiven = np.sqrt(1 - (1 - FREE_SHORTENING) ** 2)
    more, less = np.maximum(tilt_a, tilt_b), np.minimum(tilt_a, tilt_b)
    depth = np.sin(more) * np.maximum(np.sin(less), forgiven)
    ends = [np.degrees(np.arccos(np.clip(shrunk + way * depth, -1, 1))) for way in (1, -1)]
    smaller, larger = (np.maximum(d, 0) for d in (angle_deg - ends[0], ends[1] - angle_deg))
    return bound_sigma(smaller), bound_sigma(larger)


def inclination_foreshortening(vertical_deg: Array, tilted: Array) -> Array:
    """Standard deviation, degrees (T,), that a limb's tilt adds to its inclination.

    ``vertical_deg`` is the angle from vertical in the picture. For a level camera the angle
    in space is g with cos g = cos(tilt) cos f; the difference counts as a bound.
    """
    inside = np.cos(tilted) * np.cos(np.radians(vertical_deg))
    return bound_sigma(np.abs(np.degrees(np.arccos(np.clip(inside, -1, 1))) - vertical_deg))


def bound_sigma(bound: Array) -> Array:
    """Standard deviation of a normal that lies 80 % below ``bound`` from its mean.

    An error of unknown direction that may be as large as ``bound`` is no normal; with this
    width no limit is called passed at 80 % that the error alone could explain.
    """
    return np.asarray(bound / BOUND_Z)
