"""Writing a text file as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from posecoach.errors import UsageError


def write_text(path: Path, text: str) -> None:
    """Write, making the folder; what is there stays until the new text is whole.

    UsageError if it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.write_text(text, encoding="utf-8", newline="\n")
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(
            f"{path}: expected a place that can be written, found {error.strerror}; "
            "choose another place"
        ) from error
