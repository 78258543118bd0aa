"""CSV: a header of joint names, one row per person and frame.

``time_s`` in seconds or ``frame``, a whole number; ``person`` where there are several; then
``JOINT_x`` and ``JOINT_y``, and if known ``JOINT_confidence`` (also called visibility or score)
and ``JOINT_sigma_px``. Joints by our names, COCO's or BlazePose's. An empty cell is missing.
Semicolons or tabs part the cells as well as commas do; between semicolons a number may have a
decimal comma, as spreadsheets write it in much of Europe.
"""

from __future__ import annotations

import csv
import difflib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from posecoach.errors import PoseFileError
from posecoach.joint_orders import KNOWN_NAMES
from posecoach.posefiles.frames import PoseFile, PoseFrame, make_pose, resolve
from posecoach.posefiles.jsonfile import read_text
from posecoach.skeleton import INDEX, JOINT_COUNT, JOINTS
from posecoach.types import Array, People, Pose, Track

CLOCKS = ("time_s", "frame")
SUFFIXES = {
    "x": "x", "y": "y", "confidence": "confidence", "visibility": "confidence",
    "score": "confidence", "sigma_px": "sigma_px", "z": "", "presence": "",
}  # fmt: skip
"""What follows a joint's name, and what it means; "" is known and passed over: MediaPipe's depth
and presence."""

Cell = tuple[str, int]
"""What a column holds, of which of the 26."""


@dataclass(frozen=True)
class _Header:
    """``clock`` and ``person`` are columns; ``cells`` gives each joint's value its column."""

    timed: bool
    clock: int
    person: int | None
    cells: dict[Cell, int]


@dataclass(frozen=True)
class _Row:
    moment: float
    person: int
    pose: Pose


def read_csv(path: Path) -> PoseFile:
    """Every row. PoseFileError names the line, and the nearest right name of a column."""
    text = read_text(path)
    delimiter = _delimiter(text)
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    try:
        header = _header(path, next(reader))
        rows = [
            _row(f"{path}, line {reader.line_num}", header, _pointed(cells, delimiter))
            for cells in reader
            if any(cells)
        ]
    except csv.Error as error:
        raise PoseFileError(
            f"{path}, line {reader.line_num}: expected CSV, found an error: {error}"
        ) from error
    # With a person column, a frame's people are rows that follow each other.
    frames = (_frame(path, moment, list(r)) for moment, r in groupby(rows, lambda r: r.moment))
    return PoseFile(tuple(frames), header.timed)


def _delimiter(text: str) -> str:
    """What parts the header's names, of which none has any of these in it."""
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _pointed(cells: list[str], delimiter: str) -> list[str]:
    """The cells with decimal points, whose numbers may have commas where no comma parts them."""
    return [cell.replace(",", ".") for cell in cells] if delimiter == ";" else cells


def _frame(path: Path, moment: float, rows: list[_Row]) -> PoseFrame:
    people = tuple(row.person for row in rows)
    if len(set(people)) < len(people):
        raise PoseFileError(
            f"{path}: expected one row for each person at a time, found more at {moment:g}; "
            "tell several people apart by a column person"
        )
    return PoseFrame(moment, tuple(row.pose for row in rows), people)


def _header(path: Path, names: list[str]) -> _Header:
    columns: dict[str, int] = {}
    for i, raw in enumerate(names):
        name = raw.strip().lower().replace(" ", "_").replace("-", "_")
        if name in columns:
            raise PoseFileError(f"{path}, line 1: expected every column once, found {raw!r} twice")
        columns[name] = i
    clock = next((name for name in CLOCKS if name in columns), None)
    if clock is None:
        raise PoseFileError(
            f"{path}, line 1: expected a column time_s (seconds) or frame, found "
            f"{', '.join(list(columns)[:4])} ...; add one"
        )
    cells = _cells(path, {n: i for n, i in columns.items() if n not in (*CLOCKS, "person")})
    return _Header(clock == "time_s", columns[clock], columns.get("person"), cells)


def _cells(path: Path, columns: dict[str, int]) -> dict[Cell, int]:
    """Each joint's columns; PoseFileError for unknown ones, and for an x without its y."""
    cells: dict[Cell, int] = {}
    for name, column in columns.items():
        cell = _cell(path, name)
        if cell is not None and cell in cells:
            raise PoseFileError(f"{path}, line 1: {name!r} says again what another column says")
        if cell is not None:
            cells[cell] = column
    for kind, joint in cells:
        for needed in ("x", "y"):
            if (needed, joint) not in cells:
                raise PoseFileError(
                    f"{path}, line 1: expected {JOINTS[joint]}_{needed} beside "
                    f"{JOINTS[joint]}_{kind}, found none"
                )
    if not cells:
        raise PoseFileError(f"{path}, line 1: expected joints, such as left_knee_x, found none")
    return cells


def _cell(path: Path, name: str) -> Cell | None:
    """What a column holds, None for what is known and not used."""
    for suffix, kind in SUFFIXES.items():
        if name.endswith("_" + suffix):
            try:
                joint = resolve(name.removesuffix("_" + suffix))
            except ValueError:
                break
            return (kind, INDEX[joint]) if kind and joint else None
    known = [f"{joint}_{suffix}" for joint in KNOWN_NAMES for suffix in SUFFIXES]
    near = difflib.get_close_matches(name, [*CLOCKS, "person", *known], n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else "take it out"
    raise PoseFileError(
        f"{path}, line 1: expected time_s, frame, person or a joint's column such as "
        f"left_knee_x, found {name!r}; {hint}"
    )


def _row(where: str, header: _Header, cells: list[str]) -> _Row:
    width = max((*header.cells.values(), header.clock, header.person or 0)) + 1
    if len(cells) < width:
        raise PoseFileError(f"{where}: expected {width} cells or more, found {len(cells)}")
    moment = _number(where, cells[header.clock])
    if math.isnan(moment) or not (header.timed or moment.is_integer()):
        what = "a time in seconds" if header.timed else "a frame's number, a whole one"
        raise PoseFileError(f"{where}: expected {what}, found {cells[header.clock]!r}")
    person = 1.0 if header.person is None else _number(where, cells[header.person])
    if not person.is_integer():
        raise PoseFileError(f"{where}: expected a person's number, a whole one, found {person:g}")
    return _Row(moment, int(person), _pose(where, header, cells))


def _pose(where: str, header: _Header, cells: list[str]) -> Pose:
    values = {"x": np.full(JOINT_COUNT, np.nan), "y": np.full(JOINT_COUNT, np.nan)}
    values |= {"confidence": np.ones(JOINT_COUNT), "sigma_px": np.full(JOINT_COUNT, np.nan)}
    for (kind, joint), column in header.cells.items():
        values[kind][joint] = _number(where, cells[column])
    try:
        xy = np.column_stack([values["x"], values["y"]])
        return make_pose(xy, values["confidence"], values["sigma_px"])
    except ValueError as error:
        raise PoseFileError(f"{where}: {error}") from error


def _number(where: str, cell: str) -> float:
    """A cell's number, NaN for an empty one or one that says so; PoseFileError otherwise."""
    try:
        number = float(cell) if cell.strip() else math.nan
    except ValueError as error:
        raise PoseFileError(f"{where}: expected a number, found {cell[:40]!r}") from error
    if math.isinf(number):
        raise PoseFileError(f"{where}: expected a finite number, found {cell[:40]!r}")
    return number


def csv_lines(people: People) -> Iterator[str]:
    """The text of a table in pixels, with a column ``person`` if there are several."""
    several = len(people.tracks) > 1
    ever = [i for i in range(JOINT_COUNT) if any(_seen(t)[:, i].any() for t in people.tracks)]
    stated = any(np.isfinite(track.sigma_px).any() for track in people.tracks)
    kinds = ("x", "y", "confidence", "sigma_px") if stated else ("x", "y", "confidence")
    joints = [f"{JOINTS[i]}_{kind}" for i in ever for kind in kinds]
    yield ",".join(["time_s", *(["person"] if several else []), *joints]) + "\n"
    for frame, time_s in enumerate(people.tracks[0].time_s):
        for track in people.tracks:
            if not several or np.isfinite(track.xy[frame]).any():
                start = [f"{time_s:.6f}", *([str(track.person)] if several else [])]
                cells = _cells_of(_values(track, frame)[ever, : len(kinds)])
                yield ",".join([*start, *cells]) + "\n"


def _seen(track: Track) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(track.xy[..., 0]))


def _values(track: Track, frame: int) -> Array:
    """x, y, confidence, sigma of every joint, rounded as written, (26, 4)."""
    # A sigma of 0 would say that nothing is surer, so rounding stops above it.
    sigma = np.maximum(track.sigma_px[frame], 0.001).round(3)
    confidence = track.located[frame].round(4)
    return np.column_stack([track.xy[frame].round(2), confidence, sigma])


def _cells_of(values: Array) -> list[str]:
    """Cells of rows x, y, confidence, sigma; a missing joint's are empty."""
    missing = np.isnan(values[:, 0] + values[:, 1])
    return [
        "" if missing[i] or not np.isfinite(value) else f"{value:.10g}"
        for i, row in enumerate(values.tolist())
        for value in row
    ]
