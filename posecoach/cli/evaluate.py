"""``posecoach evaluate``: how good the networks are on labelled pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from posecoach.cli.evaluation_tables import (
    cost_columns,
    detector_columns,
    difficulty_columns,
    pck_columns,
    trust_columns,
    without_nan,
)
from posecoach.files import save_text
from posecoach.resources import detector_weights, pose_weights

if TYPE_CHECKING:
    from posecoach.engine.topdown import PoseEstimator
    from posecoach.training.data import PoseSet

app = typer.Typer(no_args_is_help=True, help="Measure the networks on labelled pictures.")

Data = Annotated[list[Path], typer.Option("--data", help="A folder; give it once per folder.")]
Weights = Annotated[
    str | None,
    typer.Option(
        "--weights",
        metavar="NAME|FILE",
        help="Weights to measure: a name that posecoach models list shows, or a file; default: "
        "those that analyze uses.",
    ),
]
Limit = Annotated[
    int | None, typer.Option(min=1, help="So many people, always the same, drawn at random.")
]
Difficulties = Annotated[
    bool, typer.Option("--difficulties", help="Instead: what hard pictures cost (19 passes).")
]
Json = Annotated[Path | None, typer.Option("--json", help="Write the results to this file too.")]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda or cuda:N.")]


@app.command("hourglass")
@app.command("pose", hidden=True)
def hourglass_command(
    data: Data,
    weights: Weights = None,
    flip: Annotated[
        bool, typer.Option("--flip", help="Average with the mirrored picture (twice the work).")
    ] = False,
    calibration: Annotated[
        bool, typer.Option("--calibration", help="Also: can sigma and confidence be believed?")
    ] = False,
    difficulties: Difficulties = False,
    limit: Limit = None,
    json: Json = None,
    device: Device = "auto",
) -> None:
    """PCK@0.2 (of the torso) per source and joint, and mean OKS, given the true boxes.

    "limbs" are shoulders, elbows, wrists, hips, knees and ankles; "feet" big toes and heels.

    --calibration adds the share of labelled joints with an error below 1, 2 and 3 sigma, beside
    what a 2-D normal has, and how well confidence tells joints apart, as the area under the ROC
    curve. Positive are joints that are labelled visible, lie inside the crop and are found within
    0.2 torso lengths. Negative are all other labelled ones: hidden, outside the crop, or found
    further off. For this curve alone a third of the people are shown cut off; everything
    else is measured on whole crops. People without labelled neck and hip are left out of it.

    --difficulties shows the same people as they are, then corrupted in six ways and three
    strengths, and groups them by the pictures' "difficulty" tags, where there are any, and by
    hidden joints and foreshortened limbs. Rows are marked "!" (overconfident) where PCK fell by
    more than a quarter and confidence by less than half as much.
    """
    from posecoach.training.evaluation import pck_table, scores_of
    from posecoach.training.observations import choose_people, observe
    from posecoach.training.trust import observe_cut, trust_table

    estimator, poses = _pose_estimator(weights, device), _load(data)
    numbers = choose_people(poses, limit)
    if difficulties:
        _difficulties(estimator, poses, numbers, json)
        return
    with _progress() as progress:
        task = progress.add_task("evaluating", total=len(numbers))
        report = _counter(progress, task)
        seen = observe(estimator, poses, numbers, flip=flip, report=report)
        cut = observe_cut(estimator, poses, seen, flip, report) if calibration else seen
    scores = scores_of(seen)
    console, rows = Console(), pck_table(scores)
    console.print(pck_columns(rows))
    console.print(f"people {len(scores.sources)}, mean OKS {scores.oks.mean():.3f}")
    result: dict[str, object] = {"people": len(scores.sources), "oks": float(scores.oks.mean())}
    result["pck"] = dict(rows)
    if calibration:
        trust = trust_table(seen, cut)
        for table in trust_columns(trust):
            console.print(table)
        result["calibration"] = {name: asdict(row) for name, row in trust}
    _write(json, result)


@app.command("detector")
def detector_command(
    data: Data,
    weights: Weights = None,
    score: Annotated[
        list[float] | None, typer.Option(help="Score floor; give it several times to compare.")
    ] = None,
    json: Json = None,
    device: Device = "auto",
) -> None:
    """Recall and precision at IoU 0.5, people taller than a fifth of the picture.

    Recall is given by posture too: horizontal is a trunk, from labelled hip to labelled neck,
    that is more horizontal than vertical, or without these labels a box wider than 1.2 times its
    height; upside down is a neck below the hip. There the longer side of the box counts.
    """
    from posecoach.engine.detection import SCORE_FLOOR, Detector
    from posecoach.engine.device import pick_device
    from posecoach.engine.manifest import weights_path
    from posecoach.training.data import load_folders
    from posecoach.training.detector_evaluation import evaluate_detector

    file = weights_path(weights) if weights else detector_weights()
    detector = Detector(file, pick_device(device))
    poses, floors = load_folders(data), sorted(score or [SCORE_FLOOR])
    with _progress() as progress:
        task = progress.add_task("evaluating", total=len(poses.paths))
        every = evaluate_detector(
            detector, poses, floors, lambda n: progress.update(task, completed=n)
        )
    console = Console()
    for table in detector_columns(floors, every):
        console.print(table)
    scores = [{"score": floor, **asdict(s)} for floor, s in zip(floors, every, strict=True)]
    _write(json, {"detector": scores})


@app.command("cost")
def cost_command(
    weights: Annotated[
        list[Path] | None,
        typer.Option("--weights", help="Give it once per file; default: every untrained model."),
    ] = None,
    size: Annotated[
        int, typer.Option(min=64, help="Input side of untrained models, a multiple of 64.")
    ] = 128,
    json: Json = None,
    device: Device = "auto",
) -> None:
    """Parameters, multiply-accumulates and time per picture of the networks, one at a time.

    Counted are convolutions and linear layers; the time is the median of ten passes with as many
    threads as torch takes, without cutting the picture and reading the maps.
    """
    from posecoach.engine.cost import cost_of
    from posecoach.engine.device import pick_device
    from posecoach.engine.weights import load_network
    from posecoach.training.models import untrained

    where = pick_device(device)
    found = [(f.name, *load_network(f)) for f in weights] if weights else untrained(size)
    costs = [(name, i.input_size, cost_of(net, i.input_size, 10, where)) for name, net, i in found]
    Console().print(cost_columns(costs))
    _write(json, {name: {"input_size": side, **asdict(cost)} for name, side, cost in costs})


def _difficulties(
    estimator: PoseEstimator, poses: PoseSet, numbers: list[int], json: Path | None
) -> None:
    from posecoach.training.difficulties import difficulty_rows, looks_needed

    with _progress() as progress:
        task = progress.add_task("evaluating", total=looks_needed(len(numbers)))
        rows = difficulty_rows(estimator, poses, numbers, _counter(progress, task))
    Console().print(difficulty_columns(rows))
    found = [{**asdict(row), "overconfident": row.overconfident} for row in rows]
    _write(json, {"people": len(numbers), "difficulties": found})


def _pose_estimator(weights: str | None, device: str) -> PoseEstimator:
    from posecoach.engine.device import pick_device
    from posecoach.engine.manifest import weights_path
    from posecoach.engine.topdown import PoseEstimator

    file = weights_path(weights) if weights else pose_weights()
    return PoseEstimator(file, pick_device(device))


def _load(folders: list[Path]) -> PoseSet:
    from posecoach.training.data import load_folders

    return load_folders(folders)


def _write(path: Path | None, result: dict[str, object]) -> None:
    """Under a temporary name first: a reader never sees half a file. NaN becomes null."""
    if path is None:
        return
    save_text(path, dumps(without_nan(result), indent=1) + "\n")


def _progress() -> Progress:
    return Progress(console=Console(stderr=True), transient=True)


def _counter(progress: Progress, task: TaskID) -> Callable[[int], None]:
    return lambda done: progress.update(task, completed=done)
