"""``posecoach analyze``: coach one video, or one file of poses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from posecoach.cli.outputs import keep_apart
from posecoach.cli.progress import FrameProgress
from posecoach.cli.recognising import names_of, readable, recognised, say_if_mistaken
from posecoach.cli.values import parse_person, parse_size, parse_time
from posecoach.errors import UsageError

if TYPE_CHECKING:
    from posecoach.posefiles.writing import PoseFormat
    from posecoach.types import People

EXIT_CODES = (
    "Exit codes: 0 fine; 2 wrong usage; 3 the video (or another input) cannot be read; "
    "4 nobody found in the video; 5 the exercise file is missing or wrong, or "
    "the exercise was not recognised; 130 stopped by Ctrl-C."
)


def analyze_command(
    video: Annotated[
        str,
        typer.Argument(
            help="A video file or its URL; or poses from any estimator: a .json or .csv file, or "
            "OpenPose's folder.",
            metavar="VIDEO",
        ),
    ],
    exercise: Annotated[
        str,
        typer.Option(
            "--exercise",
            "-e",
            help="An exercise's name, the path of its .toml file, or auto: find out which it is.",
        ),
    ] = "auto",
    level: Annotated[
        Literal["beginner", "standard", "strict"], typer.Option(help="How strict to be.")
    ] = "standard",
    lang: Annotated[Literal["en", "ko"], typer.Option(help="The coach's language.")] = "en",
    json_file: Annotated[
        Path | None,
        typer.Option(
            "--json", metavar="FILE", dir_okay=False, help="Write the whole result here too."
        ),
    ] = None,
    keypoints: Annotated[
        bool, typer.Option("--keypoints", help="Put every joint of every frame into --json.")
    ] = False,
    person: Annotated[
        str,
        typer.Option(
            parser=parse_person,
            metavar="WHO",
            help="Whom to coach: auto, largest, centre, or N, the Nth person from the left.",
        ),
    ] = "auto",
    start: Annotated[
        float | None,
        typer.Option(parser=parse_time, metavar="TIME", help="Begin here: seconds or mm:ss."),
    ] = None,
    end: Annotated[
        float | None,
        typer.Option(parser=parse_time, metavar="TIME", help="Stop here: seconds or mm:ss."),
    ] = None,
    device: Annotated[
        str, typer.Option(help="Where to compute: auto, cpu, cuda or cuda:N.")
    ] = "auto",
    poses_out: Annotated[
        Path | None,
        typer.Option(
            "--poses-out",
            metavar="PATH",
            help="Write everybody's poses here: .json, .csv, or a new folder for OpenPose's files.",
        ),
    ] = None,
    poses_format: Annotated[
        Literal["posecoach", "csv", "coco", "openpose"] | None,
        typer.Option(help="The format of --poses-out, where its ending does not say."),
    ] = None,
    fps: Annotated[
        float | None,
        typer.Option(help="Frames a second of a pose file without times; 30 unless said."),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(metavar="WxH", help="The picture's size, for a pose file that does not say."),
    ] = None,
    sigma_px: Annotated[
        float | None,
        typer.Option(
            metavar="PX", help="How exact a pose file's joints are: their standard deviation."
        ),
    ] = None,
    runtime: Annotated[
        Literal["auto", "torch", "onnxruntime", "openvino"],
        typer.Option(help="What runs the networks; auto: ONNX Runtime on a CPU, else torch."),
    ] = "auto",
    weights: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE",
            help="Another pose network: a name that posecoach models list shows, or a file such "
            "as posecoach models import makes.",
        ),
    ] = None,
) -> None:
    """Watch a video of an exercise and say what to do better.

    Prints each repetition, at most three corrections, and what could not be judged.

    Examples:

      posecoach analyze squat.mp4 --exercise squat

      posecoach analyze squat.mp4 -e squat --start 0:10 --end 0:45 --lang ko

      posecoach analyze class.mp4 -e squat --person largest --json squat.json

      posecoach analyze squat.mp4 -e my-squat.toml

      posecoach analyze squat.mp4 -e squat --poses-out squat.csv

      posecoach analyze squat.csv -e squat --size 1280x720

      posecoach analyze openpose-folder -e squat --fps 25
    """
    from posecoach.engine.manifest import weights_path
    from posecoach.posefiles.limits import PoseFileOptions
    from posecoach.posefiles.reading import is_pose_file, read_poses
    from posecoach.posefiles.writing import pose_format
    from posecoach.rules.library import library_path, replaced
    from posecoach.rules.load import load_exercise

    if json_file is not None and not json_file.absolute().parent.is_dir():
        raise UsageError(f"--json {json_file}: expected an existing folder, make it first")
    if keypoints and json_file is None:
        raise UsageError("--keypoints: expected --json FILE with it, to put them in")
    keep_apart({"--json": json_file, "--poses-out": poses_out}, (video, exercise, weights))
    given = PoseFileOptions(fps, None if size is None else parse_size(size), sigma_px)
    from_poses = is_pose_file(video)
    if given != PoseFileOptions() and not from_poses:
        raise UsageError("--fps, --size, --sigma-px: expected a pose file with them, not a video")
    if poses_format is not None and poses_out is None:
        raise UsageError("--poses-format: expected --poses-out PATH with it")
    form = None if poses_out is None else pose_format(poses_out, poses_format)
    named = readable() if exercise == "auto" else {exercise: load_exercise(exercise)}
    known = list(named.values())
    plans = [plan.at_level(level) for plan in known]
    if exercise != "auto" and not known[0].differs_at(level):
        typer.echo(
            f"--level {level}: {known[0].id} says nothing of it, its usual limits hold", err=True
        )
    if exercise in replaced():
        typer.echo(f"{exercise}: your own file {library_path(exercise)} is used", err=True)

    # Not at the top: the networks' library takes seconds to load, and neither --help nor a
    # mistyped name should wait for it.
    from posecoach import pipeline
    from posecoach.pipeline import AnalyzeOptions
    from posecoach.report.json_report import write_json
    from posecoach.report.terminal import print_session

    network = None if weights is None else weights_path(weights)
    options = AnalyzeOptions(lang, person, start, end, device, runtime, network)
    if from_poses:
        people = read_poses(video, given, options.start_s, options.end_s)
    else:
        with FrameProgress() as progress:
            people = pipeline.watch(video, options, progress)
    if poses_out is not None and form is not None and people.tracks:
        save_poses(people, poses_out, form)
    plan = plans[0]
    if exercise == "auto":
        plan = recognised(pipeline.identify(people, options, plans), names_of(named), lang)
    session = pipeline.coach_people(video, plan, people, options)
    if exercise != "auto":
        say_if_mistaken(session, people.size_px, plan, exercise, lang)
    print_session(session, plan, Console(highlight=False), lang)
    if json_file is not None:
        write_json(session, json_file, keypoints)
        typer.echo(f"The whole result is in {json_file}", err=True)


def save_poses(people: People, path: Path, form: PoseFormat) -> None:
    """Write the poses, and say where they are and how to read what the format leaves out."""
    from posecoach.posefiles.writing import reading_hint, write_poses

    write_poses(people, path, form)
    hint = reading_hint(people, form)
    note = f"; read them with {hint}" if hint else ""
    typer.echo(f"The poses are in {path}{note}", err=True)
