"""MediaPipe's pose landmarker over the same frames, to compare with; not a dependency."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posecoach.bench.measure import BenchPlan, Measurement, Stopwatch, end_of, summary
from posecoach.errors import RuntimeMissingError, UsageError
from posecoach.media.video import open_video
from posecoach.pipeline import MAX_SIDE_PX, timed_frames

Landmarker = Callable[[NDArray[np.uint8], int], object]
"""Takes a picture and its time in milliseconds."""


def measure_mediapipe(plan: BenchPlan, runtime: str = "mediapipe") -> Measurement:
    """One person per frame, in video mode: decoding and poses, nothing after them.

    RuntimeMissingError without the package, UsageError without its model.
    """
    watch = Stopwatch()
    with ExitStack() as stack:
        with watch("load"):
            see = stack.enter_context(_landmarker(plan.rival_model))
        video = stack.enter_context(
            open_video(plan.video, None, end_of(plan), max_side=MAX_SIDE_PX)
        )
        for frame in timed_frames(video, watch):
            with watch("pose"):
                see(frame.image, round(frame.time_s * 1000))
    return summary(runtime, watch)


@contextmanager
def _landmarker(model: str | None) -> Iterator[Landmarker]:
    try:
        import mediapipe
    except ImportError as error:
        raise RuntimeMissingError(
            f"--vs mediapipe: expected the package mediapipe, found none that can be loaded "
            f"({error}); pip install mediapipe"
        ) from error
    if model is None and hasattr(mediapipe, "solutions"):
        # Releases before 0.10.30 bring a model, of the middle size, for this way to run it.
        with mediapipe.solutions.pose.Pose() as pose:
            yield lambda image, _: pose.process(image)
        return
    with _task(mediapipe, model) as landmarker:

        def see(image: NDArray[np.uint8], time_ms: int) -> object:
            picture = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=image)
            return landmarker.detect_for_video(picture, time_ms)

        yield see


def _task(mediapipe: Any, model: str | None) -> Any:
    """The landmarker of a .task file, to be closed as a context manager; left open, it fails
    noisily when Python ends."""
    if model is None or not Path(model).is_file():
        version = getattr(mediapipe, "__version__", "of unknown version")
        raise UsageError(
            f"--vs mediapipe: expected its model, found {model or 'none'}; mediapipe {version} "
            "brings none: name a pose_landmarker .task file from its documentation with "
            "--vs-model, or install 'mediapipe<0.10.30', which brings one"
        )
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=model),
        running_mode=vision.RunningMode.VIDEO,
    )
    try:
        return vision.PoseLandmarker.create_from_options(options)
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(
            f"--vs mediapipe: expected a pose_landmarker .task file, but MediaPipe refuses "
            f"{model}: {str(error).splitlines()[0]}"
        ) from error
