"""People from a video or a pose file, whichever a name means."""

from __future__ import annotations

from posecoach import pipeline
from posecoach.errors import UsageError
from posecoach.motion.clean import clean
from posecoach.pipeline import AnalyzeOptions, Progress
from posecoach.posefiles.limits import PoseFileOptions
from posecoach.posefiles.reading import is_pose_file, read_poses
from posecoach.posefiles.scale import fill_sigma
from posecoach.subject import choose_subject
from posecoach.types import People, Track


def people_in(
    source: str,
    options: AnalyzeOptions,
    given: PoseFileOptions | None = None,
    progress: Progress | None = None,
) -> People:
    """Everybody in a video or in a pose file; ``given`` is for the latter only.

    Raises VideoError, PoseFileError, WeightsError, UsageError.
    """
    if is_pose_file(source):
        return read_poses(source, given, options.start_s, options.end_s)
    if given not in (None, PoseFileOptions()):
        raise UsageError("--fps, --size, --sigma-px: expected a pose file with them, not a video")
    return pipeline.watch(source, options, progress)


def subject_in(people: People, person: str) -> Track:
    """The clean track of whom to coach; NobodyFoundError, UsageError as ``choose_subject``."""
    size = people.size_px or pipeline.extent(people)
    return clean(fill_sigma(choose_subject(people.tracks, size, person)))
