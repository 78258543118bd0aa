"""JSON files of poses: read whole, with their numbers packed into arrays as they are parsed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from posecoach.errors import PoseFileError
from posecoach.types import Array

PACKED = ("pose_keypoints_2d", "keypoints", "xy_px", "confidence", "sigma_px")
"""Keys of long lists of numbers: as Python's own objects an hour of video would not fit."""


class _NotFinite(ValueError):
    """``NaN`` or ``Infinity``, which Python's reader takes although JSON has no such words."""


def read_text(path: Path) -> str:
    """A file's text; PoseFileError if it is missing, empty, or no text."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise PoseFileError(
            f"{path}: expected a pose file, found no such file; check the name"
        ) from error
    except OSError as error:
        raise PoseFileError(
            f"{path}: expected a readable file, found: {error.strerror}; check its permissions"
        ) from error
    except UnicodeDecodeError as error:
        raise PoseFileError(
            f"{path}: expected text in UTF-8, found other bytes; save or export it anew"
        ) from error
    if not text.strip():
        raise PoseFileError(f"{path}: expected poses, found an empty file; export it again")
    return text


def read_json(path: Path) -> Any:
    """The document; lists of numbers under the ``PACKED`` keys are arrays, null in them NaN.

    PoseFileError, with the line where there is one, for what is not JSON.
    """
    text = read_text(path)
    try:
        return json.loads(text, object_hook=_pack, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise PoseFileError(
            f"{path}, line {error.lineno}: expected JSON, found an error in column "
            f"{error.colno} ({error.msg}); it may be cut off, export it again"
        ) from error
    except _NotFinite as error:
        line = text.count("\n", 0, text.find(str(error))) + 1
        raise PoseFileError(
            f"{path}, line {line}: expected finite numbers, found {error}; "
            "write null for what is missing"
        ) from error
    except (ValueError, RecursionError) as error:
        raise PoseFileError(
            f"{path}: expected JSON of poses, found numbers or nesting without end"
        ) from error


def numbers(value: object) -> Array | None:
    """Lists of numbers as an array, null as NaN; None for anything else or for ragged lists."""
    if isinstance(value, np.ndarray):
        return value
    if not isinstance(value, list):
        return None
    try:
        found = np.asarray(value)
        if found.dtype.kind == "O" and not any(isinstance(v, (str, bool)) for v in found.flat):
            found = found.astype(np.float64)
    except (ValueError, TypeError, OverflowError):
        return None
    return found.astype(np.float64) if found.dtype.kind in "iuf" else None


def described(value: object) -> str:
    """What was found in place of numbers, for a message: short whatever it is."""
    if isinstance(value, np.ndarray):
        return f"numbers of shape {value.shape}" if value.ndim > 1 else f"{value.size} numbers"
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _pack(item: dict[str, Any]) -> dict[str, Any]:
    for key in PACKED:
        packed = numbers(item.get(key))
        if packed is not None:
            item[key] = packed
    return item


def _refuse(word: str) -> NoReturn:
    raise _NotFinite(word)
