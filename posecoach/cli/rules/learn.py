"""``posecoach rules learn``: an exercise file from clips."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from posecoach.cli.outputs import keep_apart
from posecoach.cli.rules.options import (
    Clip,
    Device,
    End,
    Fps,
    Person,
    Sigma,
    Size,
    Start,
    pose_options,
    watched,
)
from posecoach.cli.rules.write import Force, Out, free_place, next_steps, write_exercise

if TYPE_CHECKING:
    from posecoach.authoring.learning import Clip as SeenClip
    from posecoach.authoring.learning import Lesson
    from posecoach.pipeline import AnalyzeOptions
    from posecoach.posefiles.limits import PoseFileOptions


def learn_command(
    clip: Clip,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="A short name, such as my-squat; the file's too.")
    ],
    bad: Annotated[
        list[str] | None,
        typer.Option(
            metavar="VIDEO|POSES",
            help="Bad repetitions of the same movement from the same side; may be given often.",
        ),
    ] = None,
    out: Out = None,
    force: Force = False,
    person: Person = "auto",
    start: Start = None,
    end: End = None,
    device: Device = "auto",
    fps: Fps = None,
    size: Size = None,
    sigma_px: Sigma = None,
) -> None:
    """Propose an exercise file from a clip of good repetitions, and of bad ones where there are.

    Film at least five good repetitions straight from the side or the front, the whole body in the
    picture, with a short rest between them. What goes and comes back is counted; a limit is the
    range of the good ones and a margin. With bad ones, the rules that tell them apart come first,
    and their limits lie between. The file is a proposal, with its reasons in comments.

    --start and --end are for the good clip; the other options for all.

    Examples:

      posecoach rules learn good-squats.mp4 --name my-squat

      posecoach rules learn good.csv --bad shallow.csv --name my-squat --size 640x480
    """
    from posecoach.authoring.beginning import file_id, spoken

    exercise_id = file_id(name)
    path = free_place(out, exercise_id, force)
    keep_apart({"--name or --out": path}, (clip, *(bad or ())))
    given = pose_options(fps, size, sigma_px)

    from posecoach.authoring.learning import learn
    from posecoach.authoring.lesson_text import written
    from posecoach.pipeline import AnalyzeOptions

    options = AnalyzeOptions(person=person, start_s=start, end_s=end, device=device)
    whole = AnalyzeOptions(person=person, device=device)
    good = _seen(clip, options, given)
    lesson = learn(good, [_seen(other, whole, given) for other in bad or ()])
    title = spoken(exercise_id)
    write_exercise(path, written(lesson, exercise_id, (title, title), str(path)))
    _print_lesson(lesson)
    typer.echo(f"\nWritten: {path}, a proposal. Read it and change what you like; then:")
    said = {"--fps": fps, "--size": size, "--sigma-px": sigma_px, "--start": start, "--end": end}
    said |= {} if person == "auto" else {"--person": person}
    options_said = [f" {name} {value}" for name, value in said.items() if value is not None]
    typer.echo(next_steps(path, shlex.quote(clip) + "".join(options_said)))


def _seen(clip: str, options: AnalyzeOptions, given: PoseFileOptions) -> SeenClip:
    from posecoach.authoring.learning import Clip as LearningClip
    from posecoach.pipeline import subject_track

    people = watched(clip, options, given)
    track, _ = subject_track(people, options)
    return LearningClip(Path(clip).name, track, people.size_px)


def _print_lesson(lesson: Lesson) -> None:
    from posecoach.authoring.lesson_text import (
        bad_lines,
        few_words,
        left_out_lines,
        rows,
        summary,
    )

    console = Console(highlight=False)
    console.print(Text(summary(lesson), style="bold"))
    for line in bad_lines(lesson):
        console.print(Text(f"bad: {line}"))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    headings = ("rule", "limit", "good", "bad", "how well")  # the last two only with bad ones
    shown = range(5 if lesson.bad else 3)
    for i in shown:
        table.add_column(headings[i])
    for row in rows(lesson):
        table.add_row(*(row[i] for i in shown))
    console.print(table)
    for line in left_out_lines(lesson):
        console.print(Text(f"Left out, {line}", style="dim"))
    if lesson.few:
        console.print(Text(few_words(lesson), style="yellow"))
