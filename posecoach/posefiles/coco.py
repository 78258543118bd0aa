"""COCO's results format: one JSON list with an entry for each person in each picture.

An entry has ``image_id``, ``category_id``, ``keypoints`` (x, y, confidence of 17 joints) and
``score``. Image ids in ascending order are the frames; ids that are missing between others are
frames without anybody. Source: COCO, "Results Format", keypoint detection. AlphaPose writes the
same with picture names for ids, and with 26 joints in the order of Halpe, which is ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from posecoach.errors import PoseFileError
from posecoach.joint_orders import COCO_17, HALPE_26
from posecoach.posefiles.frames import PoseFile, PoseFrame, from_triples
from posecoach.posefiles.jsonfile import described, numbers
from posecoach.posefiles.openpose import triples
from posecoach.types import People, Pose

ORDERS: dict[int, tuple[str, ...]] = {51: COCO_17, 78: HALPE_26}
PERSON = 1
"""COCO's category of people."""


def read_coco(path: Path, entries: list[Any]) -> PoseFile:
    """The frames of a parsed list. PoseFileError names the entry that makes no sense, from 0."""
    by_image: dict[int, list[Pose]] = {}
    for i, entry in enumerate(entries):
        where = f"{path}, entry {i}"
        if not isinstance(entry, dict):
            raise PoseFileError(f"{where}: expected an object, found {described(entry)}")
        if entry.get("category_id", PERSON) == PERSON:
            image = _image_id(where, entry.get("image_id"))
            by_image.setdefault(image, []).append(_pose(where, entry))
    images = sorted(by_image)
    # Ids may count in steps where only every so many-th picture was used.
    step = min((b - a for a, b in pairwise(images)), default=1)
    frames = (PoseFrame((i - images[0]) / step, tuple(by_image[i])) for i in images)
    return PoseFile(tuple(frames), timed=False)


def _image_id(where: str, value: object) -> int:
    """A whole number, or the last number in a picture's name."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return value
    digits = re.findall(r"\d+", value) if isinstance(value, str) else []
    if not digits or len(digits[-1]) > 18:
        raise PoseFileError(
            f"{where}: expected image_id, a whole number or a picture's name with one, "
            f"found {described(value)}"
        )
    return int(digits[-1])


def _pose(where: str, entry: dict[str, Any]) -> Pose:
    raw = entry.get("keypoints")
    values = numbers(raw)
    order = None if values is None or values.ndim != 1 else ORDERS.get(values.size)
    if values is None or order is None:
        raise PoseFileError(
            f"{where}: expected keypoints with 51 numbers (x, y, confidence of COCO's 17 joints) "
            f"or 78 (Halpe's 26), found {described(raw if values is None else values)}"
        )
    try:
        return from_triples(values.reshape(-1, 3), order)
    except ValueError as error:
        raise PoseFileError(f"{where}: {error}") from error


def coco_lines(people: People) -> Iterator[str]:
    """The text of a results file, an entry to a line; image ids are frame numbers from 0."""
    yield "[\n"
    first = True
    for frame in range(len(people.tracks[0].time_s)):
        for track in people.tracks:
            keypoints = triples(track, frame, COCO_17)
            seen = keypoints[:, 2] > 0
            if not seen.any():
                continue
            entry = {
                "image_id": frame,
                "category_id": PERSON,
                "keypoints": keypoints.ravel().tolist(),
                "score": round(float(np.mean(keypoints[seen, 2])), 4),
            }
            yield ("" if first else ",\n") + json.dumps(entry)
            first = False
    yield "\n]\n"
