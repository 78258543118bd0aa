"""Who is who over time, on people that move as told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from posecoach import tracking
from posecoach.errors import NobodyFoundError, UsageError
from posecoach.geometry import keypoint_similarity, points_box
from posecoach.skeleton import INDEX, JOINT_COUNT, OKS_SIGMAS, body_size
from posecoach.subject import choose_subject
from posecoach.tracking import Tracker
from posecoach.types import Pose, Track

Array = NDArray[np.float64]
SIZE = (1280, 720)

BODY = {
    "nose": (0.0, 0.07), "head": (0.0, 0.0), "eye": (0.01, 0.05), "ear": (0.03, 0.06),
    "neck": (0.0, 0.18), "shoulder": (0.12, 0.18), "elbow": (0.14, 0.36), "wrist": (0.14, 0.5),
    "hip": (0.08, 0.47), "knee": (0.08, 0.71), "ankle": (0.08, 0.95),
    "big_toe": (0.1, 1.0), "small_toe": (0.12, 0.99), "heel": (0.08, 0.99),
}  # fmt: skip


def skeleton(x: float, top: float, height: float, bend: float = 0.0) -> Array:
    """Somebody seen from the front; ``bend`` 0..1 lowers all above the knees."""
    xy = np.zeros((JOINT_COUNT, 2))
    for name, i in INDEX.items():
        side, _, kind = name.partition("_")
        sided = side in ("left", "right") and bool(kind)
        dx, dy = BODY[kind if sided else name]
        dx *= 1 if side == "left" else -1
        dx, dy = (0.0, 0.47) if name == "hip" else (dx, dy)
        xy[i] = x + height * dx, top + height * (dy + (0.25 * bend if dy < 0.6 else 0.0))
    return xy


def pose(x: float, top: float = 200.0, height: float = 400.0, **more: float) -> Pose:
    xy = skeleton(x, top, height, more.get("bend", 0.0))
    confidence = np.full(JOINT_COUNT, more.get("confidence", 0.9))
    score = more.get("score", 0.9)
    return Pose(xy, confidence, np.full(JOINT_COUNT, 2.0), points_box(xy, 0.05), score)


def feed(tracker: Tracker, frames: Sequence[Sequence[Pose]], fps: float = 30.0) -> Tracker:
    for i, poses in enumerate(frames):
        tracker.update(i / fps, poses)
    return tracker


def frames_of(track: Track) -> NDArray[np.intp]:
    return np.flatnonzero(np.isfinite(track.xy).all(axis=(1, 2)))


def hip_x(track: Track) -> Array:
    return np.asarray(track.xy[:, INDEX["hip"], 0])


def test_similarity_of_keypoints_is_cocos() -> None:
    xy = skeleton(300, 200, 400)
    assert keypoint_similarity(xy, xy, 4e4) == 1.0
    # Off by the forgiven distance, 2 sigma sqrt(area): exp(-1/2) for every joint.
    off = xy + np.stack([2 * OKS_SIGMAS * np.sqrt(4e4), np.zeros(JOINT_COUNT)], axis=1)
    assert keypoint_similarity(xy, off, 4e4) == pytest.approx(np.exp(-0.5))
    off[5:] = np.nan
    assert keypoint_similarity(xy, off, 4e4, widen=2.0) == pytest.approx(np.exp(-1 / 8))
    assert np.isnan(keypoint_similarity(xy, np.full_like(xy, np.nan), 4e4))


def test_body_size_is_the_longest_bone_and_survives_outliers() -> None:
    clip = np.array([skeleton(300, 200, 400)] * 9)
    assert body_size(clip) == pytest.approx(0.29 * 400)
    clip[3] *= 50
    clip[4:6] = np.nan
    assert body_size(clip) == pytest.approx(0.29 * 400)
    assert np.isnan(body_size(np.full_like(clip, np.nan)))


def test_two_people_crossing_keep_their_numbers_whatever_the_order() -> None:
    rng = np.random.default_rng(0)
    frames = []
    for i in range(90):
        both = [pose(200 + 6 * i), pose(740 - 6 * i, top=250, height=330)]
        frames.append([both[j] for j in rng.permutation(2)])
    first, second = sorted(feed(Tracker(), frames).tracks(), key=lambda t: hip_x(t)[0])
    assert hip_x(first) == pytest.approx(200 + 6 * np.arange(90))
    assert hip_x(second) == pytest.approx(740 - 6 * np.arange(90))


@pytest.mark.parametrize("fps", [10.0, 60.0])
def test_missed_frames_are_survived_for_about_a_second_of_true_time(fps: float) -> None:
    def seen(gap_s: float) -> tuple[Track, ...]:
        gap = round(gap_s * fps)
        return feed(Tracker(), [[pose(400)]] * 5 + [[]] * gap + [[pose(420)]] * 5, fps).tracks()

    (short,) = seen(0.8)
    missing = round(0.8 * fps)
    assert np.isnan(short.xy[5 : 5 + missing]).all()
    assert (short.confidence[5 : 5 + missing] == 0).all()
    assert [t.person for t in seen(1.3)] == [1, 2]


def test_numbers_survive_somebody_leaving_and_are_never_given_again() -> None:
    frames = [[pose(200), pose(600)]] * 20 + [[pose(600)]] * 60 + [[pose(200), pose(600)]] * 20
    tracks = feed(Tracker(), frames).tracks()
    assert [t.person for t in tracks] == [1, 2, 3]
    assert len(frames_of(tracks[1])) == 100
    assert frames_of(tracks[0]).max() == 19
    assert frames_of(tracks[2]).min() == 80


def test_every_track_covers_all_times() -> None:
    tracks = feed(Tracker(), [[]] * 3 + [[pose(300)]] * 4 + [[]] * 2).tracks()
    assert len(tracks) == 1
    assert tracks[0].time_s == pytest.approx(np.arange(9) / 30)
    assert frames_of(tracks[0]).tolist() == [3, 4, 5, 6]
    assert tracks[0].sigma_px[4, 0] == 2.0
    assert np.isnan(tracks[0].sigma_px[0, 0])


def test_a_guess_of_a_skeleton_is_nobody() -> None:
    tracker = feed(Tracker(), [[pose(300, confidence=0.1)]] * 10)
    assert tracker.tracks() == ()
    assert tracker.lost(1.0)


def test_lost_when_nobody_or_somebody_is_missing() -> None:
    tracker = Tracker()
    assert tracker.lost(0.0)
    tracker.update(0.0, [pose(300), pose(700)])
    assert not tracker.lost(0.033)
    tracker.update(0.033, [pose(300)])
    assert tracker.lost(0.066)
    tracker.update(1.2, [pose(300)])
    assert tracker.lost(2.5)


def test_boxes_run_ahead_with_the_person_for_a_few_frames_only() -> None:
    tracker = feed(Tracker(), [[pose(300 + 10 * i)] for i in range(10)])
    (near,) = tracker.boxes(10 / 30)
    expected = skeleton(400, 200, 400)
    assert (near[:2] < expected.min(axis=0)).all()
    assert (near[2:] > expected.max(axis=0)).all()
    assert (near[0] + near[2]) / 2 == pytest.approx(400, abs=1)
    (far,) = tracker.boxes(1.2)
    assert (far[0] + far[2]) / 2 < 390 + 60
    assert tracker.boxes(5.0).shape == (0, 4)


def test_box_does_not_collapse_when_the_legs_are_lost() -> None:
    legless = pose(300)
    confidence = legless.confidence.copy()
    confidence[[INDEX[f"{s}_{j}"] for s in ("left", "right") for j in ("knee", "ankle")]] = 0.1
    confidence[20:] = 0.1
    tracker = feed(Tracker(), [[pose(300)]] * 5 + [[replace(legless, confidence=confidence)]] * 10)
    (box,) = tracker.boxes(0.5)
    assert box[3] - box[1] > 0.8 * 400


def test_two_tracks_that_slide_onto_one_person_become_one() -> None:
    apart = [[pose(300), pose(600 - 30 * i, score=0.8)] for i in range(10)]
    together = [[pose(300), pose(302, score=0.8)]] * 20
    tracker = feed(Tracker(), apart + together)
    assert len(tracker.boxes(1.0)) == 1
    first, second = tracker.tracks()
    assert len(frames_of(first)) == 30
    assert frames_of(second).max() <= 11


def test_second_skeleton_on_a_tracked_person_starts_no_track() -> None:
    tracker = feed(Tracker(), [[pose(300)]] * 3 + [[pose(300), pose(301)]] * 3)
    assert len(tracker.tracks()) == 1


def test_a_frame_costs_the_same_however_long_the_video(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[float] = []
    original = tracking._oks

    def counted(*arguments: Any, **more: Any) -> float:
        compared.append(original(*arguments, **more))
        return compared[-1]

    monkeypatch.setattr(tracking, "_oks", counted)
    # One stays; every three seconds somebody else passes for one.
    passing = [[pose(400), *([pose(900)] if i % 90 < 30 else [])] for i in range(900)]
    tracker = Tracker()
    feed(tracker, passing[:450])
    first = len(compared)
    for i, poses in enumerate(passing[450:], start=450):
        tracker.update(i / 30, poses)
    assert len(tracker.tracks()) == 11
    assert 0 < len(compared) - first <= first + 10


def test_time_must_run_forward() -> None:
    tracker = feed(Tracker(), [[], []])
    with pytest.raises(ValueError, match="after"):
        tracker.update(1 / 30, [])


def scene() -> tuple[Track, ...]:
    """Left a large bystander, in the middle somebody small doing squats, a passer-by."""
    frames = []
    for i in range(120):
        bend = 1 - np.cos(i / 8)
        poses = [pose(250, top=150, height=480), pose(660, top=250, height=360, bend=bend / 2)]
        if 30 <= i < 70:
            poses.append(pose(1150 - 12 * (i - 30), top=40, height=150))
        frames.append(poses)
    return feed(Tracker(), frames).tracks()


@pytest.mark.parametrize(
    ("pick", "x"), [("auto", 660), ("largest", 250), ("centre", 660), ("1", 250), ("2", 660)]
)
def test_the_subject(pick: str, x: float) -> None:
    chosen = choose_subject(scene(), SIZE, pick)
    assert np.nanmedian(hip_x(chosen)) == pytest.approx(x)


def test_people_are_numbered_by_where_they_first_appear() -> None:
    third = choose_subject(scene(), SIZE, "3")
    assert hip_x(third)[30] == pytest.approx(1150)


@pytest.mark.parametrize("pick", ["4", "0", "-1", "leftmost", ""])
def test_a_pick_that_fits_nobody(pick: str) -> None:
    with pytest.raises(UsageError, match=r"expected|only 3"):
        choose_subject(scene(), SIZE, pick)


def test_nobody_to_choose() -> None:
    brief = feed(Tracker(), [[pose(300)]] * 3 + [[]] * 30).tracks()
    for tracks in ((), brief):
        with pytest.raises(NobodyFoundError):
            choose_subject(tracks, SIZE, "auto")


def test_things_are_nobody() -> None:
    # A bag that the detector took for somebody: joints are found on it, with little confidence.
    bag = feed(Tracker(), [[pose(300), pose(700, score=0.2)]] * 30)
    assert [t.person for t in bag.tracks()] == [1]


def test_who_turns_out_to_be_a_thing_is_forgotten() -> None:
    frames = [[pose(300), pose(700, score=0.35)]] + [[pose(300), pose(700, score=0.15)]] * 20
    tracker = feed(Tracker(), frames)
    assert [t.person for t in tracker.tracks()] == [1]
    assert len(tracker.boxes(len(frames) / 30)) == 1


@pytest.mark.parametrize("hidden", [5, 60])
def test_somebody_who_is_hard_to_see_for_a_while_stays(hidden: int) -> None:
    frames = [[pose(300)]] * 20 + [[pose(300, score=0.15)]] * hidden + [[pose(300)]] * 5
    (track,) = feed(Tracker(), frames).tracks()
    assert len(frames_of(track)) == 25 + hidden


def test_a_thing_that_looked_a_little_like_somebody_at_first_is_forgotten_too() -> None:
    frames = [[pose(300), pose(700, score=0.4)]] * 15 + [[pose(300), pose(700, score=0.15)]] * 30
    assert [t.person for t in feed(Tracker(), frames).tracks()] == [1]
