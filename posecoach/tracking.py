"""Skeletons joined over time into tracks.

The tracker holds all state of this stage. It is fed frame by frame, forgets nobody's poses,
never gives a number twice, and says where to look for everybody in the next frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from posecoach.geometry import boxes_iou, keypoint_similarity, points_box
from posecoach.skeleton import JOINT_COUNT
from posecoach.types import Array, Pose, Track

CONFIDENT = 0.3
"""From this confidence on a joint counts as seen."""
MIN_JOINTS = 5
"""A skeleton with fewer confident joints says nothing about who is there."""
MIN_SCORE = 0.3
"""Nobody enters with a lower median confidence of the joints, or stays with a lower recent mean of
it: of plates and bags that the detector took for people it was 0.2, of people 0.5 to 1."""
SURE_SCORE = 0.5
"""Who once had this recent mean is somebody, however hard to see later on."""
TRIAL_FRAMES = 10
"""So many frames tell either."""
FORGET_S = 1.0
"""Somebody unseen for longer has left; who comes after gets a new number."""
MIN_AFFINITY = 0.2
"""Below this a skeleton is nobody's continuation."""
OKS_SHARE = 0.6
"""Weight of OKS against box overlap: OKS tells two close people apart, overlap still speaks
when the posture changes faster than OKS forgives."""
PREDICT_S = 0.15
"""Constant velocity is believed for so long, a few frames; after that people have turned."""
DUPLICATE_OKS = 0.8
DUPLICATE_FRAMES = 5
"""Two tracks this alike for so many frames in a row follow the same person."""
BOX_MARGIN = 0.1
"""Joints lie inside the body: a box around them is widened by this share of its longer side."""
SHRINK_HALF_S = 2.0
"""A box loses at most half its size in this time: limbs that fall out of the box can never
be seen again, so a skeleton that loses its legs for some frames must not lose them for good."""


@dataclass
class _Person:
    """One person's history: which frames, which skeletons, how fast they move across."""

    number: int
    frames: list[int] = field(default_factory=list)
    poses: list[Pose] = field(default_factory=list)
    seen_s: float = 0.0
    velocity: Array = field(default_factory=lambda: np.zeros(2))
    extent: float = 0.0
    sure: bool = False

    def add(self, frame: int, time_s: float, pose: Pose) -> None:
        box = _pose_box(pose)
        side = float(max(box[2] - box[0], box[3] - box[1]))
        if self.poses:
            elapsed = time_s - self.seen_s
            self.velocity = _shift(self.poses[-1], pose) / elapsed
            side = max(side, self.extent * 0.5 ** (elapsed / SHRINK_HALF_S))
        self.frames.append(frame)
        self.poses.append(pose)
        self.seen_s, self.extent = time_s, side

    def moved(self, time_s: float) -> Array:
        """How far the body has gone since it was seen, (2,) pixels."""
        return self.velocity * min(max(time_s - self.seen_s, 0.0), PREDICT_S)

    def look_at(self, time_s: float) -> Array:
        """The box to look into at ``time_s``, (4,)."""
        box = _pose_box(self.poses[-1]) + np.tile(self.moved(time_s), 2)
        missing = max(self.extent - float(max(box[2] - box[0], box[3] - box[1])), 0.0)
        grow = missing / 2 + BOX_MARGIN * self.extent
        return np.asarray(box + grow * np.array([-1.0, -1.0, 1.0, 1.0]))

    def mean_score(self) -> float:
        return float(np.mean([p.score for p in self.poses[-30:]]))


class Tracker:
    """Feed it every frame in order with ``update``, also those in which nobody is seen."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._people: list[_Person] = []
        self._live: list[_Person] = []
        self._alike: dict[tuple[int, int], int] = {}
        self._next = 1

    def update(self, time_s: float, poses: Sequence[Pose]) -> None:
        """Join the skeletons of the frame at ``time_s`` to the people already known.

        ValueError if time does not run forward.
        """
        if self._times and time_s <= self._times[-1]:
            raise ValueError(f"expected a time after {self._times[-1]} s, got {time_s} s")
        frame = len(self._times)
        self._times.append(time_s)
        self._live = self._alive(time_s)
        poses = [p for p in poses if _is_somebody(p)]
        matches = _match(self._live, poses, time_s)
        for person, index in matches:
            self._live[person].add(frame, time_s, poses[index])
        taken = {index for _, index in matches}
        self._welcome(frame, time_s, [p for i, p in enumerate(poses) if i not in taken])
        self._drop_duplicates(frame)
        self._drop_things()

    def boxes(self, time_s: float) -> Array:
        """Where to look for each living person at ``time_s``, (N, 4) x0 y0 x1 y1 pixels."""
        found = [person.look_at(time_s) for person in self._alive(time_s)]
        return np.array(found, dtype=float).reshape(-1, 4)

    def lost(self, time_s: float) -> bool:
        """Whether it is time to search the whole picture: nobody is followed, or somebody who
        is was not seen in the last frame."""
        alive = self._alive(time_s)
        return not alive or any(p.seen_s < self._times[-1] for p in alive)

    def tracks(self) -> tuple[Track, ...]:
        """Everybody, by number, each over all frames fed so far."""
        times = np.array(self._times, dtype=float)
        return tuple(track_of(p.number, p.frames, p.poses, times) for p in self._people)

    def _alive(self, time_s: float) -> list[_Person]:
        return [p for p in self._live if time_s - p.seen_s <= FORGET_S]

    def _welcome(self, frame: int, time_s: float, poses: Iterable[Pose]) -> None:
        """New people, except second skeletons on somebody just seen."""
        for pose in poses:
            seen = [p.poses[-1] for p in self._live if p.seen_s == time_s]
            if pose.score < MIN_SCORE or any(_oks(pose, other) > DUPLICATE_OKS for other in seen):
                continue
            person = _Person(self._next)
            person.add(frame, time_s, pose)
            self._next += 1
            self._people.append(person)
            self._live.append(person)

    def _drop_things(self) -> None:
        """Forget those who turned out to be nobody."""
        for person in list(self._live):
            if person.sure or len(person.frames) < TRIAL_FRAMES:
                continue
            person.sure = person.mean_score() >= SURE_SCORE
            if person.mean_score() < MIN_SCORE:
                self._live.remove(person)
                self._people.remove(person)

    def _drop_duplicates(self, frame: int) -> None:
        """End the tracks that have stayed on somebody else's skeleton; their shared frames are
        the other's."""
        seen = [p for p in self._live if p.frames[-1] == frame]
        alike = {
            (a.number, b.number): self._alike.get((a.number, b.number), 0) + 1
            for i, a in enumerate(seen)
            for b in seen[i + 1 :]
            if _oks(a.poses[-1], b.poses[-1]) > DUPLICATE_OKS
        }
        self._alike = alike
        people = {p.number: p for p in seen}
        for (a, b), count in alike.items():
            if count >= DUPLICATE_FRAMES and people[a] in self._live and people[b] in self._live:
                self._end(_lesser(people[a], people[b]), count)

    def _end(self, person: _Person, shared: int) -> None:
        del person.frames[-shared:], person.poses[-shared:]
        self._live.remove(person)
        if not person.frames:
            self._people.remove(person)


def _is_somebody(pose: Pose) -> bool:
    return int(np.isfinite(_confident_points(pose)).all(axis=1).sum()) >= MIN_JOINTS


def _confident_points(pose: Pose) -> Array:
    """Joints (26, 2), NaN where not confident."""
    return np.where((pose.located >= CONFIDENT)[:, None], pose.xy, np.nan)


def _pose_box(pose: Pose) -> Array:
    """Box around the confident joints, (4,)."""
    return points_box(_confident_points(pose))


def _oks(a: Pose, b: Pose, widen: float = 1.0) -> float:
    """OKS over the joints confident in both, with the area of the larger box."""
    boxes = np.array([_pose_box(a), _pose_box(b)])
    area = float(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1).max())
    return keypoint_similarity(_confident_points(a), _confident_points(b), area, widen)


def _shift(before: Pose, after: Pose) -> Array:
    """How the body as a whole has moved, (2,): the median over the joints seen in both."""
    moves = _confident_points(after) - _confident_points(before)
    moves = moves[np.isfinite(moves).all(axis=1)]
    return np.median(moves, axis=0) if len(moves) else np.zeros(2)


def _moved_pose(person: _Person, time_s: float) -> Pose:
    last, by = person.poses[-1], person.moved(time_s)
    box = last.box_xyxy + np.tile(by, 2)
    return replace(last, xy=last.xy + by, box_xyxy=box)


def _match(
    people: Sequence[_Person], poses: Sequence[Pose], time_s: float
) -> list[tuple[int, int]]:
    """Pairs of person and pose with the largest sum of affinities (Kuhn, "The Hungarian
    method", 1955)."""
    if not people or not poses:
        return []
    affinity = np.array([[_affinity(p, pose, time_s) for pose in poses] for p in people])
    rows, columns = linear_sum_assignment(affinity, maximize=True)
    return [
        (int(i), int(j))
        for i, j in zip(rows, columns, strict=True)
        if affinity[i, j] >= MIN_AFFINITY
    ]


def _affinity(person: _Person, pose: Pose, time_s: float) -> float:
    """OKS and box overlap of a skeleton with where the person should be, 0..1; the longer they
    were not seen, the more distance is forgiven."""
    expected = _moved_pose(person, time_s)
    overlap = float(boxes_iou(_pose_box(expected), _pose_box(pose))[0, 0])
    oks = _oks(expected, pose, widen=1.0 + 2.0 * (time_s - person.seen_s))
    return overlap if math.isnan(oks) else OKS_SHARE * oks + (1 - OKS_SHARE) * overlap


def _lesser(a: _Person, b: _Person) -> _Person:
    """Of two on the same skeleton, the younger; of two as old, the less sure one."""
    return min(a, b, key=lambda p: (-p.frames[0], p.mean_score()))


def track_of(number: int, frames: Sequence[int], poses: Sequence[Pose], time_s: Array) -> Track:
    """The track of person ``number`` from their ``poses`` in these ``frames`` of all frames, which
    lie at ``time_s`` (T,)."""
    count = len(time_s)
    xy, sigma = np.full((count, JOINT_COUNT, 2), np.nan), np.full((count, JOINT_COUNT), np.nan)
    confidence, located = np.zeros((count, JOINT_COUNT)), np.zeros((count, JOINT_COUNT))
    rows = list(frames)
    xy[rows] = [p.xy for p in poses]
    confidence[rows] = [p.confidence for p in poses]
    located[rows] = [p.located for p in poses]
    sigma[rows] = [p.sigma_px for p in poses]
    return Track(number, time_s, xy, confidence, sigma, located)
