from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from posecoach import __version__
from posecoach.errors import UsageError
from posecoach.report.json_report import session_to_json, write_json
from tests.report.sample import sample


def refuse(constant: str) -> Any:
    raise AssertionError(f"{constant} is not JSON")


def test_document_says_everything_once() -> None:
    data = json.loads(session_to_json(sample()), parse_constant=refuse)
    assert (data["schema"], data["posecoach"]) == (1, __version__)
    assert (data["source"], data["exercise"]) == ("clip.mp4", "squat")
    assert data["view"]["facing"] == "left_side"
    assert data["view"]["name"] == "side"
    assert data["reps"][1] == {
        "number": 2,
        "start_s": 2.0,
        "turn_s": 3.0,
        "end_s": 63.5,
        "side": None,
    }
    assert data["corrections"][0]["reps"] == [2]
    assert data["corrections"][0]["detail"] == "knee 124°, at most 100°"
    assert data["praise"] == ["Heels stayed down."]
    assert len(data["notes"]) == 1


def test_missing_values_are_null() -> None:
    data = json.loads(session_to_json(sample()), parse_constant=refuse)
    assert data["measures"]["knee"]["value"][-2:] == [124.0, None]
    assert data["measures"]["knee"]["reason"][-1] == "hidden"
    assert [v["measured"] for v in data["verdicts"]] == [88.0, 124.0, None, None]


def test_keypoints_only_when_asked_for() -> None:
    plain = json.loads(session_to_json(sample()))["frames"]
    assert set(plain) == {"person", "time_s"}
    full = json.loads(session_to_json(sample(), keypoints=True), parse_constant=refuse)["frames"]
    assert full["joints"][16] == "right_ankle"
    assert (len(full["xy_px"]), len(full["xy_px"][0]), full["xy_px"][0][0]) == (8, 26, [None, None])
    assert full["confidence"][0][0] == 0.0


def test_write_replaces_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_text("old")
    write_json(sample(), path)
    assert json.loads(path.read_text(encoding="utf-8"))["schema"] == 1
    assert [p.name for p in tmp_path.iterdir()] == ["out.json"]


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.json"
    path.write_text("old")

    def full(self: Path, *args: object, **kwargs: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UsageError, match="No space left"):
        write_json(sample(), path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.json"]


def test_a_place_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UsageError, match=r"out\.json: expected a place that can be written"):
        write_json(sample(), tmp_path / "file" / "out.json")
