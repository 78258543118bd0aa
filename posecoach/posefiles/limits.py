"""What the user may add to a file that does not say it, and within which bounds it makes sense."""

from __future__ import annotations

import math
from dataclasses import dataclass

from posecoach.errors import UsageError

USUAL_FPS = 30.0
"""Assumed where neither the file nor the user gives times: what phones record at."""

FPS_RANGE = (0.1, 1000.0)
MAX_SIDE = 100_000

LONGEST_S = 1e7
"""Times beyond, about four months, are no seconds of a clip."""


def is_fps(value: object) -> bool:
    """Whether something is a number of frames a second that a camera could have."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return FPS_RANGE[0] <= value <= FPS_RANGE[1]


@dataclass(frozen=True)
class PoseFileOptions:
    """``fps`` for files without times, ``size_px`` (width, height) for files without the
    picture's size; ``sigma_px`` in place of every joint's own standard deviation."""

    fps: float | None = None
    size_px: tuple[int, int] | None = None
    sigma_px: float | None = None

    def __post_init__(self) -> None:
        low, high = FPS_RANGE
        if self.fps is not None and not is_fps(self.fps):
            raise UsageError(
                f"--fps: expected frames a second from {low:g} to {high:g}, got {self.fps:g}"
            )
        if self.size_px is not None and not all(0 < side <= MAX_SIDE for side in self.size_px):
            width, height = self.size_px
            raise UsageError(f"--size: expected sides of 1 to {MAX_SIDE}, got {width}x{height}")
        sigma = self.sigma_px
        if sigma is not None and not (math.isfinite(sigma) and 0 < sigma <= MAX_SIDE):
            raise UsageError(f"--sigma-px: expected pixels above 0, got {sigma:g}")
