"""Files that cannot be read: one clear line each, and never another kind of error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from posecoach.errors import InputError, NobodyFoundError, PoseFileError, UsageError
from posecoach.posefiles.limits import PoseFileOptions
from posecoach.posefiles.reading import is_pose_file, read_poses

BODY = [1.0, 2.0, 0.9] * 25


def refused(
    path: Path,
    message: str,
    options: PoseFileOptions | None = None,
    kind: type[Exception] = PoseFileError,
) -> None:
    with pytest.raises(kind, match=message) as caught:
        read_poses(str(path), options)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def own(**changes: Any) -> str:
    people = [{"xy_px": [[1.0, 2.0]], "confidence": [0.5]}]
    whole = {"schema": 1, "joints": ["nose"], "frames": [{"time_s": 0.0, "people": people}]}
    return json.dumps({**whole, **changes})


def frame(**changes: Any) -> str:
    return own(frames=[{"time_s": 0.0, "people": [{"xy_px": [[1.0, 2.0]], **changes}]}])


def entry(**changes: Any) -> str:
    whole = {"image_id": 1, "category_id": 1, "keypoints": [5.0] * 51, "score": 1.0}
    return json.dumps([whole, {**whole, **changes}])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "found an empty file"),
        (" \n\n", "found an empty file"),
        ("{", "line 1: expected JSON"),
        ('[\n{"image_id": 1,\n "keypoints": [1, 2', "line 3: expected JSON.*cut off"),
        ('[{"image_id": 1,\n"keypoints": [NaN, 1]}]', "line 2: expected finite numbers, found NaN"),
        ("[" * 100_000, "nesting without end|expected JSON"),
        ("3", "found neither"),
        ('{"a": 1}', "found neither"),
        ('{"people": []}', "one frame of OpenPose; name its folder"),
        ("[]", "found no frame"),
        ("[3]", "entry 0: expected an object, found 3"),
        (entry(keypoints=[1.0] * 50), "entry 1: expected keypoints with 51 .*found 50 numbers"),
        (entry(keypoints="x" * 500), "entry 1: expected keypoints with 51"),
        (entry(keypoints=[1e999] * 51), "line 1: expected finite numbers, found Infinity"),
        (entry(keypoints=[7] * 51).replace("7", "1e999"), "entry 1: expected finite places"),
        (entry(keypoints=[10**400] * 51), "entry 1: expected keypoints"),
        (entry(keypoints=[1.0, 2.0, -1.0] * 17), "entry 1: expected confidences from 0 to 1"),
        (entry(keypoints=[1e9, 2.0, 1.0] * 17), "entry 1: expected places below"),
        (entry(image_id="squat.jpg"), "entry 1: expected image_id"),
        (entry(image_id=10**400), "entry 1: expected image_id"),
        (entry(image_id=None), "entry 1: expected image_id.*found None"),
        (own(schema=2), "expected schema 1, found 2; a newer"),
        (own(joints=["nose", "left_kne"]), "found 'left_kne'; did you mean 'left_knee'"),
        (own(joints=["nose", "nose"]), "'nose' twice"),
        (own(joints=7), "expected joints"),
        (own(fps=0), "expected fps from 0.1 to 1000, found 0"),
        (own(fps=-30), "expected fps"),
        (own(fps="30"), "expected fps"),
        (own(size=[640]), "expected size"),
        (own(size=[0, 480]), "expected size"),
        (own(frames={"time_s": []}), "a result of --json is none"),
        (own(frames=[]), "found no frame"),
        (own(frames=[4]), r"frames\[0\]: expected people"),
        (own(frames=[{"people": []}]), r"frames\[0\]: expected time_s"),
        (own(frames=[{"time_s": 1e300, "people": []}]), r"frames\[0\]: expected time_s"),
        (own(frames=[{"time_s": 1, "people": [3]}]), r"people\[0\]: expected an object"),
        (frame(xy_px=[[1.0, 2.0, 3.0]]), r"people\[0\].xy_px: expected 1 pairs"),
        (frame(xy_px=[[1.0], [2.0, 3.0]]), r"xy_px: expected 1 pairs"),
        (frame(xy_px=[["1", "2"]]), r"xy_px: expected 1 pairs"),
        (frame(confidence=[1, 1]), r"confidence: expected 1 numbers.*found 2 numbers"),
        (frame(sigma_px=[0.0]), r"expected sigmas above 0"),
        (frame(person="me"), r"expected person"),
    ],
)
def test_json(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "poses.json"
    path.write_text(text, encoding="utf-8")
    refused(path, message)


HEAD = "time_s,nose_x,nose_y\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "found an empty file"),
        (HEAD, "found no frame"),
        ("nose_x,nose_y\n1,2\n", "line 1: expected a column time_s"),
        ("time_s\n1\n", "line 1: expected joints"),
        ("time_s,nose_x\n0,1\n", "line 1: expected nose_y beside nose_x"),
        ("time_s,nose_confidence\n0,1\n", "line 1: expected nose_x"),
        ("time_s,left_kne_x,left_kne_y\n", "'left_kne_x'; did you mean 'left_knee_x'"),
        ("time_s,nose_x,nose_y,nose_xx\n", "found 'nose_xx'; did you mean 'nose_x'"),
        ("tme_s,nose_x,nose_y\n", "line 1: expected a column time_s"),
        ("time_s,@@@@,nose_x,nose_y\n", "found '@@@@'; take it out"),
        ("time_s,nose_x,nose_x,nose_y\n", "'nose_x' twice"),
        (HEAD + "0,1,2\n0.1,1\n", "line 3: expected 3 cells or more, found 2"),
        (HEAD + "0,1,2\n0.1,a,2\n", "line 3: expected a number, found 'a'"),
        (HEAD + "0,1,2\n,1,2\n", "line 3: expected a time in seconds"),
        (HEAD + "0,inf,2\n", "line 2: expected a finite number, found 'inf'"),
        (HEAD + "0,1e12,2\n", "line 2: expected places below"),
        (HEAD + "0.2,1,2\n0.1,1,2\n", "expected times that increase, found 0.1 after 0.2"),
        (HEAD + "0,1,2\n0,1,2\n", "expected one row for each person"),
        (HEAD + "1e9,1,2\n", "expected times within"),
        ("frame,nose_x,nose_y\n1.5,1,2\n", "line 2: expected a frame's number"),
        ("frame,nose_x,nose_y\n3,9,9\n2,9,9\n", "expected frame numbers that increase"),
        ("time_s,person,nose_x,nose_y\n0,a,1,2\n", "line 2: expected a number, found 'a'"),
        ("time_s,person,nose_x,nose_y\n0,,1,2\n", "line 2: expected a person's number"),
        (HEAD + "0," + "1" * 200_000 + ",2\n", "line 2: expected CSV|expected places below|finite"),
    ],
)
def test_csv(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "poses.csv"
    path.write_text(text, encoding="utf-8")
    refused(path, message)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "found none in it"),
        ({"notes.json": "{}"}, "expected a name with the frame's number"),
        ({"a_1_keypoints.json": "{}"}, "a_1_keypoints.json: expected an OpenPose frame"),
        ({"a_1_keypoints.json": ""}, "a_1_keypoints.json: expected poses, found an empty file"),
        ({"a_1.json": '{"people": []}', "b_1.json": "{}"}, "expected one file for each frame"),
        ({"a_1.json": '{"people": [3]}'}, "person 1: expected pose_keypoints_2d"),
        ({"a_1.json": '{"people": [{"pose_keypoints_2d": [1, 2]}]}'}, "found 2 numbers"),
    ],
)
def test_openpose(tmp_path: Path, files: dict[str, str], message: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    refused(tmp_path, message)


def test_what_is_not_there_or_no_text(tmp_path: Path) -> None:
    refused(tmp_path / "gone.json", "found no such file")
    refused(tmp_path / "gone.csv", "found no such file")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00\x01")
    refused(tmp_path / "bytes.csv", "expected text in UTF-8")
    assert issubclass(PoseFileError, InputError)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "0,10,20\n0.1,10,20\n", "found at most 1 in 2 frames"),
        (HEAD + "0,,\n0.1,,\n", "found nobody in 2 frames"),
    ],
)
def test_nobody(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "poses.csv"
    path.write_text(text)
    refused(path, message, kind=NobodyFoundError)


def test_nobody_in_openpose(tmp_path: Path) -> None:
    (tmp_path / "a_000000000000_keypoints.json").write_text('{"people": []}')
    refused(tmp_path, "found nobody in 1 frames", kind=NobodyFoundError)


@pytest.mark.parametrize(
    "wrong",
    [
        {"fps": 0.0},
        {"fps": -30.0},
        {"fps": float("nan")},
        {"fps": 1e9},
        {"size_px": (0, 480)},
        {"sigma_px": 0.0},
        {"sigma_px": float("inf")},
    ],
)
def test_options_out_of_bounds(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="expected"):
        PoseFileOptions(**wrong)


def test_options_that_contradict_the_file(tmp_path: Path) -> None:
    path = tmp_path / "poses.json"
    path.write_text(own(size=[640, 480]))
    refused(path, "has times of its own", PoseFileOptions(fps=25), UsageError)
    refused(path, "says itself that it is 640x480", PoseFileOptions(size_px=(1, 1)), UsageError)


def test_what_is_taken_for_poses(tmp_path: Path) -> None:
    assert is_pose_file("squat.JSON")
    assert is_pose_file("gone.csv")
    assert is_pose_file(str(tmp_path))
    assert not is_pose_file("squat.mp4")
    assert not is_pose_file("https://example.org/squat.json")
