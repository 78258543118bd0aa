"""``posecoach bench``: how fast it is on this machine."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from posecoach.errors import UsageError

if TYPE_CHECKING:
    from posecoach.bench.measure import Measurement


def bench_command(
    video: Annotated[
        str | None,
        typer.Argument(help="A video; default: the sample clip of a checkout.", metavar="[VIDEO]"),
    ] = None,
    runtime: Annotated[
        list[str] | None,
        typer.Option(
            help="Measure only this one: torch, onnxruntime or openvino; may be given repeatedly."
        ),
    ] = None,
    frames: Annotated[
        int | None, typer.Option(min=30, help="Only this many frames from the start.")
    ] = None,
    exercise: Annotated[str, typer.Option("--exercise", "-e")] = "squat",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or cuda:N.")] = "auto",
    versus: Annotated[
        Literal["mediapipe"] | None,
        typer.Option("--vs", help="Measure this too, if it is installed."),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(
            "--vs-model",
            help="The model of --vs: a pose_landmarker .task file; default: what it brings itself.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not a table.")] = False,
) -> None:
    """Measure the whole chain on a video, once per runtime, each in a process of its own.

    Median and 95th percentile per stage in milliseconds, frames a second over all stages but
    loading, and peak memory. Speed is best read as the ratio: both were measured just now, here.

    Examples:

      posecoach bench squat.mp4

      posecoach bench squat.mp4 --frames 100 --runtime onnxruntime --json
    """
    from posecoach.bench.measure import (
        BenchPlan,
        Run,
        available_runtimes,
        in_own_process,
        measure,
        sample_clip,
    )
    from posecoach.bench.mediapipe import measure_mediapipe
    from posecoach.rules.load import load_exercise

    if model is not None and versus is None:
        raise UsageError("--vs-model: expected --vs mediapipe with it")
    load_exercise(exercise)
    rival = None if model is None else str(model)
    plan = BenchPlan(video or sample_clip(), exercise, device, frames, rival)
    console = Console(stderr=True)
    results = []
    # First what may not be there, so that nobody waits for measurements to learn that.
    runs: list[tuple[Run, str]] = [(measure_mediapipe, "mediapipe")] if versus else []
    runs += [(measure, name) for name in runtime or available_runtimes()]
    for run, name in runs:
        with console.status(f"measuring {name}"):
            results.append(in_own_process(run, plan, name))
    if as_json:
        typer.echo(json.dumps({"video": plan.video, "runs": [asdict(r) for r in results]}))
    else:
        Console().print(bench_table(results))


def bench_table(results: list[Measurement]) -> Table:
    """One column per run, one row per stage: median and 95th percentile, ms."""
    from posecoach.bench.measure import STAGES

    table = Table("ms: median (95 %)", *(r.runtime for r in results))
    for stage in STAGES:
        times = [r.stages.get(stage) for r in results]
        cells = [f"{t.median_ms:.1f} ({t.p95_ms:.1f})" if t else "-" for t in times]
        table.add_row(stage, *cells)
    table.add_section()
    table.add_row("frames", *(str(r.frames) for r in results))
    table.add_row("frames/s", *(f"{r.fps:.1f}" for r in results))
    for base in ("torch", "mediapipe"):
        reference = [r.fps for r in results if r.runtime == base]
        if reference and len(results) > 1:
            table.add_row(f"against {base}", *(f"x{r.fps / reference[0]:.2f}" for r in results))
    table.add_row("peak MB", *("-" if r.peak_mb is None else f"{r.peak_mb:.0f}" for r in results))
    return table
