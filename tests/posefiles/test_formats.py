"""Every format, written and read again: the same places, and the same repetitions from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from posecoach.joint_orders import BODY_25, COCO_17
from posecoach.pipeline import AnalyzeOptions, analyze_poses
from posecoach.posefiles.limits import PoseFileOptions
from posecoach.posefiles.reading import read_poses
from posecoach.posefiles.writing import PoseFormat, write_poses
from posecoach.rules.load import load_exercise
from posecoach.skeleton import INDEX, JOINTS
from posecoach.types import People, Session, Track
from tests.posefiles.motion import DEEPEST_DEG, FPS, SIZE, TURNS_S, alone, clock, squat, two

FORMATS: tuple[tuple[PoseFormat, str, tuple[str, ...]], ...] = (
    ("posecoach", "poses.json", JOINTS),
    ("csv", "poses.csv", JOINTS),
    ("coco", "poses.json", (*COCO_17, "neck", "hip")),
    ("openpose", "poses", BODY_25),
)
TIMED = ("posecoach", "csv")

formats = pytest.mark.parametrize(("form", "name", "joints"), FORMATS, ids=[f[0] for f in FORMATS])


def options_for(form: PoseFormat, fps: float = FPS) -> PoseFileOptions:
    size = None if form == "posecoach" else SIZE
    return PoseFileOptions(fps=None if form in TIMED else fps, size_px=size)


def round_trip(people: People, path: Path, form: PoseFormat, fps: float = FPS) -> People:
    write_poses(people, path, form)
    return read_poses(str(path), options_for(form, fps))


def holey() -> People:
    """A squat with a joint that is missing for a while, and everybody gone for one frame."""
    track = squat(clock(4))
    track.xy[20:40, INDEX["left_wrist"]] = np.nan
    track.xy[50] = np.nan
    lost = ~np.isfinite(track.xy).all(axis=2)
    track.confidence[lost], track.sigma_px[lost] = 0.0, np.nan
    return People((track,), SIZE)


def assert_same(read: Track, written: Track, joints: tuple[str, ...]) -> None:
    keep = [INDEX[j] for j in joints]
    assert read.time_s == pytest.approx(written.time_s, abs=1e-5)
    np.testing.assert_allclose(read.xy[:, keep], written.xy[:, keep], atol=0.006)
    np.testing.assert_allclose(read.confidence[:, keep], written.confidence[:, keep], atol=1e-3)
    others = [i for i in range(len(JOINTS)) if i not in keep]
    assert np.isnan(read.xy[:, others]).all()
    assert (read.confidence[:, others] == 0).all()


@formats
def test_written_and_read_again_is_the_same(
    tmp_path: Path, form: PoseFormat, name: str, joints: tuple[str, ...]
) -> None:
    read = round_trip(alone(), tmp_path / name, form)
    (track,) = read.tracks
    assert_same(track, alone().tracks[0], joints)
    assert read.size_px == SIZE
    assert [c.kind for c in read.cautions] == (["no_feet"] if form == "coco" else [])
    if form in TIMED:
        np.testing.assert_allclose(track.sigma_px, alone().tracks[0].sigma_px, atol=1e-3)
    else:
        assert np.isnan(track.sigma_px).all()


@formats
def test_missing_joints_and_frames_stay_missing(
    tmp_path: Path, form: PoseFormat, name: str, joints: tuple[str, ...]
) -> None:
    (track,) = round_trip(holey(), tmp_path / name, form).tracks
    written = holey().tracks[0]
    if form == "coco":  # a picture without anybody has no entry
        seen = np.arange(len(written.time_s)) != 50
        parts = (written.time_s, written.xy, written.confidence, written.sigma_px)
        written = Track(1, *(part[seen] for part in parts))
    assert_same(track, written, joints)


@formats
def test_two_people_keep_apart(
    tmp_path: Path, form: PoseFormat, name: str, joints: tuple[str, ...]
) -> None:
    tracks = round_trip(two(), tmp_path / name, form).tracks
    assert len(tracks) == 2
    for read, written in zip(tracks, two().tracks, strict=True):
        assert_same(read, written, joints)


def coached(people: People, path: Path, form: PoseFormat, person: str = "auto") -> Session:
    write_poses(people, path, form)
    options = AnalyzeOptions(person=person)
    return analyze_poses(str(path), load_exercise("squat"), options, options_for(form))


@formats
def test_every_format_gives_the_same_repetitions(
    tmp_path: Path, form: PoseFormat, name: str, joints: tuple[str, ...]
) -> None:
    session = coached(alone(), tmp_path / name, form)
    assert session.view.facing == "left_side"
    assert [rep.turn_s for rep in session.reps] == pytest.approx(TURNS_S, abs=0.06)
    depth = [v for v in session.verdicts if v.rule == "depth"]
    assert [v.outcome for v in depth] == ["ok"] * 3
    assert [v.measured for v in depth] == pytest.approx([DEEPEST_DEG] * 3, abs=4)


@formats
def test_the_one_who_moves_is_coached_unless_another_is_asked_for(
    tmp_path: Path, form: PoseFormat, name: str, joints: tuple[str, ...]
) -> None:
    assert len(coached(two(), tmp_path / name, form).reps) == 3
    options = AnalyzeOptions(person="2")
    other = analyze_poses(str(tmp_path / name), load_exercise("squat"), options, options_for(form))
    assert other.reps == ()
    assert np.nanmedian(other.track.xy[:, INDEX["hip"], 0]) > 500


def test_a_variable_frame_rate_survives_where_the_format_has_times(tmp_path: Path) -> None:
    steps = np.random.default_rng(5).choice([1 / 60, 1 / 30, 1 / 20], 200)
    people = People((squat(np.cumsum(steps)),), SIZE)
    for form, name, _ in FORMATS[:2]:
        (track,) = round_trip(people, tmp_path / name, form).tracks
        assert track.time_s == pytest.approx(people.tracks[0].time_s, abs=1e-6)


def test_a_file_without_times_takes_the_frame_rate_that_is_given(tmp_path: Path) -> None:
    people = alone(fps=25.0)
    (track,) = round_trip(people, tmp_path / "folder", "openpose", fps=25.0).tracks
    assert track.time_s == pytest.approx(people.tracks[0].time_s)
    assumed = read_poses(str(tmp_path / "folder"))
    assert assumed.tracks[0].time_s[1] == pytest.approx(1 / 30)
    assert [c.kind for c in assumed.cautions] == ["fps_assumed"]
    assert assumed.size_px is None


def test_without_a_size_nothing_is_called_cut_off(tmp_path: Path) -> None:
    """Feet that leave the picture: a reason with the size, no more than hidden without it."""
    track = squat(clock(), shift=(0.0, 54.0))
    outside = track.xy[..., 1] > SIZE[1] - 1
    track.xy[outside], track.confidence[outside], track.sigma_px[outside] = np.nan, 0.0, np.nan
    squats, path = load_exercise("squat"), tmp_path / "poses.csv"
    write_poses(People((track,), SIZE), path, "csv")
    sized = analyze_poses(str(path), squats, AnalyzeOptions(), PoseFileOptions(size_px=SIZE))
    bare = analyze_poses(str(path), squats, AnalyzeOptions())
    assert sized.measures["heel_height"].reason[10] == "cut_off"
    assert bare.measures["heel_height"].reason[10] == "hidden"
    assert all((m.reason != "cut_off").all() for m in bare.measures.values())


def test_a_part_of_the_clip(tmp_path: Path) -> None:
    write_poses(alone(), tmp_path / "poses.csv", "csv")
    options = AnalyzeOptions(start_s=2.6, end_s=5.3)
    session = analyze_poses(str(tmp_path / "poses.csv"), load_exercise("squat"), options)
    assert [rep.turn_s for rep in session.reps] == pytest.approx([4.0], abs=0.06)


def test_an_assumed_sigma_is_said_in_the_users_language(tmp_path: Path) -> None:
    write_poses(alone(), tmp_path / "folder", "openpose")
    options = AnalyzeOptions(lang="ko")
    source, squats = str(tmp_path / "folder"), load_exercise("squat")
    assumed = analyze_poses(source, squats, options)
    assert "초당 30프레임" in assumed.notes[0]
    assert "--sigma-px" in assumed.notes[1]
    stated = analyze_poses(source, squats, options, PoseFileOptions(fps=FPS, sigma_px=3.0))
    assert not any("--" in note for note in stated.notes)
    seen = np.isfinite(stated.track.sigma_px)
    assert stated.track.sigma_px[seen] == pytest.approx(3.0)


def test_a_track_that_states_its_sigma_needs_no_note(tmp_path: Path) -> None:
    session = coached(alone(), tmp_path / "poses.json", "posecoach")
    assert not any("--sigma-px" in note for note in session.notes)
    bare = replace(alone().tracks[0], sigma_px=np.full_like(alone().tracks[0].sigma_px, np.nan))
    session = coached(People((bare,), SIZE), tmp_path / "bare.json", "posecoach")
    assert sum("--sigma-px" in note for note in session.notes) == 1
