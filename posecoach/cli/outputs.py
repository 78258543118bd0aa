"""Files that a command writes: none of them may be one that it reads, or another of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from posecoach.errors import UsageError


def keep_apart(outputs: Mapping[str, Path | None], inputs: Iterable[str | Path | None]) -> None:
    """UsageError where an output, named by its option, would overwrite what is read, or another
    output."""
    taken = {_place(given): str(given) for given in inputs if given is not None}
    for option, path in outputs.items():
        if path is None:
            continue
        other = taken.get(_place(path))
        if other is not None:
            raise UsageError(
                f"{option} {path}: expected another name than {other}, which would be overwritten"
            )
        taken[_place(path)] = option


def _place(path: str | Path) -> str:
    """The same for all names of one file."""
    return os.path.normcase(os.path.realpath(path))
