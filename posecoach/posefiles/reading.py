"""Reading a pose file of any format: which it is, its times, its scale, its people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from posecoach.errors import PoseFileError, UsageError
from posecoach.posefiles.coco import read_coco
from posecoach.posefiles.csv import read_csv
from posecoach.posefiles.frames import PoseFile, PoseFrame
from posecoach.posefiles.jsonfile import read_json
from posecoach.posefiles.limits import LONGEST_S, USUAL_FPS, PoseFileOptions
from posecoach.posefiles.openpose import read_openpose
from posecoach.posefiles.own import read_own
from posecoach.posefiles.people import follow
from posecoach.posefiles.scale import in_pixels
from posecoach.skeleton import INDEX
from posecoach.types import Array, Caution, People, Pose

FEET = [INDEX[f"{side}_{part}"] for side in ("left", "right") for part in ("heel", "big_toe")]
"""What many formats lack, and rules about heels and toes need."""
ENDINGS = (".json", ".csv")


def is_pose_file(source: str) -> bool:
    """Whether a source is meant as poses rather than as a video, by its name alone: it ends in
    ``.json`` or ``.csv``, or is a folder."""
    path = Path(source)
    return "://" not in source and (path.suffix.lower() in ENDINGS or path.is_dir())


def read_poses(
    source: str,
    options: PoseFileOptions | None = None,
    start_s: float | None = None,
    end_s: float | None = None,
) -> People:
    """Everybody in a pose file from ``start_s`` to ``end_s``, places in pixels.

    A sigma that neither the file nor ``options`` states stays NaN. Frames without times are
    spread at ``options.fps`` (30 unless said, with a caution), from 0 at the first one.
    PoseFileError for what cannot be read, NobodyFoundError when there is nobody, UsageError for
    options that contradict the file.
    """
    options = options or PoseFileOptions()
    file = _read(Path(source))
    if not file.frames:
        raise PoseFileError(f"{source}: expected poses, found no frame; export them again")
    size_px = _size(source, file, options)
    times = _times(source, file, options)
    kept = _between(source, times, start_s, end_s)
    frames = in_pixels(source, tuple(file.frames[i] for i in kept), size_px)
    if options.sigma_px is not None:
        frames = tuple(_with_sigma(frame, options.sigma_px) for frame in frames)
    assumed = not file.timed and options.fps is None
    cautions = [Caution("fps_assumed", {"fps": USUAL_FPS})] if assumed else []
    people = follow(source, frames, times[kept])
    if not any(np.isfinite(track.xy[:, FEET]).any() for track in people):
        cautions.append(Caution("no_feet"))
    return People(people, size_px, tuple(cautions))


def _read(path: Path) -> PoseFile:
    """The file in the format that its name and contents show."""
    if path.is_dir():
        return read_openpose(path)
    if path.suffix.lower() == ".csv":
        return read_csv(path)
    document = read_json(path)
    if isinstance(document, list):
        return read_coco(path, document)
    if isinstance(document, dict) and "people" in document and "frames" not in document:
        raise PoseFileError(
            f"{path}: expected a whole clip, found one frame of OpenPose; name its folder"
        )
    if isinstance(document, dict) and "schema" in document:
        return read_own(path, document)
    raise PoseFileError(
        f"{path}: expected posecoach's own poses (an object with schema and frames) or COCO "
        "results (a list), found neither; docs/pose-files.md shows both"
    )


def _size(source: str, file: PoseFile, options: PoseFileOptions) -> tuple[int, int] | None:
    if file.size_px and options.size_px and file.size_px != options.size_px:
        width, height = file.size_px
        raise UsageError(f"--size: {source} says itself that it is {width}x{height}; leave it out")
    return file.size_px or options.size_px


def _times(source: str, file: PoseFile, options: PoseFileOptions) -> Array:
    """Seconds of every frame, (T,), strictly increasing."""
    moments = np.array([frame.moment for frame in file.frames], dtype=float)
    if file.timed and options.fps is not None:
        raise UsageError(f"--fps: {source} has times of its own; leave it out")
    times = moments if file.timed else (moments - moments[0]) / (options.fps or USUAL_FPS)
    if not (np.abs(times) <= LONGEST_S).all():
        raise PoseFileError(
            f"{source}: expected times within {LONGEST_S:g} s of 0, found "
            f"{np.abs(times).max():g} s; give seconds, or frames counted one by one"
        )
    back = np.flatnonzero(np.diff(times) <= 0)
    if len(back):
        before, after = moments[back[0]], moments[back[0] + 1]
        what = "times" if file.timed else "frame numbers"
        raise PoseFileError(
            f"{source}: expected {what} that increase, found {after:g} after {before:g}; "
            "put the rows in order"
        )
    return times


def _between(
    source: str, times: Array, start_s: float | None, end_s: float | None
) -> NDArray[np.intp]:
    """The frames of the chosen part."""
    low, high = (-np.inf if start_s is None else start_s), (np.inf if end_s is None else end_s)
    kept = np.flatnonzero((times >= low - 1e-6) & (times <= high))
    if len(kept) == 0:
        raise PoseFileError(
            f"{source}: expected a frame in the chosen part, found {len(times)} from "
            f"{times[0]:.1f} s to {times[-1]:.1f} s; choose another part"
        )
    return kept


def _with_sigma(frame: PoseFrame, sigma_px: float) -> PoseFrame:
    def stated(pose: Pose) -> Pose:
        seen = np.isfinite(pose.xy).all(axis=1)
        return replace(pose, sigma_px=np.where(seen, sigma_px, np.nan))

    return replace(frame, poses=tuple(stated(pose) for pose in frame.poses))
