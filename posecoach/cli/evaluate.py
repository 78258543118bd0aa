"""``posecoach evaluate``: how good the networks are on labelled pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from posecoach.resources import models_dir

app = typer.Typer(no_args_is_help=True, help="Measure the networks on labelled pictures.")

Data = Annotated[list[Path], typer.Option("--data", help="A folder; give it once per folder.")]
Weights = Annotated[
    Path | None, typer.Option("--weights", help="Weights to measure; default: those shipped.")
]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda or cuda:N.")]


@app.command("hourglass")
def hourglass_command(
    data: Data,
    weights: Weights = None,
    flip: Annotated[
        bool, typer.Option("--flip", help="Average with the mirrored picture (twice the work).")
    ] = False,
    device: Device = "auto",
) -> None:
    """PCK@0.2 (of the torso) per source and joint, and mean OKS, given the true boxes.

    "limbs" are shoulders, elbows, wrists, hips, knees and ankles; "feet" big toes and heels.
    """
    from posecoach.engine.device import pick_device
    from posecoach.engine.topdown import PoseEstimator
    from posecoach.training.data import load_folders
    from posecoach.training.evaluation import evaluate_poses, pck_table

    estimator = PoseEstimator(
        weights or models_dir() / "hourglass.safetensors", pick_device(device)
    )
    poses = load_folders(data)
    with _progress() as progress:
        task = progress.add_task("evaluating", total=len(poses.paths))
        scores = evaluate_poses(
            estimator, poses, flip, lambda n: progress.update(task, completed=n)
        )
    rows = pck_table(scores)
    table = Table("joint", *(name for name, _ in rows), title="PCK@0.2")
    for column in rows[0][1]:
        table.add_row(column, *(_number(row[column]) for _, row in rows))
    console = Console()
    console.print(table)
    console.print(f"people {len(scores.sources)}, mean OKS {scores.oks.mean():.3f}")


@app.command("detector")
def detector_command(
    data: Data,
    weights: Weights = None,
    score: Annotated[
        list[float] | None, typer.Option(help="Score floor; give it several times to compare.")
    ] = None,
    device: Device = "auto",
) -> None:
    """Recall and precision at IoU 0.5, people taller than a fifth of the picture."""
    from posecoach.engine.detection import SCORE_FLOOR, Detector
    from posecoach.engine.device import pick_device
    from posecoach.training.data import load_folders
    from posecoach.training.detector_evaluation import evaluate_detector

    detector = Detector(weights or models_dir() / "detector.safetensors", pick_device(device))
    poses, floors = load_folders(data), sorted(score or [SCORE_FLOOR])
    with _progress() as progress:
        task = progress.add_task("evaluating", total=len(poses.paths))
        every = evaluate_detector(
            detector, poses, floors, lambda n: progress.update(task, completed=n)
        )
    table = Table("score", "recall", "precision", "people", "detections")
    for floor, s in zip(floors, every, strict=True):
        table.add_row(
            f"{floor:.2f}", _number(s.recall), _number(s.precision), str(s.wanted), str(s.judged)
        )
    Console().print(table)


def _progress() -> Progress:
    return Progress(console=Console(stderr=True), transient=True)


def _number(value: float) -> str:
    return "-" if value != value else f"{value:.3f}"
