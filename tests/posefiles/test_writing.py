from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from posecoach.errors import UsageError
from posecoach.posefiles import writing
from posecoach.posefiles.reading import read_poses
from posecoach.posefiles.writing import pose_format, reading_hint, write_poses
from posecoach.types import People
from tests.posefiles.motion import SIZE, alone, clock, squat, two


def test_the_ending_names_the_format(tmp_path: Path) -> None:
    assert pose_format(tmp_path / "a.json") == "posecoach"
    assert pose_format(tmp_path / "a.CSV") == "csv"
    assert pose_format(tmp_path / "folder") == "openpose"
    assert pose_format(tmp_path / "a.json", "coco") == "coco"


def test_places_that_cannot_be_written_are_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    for path, asked, message in (
        (tmp_path / "a.txt", None, r"--poses-format posecoach\|csv\|coco\|openpose"),
        (tmp_path / "gone" / "a.csv", None, "existing folder"),
        (tmp_path / "full", None, "new or empty folder"),
        (tmp_path / "full", "csv", "ends in .csv for csv"),
        (tmp_path / "a.csv", "coco", "ends in .json for coco"),
    ):
        with pytest.raises(UsageError, match=message):
            pose_format(path, asked)


def test_own_document(tmp_path: Path) -> None:
    write_poses(two(), tmp_path / "a.json", "posecoach")
    document = json.loads((tmp_path / "a.json").read_text())
    assert (document["schema"], document["size"]) == (1, list(SIZE))
    assert len(document["frames"]) == len(clock())
    people = document["frames"][3]["people"]
    assert [p["person"] for p in people] == [1, 2]
    assert set(people[0]) == {"person", "xy_px", "confidence", "sigma_px"}
    assert people[0]["xy_px"][1] != [None, None]


def test_csv_has_a_person_column_only_for_several(tmp_path: Path) -> None:
    write_poses(alone(), tmp_path / "one.csv", "csv")
    write_poses(two(), tmp_path / "two.csv", "csv")
    one, both = ((tmp_path / n).read_text().splitlines() for n in ("one.csv", "two.csv"))
    assert one[0].startswith("time_s,nose_x,nose_y,nose_confidence,nose_sigma_px,")
    assert both[0].startswith("time_s,person,nose_x")
    assert len(both) == 2 * len(one) - 1


def test_openpose_has_a_file_for_every_frame(tmp_path: Path) -> None:
    track = squat(clock(1))
    track.xy[4] = np.nan
    write_poses(People((track,), None), tmp_path / "out", "openpose")
    names = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert len(names) == len(clock(1))
    assert names[4] == "out_000000000004_keypoints.json"
    assert json.loads((tmp_path / "out" / names[4]).read_text())["people"] == []
    (person,) = json.loads((tmp_path / "out" / names[3]).read_text())["people"]
    assert len(person["pose_keypoints_2d"]) == 75


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_poses(alone(), tmp_path / "out", "openpose")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert any((tmp_path / "out").iterdir())


def test_coco_results(tmp_path: Path) -> None:
    write_poses(two(), tmp_path / "a.json", "coco")
    entries = json.loads((tmp_path / "a.json").read_text())
    assert len(entries) == 2 * len(clock())
    assert [e["image_id"] for e in entries[:3]] == [0, 0, 1]
    assert {len(e["keypoints"]) for e in entries} == {51}
    assert entries[0]["score"] == pytest.approx(0.9)


def test_the_hint_says_what_the_format_loses() -> None:
    assert reading_hint(alone(25.0), "openpose") == "--fps 25 --size 640x480"
    assert reading_hint(alone(), "csv") == "--size 640x480"
    assert reading_hint(alone(), "posecoach") == ""
    assert reading_hint(People(alone().tracks, None), "csv") == ""


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_write_file", full)
    monkeypatch.setattr(writing, "openpose_files", full)
    with pytest.raises(UsageError, match="No space left"):
        write_poses(alone(), path, "csv")
    with pytest.raises(UsageError, match="No space left"):
        write_poses(alone(), tmp_path / "folder", "openpose")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_nobody_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one track"):
        write_poses(People((), SIZE), tmp_path / "a.csv", "csv")


def test_own_document_keeps_what_is_located_though_hidden(tmp_path: Path) -> None:
    track = squat(clock(1))
    hidden = replace(track, confidence=0.2 * track.located)
    write_poses(People((hidden,), None), tmp_path / "a.json", "posecoach")
    (again,) = read_poses(str(tmp_path / "a.json")).tracks
    np.testing.assert_allclose(again.confidence, hidden.confidence, atol=1e-4)
    np.testing.assert_allclose(again.located, hidden.located, atol=1e-4)
