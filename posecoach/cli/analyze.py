"""``posecoach analyze``: coach one video."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from posecoach.errors import UsageError

EXIT_CODES = (
    "Exit codes: 0 fine; 2 wrong usage; 3 the video (or another input) cannot be read; "
    "4 nobody found in the video; 5 the exercise file is missing or wrong; 130 stopped by Ctrl-C."
)


def parse_time(text: str) -> float:
    """Seconds ("75", "75.5"), "1:15.5" or "1:02:03" to seconds."""
    parts = text.split(":")
    try:
        numbers = [float(part) for part in parts]
    except ValueError as error:
        raise typer.BadParameter(f"expected seconds or mm:ss, got {text!r}") from error
    plain = all(part.isdigit() for part in parts[:-1]) and parts[-1][:1].isdigit()
    if len(parts) > 3 or not plain or any(number >= 60 for number in numbers[1:]):
        raise typer.BadParameter(f"expected seconds or mm:ss, got {text!r}")
    return sum(number * 60.0**i for i, number in enumerate(reversed(numbers)))


def parse_person(text: str) -> str:
    """auto, largest, centre, or a person's number from 1."""
    word = {"center": "centre"}.get(text, text)
    if word in ("auto", "largest", "centre") or (text.isdigit() and int(text) > 0):
        return word
    raise typer.BadParameter(f"expected auto, largest, centre or a number from 1, got {text!r}")


def analyze_command(
    video: Annotated[str, typer.Argument(help="A video file or its URL.", metavar="VIDEO")],
    exercise: Annotated[
        str,
        typer.Option("--exercise", "-e", help="An exercise's name, or the path of its .toml file."),
    ],
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
            help="Whom to coach: auto, largest, centre, or N, the Nth person to appear.",
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
    runtime: Annotated[
        Literal["auto", "torch", "onnxruntime"],
        typer.Option(help="What runs the networks; auto: ONNX Runtime on a CPU, else torch."),
    ] = "auto",
    weights: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False, help="Another pose network, such as posecoach models import makes."
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
    """
    from posecoach.rules.load import load_exercise

    if json_file is not None and not json_file.absolute().parent.is_dir():
        raise UsageError(f"--json {json_file}: expected an existing folder, make it first")
    if keypoints and json_file is None:
        raise UsageError("--keypoints: expected --json FILE with it, to put them in")
    plan = load_exercise(exercise)

    # Not at the top: the networks' library takes seconds to load, and neither --help nor a
    # mistyped name should wait for it.
    from posecoach.pipeline import AnalyzeOptions, analyze
    from posecoach.report.json_report import write_json
    from posecoach.report.terminal import print_session

    options = AnalyzeOptions(lang, person, start, end, device, runtime, weights)
    with FrameProgress() as progress:
        session = analyze(video, plan, options, progress)
    print_session(session, plan, Console(highlight=False), lang)
    if json_file is not None:
        write_json(session, json_file, keypoints)
        typer.echo(f"The whole result is in {json_file}", err=True)


class FrameProgress:
    """A bar on stderr with frames per second; called with frames done and expected or None."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("watching"),
            BarColumn(bar_width=30),
            TextColumn("{task.description}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._task: TaskID | None = None
        self._began_s = 0.0

    def __call__(self, done: int, expected: int | None) -> None:
        if self._task is None:
            # The first frame takes long, for loading; the speed is that of the others. Shown
            # from here on, so that a video that cannot be opened leaves no empty bar behind.
            self._progress.start()
            self._task = self._progress.add_task("", total=expected)
            self._began_s = monotonic()
        rate = (done - 1) / max(monotonic() - self._began_s, 1e-6)
        of = "" if expected is None else f" of {expected}"
        words = f"frame {done}{of}, {rate:.0f} frames/s"
        # An estimate can be too low; the bar is full then, but never overflows.
        total = None if expected is None else max(expected, done)
        self._progress.update(self._task, completed=done, total=total, description=words)

    def __enter__(self) -> FrameProgress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._task is not None:
            self._progress.stop()
