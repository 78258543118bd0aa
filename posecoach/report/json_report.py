"""The whole result as JSON, for other programs.

One object. ``schema`` is 1 and grows when a key changes its meaning or goes; new keys may come
without notice. What is missing is ``null``. Seconds count from the video's first picture;
pixels from the top left, x right, y down, in the upright picture as it was analysed.

    schema, posecoach            1, the version that wrote it
    source, exercise             the video as named, the exercise's id
    view                         facing, name (as exercise files say it), near ("left" | "right"),
                                 azimuth_deg (0 in front, 90 at the person's left), sigma_deg
    reps[]                       number, start_s, turn_s, end_s
    verdicts[]                   rule, rep, outcome (ok | fault | unknown), measured, sigma, limit
                                 (in the unit of what the rule measures), time_s, reason
    corrections[]                rule, reps, severity, text, detail, time_s; most important first
    praise[], notes[]            sentences
    measures{name}               unit ("deg", a body length, "" for a ratio), and per frame
                                 value, sigma, reason ("" | "hidden" | "cut_off")
    frames                       person, time_s[]; with keypoints also joints[] (26 names) and per
                                 frame and joint xy_px[][][2], confidence[][], located[][],
                                 sigma_px[][]
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posecoach import __version__
from posecoach.files import save_text
from posecoach.skeleton import JOINTS
from posecoach.types import Measure, Session, Track

SCHEMA = 1


def session_to_json(session: Session, keypoints: bool = False) -> str:
    """The document above; with ``keypoints`` also where every joint was in every frame."""
    document = {
        "schema": SCHEMA,
        "posecoach": __version__,
        "source": session.source,
        "exercise": session.exercise,
        "view": {**asdict(session.view), "name": session.view.name},
        "reps": [asdict(rep) for rep in session.reps],
        "verdicts": [asdict(verdict) for verdict in session.verdicts],
        "corrections": [asdict(correction) for correction in session.corrections],
        "praise": session.praise,
        "notes": session.notes,
        "measures": {name: _measure(m) for name, m in session.measures.items()},
        "frames": _frames(session.track, keypoints),
    }
    return json.dumps(_plain(document), ensure_ascii=False, allow_nan=False) + "\n"


def write_json(session: Session, path: Path, keypoints: bool = False) -> None:
    """Write the document to ``path`` as `save_text` does."""
    save_text(path, session_to_json(session, keypoints))


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "unit": measure.unit,
        "value": measure.value.round(4),
        "sigma": measure.sigma.round(4),
        "reason": measure.reason,
    }


def _frames(track: Track, keypoints: bool) -> dict[str, Any]:
    frames: dict[str, Any] = {"person": track.person, "time_s": track.time_s.round(6)}
    if keypoints:
        frames |= {
            "joints": JOINTS,
            "xy_px": track.xy.round(2),
            "confidence": track.confidence.round(3),
            "located": track.located.round(3),
            "sigma_px": track.sigma_px.round(2),
        }
    return frames


def _plain(value: Any) -> Any:
    """The same in lists, dicts and Python's own numbers; what is not finite becomes None."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return _plain_array(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    return value


def _plain_array(array: NDArray[Any]) -> Any:
    if array.dtype.kind != "f" or np.isfinite(array).all():
        return array.tolist()
    with_gaps = array.astype(object)
    with_gaps[~np.isfinite(array)] = None
    return with_gaps.tolist()
