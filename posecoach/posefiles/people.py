"""From frames of poses to people over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from posecoach.errors import NobodyFoundError
from posecoach.posefiles.frames import PoseFrame
from posecoach.tracking import CONFIDENT, MIN_JOINTS, Tracker, track_of
from posecoach.types import Array, Pose, Track


def follow(source: str, frames: Sequence[PoseFrame], time_s: Array) -> tuple[Track, ...]:
    """Everybody's track over all frames, which lie at ``time_s`` (T,), strictly increasing.

    The file's own numbers for people are kept where every frame has them; otherwise the tracker
    tells people apart. NobodyFoundError when no frame shows enough of anybody.
    """
    most = max((_joints(pose) for frame in frames for pose in frame.poses), default=0)
    if most < MIN_JOINTS:
        raise NobodyFoundError(
            f"{source}: expected a person with at least {MIN_JOINTS} joints of confidence "
            f"{CONFIDENT:g} or more, found {f'at most {most}' if most else 'nobody'} in "
            f"{len(frames)} frames; shoulders, hips, knees, ankles and feet say most"
        )
    if all(frame.people is not None for frame in frames if frame.poses):
        return _by_number(frames, time_s)
    tracker = Tracker()
    for moment, frame in zip(time_s.tolist(), frames, strict=True):
        tracker.update(moment, frame.poses)
    return tracker.tracks()


def _joints(pose: Pose) -> int:
    return int((np.isfinite(pose.xy).all(axis=1) & (pose.located >= CONFIDENT)).sum())


def _by_number(frames: Sequence[PoseFrame], time_s: Array) -> tuple[Track, ...]:
    seen: dict[int, dict[int, Pose]] = {}
    for i, frame in enumerate(frames):
        for number, pose in zip(frame.people or (), frame.poses, strict=True):
            if np.isfinite(pose.xy).any():
                seen.setdefault(number, {})[i] = pose
    return tuple(
        track_of(number, list(poses), list(poses.values()), time_s)
        for number, poses in sorted(seen.items())
    )
