"""Angles seen from between the front and the side, put right.

Two ways to undo what such a view shortens, each with its standard deviation:

- by the plane: most limbs of these exercises move in planes that point forward. Seen from azimuth
  a, forward distances look abs(sin a) times as long as they are, heights do not; so the picture is
  stretched sideways. Wrong as far as the azimuth is, and where a knee or an arm points outwards.
- by the length: a limb that looks short points out of the picture by as much as its length, as seen
  when it was upright, tells; its direction along the line of sight follows from which way it
  points in the picture. Wrong as far as that length is.

The two are averaged by their variances; where they disagree, the result is as uncertain as that.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from posecoach.motion import uncertainty
from posecoach.motion.body import longest
from posecoach.types import Array, View

Series = tuple[Array, Array]
_Angle = Callable[[Array], Array]

OUT_OF_PLANE_DEG = 15.0
"""How far knees and arms point away from straight forward, as standard deviation."""
FLARE_DEG = 6.0
"""How far each limb leans out sideways for itself: elbows held off the body, shoulders broader than
hips. What shows of it is stretched with all the rest."""
LENGTH_ERROR = 0.04
"""How far a limb's longest look is off: perspective, joints that glide under the skin."""
UPRIGHT = 0.9
"""A limb whose longest look is this upright was seen in full: heights are not shortened."""
SURE_SIGMAS = 3.0
"""So far from upright in the picture a limb's direction along the line of sight is known."""
LEAST_SINE = 0.2


def angle(xy: Array, sigma_px: Array, time_s: Array, view: View) -> Series:
    """Interior angle, degrees, at the middle one of three points (3, T, 2)."""
    return _fused(_by_plane(_interior, xy, sigma_px, view), _angle_by_length(xy, sigma_px, time_s))


def inclination(xy: Array, sigma_px: Array, time_s: Array, view: View) -> Series:
    """Angle from the vertical, 0..90 degrees, of the line through two points (2, T, 2)."""
    return _fused(
        _by_plane(_from_vertical, xy, sigma_px, view),
        _inclination_by_length(xy, sigma_px, time_s),
    )


def _interior(p: Array) -> Array:
    u, v = p[0] - p[1], p[2] - p[1]
    cross = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    return np.asarray(np.degrees(np.abs(np.arctan2(cross, (u * v).sum(axis=1)))))


def _from_vertical(p: Array) -> Array:
    line = np.abs(p[1] - p[0])
    return np.asarray(np.degrees(np.arctan2(line[:, 0], line[:, 1])))


def _by_plane(what: _Angle, xy: Array, sigma_px: Array, view: View) -> Series:
    """``what`` of the stretched picture, and how it changes with the azimuth."""
    spread = float(np.hypot(view.sigma_deg, OUT_OF_PLANE_DEG))
    value = what(xy * _stretch(view.azimuth_deg))
    ends = [what(xy * _stretch(a)) for a in _around(view.azimuth_deg, spread)]
    noise = uncertainty.propagate(lambda p: what(p * _stretch(view.azimuth_deg)), xy, sigma_px)
    leaning = FLARE_DEG * np.sqrt(len(xy) - 1) / abs(np.tan(np.radians(view.azimuth_deg)))
    return value, np.sqrt(noise**2 + leaning**2 + (ends[0] - ends[1]) ** 2 / 4)


def _stretch(azimuth_deg: float) -> Array:
    sine = abs(float(np.sin(np.radians(azimuth_deg))))
    return np.array([1 / max(sine, LEAST_SINE), 1.0])


def _around(azimuth_deg: float, spread_deg: float) -> tuple[float, float]:
    """The azimuth nearer to the front or back by ``spread_deg``, and nearer to the side."""
    from_side = abs(abs(azimuth_deg) - 90)
    return 90 - min(from_side + spread_deg, 90), 90 - max(from_side - spread_deg, 0)


def _angle_by_length(xy: Array, sigma_px: Array, time_s: Array) -> Series:
    limbs = xy[0] - xy[1], xy[2] - xy[1]
    full = [_full_length(limb, time_s) for limb in limbs]
    noise_px = np.sqrt((sigma_px**2).sum(axis=0))
    along = limbs[0][:, 0] * limbs[1][:, 0]
    same = np.where(along >= 0, 1.0, -1.0)
    unsure = np.minimum(*(np.abs(limb[:, 0]) for limb in limbs)) < SURE_SIGMAS * noise_px

    def at(scale: float, sign: Array) -> Array:
        depth, product = np.ones(len(time_s)), np.ones(len(time_s))
        for limb, length in zip(limbs, full, strict=True):
            square = (limb**2).sum(axis=1)
            whole = np.maximum((scale * length) ** 2, square)
            depth, product = depth * np.sqrt(whole - square), product * np.sqrt(whole)
        inside = (limbs[0] * limbs[1]).sum(axis=1) + sign * depth
        return np.asarray(np.degrees(np.arccos(np.clip(inside / product, -1, 1))))

    value, error = at(1.0, same), LENGTH_ERROR + noise_px / np.minimum(*full)
    sigma = np.abs(at(1 + LENGTH_ERROR, same) - at(1 - LENGTH_ERROR, same)) / 2
    sigma = sigma * error / LENGTH_ERROR
    other = uncertainty.bound_sigma(np.abs(at(1.0, -same) - value))
    return value, np.where(unsure, np.hypot(sigma, other), sigma)


def _inclination_by_length(xy: Array, sigma_px: Array, time_s: Array) -> Series:
    line = xy[1] - xy[0]
    full = _full_length(line, time_s)
    share = np.abs(line[:, 1]) / full
    error = np.hypot(LENGTH_ERROR, np.hypot(*sigma_px) / full)
    value, low, high = (
        np.degrees(np.arccos(np.clip(share * scale, 0, 1))) for scale in (1.0, 1 - error, 1 + error)
    )
    return value, np.abs(high - low) / 2 + 1e-6


def _full_length(limb: Array, time_s: Array) -> Array:
    """A limb's true length (T,), NaN where it was not seen upright."""
    whole = longest(np.linalg.norm(limb, axis=1), time_s)
    upright: NDArray[np.bool_] = longest(np.abs(limb[:, 1]), time_s) >= UPRIGHT * whole
    return np.where(upright, whole, np.nan)


def _fused(a: Series, b: Series) -> Series:
    """Average by variance; the first alone where the second is not known."""
    weights = [1 / np.maximum(sigma, 0.5) ** 2 for _, sigma in (a, b)]
    share = weights[1] / (weights[0] + weights[1])
    value = a[0] + share * (b[0] - a[0])
    # A knee that points at the camera lies in no plane that stretching puts right; by its length
    # it is unsure: where the plane decides, the other way must agree, or nothing is known.
    spread = np.where(share < 0.5, 1.0, np.sqrt(share * (1 - share)))
    apart = spread * np.abs(b[0] - a[0])
    sigma = np.hypot(1 / np.sqrt(weights[0] + weights[1]), apart)
    alone = ~np.isfinite(value)
    return np.where(alone, a[0], value), np.where(alone, a[1], sigma)
