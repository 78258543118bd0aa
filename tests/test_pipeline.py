"""The chain from frames to tracks, and from a track to sentences, without the networks' luck."""

import weakref
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

from posecoach import pipeline
from posecoach.engine.topdown import Look
from posecoach.errors import NobodyFoundError, UsageError
from posecoach.pipeline import AnalyzeOptions, PeopleFinder, analyze
from posecoach.rules.load import load_exercise
from posecoach.types import Detection, Frame, Pose

CLIP = Path(__file__).parent / "data" / "squat-side.mp4"


def pose_at(x: float, y: float) -> Pose:
    rng = np.random.default_rng(1)
    xy = rng.uniform(-20, 20, (26, 2)) * [1, 3] + [x, y]
    box = np.array([x - 20, y - 60, x + 20, y + 60])
    return Pose(xy, np.ones(26), np.ones(26), box, 1.0)


class FakeDetector:
    """Sees the same people in every frame and counts how often it was asked."""

    asked = 0
    people: tuple[tuple[float, float], ...] = ((100.0, 100.0),)

    def __init__(self, *_: object) -> None:
        type(self).asked = 0

    def detect(self, image: NDArray[np.uint8]) -> list[Detection]:
        type(self).asked += 1
        return [Detection(pose_at(*p).box_xyxy, 0.9) for p in self.people]


class FakeEstimator:
    """Finds the skeleton of whoever stands nearest to the middle of a box."""

    looks: ClassVar[list[Look]] = []

    def __init__(self, *_: object) -> None:
        self.looks.clear()

    def estimate(
        self, image: NDArray[np.uint8], boxes: list[NDArray[np.float64]], look: Look
    ) -> list[Pose]:
        type(self).looks.append(look)

        def nearest(box: NDArray[np.float64]) -> tuple[float, float]:
            middle = (box[:2] + box[2:]) / 2
            return min(FakeDetector.people, key=lambda p: float(np.hypot(*(middle - p))))

        return [pose_at(*nearest(box)) for box in boxes]


@pytest.fixture
def finder(monkeypatch: pytest.MonkeyPatch) -> PeopleFinder:
    monkeypatch.setattr(pipeline, "Detector", FakeDetector)
    monkeypatch.setattr(pipeline, "PoseEstimator", FakeEstimator)
    return PeopleFinder("cpu")


def frames(count: int, rate: float = 30.0) -> list[Frame]:
    image = np.zeros((200, 300, 3), np.uint8)
    return [Frame(i, i / rate, image) for i in range(count)]


def test_skeletons_lead_between_detections(finder: PeopleFinder) -> None:
    for frame in frames(90):
        finder.see(frame)
    tracks = finder.tracks()
    assert len(tracks) == 1
    assert np.isfinite(tracks[0].xy).all()
    # On the first frame, then once a second.
    assert FakeDetector.asked == 3


def test_pictures_are_looked_at_straight_and_mirrored_in_turn(finder: PeopleFinder) -> None:
    for frame in frames(3):
        finder.see(frame)
    assert FakeEstimator.looks == ["straight", "mirrored", "straight"]


def test_nobody_is_found_twice(finder: PeopleFinder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeDetector, "people", ((60.0, 100.0), (240.0, 100.0)))
    for frame in frames(70):
        finder.see(frame)
    assert len(finder.tracks()) == 2


def test_no_picture_is_kept(finder: PeopleFinder) -> None:
    pictures = []
    for i in range(40):
        frame = Frame(i, i / 30, np.zeros((200, 300, 3), np.uint8))
        pictures.append(weakref.ref(frame.image))
        finder.see(frame)
    del frame
    assert not any(picture() is not None for picture in pictures)


def test_an_empty_room_is_searched_in_every_frame(
    finder: PeopleFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeDetector, "people", ())
    for frame in frames(5):
        finder.see(frame)
    assert FakeDetector.asked == 5
    assert finder.tracks() == ()


def test_a_video_without_anybody(finder: PeopleFinder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeDetector, "people", ())
    with pytest.raises(NobodyFoundError, match="expected a person"):
        analyze(str(CLIP), load_exercise("squat"), AnalyzeOptions(end_s=0.5))


def test_progress_and_times(finder: PeopleFinder) -> None:
    done: list[tuple[int, int | None]] = []
    options = AnalyzeOptions(start_s=1.0, end_s=2.0)
    session = analyze(str(CLIP), load_exercise("squat"), options, lambda *a: done.append(a))
    assert [d[0] for d in done] == list(range(1, len(done) + 1))
    assert session.track.time_s[0] == pytest.approx(1.0, abs=0.05)
    assert session.track.time_s[-1] <= 2.0
    # Somebody who stands still has done nothing, and that is said.
    assert session.reps == ()
    assert session.notes


@pytest.mark.parametrize(("start", "end"), [(-1.0, None), (5.0, 5.0), (None, 0.0)])
def test_times_that_make_no_sense(start: float | None, end: float | None) -> None:
    with pytest.raises(UsageError, match="start"):
        AnalyzeOptions(start_s=start, end_s=end)
