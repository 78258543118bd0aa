"""Every error that posecoach raises on purpose, each with the exit code the CLI ends with.

    PosecoachError
    ├── UsageError            2  arguments that do not fit together
    │   └── RuntimeMissingError  a runtime that was asked for and cannot be had
    ├── InputError            3  a file or camera that cannot be read
    │   ├── VideoError           a video: missing, not a video, no picture in it
    │   ├── PoseFileError        a pose file: missing, malformed, nothing in it
    │   ├── ClipError            a clip from which nothing can be learnt
    │   ├── CasesError           a file of test cases: missing, malformed
    │   ├── DataError            a training set: missing, malformed
    │   ├── WeightsError         a weights file: missing, damaged, of another network
    │   └── DownloadError        weights that cannot be fetched, or are not those expected
    ├── NobodyFoundError      4  no person in the whole video
    └── ExerciseError         5  an exercise file that is missing, malformed or makes no sense

A message says what was expected, what was found, and what to do next.
"""

from __future__ import annotations


class PosecoachError(Exception):
    """Base of all errors a user can cause or mend; ``exit_code`` is the process's."""

    exit_code = 1


class UsageError(PosecoachError):
    """Arguments that are each fine but do not fit together."""

    exit_code = 2


class RuntimeMissingError(UsageError):
    """A runtime for the networks that was asked for is not installed or cannot run them."""


class InputError(PosecoachError):
    """Something that was to be read cannot be."""

    exit_code = 3


class VideoError(InputError):
    """A video that cannot be read."""


class PoseFileError(InputError):
    """A pose file that cannot be read."""


class ClipError(InputError):
    """A clip that can be read, but from which no exercise can be learnt."""


class CasesError(InputError):
    """A file of test cases that cannot be read or does not fit its exercise."""


class DataError(InputError):
    """A training or validation set that cannot be read."""


class WeightsError(InputError):
    """A weights file that cannot be read or does not fit its network."""


class DownloadError(InputError):
    """Something that could not be fetched, or turned out to be something else."""


class NobodyFoundError(PosecoachError):
    """No person was found in the whole video."""

    exit_code = 4


class ExerciseError(PosecoachError):
    """An exercise file that is missing, malformed or contradicts itself."""

    exit_code = 5
