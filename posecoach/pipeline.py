"""The whole chain on one screen: video or pose file -> tracks -> measures -> verdicts -> words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np

from posecoach.coach.cautions import caution_notes
from posecoach.coach.session import coach
from posecoach.coach.wording import Language
from posecoach.engine.detection import Detector
from posecoach.engine.device import pick_device
from posecoach.engine.topdown import Look, PoseEstimator
from posecoach.errors import UsageError
from posecoach.geometry import boxes_iou
from posecoach.media.video import Video, open_video
from posecoach.motion import knees
from posecoach.motion.clean import clean
from posecoach.motion.turns import evened
from posecoach.motion.view import estimate_view
from posecoach.posefiles.limits import PoseFileOptions
from posecoach.posefiles.reading import read_poses
from posecoach.posefiles.scale import SIGMA_SHARE, fill_sigma
from posecoach.resources import detector_weights, pose_weights
from posecoach.rules.recognise import Recognition, recognise
from posecoach.rules.schema import Exercise
from posecoach.subject import choose_subject
from posecoach.tracking import Tracker
from posecoach.types import Array, Caution, Frame, People, Session, Track

Progress = Callable[[int, int | None], None]

Timed = Callable[[str], AbstractContextManager[object]]
"""Wraps the work of a stage, by its name: load, decode, detect, pose, track or analyse."""


def untimed(stage: str) -> AbstractContextManager[object]:
    """Nobody measures."""
    return nullcontext()


MAX_SIDE_PX = 1280
"""Larger pictures are reduced on reading: the networks see far fewer pixels anyway."""

KNOWN_IOU = 0.3
"""A detection that overlaps a followed person this much is that person."""

MAX_PEOPLE = 6
"""Nobody coaches more at once, and every one costs a network pass per frame."""

DETECT_EVERY_S = 1.0
"""How often to look for people who came in, while everybody known is still being followed."""

LOOKS: tuple[Look, ...] = ("straight", "mirrored")
"""Pictures are looked at as they are and mirrored in turn: what the network gets wrong of one side
only, it gets wrong of the other side in the next picture, and the filter over time takes the mean.
In 130 rendered videos that named 106 of 127 faults and 4 that are none; every picture as it is 99
and 8; every picture both ways, for twice the work, 100 and 4."""


@dataclass(frozen=True)
class AnalyzeOptions:
    """What a user may choose; times in seconds of the video; ``weights`` of another pose
    network than the shipped one."""

    lang: Language = "en"
    person: str = "auto"
    start_s: float | None = None
    end_s: float | None = None
    device: str = "auto"
    runtime: str = "auto"
    weights: Path | None = None

    def __post_init__(self) -> None:
        start, end = self.start_s or 0.0, self.end_s
        if start < 0 or (end is not None and end <= start):
            raise UsageError(f"expected 0 <= start < end, got start {start:g} s and end {end} s")


def analyze(
    source: str,
    exercise: Exercise,
    options: AnalyzeOptions,
    progress: Progress | None = None,
    timed: Timed = untimed,
) -> Session:
    """Coach one video.

    ``progress(frames_done, frames_expected)`` is called after every frame; the second is None
    where the file does not say; ``timed`` measures the stages. Raises VideoError, WeightsError,
    NobodyFoundError, UsageError.
    """
    people = watch(source, options, progress, timed)
    with timed("analyse"):
        return coach_people(source, exercise, people, options)


def watch(
    source: str,
    options: AnalyzeOptions,
    progress: Progress | None = None,
    timed: Timed = untimed,
) -> People:
    """Everybody in a video, over all of its frames; ``progress`` as for ``analyze``.

    Raises VideoError, WeightsError, UsageError.
    """
    device = pick_device(options.device, options.runtime)
    with open_video(source, options.start_s, options.end_s, max_side=MAX_SIDE_PX) as video:
        with timed("load"):
            people = PeopleFinder(device, options.runtime, timed, options.weights)
        size = (video.info.width, video.info.height)
        for done, frame in enumerate(timed_frames(video, timed), start=1):
            people.see(frame)
            if progress is not None:
                progress(done, video.info.frame_count_estimate)
        cautions = tuple(video.warnings)
    return People(people.tracks(), size, cautions)


def analyze_poses(
    source: str,
    exercise: Exercise,
    options: AnalyzeOptions,
    given: PoseFileOptions | None = None,
) -> Session:
    """Coach the poses in a file, of any format that ``posefiles`` reads.

    Raises PoseFileError, NobodyFoundError, UsageError.
    """
    people = read_poses(source, given, options.start_s, options.end_s)
    return coach_people(source, exercise, people, options)


def coach_people(
    source: str, exercise: Exercise, people: People, options: AnalyzeOptions
) -> Session:
    """From everybody, seen in a video or read from a pose file, to what to say to one.

    Raises NobodyFoundError, UsageError.
    """
    track, cautions = subject_track(people, options)
    warnings = caution_notes(cautions, options.lang)
    return coach(source, exercise, track, people.size_px, options.lang, warnings)


def identify(people: People, options: AnalyzeOptions, exercises: Sequence[Exercise]) -> Recognition:
    """Which of the exercises the chosen person does. Raises NobodyFoundError, UsageError."""
    track, _ = subject_track(people, options)
    view = estimate_view(track)
    return recognise(exercises, knees.placed(track, view), view, people.size_px)


def subject_track(people: People, options: AnalyzeOptions) -> tuple[Track, tuple[Caution, ...]]:
    """The clean track of the person to coach, and what to be careful about.

    Raises NobodyFoundError, UsageError.
    """
    size = people.size_px or extent(people)
    chosen = choose_subject(people.tracks, size, options.person)
    track, cautions = fill_sigma(chosen), people.cautions
    if track is not chosen:
        cautions += (Caution("sigma_assumed", {"percent": 100 * SIGMA_SHARE}),)
    return clean(track), cautions


def extent(people: People) -> tuple[int, int]:
    """Width and height of the smallest picture from (0, 0) with everybody in it."""
    corners = [t.xy[np.isfinite(t.xy).all(axis=2)].max(axis=0, initial=1.0) for t in people.tracks]
    width, height = np.ceil(np.max(corners, axis=0, initial=1.0)).astype(int).tolist()
    return width, height


def timed_frames(video: Video, timed: Timed) -> Iterator[Frame]:
    """The video's frames; making each is the stage "decode"."""
    frames = video.frames()
    while True:
        with timed("decode"):
            frame = next(frames, None)
        if frame is None:
            return
        yield frame


class PeopleFinder:
    """Frames in, tracks out: the detector looks now and then, skeletons lead in between."""

    def __init__(
        self,
        device: str,
        runtime: str = "auto",
        timed: Timed = untimed,
        weights: Path | None = None,
    ) -> None:
        self._detector = Detector(detector_weights(), device, runtime)
        self._estimator = PoseEstimator(weights or pose_weights(), device, runtime)
        self._tracker = Tracker()
        self._timed = timed
        self._searched_s = -float("inf")
        self._looks: Iterator[Look] = cycle(LOOKS)

    def see(self, frame: Frame) -> None:
        """Find and follow everybody in one more frame."""
        boxes = list(self._tracker.boxes(frame.time_s))[:MAX_PEOPLE]
        due = frame.time_s - self._searched_s >= DETECT_EVERY_S
        if due or self._tracker.lost(frame.time_s):
            self._searched_s = frame.time_s
            with self._timed("detect"):
                boxes += self._new_people(frame, boxes)
        with self._timed("pose"):
            poses = self._estimator.estimate(frame.image, boxes, next(self._looks))
        with self._timed("track"):
            self._tracker.update(frame.time_s, poses)

    def tracks(self) -> tuple[Track, ...]:
        return tuple(evened(track) for track in self._tracker.tracks())

    def _new_people(self, frame: Frame, known: list[Array]) -> list[Array]:
        """Boxes of the best detections that are nobody already followed."""
        room = max(0, MAX_PEOPLE - len(known))
        found = [d.box_xyxy for d in self._detector.detect(frame.image)]
        new = [b for b in found if not known or boxes_iou(b, np.array(known)).max() < KNOWN_IOU]
        return new[:room]
