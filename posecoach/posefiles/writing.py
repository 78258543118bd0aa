"""Writing poses in any of the formats, as a whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

from posecoach.errors import UsageError
from posecoach.files import replacing
from posecoach.posefiles.coco import coco_lines
from posecoach.posefiles.csv import csv_lines
from posecoach.posefiles.limits import USUAL_FPS
from posecoach.posefiles.openpose import openpose_files
from posecoach.posefiles.own import own_lines
from posecoach.types import People

PoseFormat = Literal["posecoach", "csv", "coco", "openpose"]
ENDINGS = {"posecoach": ".json", "csv": ".csv", "coco": ".json", "openpose": ""}
"""By which the reader knows a pose file; a folder has none."""
BY_ENDING: dict[str, PoseFormat] = {".json": "posecoach", ".csv": "csv", "": "openpose"}


def pose_format(path: Path, asked: str | None = None) -> PoseFormat:
    """The format to write: what was asked for, or what the name's ending says.

    UsageError if neither says, or if ``path`` cannot become such a file or folder.
    """
    named: dict[str, PoseFormat] = {name: name for name in get_args(PoseFormat)}
    found = named.get(asked) if asked else BY_ENDING.get(path.suffix.lower())
    if found is None:
        raise UsageError(
            f"--poses-out {path}: expected an ending of .json or .csv, or none for a folder, or "
            f"--poses-format {'|'.join(named)}"
        )
    if found != "openpose" and path.suffix.lower() != ENDINGS[found]:
        raise UsageError(
            f"--poses-out {path}: expected a name that ends in {ENDINGS[found]} for {found}, "
            "by which it is known when it is read"
        )
    if not path.absolute().parent.is_dir():
        raise UsageError(f"--poses-out {path}: expected an existing folder, make it first")
    if found == "openpose" and path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise UsageError(f"--poses-out {path}: expected a new or empty folder for OpenPose files")
    if found != "openpose" and path.is_dir():
        raise UsageError(f"--poses-out {path}: expected a file's name, found a folder")
    return found


def write_poses(people: People, path: Path, form: PoseFormat) -> None:
    """Write everybody; a file already there stays until the new one is whole.

    ValueError if there is nobody, UsageError if it cannot be written.
    """
    if not people.tracks:
        raise ValueError("expected at least one track to write, got none")
    try:
        if form == "openpose":
            _write_folder(people, path)
        else:
            with replacing(path) as unfinished:
                _write_file(_lines(people, form), unfinished)
    except OSError as error:
        raise UsageError(
            f"{path}: expected a place that can be written, found {error.strerror}; "
            "choose another place"
        ) from error


def reading_hint(people: People, form: PoseFormat) -> str:
    """What a reader of the format must be told: "--fps 30 --size 640x480"; "" for nothing."""
    parts = []
    if form in ("openpose", "coco"):
        times = people.tracks[0].time_s
        # The mean, so that the clip lasts as long as it did, whatever its frames' own times.
        rate = (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else USUAL_FPS
        parts.append(f"--fps {rate:.4g}")
    if form != "posecoach" and people.size_px is not None:
        parts.append("--size {}x{}".format(*people.size_px))
    return " ".join(parts)


def _lines(people: People, form: PoseFormat) -> Iterable[str]:
    if form == "coco":
        return coco_lines(people)
    return csv_lines(people) if form == "csv" else own_lines(people)


def _write_file(lines: Iterable[str], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(lines)


def _write_folder(people: People, path: Path) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        unfinished.mkdir()
        for name, text in openpose_files(people, path.name):
            (unfinished / name).write_text(text, encoding="utf-8")
        # Not every system replaces a folder, even an empty one.
        if path.is_dir():
            path.rmdir()
        unfinished.rename(path)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
