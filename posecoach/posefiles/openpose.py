"""OpenPose: a folder with one JSON file per frame, in BODY_25 or COCO-18.

Each file holds ``people``, each with ``pose_keypoints_2d``: x, y, confidence per joint; 0, 0, 0
is a joint that was not found. The frame's number stands at the end of the file's name. Source:
OpenPose's "Output" page, section "JSON Output Format".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from posecoach.errors import PoseFileError
from posecoach.joint_orders import BODY_25, OPENPOSE_18, from_26
from posecoach.posefiles.frames import PoseFile, PoseFrame, from_triples
from posecoach.posefiles.jsonfile import described, numbers, read_json
from posecoach.types import Array, People, Pose, Track

ORDERS: dict[int, tuple[str, ...]] = {75: BODY_25, 54: OPENPOSE_18}
"""The order of the joints by how many numbers a person has."""


def read_openpose(folder: Path) -> PoseFile:
    """Every frame of a folder. PoseFileError if there is none or one makes no sense."""
    files = _numbered(folder)
    frames = [PoseFrame(number, _people(path)) for number, path in sorted(files.items())]
    return PoseFile(tuple(frames), timed=False)


def _numbered(folder: Path) -> dict[int, Path]:
    """The folder's JSON files by their frame's number."""
    files: dict[int, Path] = {}
    for path in folder.glob("*.json"):
        match = re.search(r"(\d+)(_keypoints)?$", path.stem)
        if match is None:
            raise PoseFileError(
                f"{path}: expected a name with the frame's number at its end, such as "
                f"squat_000000000012_keypoints.json; move other files out of the folder"
            )
        number = int(match[1])
        if number in files:
            raise PoseFileError(
                f"{folder}: expected one file for each frame, found {files[number].name} and "
                f"{path.name} for frame {number}; one folder holds one video"
            )
        files[number] = path
    if not files:
        raise PoseFileError(
            f"{folder}: expected a folder of OpenPose's JSON files, found none in it; "
            "write them with OpenPose's --write_json, or name a video or pose file"
        )
    return files


def _people(path: Path) -> tuple[Pose, ...]:
    document = read_json(path)
    people = document.get("people") if isinstance(document, dict) else None
    if not isinstance(people, list):
        raise PoseFileError(
            f"{path}: expected an OpenPose frame with a list of people, found none; "
            "move other files out of the folder"
        )
    return tuple(_pose(path, i, person) for i, person in enumerate(people, start=1))


def _pose(path: Path, number: int, person: Any) -> Pose:
    raw = person.get("pose_keypoints_2d") if isinstance(person, dict) else None
    values = numbers(raw)
    order = None if values is None or values.ndim != 1 else ORDERS.get(values.size)
    if values is None or order is None:
        raise PoseFileError(
            f"{path}, person {number}: expected pose_keypoints_2d with 75 numbers (BODY_25) or "
            f"54 (COCO), found {described(raw if values is None else values)}; "
            "run OpenPose with one of these two models"
        )
    try:
        return from_triples(values.reshape(-1, 3), order)
    except ValueError as error:
        raise PoseFileError(f"{path}, person {number}: {error}") from error


def openpose_files(people: People, stem: str) -> Iterator[tuple[str, str]]:
    """Names and contents of a folder's files, BODY_25, one for each frame."""
    for frame in range(len(people.tracks[0].time_s)):
        found = [t for t in people.tracks if np.isfinite(t.xy[frame]).any()]
        document = {"version": 1.3, "people": [_person(t, frame) for t in found]}
        yield f"{stem}_{frame:012d}_keypoints.json", json.dumps(document) + "\n"


def _person(track: Track, frame: int) -> dict[str, Any]:
    values = triples(track, frame, BODY_25)
    return {"person_id": [-1], "pose_keypoints_2d": values.ravel().tolist()}


def triples(track: Track, frame: int, order: tuple[str, ...]) -> Array:
    """x, y, confidence of one frame's joints in another order, 0 for missing, (len(order), 3).

    Such files know one number per joint only, which their readers take for how far its place is
    to be trusted: ``located``.
    """
    rows = np.column_stack([track.xy[frame].round(3), track.located[frame].round(4)])
    rows[~np.isfinite(rows).all(axis=1)] = 0.0
    return np.asarray(np.nan_to_num(from_26(rows, order), nan=0.0))
