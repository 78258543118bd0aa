"""How fast the real chain is: per stage, per runtime, each in a process of its own.

Processes keep the runtimes' memory apart. They run one after the other on the same machine, so
that a ratio between them says something where milliseconds alone would not.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import numpy as np

from posecoach.errors import RuntimeMissingError, UsageError
from posecoach.media.video import open_video
from posecoach.rules.load import load_exercise

STAGES = ("load", "decode", "detect", "pose", "track", "analyse")

SAMPLE = Path(__file__).resolve().parents[2] / "tests" / "data" / "squat-side.mp4"
"""In a checkout; a wheel carries no clip."""


@dataclass(frozen=True)
class BenchPlan:
    """What is measured: ``frames`` from the start of ``video``, None for all of it;
    ``rival_model`` is the file of weights that the rival in the comparison needs."""

    video: str
    exercise: str = "squat"
    device: str = "auto"
    frames: int | None = None
    rival_model: str | None = None


@dataclass(frozen=True)
class StageTime:
    """Times of one stage in milliseconds, over its ``count`` runs."""

    count: int
    median_ms: float
    p95_ms: float
    total_s: float


@dataclass(frozen=True)
class Measurement:
    """One runtime's run. ``fps`` counts every stage but loading; ``peak_mb`` is the process's
    largest resident memory in 10^6 bytes, None where the system does not tell."""

    runtime: str
    frames: int
    fps: float
    peak_mb: float | None
    stages: dict[str, StageTime]


class Stopwatch:
    """Collects how long each stage took, every time it ran."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        began = perf_counter()
        yield
        self.seconds.setdefault(stage, []).append(perf_counter() - began)


def measure(plan: BenchPlan, runtime: str) -> Measurement:
    """Run the whole chain in this process. Errors are those of `analyze`."""
    # Not at the top: the process that only starts others need not load the networks' library.
    from posecoach.pipeline import AnalyzeOptions, analyze

    watch = Stopwatch()
    options = AnalyzeOptions(end_s=end_of(plan), device=plan.device, runtime=runtime)
    analyze(plan.video, load_exercise(plan.exercise), options, timed=watch)
    return summary(runtime, watch)


def end_of(plan: BenchPlan) -> float | None:
    """The time, in seconds, between the last frame to measure and the next."""
    if plan.frames is None:
        return None
    with open_video(plan.video) as video:
        return (plan.frames - 0.5) / (video.info.fps_average or 30.0)


def summary(runtime: str, watch: Stopwatch) -> Measurement:
    """Medians, percentiles and frames a second of what was collected in this process."""
    # The last look for a frame finds none, and is no frame.
    watch.seconds["decode"].pop()
    stages = {
        name: StageTime(
            len(seconds),
            float(np.median(seconds) * 1e3),
            float(np.percentile(seconds, 95) * 1e3),
            float(np.sum(seconds)),
        )
        for name, seconds in watch.seconds.items()
    }
    frames = stages["decode"].count
    spent = sum(stage.total_s for name, stage in stages.items() if name != "load")
    return Measurement(runtime, frames, frames / spent, peak_mb(), stages)


def peak_mb() -> float | None:
    """This process's largest resident memory so far, 10^6 bytes; None where unknown."""
    status = Path("/proc/self/status")
    if status.exists():
        # Linux hands ru_maxrss of the parent on to a new program; this line starts afresh.
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    if sys.platform == "win32":
        return None
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def available_runtimes() -> tuple[str, ...]:
    """torch first: the others are compared with it."""
    others = ("onnxruntime", "openvino")
    return ("torch", *(name for name in others if importlib.util.find_spec(name) is not None))


Run = Callable[[BenchPlan, str], Measurement]


def in_own_process(run: Run, plan: BenchPlan, runtime: str) -> Measurement:
    """``run(plan, runtime)`` in a fresh process; its errors come through."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(run, plan, runtime).result()
        except BrokenProcessPool as error:
            raise RuntimeMissingError(
                f"{runtime}: its process died while it was measured (out of memory?); "
                "measure fewer frames with --frames"
            ) from error


def sample_clip() -> str:
    """The clip to measure where the user names none; UsageError without a checkout."""
    if not SAMPLE.is_file():
        raise UsageError("expected a video to measure, found no sample clip here; give VIDEO")
    return str(SAMPLE)
