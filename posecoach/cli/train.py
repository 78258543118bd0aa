"""``posecoach train``: train the networks from COCO-keypoints folders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from posecoach.cli.outputs import keep_apart
from posecoach.cli.progress import TrainingProgress
from posecoach.cli.train_options import (
    Batch,
    Data,
    Device,
    Freeze,
    Init,
    Lite,
    LoopOptions,
    OnePerson,
    Out,
    Rate,
    Resume,
    SaveEvery,
    Seed,
    Size,
    Steps,
    Weight,
    Workers,
    parse_weights,
)

app = typer.Typer(
    no_args_is_help=True,
    help="Train the networks on folders with annotations.json and images/ (COCO keypoints).",
)


@app.command("hourglass")
@app.command("pose", hidden=True)
def hourglass_command(
    data: Data,
    out: Out,
    resume: Resume = False,
    init: Init = None,
    model: Annotated[
        str, typer.Option(help="deeppose, convnet, cpm, hourglass or hourglass-lite.")
    ] = "hourglass",
    stacks: Annotated[
        int | None, typer.Option(min=1, help="Hourglasses in a row; stages of deeppose and cpm.")
    ] = None,
    lite: Lite = None,
    freeze: Freeze = 0,
    visible: Annotated[
        bool, typer.Option("--visible", help="Also learn whether joints are seen (lite only).")
    ] = False,
    channels: Annotated[
        int | None, typer.Option(min=8, help="Features; default: what suits the model.")
    ] = None,
    teacher: Annotated[
        Path | None,
        typer.Option(help="Weights of a larger network that says its own to every target."),
    ] = None,
    size: Size = 256,
    steps: Steps = 10_000,
    batch: Batch = 16,
    rate: Rate = 1.5e-3,
    seed: Seed = 1,
    weight: Weight = None,
    device: Device = "auto",
    workers: Workers = 1,
    save_every: SaveEvery = 180.0,
) -> None:
    """Train a pose network: the hourglass, or with --model one of those that led to it.

    Small inputs first and large ones last learn most per hour:

      posecoach train hourglass --data DIR --out a.safetensors --size 128

      posecoach train hourglass --data DIR --out b.safetensors --init a.safetensors --rate 8e-4

    A small network learns from a large one as well as from the labels with --teacher:

      posecoach train hourglass --data DIR --out c.safetensors --init b.safetensors --lite 0
      --channels 96 --stacks 2 --teacher large.safetensors

    With --lite, --freeze 3 makes steps of a network that is well trained already 1.7 times
    as fast.
    """
    from posecoach.training.hourglass import HourglassPlan, train_hourglass

    options = LoopOptions(steps, batch, rate, out, resume, device, workers, save_every)
    factors = parse_weights(weight)
    plan = HourglassPlan(
        data,
        stacks,
        channels,
        size,
        seed,
        lite,
        init,
        factors,
        model=model,
        frozen=freeze,
        visible=visible,
        teacher=teacher,
    )
    with TrainingProgress(steps) as reporter:
        train_hourglass(plan, options.plan(), reporter)


@app.command("detector")
def detector_command(
    data: Data,
    out: Out,
    resume: Resume = False,
    init: Init = None,
    lite: Lite = None,
    freeze: Freeze = 0,
    channels: Annotated[int, typer.Option(min=8, help="Features at the widest.")] = 128,
    size: Size = 192,
    steps: Steps = 10_000,
    batch: Batch = 16,
    rate: Rate = 1.2e-3,
    seed: Seed = 1,
    weight: Weight = None,
    one_person: OnePerson = None,
    device: Device = "auto",
    workers: Workers = 1,
    save_every: SaveEvery = 180.0,
) -> None:
    """Train the person detector; --init may be a pose network of one stack."""
    from posecoach.training.detector import DetectorTraining, train_detector

    options = LoopOptions(steps, batch, rate, out, resume, device, workers, save_every)
    alone, factors = frozenset(one_person or ()), parse_weights(weight)
    plan = DetectorTraining(data, channels, size, seed, lite, init, factors, alone, freeze)
    with TrainingProgress(steps) as reporter:
        train_detector(plan, options.plan(), reporter)


@app.command("calibrate")
def calibrate_command(
    data: Data,
    weights: Annotated[Path, typer.Option("--weights", help="Pose weights; rewritten.")],
    sigmas: Annotated[
        int | None,
        typer.Option(
            min=1, max=3, help="Make the share within this many sigmas right, whatever the others."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=2, help="So many people, drawn at random, not all.")
    ] = None,
) -> None:
    """Fit one factor per joint, so that its sigma is the standard deviation of its error.

    Use pictures that were not trained on. Errors have heavier tails than a normal, so its
    three shares (39 % within one sigma, 86 % within two, 99 % within three) cannot all be right:
    the worst of them is made as good as can be, or the one of --sigmas right. The shares printed
    are those of every second person with factors fitted on the others; the factors written are
    fitted on all of them.
    """
    from posecoach.skeleton import JOINTS
    from posecoach.training.calibration import calibrate
    from posecoach.training.data import load_folders
    from posecoach.training.observations import choose_people

    poses = load_folders(data)
    numbers = choose_people(poses, limit)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("calibrating", total=len(numbers))
        found = calibrate(
            weights, poses, numbers, sigmas, lambda n: progress.update(task, completed=n)
        )
    for name, scale in zip(JOINTS, found.scales, strict=True):
        typer.echo(f"{name:16} {scale:.2f}")
    shares = ", ".join(f"{100 * share:.0f}" for share in found.held_out)
    typer.echo(f"held out: {shares} % within 1, 2, 3 sigmas (a 2-D normal: 39, 86, 99)")


@app.command("average")
def average_command(
    weights: Annotated[
        list[Path], typer.Argument(help="Weights that were trained on from the same network.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Weights to write.")],
    share: Annotated[
        list[float] | None,
        typer.Option(help="How much each counts, in their order; alike unless said."),
    ] = None,
) -> None:
    """The mean of two networks or more that were trained on from the same one.

    What one learnt from some pictures and another from others, their mean mostly knows both:

      posecoach train average photographs.safetensors rendered.safetensors --share 1 --share 2
      --out both.safetensors

    Calibrate it afterwards: sigma factors are not taken over.
    """
    from posecoach.training.averaging import average

    keep_apart({"--out": out}, weights)
    average(weights, share or [1.0] * len(weights), out)
    typer.echo(f"{out}: the mean of {len(weights)} networks; next: posecoach train calibrate")
