"""What the commands that watch a clip have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from posecoach.cli.progress import FrameProgress
from posecoach.cli.values import parse_person, parse_size, parse_time

if TYPE_CHECKING:
    from posecoach.pipeline import AnalyzeOptions
    from posecoach.posefiles.limits import PoseFileOptions
    from posecoach.types import People

Clip = Annotated[
    str, typer.Argument(metavar="VIDEO|POSES", help="A video, or poses of any estimator.")
]
Person = Annotated[
    str, typer.Option(parser=parse_person, metavar="WHO", help="auto, largest, centre or N.")
]
Start = Annotated[float | None, typer.Option(parser=parse_time, metavar="TIME", help="Begin here.")]
End = Annotated[float | None, typer.Option(parser=parse_time, metavar="TIME", help="Stop here.")]
Device = Annotated[str, typer.Option(help="Where to compute: auto, cpu, cuda or cuda:N.")]
Fps = Annotated[float | None, typer.Option(help="Frames a second of poses without times.")]
Size = Annotated[
    str | None, typer.Option(metavar="WxH", help="The picture's size, for poses without it.")
]
Sigma = Annotated[
    float | None, typer.Option("--sigma-px", metavar="PX", help="How exact the joints are.")
]


def pose_options(fps: float | None, size: str | None, sigma_px: float | None) -> PoseFileOptions:
    """What was said of a pose file; UsageError for a size that is none."""
    from posecoach.posefiles.limits import PoseFileOptions

    return PoseFileOptions(fps, None if size is None else parse_size(size), sigma_px)


def watched(clip: str, options: AnalyzeOptions, given: PoseFileOptions) -> People:
    """Everybody in a clip, with a progress bar while a video is watched."""
    from posecoach.authoring.sources import people_in

    with FrameProgress() as progress:
        return people_in(clip, options, given, progress)
