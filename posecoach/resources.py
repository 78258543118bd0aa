"""Where files lie: the exercises and weights that come with posecoach, and its cache.

In a checkout they stand beside the package, at the top of the tree; a wheel carries them
inside the package. Looked up when asked for, so importing touches no disk.
"""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_dir

from posecoach.errors import InputError

_PACKAGE = Path(__file__).resolve().parent


def exercises_dir() -> Path:
    """The folder of exercise files; InputError if the installation lacks it."""
    return _find("exercises")


def models_dir() -> Path:
    """The folder of weights and their cards; InputError if the installation lacks it."""
    return _find("models")


def pose_weights() -> Path:
    """The pose network that is used unless another is asked for."""
    return models_dir() / "hourglass-lite.safetensors"


def detector_weights() -> Path:
    """The person detector that is used unless another is asked for."""
    return models_dir() / "detector-lite.safetensors"


def cache_dir() -> Path:
    """The folder for what can be made or fetched again; need not exist yet.

    The user's cache folder as the platform has it, or what POSECOACH_CACHE says.
    """
    return Path(os.environ.get("POSECOACH_CACHE") or user_cache_dir("posecoach", False))


def _find(name: str) -> Path:
    # The wheel's place first: next to an installed package stand other people's packages,
    # and one of them may well be called "models".
    places = (_PACKAGE / "_data" / name, _PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise InputError(
        f"expected posecoach's own folder {name!r} at {places[0]} or {places[1]}, found neither; "
        "install posecoach again"
    )
