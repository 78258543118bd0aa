"""What the training commands have in common: options, their plan for the loop, the bar."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from posecoach.errors import UsageError

if TYPE_CHECKING:
    from posecoach.training.loop import LoopPlan

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
OnePerson = Annotated[
    list[str] | None,
    typer.Option(help="Source whose pictures show more people than are labelled."),
]


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
    """What every command hands to the loop."""

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
