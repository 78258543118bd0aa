"""``posecoach train``: train the networks from COCO-keypoints folders."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from posecoach.errors import UsageError

if TYPE_CHECKING:
    from posecoach.training.loop import LoopPlan

app = typer.Typer(
    no_args_is_help=True,
    help="Train the networks on folders with annotations.json and images/ (COCO keypoints).",
)

Data = Annotated[list[Path], typer.Option("--data", help="A folder; give it once per folder.")]
Out = Annotated[Path, typer.Option("--out", help="Weights to write; OUT with .ckpt is to resume.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint beside --out.")]
Init = Annotated[Path | None, typer.Option("--init", help="Weights to start from.")]
Steps = Annotated[int, typer.Option(min=1, help="Batches in all; the schedule spans them.")]
Batch = Annotated[int, typer.Option(min=1, help="Pictures per step, over all processes.")]
Rate = Annotated[float, typer.Option(min=0, help="Peak learning rate of the one-cycle.")]
Size = Annotated[int, typer.Option(min=64, help="Input side in pixels, a multiple of 64.")]
Seed = Annotated[int, typer.Option(help="Everything random follows from it.")]
Weight = Annotated[
    list[str] | None,
    typer.Option(help="SOURCE=FACTOR: how often pictures of a source are seen per pass."),
]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda or cuda:N.")]
Lite = Annotated[
    int | None,
    typer.Option(
        min=0, max=4, help="EfficientNet-Lite 0 to 4 on the way down; else a classic hourglass."
    ),
]
Freeze = Annotated[
    int,
    typer.Option(min=0, max=7, help="Stages of the EfficientNet-Lite that stay as they are."),
]
Workers = Annotated[int, typer.Option(min=0, help="Processes that read and augment pictures.")]
SaveEvery = Annotated[float, typer.Option(min=0, help="Seconds between checkpoints.")]


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
    channels: Annotated[
        int | None, typer.Option(min=8, help="Features; default: what suits the model.")
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

    With --lite, --freeze 3 makes steps of a network that is well trained already 1.7 times
    as fast.
    """
    from posecoach.training.hourglass import HourglassPlan, train_hourglass

    options = LoopOptions(steps, batch, rate, out, resume, device, workers, save_every)
    factors = parse_weights(weight)
    plan = HourglassPlan(
        data, stacks, channels, size, seed, lite, init, factors, model=model, frozen=freeze
    )
    with _Reporter(steps) as reporter:
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
    one_person: Annotated[
        list[str] | None,
        typer.Option(help="Source whose pictures show more people than are labelled."),
    ] = None,
    device: Device = "auto",
    workers: Workers = 1,
    save_every: SaveEvery = 180.0,
) -> None:
    """Train the person detector; --init may be a pose network of one stack."""
    from posecoach.training.detector import DetectorTraining, train_detector

    options = LoopOptions(steps, batch, rate, out, resume, device, workers, save_every)
    alone, factors = frozenset(one_person or ()), parse_weights(weight)
    plan = DetectorTraining(data, channels, size, seed, lite, init, factors, alone, freeze)
    with _Reporter(steps) as reporter:
        train_detector(plan, options.plan(), reporter)


@app.command("calibrate")
def calibrate_command(
    data: Data,
    weights: Annotated[Path, typer.Option("--weights", help="Pose weights; rewritten.")],
    sigmas: Annotated[
        int, typer.Option(min=1, max=3, help="The share within this many sigmas is made right.")
    ] = 1,
    limit: Annotated[
        int | None, typer.Option(min=2, help="So many people, drawn at random, not all.")
    ] = None,
) -> None:
    """Fit one factor per joint, so that its sigma is the standard deviation of its error.

    Use pictures that were not trained on. Errors have heavier tails than a normal, so only
    one of its three shares (39 % within one sigma, 86 % within two, 99 % within three) can be
    made right. The shares printed are those of every second person with factors fitted on the
    others; the factors written are fitted on all of them.
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


def parse_weights(pairs: list[str] | None) -> dict[str, float]:
    """``["coco=2"]`` to ``{"coco": 2.0}``; UsageError for anything else."""
    weights: dict[str, float] = {}
    for pair in pairs or []:
        source, _, factor = pair.rpartition("=")
        try:
            weights[source] = float(factor)
        except ValueError:
            weights[source] = -1.0
        if not source or weights[source] < 0:
            raise UsageError(f"--weight {pair}: expected SOURCE=FACTOR with FACTOR >= 0")
    return weights


@dataclass(frozen=True)
class LoopOptions:
    """What both commands hand to the loop."""

    steps: int
    batch: int
    rate: float
    out: Path
    resume: bool
    device: str
    workers: int
    save_every: float

    def plan(self) -> LoopPlan:
        from posecoach.engine.device import pick_device
        from posecoach.training.loop import LoopPlan, bf16_pays

        device = pick_device(self.device)
        return LoopPlan(
            steps=self.steps,
            batch=self.batch,
            peak_rate=self.rate,
            weight_decay=1e-3,
            out=self.out,
            resume=self.resume,
            device=device,
            workers=self.workers,
            bf16=bf16_pays(device),
            save_every_s=self.save_every,
        )


class _Reporter:
    """A progress bar with the smoothed loss; silent in all but the first process."""

    def __init__(self, steps: int) -> None:
        first = os.environ.get("RANK", "0") == "0"
        self._progress = Progress(
            TextColumn("training"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.description}"),
            console=Console(stderr=True),
            disable=not first,
        )
        self._task = self._progress.add_task("", total=steps)
        self._loss: float | None = None

    def __call__(self, step: int, loss: float, rate: float) -> None:
        self._loss = loss if self._loss is None else 0.98 * self._loss + 0.02 * loss
        words = f"loss {self._loss:.3f}  rate {rate:.1e}"
        self._progress.update(self._task, completed=step, description=words)

    def __enter__(self) -> _Reporter:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()
