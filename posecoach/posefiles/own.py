"""posecoach's own pose files: one JSON document that loses nothing.

    schema      1; grows when a key changes its meaning or goes
    fps         frames a second, for frames without a time_s of their own; else null or left out
    size        [width, height] of the picture in pixels, null or left out where not known
    joints      names, in the order of the lists below; any of the 26, COCO's or BlazePose's
    frames[]    time_s: seconds; people[]: person (a number that stays theirs), xy_px [[x, y]],
                confidence (that a joint is seen and there), located (that it is there, seen
                or hidden), sigma_px (the standard deviation of a place along one axis)

``person``, ``confidence`` (else 1), ``located`` (else the confidence) and ``sigma_px`` may be left
out; null is a missing number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from posecoach.errors import PoseFileError
from posecoach.joint_orders import to_26
from posecoach.posefiles.frames import PoseFile, PoseFrame, joints_of, make_pose
from posecoach.posefiles.jsonfile import described, numbers
from posecoach.posefiles.limits import FPS_RANGE, LONGEST_S, MAX_SIDE, is_fps
from posecoach.skeleton import JOINTS
from posecoach.types import Array, People, Pose, Track

SCHEMA = 1


def read_own(path: Path, document: dict[str, Any]) -> PoseFile:
    """The frames of a parsed document; PoseFileError names the key that makes no sense."""
    if document.get("schema") != SCHEMA:
        raise PoseFileError(
            f"{path}: expected schema {SCHEMA}, found {described(document.get('schema'))}; "
            "a newer posecoach may have written it"
        )
    joints, fps, frames = _joints(path, document), _fps(path, document), document.get("frames")
    if not isinstance(frames, list):
        raise PoseFileError(
            f"{path}: expected frames, a list, found {described(frames)}; "
            "poses are written with --poses-out, a result of --json is none"
        )
    read = [_frame(f"{path}, frames[{i}]", i, f, joints, fps) for i, f in enumerate(frames)]
    return PoseFile(tuple(read), timed=True, size_px=_size(path, document))


def _joints(path: Path, document: dict[str, Any]) -> tuple[str, ...]:
    names = document.get("joints")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise PoseFileError(f"{path}: expected joints, a list of names, found {described(names)}")
    try:
        return joints_of(names)
    except ValueError as error:
        raise PoseFileError(f"{path}, joints: {error}") from error


def _fps(path: Path, document: dict[str, Any]) -> float | None:
    fps = document.get("fps")
    if fps is not None and not is_fps(fps):
        low, high = FPS_RANGE
        raise PoseFileError(
            f"{path}: expected fps from {low:g} to {high:g}, found {described(fps)}"
        )
    return fps


def _size(path: Path, document: dict[str, Any]) -> tuple[int, int] | None:
    size = document.get("size")
    if size is None:
        return None
    if isinstance(size, list) and len(size) == 2 and all(type(side) is int for side in size):
        width, height = size
        if 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE:
            return width, height
    raise PoseFileError(f"{path}: expected size [width, height] in pixels, found {described(size)}")


def _frame(
    where: str, index: int, frame: Any, joints: tuple[str, ...], fps: float | None
) -> PoseFrame:
    people = frame.get("people") if isinstance(frame, dict) else None
    if not isinstance(people, list):
        raise PoseFileError(f"{where}: expected people, a list, found {described(people)}")
    time_s = frame.get("time_s")
    if time_s is None and fps is not None:
        time_s = index / fps
    number = isinstance(time_s, (int, float)) and not isinstance(time_s, bool)
    if not number or not abs(time_s) <= LONGEST_S:
        raise PoseFileError(
            f"{where}: expected time_s, in seconds, or fps for the whole file, "
            f"found {described(time_s)}"
        )
    poses = [_pose(f"{where}.people[{i}]", p, joints) for i, p in enumerate(people)]
    return PoseFrame(float(time_s), tuple(poses), _numbers_of(where, people))


def _pose(where: str, person: Any, joints: tuple[str, ...]) -> Pose:
    if not isinstance(person, dict):
        raise PoseFileError(f"{where}: expected an object, found {described(person)}")
    count = len(joints)
    xy = _rows(where, person, "xy_px", (count, 2))
    confidence = np.ones(count)
    if person.get("confidence") is not None:
        confidence = _rows(where, person, "confidence", (count,))
    located = confidence
    if person.get("located") is not None:
        located = _rows(where, person, "located", (count,))
    sigma = np.full(count, np.nan)
    if person.get("sigma_px") is not None:
        sigma = _rows(where, person, "sigma_px", (count,))
    try:
        pose = make_pose(to_26(xy, joints), to_26(located, joints), to_26(sigma, joints))
    except ValueError as error:
        raise PoseFileError(f"{where}: {error}") from error
    stated = to_26(confidence, joints)
    # Nobody sees better that a joint is there than it can be known to be there.
    return replace(pose, confidence=np.fmin(np.fmax(stated, 0.0), pose.located))


def _rows(where: str, person: dict[str, Any], key: str, shape: tuple[int, ...]) -> Array:
    values = numbers(person.get(key))
    if values is None or values.shape != shape:
        found = person.get(key) if values is None else values
        what = f"{shape[0]} pairs x, y" if len(shape) == 2 else f"{shape[0]} numbers"
        raise PoseFileError(
            f"{where}.{key}: expected {what}, one for each joint, found {described(found)}"
        )
    return values


def _numbers_of(where: str, people: list[dict[str, Any]]) -> tuple[int, ...] | None:
    """The people's own numbers; None unless everybody has one."""
    found = [person.get("person") for person in people]
    if None in found:
        return None
    if not all(type(number) is int for number in found) or len(set(found)) < len(found):
        raise PoseFileError(
            f"{where}: expected person, a whole number of each one's own, found {described(found)}"
        )
    return tuple(int(number) for number in found if number is not None)


def own_lines(people: People) -> Iterator[str]:
    """The text of the document, a frame to a line."""
    head = {"schema": SCHEMA, "fps": None, "size": people.size_px, "joints": JOINTS}
    yield json.dumps(head)[:-1] + ', "frames": [\n'
    times = people.tracks[0].time_s
    for frame, time_s in enumerate(times):
        found = [_person(t, frame) for t in people.tracks if np.isfinite(t.xy[frame]).any()]
        entry = {"time_s": round(float(time_s), 6), "people": found}
        yield json.dumps(entry) + (",\n" if frame + 1 < len(times) else "\n")
    yield "]}\n"


def _person(track: Track, frame: int) -> dict[str, Any]:
    person: dict[str, Any] = {
        "person": track.person,
        "xy_px": [_nulls(row) for row in track.xy[frame].round(2)],
        "confidence": _nulls(track.confidence[frame].round(4)),
    }
    if not np.array_equal(track.located[frame], track.confidence[frame]):
        person["located"] = _nulls(track.located[frame].round(4))
    if np.isfinite(track.sigma_px[frame]).any():
        # A sigma of 0 would say that nothing is surer, so rounding stops above it.
        person["sigma_px"] = _nulls(np.maximum(track.sigma_px[frame], 0.001).round(3))
    return person


def _nulls(row: Array) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in row.tolist()]
