"""Files: written so that nobody ever sees half of one, and known by their hash."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from posecoach.errors import UsageError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Where to write what is to become ``path``: a name beside it, renamed when the block ends
    well. A link stays a link, to the new content; a device or a pipe is written to. OSError as
    the system says."""
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file() and not target.is_dir():
        yield target
        return
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Write ``path`` as a whole or not at all; makes the folder. OSError as the system says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as unfinished:
        unfinished.write_bytes(content)


def save_text(path: Path, text: str) -> None:
    """Write what a user asked for as a whole or not at all: a file already there stays until then.

    Makes the folder. UsageError if it cannot be written.
    """
    try:
        write_atomically(path, text.encode())
    except OSError as error:
        raise UsageError(
            f"{path}: expected a place that can be written, found {error.strerror}; "
            "choose another place"
        ) from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hex. OSError as the system says."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
