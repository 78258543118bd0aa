"""Opening a file or URL and finding the moving picture in it, or saying why there is none."""

from __future__ import annotations

from pathlib import Path

import av
from av import VideoStream
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition

from posecoach.errors import VideoError

_NETWORK_TIMEOUT_S = 20.0


def open_stream(source: str) -> tuple[InputContainer, VideoStream]:
    """The container and its main video stream; VideoError with the reason if there is none."""
    container = _open_container(source)
    try:
        return container, _video_stream(container, source)
    except VideoError:
        container.close()
        raise


def _open_container(source: str) -> InputContainer:
    remote = "://" in source
    if not remote:
        _check_file(Path(source))
    try:
        # "file:" keeps a colon in a name from being read as a protocol.
        return av.open(
            source if remote else f"file:{source}", timeout=_NETWORK_TIMEOUT_S if remote else None
        )
    except FFmpegError as error:
        raise VideoError(
            f"{source}: expected a video, found something that cannot be read as one "
            f"({error.strerror}); try to play it, or record or copy it again"
        ) from error


def _check_file(path: Path) -> None:
    if not path.exists():
        raise VideoError(f"{path}: expected a video, found no such file; check the name")
    if path.is_dir():
        raise VideoError(f"{path}: expected a video, found a folder; name one file in it")
    if path.stat().st_size == 0:
        raise VideoError(f"{path}: expected a video, found an empty file; copy it again")


def _video_stream(container: InputContainer, source: str) -> VideoStream:
    kind = container.format.name
    # FFmpeg reads text files as old terminal art and pictures as one-picture videos.
    if kind in ("tty", "image2") or kind.endswith("_pipe"):
        found = "a text file" if kind == "tty" else "a single picture"
        raise VideoError(f"{source}: expected a video, found {found}; name a video file")
    covers = Disposition.attached_pic
    streams = [s for s in container.streams.video if not s.disposition & covers]
    if not streams:
        raise VideoError(
            f"{source}: expected a video, found no moving pictures in it; "
            "it may hold sound only, name another file"
        )
    best = container.streams.best("video")
    stream = best if isinstance(best, VideoStream) and best in streams else streams[0]
    stream.thread_type = "AUTO"
    return stream


def stated_duration(container: InputContainer, stream: VideoStream) -> float | None:
    """Seconds of video that the file says it has, None if it does not say."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    # The container's length is its longest stream's, which may be the sound.
    if container.duration is not None and len(container.streams) == 1:
        return container.duration / av.time_base
    return None
