"""The measuring measures the real chain, and its children's errors come through."""

import os
from pathlib import Path

import pytest

from posecoach.bench import measure as bench
from posecoach.bench.measure import (
    BenchPlan,
    Measurement,
    Stopwatch,
    in_own_process,
    measure,
    peak_mb,
    summary,
)
from posecoach.errors import RuntimeMissingError, UsageError, VideoError

CLIP = str(Path(__file__).parents[1] / "data" / "squat-side.mp4")


def test_every_stage_of_the_chain_is_measured() -> None:
    found = measure(BenchPlan(CLIP, frames=30), "torch")
    assert found.frames == 30
    assert set(found.stages) == set(bench.STAGES)
    assert found.stages["pose"].count == found.stages["track"].count == 30
    assert found.stages["load"].count == found.stages["analyse"].count == 1
    spent = sum(s.total_s for name, s in found.stages.items() if name != "load")
    assert found.fps == pytest.approx(30 / spent)


def test_summary_of_known_times() -> None:
    watch = Stopwatch()
    watch.seconds = {"load": [9.0], "decode": [0.1, 0.3, 0.2, 7.0], "pose": [0.1, 0.1, 0.2]}
    found = summary("torch", watch)
    assert found.frames == 3
    assert found.stages["decode"].median_ms == pytest.approx(200)
    assert found.stages["decode"].p95_ms == pytest.approx(290)
    assert found.fps == pytest.approx(3 / 1.0)


def who(plan: BenchPlan, runtime: str) -> Measurement:
    return Measurement(runtime, os.getpid(), 1.0, peak_mb(), {})


def dies(plan: BenchPlan, runtime: str) -> Measurement:
    os._exit(1)


def test_each_runs_in_a_process_of_its_own() -> None:
    found = in_own_process(who, BenchPlan(CLIP), "torch")
    assert found.frames != os.getpid()
    own = peak_mb()
    assert own is None or (found.peak_mb is not None and 10 < found.peak_mb < own)


def cannot_see(plan: BenchPlan, runtime: str) -> Measurement:
    raise VideoError(f"{plan.video}: no such file")


def test_errors_of_the_process_come_through() -> None:
    with pytest.raises(VideoError, match="no such file"):
        in_own_process(cannot_see, BenchPlan("gone.mp4"), "torch")
    with pytest.raises(RuntimeMissingError, match="process died"):
        in_own_process(dies, BenchPlan(CLIP), "torch")


def test_without_a_checkout_a_video_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bench.sample_clip() == CLIP
    monkeypatch.setattr(bench, "SAMPLE", tmp_path / "none.mp4")
    with pytest.raises(UsageError, match="give VIDEO"):
        bench.sample_clip()
