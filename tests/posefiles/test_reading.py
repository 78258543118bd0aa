"""What other programs write, as they write it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from posecoach.errors import PoseFileError
from posecoach.joint_orders import BLAZEPOSE_NAMES, OPENPOSE_18, from_26
from posecoach.posefiles.frames import PoseFrame, make_pose
from posecoach.posefiles.limits import PoseFileOptions
from posecoach.posefiles.reading import read_poses
from posecoach.posefiles.scale import SIGMA_SHARE, fill_sigma, in_pixels
from posecoach.skeleton import INDEX, JOINTS, body_size
from posecoach.types import Array
from tests.posefiles.motion import SIZE, clock, squat

KNEE = INDEX["left_knee"]


def standing() -> Array:
    return np.asarray(squat(clock(0.1)).xy[0])


def write_openpose(folder: Path, number: int, people: list[list[float]]) -> None:
    folder.mkdir(exist_ok=True)
    document = {"version": 1.1, "people": [{"pose_keypoints_2d": p} for p in people]}
    (folder / f"clip_{number:012d}_keypoints.json").write_text(json.dumps(document))


def coco_18(lost: str | None = None) -> list[float]:
    rows = np.column_stack([from_26(standing(), OPENPOSE_18), np.full(18, 0.8)])
    if lost is not None:
        rows[OPENPOSE_18.index(lost)] = 0.0
    return [float(value) for value in rows.ravel()]


def test_openpose_coco_18_and_its_zeros(tmp_path: Path) -> None:
    for number in range(3):
        write_openpose(tmp_path / "out", number, [coco_18("left_knee" if number == 1 else None)])
    (track,) = read_poses(str(tmp_path / "out")).tracks
    assert track.xy[0, KNEE] == pytest.approx(standing()[KNEE])
    assert np.isnan(track.xy[1, KNEE]).all()
    assert track.confidence[1, KNEE] == 0
    # COCO-18 has a neck and no hip: the one is taken, the other filled in.
    assert track.xy[0, INDEX["hip"]] == pytest.approx(standing()[INDEX["hip"]])
    assert np.isnan(track.xy[:, INDEX["left_heel"]]).all()


def test_missing_openpose_frames_leave_a_gap_in_time(tmp_path: Path) -> None:
    for number in (7, 8, 11):
        write_openpose(tmp_path / "out", number, [coco_18()])
    (track,) = read_poses(str(tmp_path / "out"), PoseFileOptions(fps=10)).tracks
    assert track.time_s == pytest.approx([0.0, 0.1, 0.4])


def entries(images: list[int | str], joints: int = 17) -> list[dict[str, object]]:
    rows = np.column_stack([standing()[:joints], np.full(joints, 1.7)]).ravel().tolist()
    return [{"image_id": i, "category_id": 1, "keypoints": rows, "score": 0.9} for i in images]


@pytest.mark.parametrize(
    ("images", "times"),
    [
        ([1, 2, 3], [0.0, 0.1, 0.2]),
        ([3, 1, 2], [0.0, 0.1, 0.2]),
        ([10, 20, 40], [0.0, 0.1, 0.3]),
        (["0.jpg", "1.jpg", "10.jpg"], [0.0, 0.1, 1.0]),
        (["clip2/003.png", "clip2/004.png"], [0.0, 0.1]),
    ],
)
def test_coco_images_are_frames(
    tmp_path: Path, images: list[int | str], times: list[float]
) -> None:
    path = tmp_path / "results.json"
    path.write_text(json.dumps(entries(images)))
    (track,) = read_poses(str(path), PoseFileOptions(fps=10)).tracks
    assert track.time_s == pytest.approx(times)
    # Scores that are no probabilities count as sure.
    assert track.confidence[0, KNEE] == 1.0


def test_coco_takes_halpe_and_passes_over_other_categories(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    animals = [{"image_id": 0, "category_id": 18, "keypoints": [1.0]}]
    path.write_text(json.dumps(animals + entries([0, 1], joints=26)))
    (track,) = read_poses(str(path)).tracks
    assert np.isfinite(track.xy[:, INDEX["left_heel"]]).all()


def blazepose_csv(path: Path, prefix: str = "") -> None:
    """As people export MediaPipe: its names, shares of the picture, z and visibility."""
    shares = (standing() + 0.5) / SIZE
    named = {name: shares[INDEX[name]] for name in BLAZEPOSE_NAMES if name in INDEX}
    for side in ("left", "right"):
        named[f"{side}_foot_index"] = shares[INDEX[f"{side}_big_toe"]]
    names = [name.upper() for name in BLAZEPOSE_NAMES]
    head = [f"{prefix}{n}_{part}" for n in names for part in ("x", "y", "z", "visibility")]
    cells = [
        f"{v:.6f}" for n in BLAZEPOSE_NAMES for v in (*named.get(n, np.full(2, 0.5)), -0.2, 0.95)
    ]
    rows = [",".join([str(i), *cells]) for i in range(3)]
    path.write_text("\n".join([",".join(["frame", *head]), *rows]), encoding="utf-8-sig")


def test_blazepose_in_shares_of_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "mediapipe.csv"
    blazepose_csv(path)
    people = read_poses(str(path), PoseFileOptions(size_px=SIZE))
    (track,) = people.tracks
    seen = np.isfinite(track.xy[0]).all(axis=1)
    assert seen[[INDEX["left_big_toe"], INDEX["left_heel"], INDEX["hip"]]].all()
    assert not seen[INDEX["left_small_toe"]]
    assert track.xy[0][seen] == pytest.approx(standing()[seen], abs=0.01)
    assert track.confidence[0, KNEE] == pytest.approx(0.95)
    assert [c.kind for c in people.cautions] == ["fps_assumed"]


def test_shares_of_a_picture_of_unknown_size_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "mediapipe.csv"
    blazepose_csv(path)
    with pytest.raises(PoseFileError, match="shares of the picture; give its size with --size"):
        read_poses(str(path))


def test_shares_around_the_middle_are_refused() -> None:
    xy = np.tile(np.linspace(-1, 1, 26)[:, None], (1, 2))
    frames = (PoseFrame(0.0, (make_pose(xy, np.ones(26)),)),)
    with pytest.raises(PoseFileError, match="from the picture's top left"):
        in_pixels("a.csv", frames, SIZE)


def test_csv_of_one_leg_needs_no_other_joints(tmp_path: Path) -> None:
    joints = ("left_shoulder", "left_hip", "left_knee", "left_ankle", "left_big_toe")
    head = ",".join(f"{j}_{axis}" for j in joints for axis in "xy")
    cells = ",".join(f"{v:.1f}" for j in joints for v in standing()[INDEX[j]])
    path = tmp_path / "leg.csv"
    path.write_text(f"time_s,{head}\n" + "".join(f"{i / 30},{cells}\n" for i in range(9)))
    (track,) = read_poses(str(path)).tracks
    assert np.isfinite(track.xy).all(axis=2).sum() == 9 * len(joints)
    assert (track.confidence[:, KNEE] == 1).all()


def test_csv_empty_cells_and_nan_are_missing(tmp_path: Path) -> None:
    joints = ("left_shoulder", "right_shoulder", "left_hip", "right_hip", "left_knee", "nose")
    head = ",".join(f"{j}_{axis}" for j in joints for axis in "xy")
    rows = ["0,10,20,30,40,50,60,70,80,90,99,,", "1,10,20,30,40,50,60,70,80,90,99,nan,5"]
    path = tmp_path / "holes.csv"
    path.write_text("\n".join([f"time_s,{head}", *rows, ""]))
    (track,) = read_poses(str(path)).tracks
    assert np.isnan(track.xy[:, INDEX["nose"]]).all()
    assert track.xy[0, INDEX["neck"]].tolist() == [20, 30]


def test_own_file_by_frame_rate_with_few_words(tmp_path: Path) -> None:
    joints = ["left_foot_index", "left_heel", "left_ankle", "left_knee", "left_hip"]
    people = [{"xy_px": [[i, 10.0 * i] for i in range(1, 6)]}]
    document = {"schema": 1, "fps": 4, "joints": joints, "frames": [{"people": people}] * 3}
    path = tmp_path / "own.json"
    path.write_text(json.dumps(document))
    (track,) = read_poses(str(path)).tracks
    assert track.time_s.tolist() == [0.0, 0.25, 0.5]
    assert track.xy[0, INDEX["left_big_toe"]].tolist() == [1, 10]


def test_a_sigma_that_is_not_stated_grows_with_doubt() -> None:
    track = squat(clock(1))
    track.sigma_px[:, KNEE] = np.nan
    track.confidence[5, KNEE] = 0.45
    filled = fill_sigma(track)
    exact = SIGMA_SHARE * body_size(track.xy)
    assert filled.sigma_px[0, KNEE] == pytest.approx(exact / 0.9)
    assert filled.sigma_px[5, KNEE] == pytest.approx(exact / 0.45)
    assert (filled.sigma_px[:, INDEX["nose"]] == 2.5).all()
    assert fill_sigma(filled) is filled


@pytest.mark.parametrize(("delimiter", "comma"), [(",", "."), (";", "."), (";", ","), ("\t", ".")])
def test_a_table_may_be_a_spreadsheets(tmp_path: Path, delimiter: str, comma: str) -> None:
    names = [f"{joint}_{axis}" for joint in JOINTS[:6] for axis in "xy"]
    rows = [["time_s", *names], ["0.0", "1.5", "2.25", *["3.5"] * 10], ["0.1", *[""] * 12]]
    path = tmp_path / "poses.csv"
    path.write_text("".join(delimiter.join(row).replace(".", comma) + "\n" for row in rows))
    found = read_poses(str(path), PoseFileOptions(size_px=SIZE))
    assert found.tracks[0].time_s.tolist() == [0.0, 0.1]
    assert found.tracks[0].xy[0, 0].tolist() == [1.5, 2.25]
