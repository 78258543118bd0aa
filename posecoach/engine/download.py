"""Fetching weights: from the network, a mirror or a file; kept only if they are the right ones."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO, cast
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from posecoach.engine.manifest import Entry
from posecoach.errors import DownloadError, UsageError

TIMEOUT_S = 20.0
CHUNK = 1 << 16

Progress = Callable[[int], None]


def source_of(entry: Entry, given: str | None) -> str:
    """Where to fetch from: ``given`` is a file, or a mirror's address that holds the entry's
    file; without it the entry's own address. UsageError where there is none."""
    if given is None:
        if not entry.url:
            raise UsageError(
                f"{entry.name} comes with posecoach and has no address of its own; "
                "posecoach models verify checks it, --from fetches it from elsewhere"
            )
        return entry.url
    if "://" not in given or given.endswith(f"/{entry.file}"):
        return given
    return f"{given.rstrip('/')}/{entry.file}"


def fetch(entry: Entry, source: str, target: Path, progress: Progress) -> None:
    """Read ``source`` into ``target``, which appears only once its hash has been checked.

    ``progress`` is told the bytes so far. DownloadError when it cannot be had, or is not what the
    manifest says; ``target`` is left as it was.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _opened(source) as stream, temporary.open("wb") as file:
            _copy(stream, file, entry, source, progress)
        os.replace(temporary, target)
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        raise DownloadError(f"{target}: cannot be written ({reason})") from error
    finally:
        temporary.unlink(missing_ok=True)


def _copy(stream: BinaryIO, file: BinaryIO, entry: Entry, source: str, progress: Progress) -> None:
    digest, done = hashlib.sha256(), 0
    for chunk in _chunks(stream, source):
        done += len(chunk)
        if done > entry.size:
            break  # not it, however much more there is
        digest.update(chunk)
        file.write(chunk)
        progress(done)
    if done != entry.size:
        found = "more" if done > entry.size else str(done)
        raise DownloadError(
            f"{source}: expected {entry.size} bytes of {entry.name}, found {found}; try again"
        )
    if digest.hexdigest() != entry.sha256:
        raise DownloadError(
            f"{source}: expected {entry.name} with SHA-256 {entry.sha256}, "
            f"found {digest.hexdigest()}; it is not kept"
        )


def _chunks(stream: BinaryIO, source: str) -> Iterator[bytes]:
    try:
        while chunk := stream.read(CHUNK):
            yield chunk
    except (OSError, HTTPException) as error:
        raise _unreachable(source, error) from error


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    """A file, or what an http or https address answers."""
    scheme = source.split("://", 1)[0] if "://" in source else ""
    if scheme not in ("", "http", "https"):
        raise UsageError(f"expected a file or an http or https address, got {source!r}")
    try:
        address = source if scheme else Path(source).resolve().as_uri()
        stream = urlopen(address, timeout=TIMEOUT_S)
    except HTTPError as error:
        error.close()
        raise DownloadError(f"{source}: the server says {error.code} {error.reason}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise _unreachable(source, error) from error
    with stream:
        yield cast(BinaryIO, stream)


def _unreachable(source: str, error: Exception) -> DownloadError:
    inner = error.reason if isinstance(error, URLError) else error
    reason = getattr(inner, "strerror", None) or str(inner) or type(inner).__name__
    what = "check the network, or use --from" if "://" in source else "check the name"
    return DownloadError(f"{source}: cannot be reached ({reason}); {what}")
