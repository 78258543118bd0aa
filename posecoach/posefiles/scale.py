"""What a pose file leaves open about its places: pixels or shares, and how exact they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posecoach.errors import PoseFileError
from posecoach.posefiles.frames import PoseFrame
from posecoach.skeleton import body_size
from posecoach.types import Array, Pose, Track

NORMALISED_BELOW = 2.0
"""Places whose median is smaller are shares of the picture: nobody is two pixels tall. It is
above 1 because estimators also place joints outside of the picture."""

SIGMA_SHARE = 0.04
"""Standard deviation of a joint at confidence 1 as a share of the trunk's length, about 2 cm of
50: between the 1 to 15 mm that were found for ankles and the 30 to 50 mm for hips and knees
(Needham et al., "The accuracy of several pose estimation methods for 3D joint centre
localisation", Scientific Reports 11, 2021)."""


def in_pixels(
    source: str, frames: tuple[PoseFrame, ...], size_px: tuple[int, int] | None
) -> tuple[PoseFrame, ...]:
    """The frames with places in pixels, whether they came as pixels or as shares, 0..1, of the
    picture's width and height. PoseFileError for shares without a size."""
    places = [pose.xy[np.isfinite(pose.xy)] for frame in frames for pose in frame.poses]
    every = np.concatenate(places) if places else np.empty(0)
    if len(every) == 0 or np.median(np.abs(every)) >= NORMALISED_BELOW:
        return frames
    if (every < 0).mean() > 0.25:
        raise PoseFileError(
            f"{source}: expected places in pixels or from 0 to 1 from the picture's top left, "
            f"found {every.min():.2f} to {every.max():.2f}; export them in pixels"
        )
    if size_px is None:
        raise PoseFileError(
            f"{source}: expected places in pixels, found {every.min():.2f} to {every.max():.2f}, "
            "which are shares of the picture; give its size with --size WIDTHxHEIGHT"
        )
    sides = np.array(size_px, dtype=float)
    return tuple(replace(f, poses=tuple(_scaled(p, sides) for p in f.poses)) for f in frames)


def _scaled(pose: Pose, sides: Array) -> Pose:
    # Shares count from the picture's edge, pixels from the middle of the first one.
    box = pose.box_xyxy * np.tile(sides, 2) - 0.5
    return replace(pose, xy=pose.xy * sides - 0.5, box_xyxy=box)


def fill_sigma(track: Track) -> Track:
    """The track with the standard deviations that its source did not state: ``SIGMA_SHARE`` of
    the person's body size (see ``skeleton.body_size``: the trunk's length, or a leg bone's,
    which are alike) divided by ``located``. The same track if none is missing."""
    missing = np.isfinite(track.xy).all(axis=2) & ~np.isfinite(track.sigma_px)
    if not missing.any():
        return track
    # Without a bone in sight nothing can be measured anyway.
    size = np.nan_to_num(body_size(track.xy), nan=1.0)
    assumed = SIGMA_SHARE * size / np.maximum(track.located, 1e-3)
    return replace(track, sigma_px=np.where(missing, assumed, track.sigma_px))
