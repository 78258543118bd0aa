"""Videos from files and URLs: upright pictures with their true times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from av import VideoFrame
from av.error import FFmpegError

from posecoach.errors import UsageError, VideoError
from posecoach.media.clock import Clock
from posecoach.media.orientation import Image, frame_orientation, make_upright, square_size
from posecoach.media.source import open_stream, stated_duration
from posecoach.types import Caution, Frame

MAX_SIDE_PX = 1920
"""Larger pictures are made smaller: a 4K phone video shows no joint more exactly than this."""

_USUAL_GAP_S = 1 / 30
_CUT_OFF_S = 0.5
"""A video that ends this much before its own stated length was cut off."""


def open_video(
    source: str | Path,
    start_s: float | None = None,
    end_s: float | None = None,
    max_side: int | None = MAX_SIDE_PX,
) -> Video:
    """Open a file or URL for reading from ``start_s`` to ``end_s``, both seconds from its first
    picture; a context manager.

    Raises VideoError if it is missing, a folder, empty, no video, without a picture, or shorter
    than ``start_s``; UsageError if the times do not fit together.
    """
    if start_s is not None and start_s < 0:
        raise UsageError(f"expected a start of 0 s or later, got {start_s:g} s")
    if end_s is not None and end_s <= (start_s or 0.0):
        raise UsageError(
            f"expected the end to come after the start, got {start_s or 0:g} s to {end_s:g} s"
        )
    return Video(str(source), start_s or 0.0, end_s, max_side)


@dataclass(frozen=True)
class VideoInfo:
    """What is known before reading.

    ``width`` and ``height`` are the frames': upright, square pixels. The rest is what the file
    states, None where it does not: ``duration_s`` of the whole, frames a second on average,
    ``frame_count_estimate`` of the chosen part. ``codec`` is FFmpeg's name.
    """

    width: int
    height: int
    duration_s: float | None
    fps_average: float | None
    frame_count_estimate: int | None
    codec: str


class Video:
    """An open video; ``frames()`` may be read once, ``warnings`` grows while it is."""

    def __init__(self, source: str, start_s: float, end_s: float | None, max_side: int | None):
        self.source = source
        self.warnings: list[Caution] = []
        self._start_s, self._end_s = start_s, end_s
        self._damaged = 0
        self._container, self._stream = open_stream(source)
        try:
            self.info = self._describe(max_side)
        except VideoError:
            self.close()
            raise

    def __enter__(self) -> Video:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _describe(self, max_side: int | None) -> VideoInfo:
        """Learn from the first picture what the stream's header does not say: turn and zero."""
        self._decoded = self._decode()
        first = next(self._decoded, None)
        if first is None:
            raise VideoError(
                f"{self.source}: expected a video, found none of its pictures readable; "
                "try to play it, or record or copy it again"
            )
        self._first: VideoFrame | None = first
        self._zero_s = first.time if first.pts is not None else 0.0
        aspect = self._stream.sample_aspect_ratio
        self._stored_size = square_size(first.width, first.height, aspect, max_side)
        self._orientation = frame_orientation(first)
        sides = self._stored_size
        width, height = sides[::-1] if self._orientation.transpose else sides
        rate = self._stream.average_rate or self._stream.guessed_rate
        duration_s, fps = stated_duration(self._container, self._stream), float(rate or 0) or None
        if duration_s is not None and self._start_s >= duration_s:
            raise self._starts_too_late(duration_s)
        count = self._estimate(duration_s, fps)
        return VideoInfo(width, height, duration_s, fps, count, self._stream.codec_context.name)

    def _estimate(self, duration_s: float | None, fps: float | None) -> int | None:
        """About how many frames ``frames()`` will give, None if the file does not say."""
        if duration_s is None:
            return None
        end_s = duration_s if self._end_s is None else min(self._end_s, duration_s)
        if self._start_s == 0 and end_s == duration_s and self._stream.frames:
            return self._stream.frames
        return None if fps is None else max(1, round((end_s - self._start_s) * fps))

    def frames(self) -> Iterator[Frame]:
        """The frames from start to end; times strictly increase, ``index`` counts from 0.

        Raises VideoError if the start lies beyond the end of the video.
        """
        gap_s = 1 / self.info.fps_average if self.info.fps_average else _USUAL_GAP_S
        clock = Clock(gap_s, self._zero_s)
        count, last_s, ended = 0, 0.0, False
        for picture in self._from_start():
            time_s = clock.tick(picture.time if picture.pts is not None else None)
            if time_s is None:
                continue
            if self._end_s is not None and time_s > self._end_s:
                ended = True
                break
            last_s = time_s
            if time_s >= self._start_s - 1e-6:
                yield Frame(count, time_s, self._pixels(picture))
                count += 1
        if count == 0 and ended:
            raise VideoError(
                f"{self.source}: expected a picture between {self._start_s:g} s and "
                f"{self._end_s:g} s, found none; choose a longer part"
            )
        if count == 0:
            raise self._starts_too_late(last_s + gap_s)
        self._take_notes(clock, None if ended else last_s + gap_s)

    def _starts_too_late(self, length_s: float) -> VideoError:
        return VideoError(
            f"{self.source}: expected a start within the video, which is {length_s:.1f} s long, "
            f"got {self._start_s:g} s"
        )

    def _pixels(self, picture: VideoFrame) -> Image:
        width, height = self._stored_size
        rgb = picture.reformat(width, height, "rgb24", interpolation="AREA").to_ndarray()
        return make_upright(np.asarray(rgb, dtype=np.uint8), self._orientation)

    def _take_notes(self, clock: Clock, end_s: float | None) -> None:
        if self._damaged:
            self.warnings.append(Caution("damaged", {"count": self._damaged}))
        if clock.dropped:
            self.warnings.append(Caution("no_time", {"count": clock.dropped}))
        if clock.restarts:
            self.warnings.append(Caution("clock_restarted"))
        length_s = self.info.duration_s
        if end_s is not None and length_s is not None and self._breaks_off(end_s):
            self.warnings.append(Caution("breaks_off", {"end_s": end_s, "length_s": length_s}))

    def _breaks_off(self, end_s: float) -> bool:
        """Whether reading ended clearly before what was asked for and what the file states."""
        if self.info.duration_s is None:
            return False
        wanted_s = min(self.info.duration_s, self._end_s or self.info.duration_s)
        return end_s < wanted_s - max(_CUT_OFF_S, 2 / (self.info.fps_average or 30))

    def _from_start(self) -> Iterator[VideoFrame]:
        """Pictures from the last one that can be jumped to before the start."""
        first, self._first = self._first, None
        if self._start_s > 0:
            first = self._jump()
            if first is None:
                # The stream cannot jump, or landed too late for want of an index: a jump that
                # failed may have moved it, so it is read again from the top.
                self._reopen()
        if first is not None:
            yield first
        yield from self._decoded

    def _jump(self) -> VideoFrame | None:
        """The first picture after a jump to the start; None unless that is surely before it."""
        base = self._stream.time_base
        if base is None:
            return None
        target = int((self._zero_s + self._start_s) / base)
        try:
            self._container.seek(target, stream=self._stream)
        except FFmpegError:
            return None
        self._decoded = self._decode()
        landed = next(self._decoded, None)
        if landed is None or landed.pts is None:
            return None
        return landed if landed.time - self._zero_s <= self._start_s else None

    def _reopen(self) -> None:
        self._container.close()
        self._container, self._stream = open_stream(self.source)
        self._decoded = self._decode()
        self._damaged = 0

    def _decode(self) -> Iterator[VideoFrame]:
        """Every picture that can be decoded; damage is counted, and passed over or patched."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except FFmpegError:
                self._damaged += 1
                return
            if packet is None:
                return
            try:
                pictures = packet.decode()
            except FFmpegError:
                self._damaged += 1
                continue
            for picture in pictures:
                if isinstance(picture, VideoFrame):
                    self._damaged += picture.is_corrupt
                    yield picture
