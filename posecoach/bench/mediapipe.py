"""MediaPipe's pose landmarker over the same frames, to compare with; not a dependency."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from posecoach.bench.measure import BenchPlan, Measurement, Stopwatch, end_of, summary
from posecoach.errors import RuntimeMissingError, UsageError
from posecoach.media.video import open_video
from posecoach.pipeline import MAX_SIDE_PX, timed_frames

Landmarker = Callable[[NDArray[np.uint8], int], object]


def measure_mediapipe(plan: BenchPlan, runtime: str = "mediapipe") -> Measurement:
    """One person per frame, in video mode: decoding and poses, nothing after them.

    RuntimeMissingError without the package, UsageError without its model.
    """
    watch = Stopwatch()
    with watch("load"):
        see = _landmarker(plan.rival_model)
    with open_video(plan.video, None, end_of(plan), max_side=MAX_SIDE_PX) as video:
        for frame in timed_frames(video, watch):
            with watch("pose"):
                see(frame.image, round(frame.time_s * 1000))
    return summary(runtime, watch)


def _landmarker(model: str | None) -> Landmarker:
    """Takes a picture and its time in milliseconds."""
    try:
        import mediapipe
        from mediapipe.tasks.python import BaseOptions, vision
    except ImportError as error:
        raise RuntimeMissingError(
            f"--vs mediapipe: expected the package mediapipe, found none that can be loaded "
            f"({error}); pip install mediapipe"
        ) from error
    if model is None or not Path(model).is_file():
        raise UsageError(
            f"--vs mediapipe: expected its model, found {model or 'none'}; fetch a pose_landmarker "
            ".task file from MediaPipe's documentation and name it with --vs-model"
        )
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=model),
        running_mode=vision.RunningMode.VIDEO,
    )
    landmarker = vision.PoseLandmarker.create_from_options(options)

    def see(image: NDArray[np.uint8], time_ms: int) -> object:
        picture = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=image)
        return landmarker.detect_for_video(picture, time_ms)

    return see
