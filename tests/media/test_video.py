"""Reading videos that the tests write themselves, so that every answer is known."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.audio import AudioStream
from numpy.typing import NDArray

from posecoach.errors import UsageError, VideoError
from posecoach.media.video import open_video

CLIP = Path(__file__).parents[1] / "data" / "squat-side.mp4"
MILLI = Fraction(1, 1000)


def card(number: int = 0) -> NDArray[np.uint8]:
    """48 x 64, grey by ``number``, with a red corner top left and a green one top right."""
    image = np.full((48, 64, 3), 10 + number, np.uint8)
    image[:16, :16] = (255, 0, 0)
    image[:16, -16:] = (0, 255, 0)
    return image


def write(
    path: Path,
    times_ms: Sequence[int],
    images: Sequence[NDArray[np.uint8]] | None = None,
    turn_deg: float = 0,
    mirror: bool = False,
    aspect: Fraction | None = None,
    **options: str,
) -> Path:
    """A video of ``images`` (cards unless given) shown at ``times_ms``."""
    images = images or [card(i) for i in range(len(times_ms))]
    with av.open(str(path), "w", options=options) as container:
        stream: Any = container.add_stream("libx264", rate=30, options={"g": "10", "bf": "0"})
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = MILLI
        if aspect:
            stream.codec_context.sample_aspect_ratio = aspect
        if turn_deg or mirror:
            stream.set_display_rotation(turn_deg, hflip=mirror)
        for time_ms, image in zip(times_ms, images, strict=True):
            frame = av.VideoFrame.from_ndarray(image)
            frame.pts, frame.time_base = time_ms, MILLI
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def write_sound(path: Path) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4096), np.float32), "fltp", "mono")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def corners(image: NDArray[np.uint8]) -> tuple[str, str, str, str]:
    """Which colour lies in the corners: top left, top right, bottom left, bottom right."""
    names = []
    for y, x in ((4, 4), (4, -4), (-4, 4), (-4, -4)):
        red, green = int(image[y, x, 0]), int(image[y, x, 1])
        names.append("red" if red > 150 else "green" if green > 150 else "")
    return names[0], names[1], names[2], names[3]


def times(path: Path, **how: Any) -> list[float]:
    with open_video(path, **how) as video:
        return [frame.time_s for frame in video.frames()]


def test_variable_frame_rate_keeps_its_own_times(tmp_path: Path) -> None:
    stamps = [0, 33, 100, 101, 250, 900, 933]
    path = write(tmp_path / "vfr.mkv", stamps)
    assert times(path) == pytest.approx([t / 1000 for t in stamps], abs=1e-6)


def test_times_count_from_the_first_picture(tmp_path: Path) -> None:
    path = write(tmp_path / "late.mkv", [500, 600, 700])
    assert times(path) == pytest.approx([0, 0.1, 0.2], abs=1e-6)


@pytest.mark.parametrize(
    ("turn_deg", "mirror", "expected"),
    [
        (0, False, ("red", "green", "", "")),
        (90, False, ("green", "", "red", "")),
        (-90, False, ("", "red", "", "green")),
        (180, False, ("", "", "green", "red")),
        (0, True, ("green", "red", "", "")),
    ],
)
def test_rotation_is_applied(
    tmp_path: Path, turn_deg: float, mirror: bool, expected: tuple[str, str, str, str]
) -> None:
    path = write(tmp_path / "turned.mp4", range(0, 200, 40), turn_deg=turn_deg, mirror=mirror)
    with open_video(path) as video:
        frame = next(iter(video.frames()))
        assert corners(frame.image) == expected
        assert frame.image.shape == (video.info.height, video.info.width, 3)
        assert video.info.width == (48 if abs(turn_deg) == 90 else 64)


def test_pixel_aspect_and_the_largest_side(tmp_path: Path) -> None:
    path = write(tmp_path / "wide.mp4", range(0, 200, 40), aspect=Fraction(2, 1))
    with open_video(path) as video:
        assert (video.info.width, video.info.height) == (128, 48)
        assert next(iter(video.frames())).image.shape == (48, 128, 3)
    with open_video(path, max_side=64) as video:
        assert next(iter(video.frames())).image.shape == (24, 64, 3)


def test_start_and_end_cut_exactly_and_keep_the_clock(tmp_path: Path) -> None:
    path = write(tmp_path / "long.mp4", range(0, 4000, 40))
    with open_video(path, start_s=2.0, end_s=2.4) as video:
        assert video.info.frame_count_estimate == pytest.approx(10, abs=2)
        frames = list(video.frames())
        assert video.warnings == []
    assert [f.time_s for f in frames] == pytest.approx(np.arange(2000, 2401, 40) / 1000, abs=1e-3)
    assert [f.index for f in frames] == list(range(11))
    # The grey says which picture it really is.
    assert int(frames[0].image[40, 32, 0]) == pytest.approx(10 + 50, abs=3)


def test_start_works_where_nothing_can_be_jumped_to(tmp_path: Path) -> None:
    path = write(tmp_path / "plain.h264", range(0, 2000, 40))
    seen = times(path, start_s=1.0)
    assert seen[0] == pytest.approx(1.0, abs=0.05)
    assert all(b > a for a, b in pairwise(seen))


def test_what_the_sample_clip_says_of_itself() -> None:
    with open_video(CLIP) as video:
        assert (video.info.width, video.info.height, video.info.codec) == (360, 480, "h264")
        assert video.info.fps_average == pytest.approx(30)
        assert video.info.duration_s == pytest.approx(353 / 30, abs=0.05)
        assert video.info.frame_count_estimate == 353
        assert sum(1 for _ in video.frames()) == 353
        assert video.warnings == []


def test_truncated_file_gives_what_is_readable_and_says_so(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    noise = [rng.integers(0, 255, (48, 64, 3), dtype=np.uint8) for _ in range(100)]
    whole = write(tmp_path / "whole.mp4", range(0, 4000, 40), noise, movflags="faststart")
    path = tmp_path / "cut.mp4"
    data = whole.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with open_video(path) as video:
        count = sum(1 for _ in video.frames())
        assert 20 < count < 80
        (warning,) = (w for w in video.warnings if w.kind == "breaks_off")
        assert warning.numbers["length_s"] == pytest.approx(4.0, abs=0.05)
        assert warning.numbers["end_s"] == pytest.approx(count * 0.04, abs=0.05)


def test_damage_in_the_middle_is_passed_over_and_said(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    noise = [rng.integers(0, 255, (48, 64, 3), dtype=np.uint8) for _ in range(60)]
    path = write(tmp_path / "hurt.mkv", range(0, 2400, 40), noise)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 6000] = bytes(6000)
    path.write_bytes(bytes(data))
    with open_video(path) as video:
        seen = [frame.time_s for frame in video.frames()]
        (warning,) = (w for w in video.warnings if w.kind == "damaged")
        assert warning.numbers["count"] >= 1
    assert seen[0] == 0
    assert seen[-1] == pytest.approx(2.36, abs=0.01)


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def text(path: Path) -> Path:
    path.write_text("squat, squat, squat\n" * 20)
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def picture(path: Path) -> Path:
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "rgb24"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(card())))
        container.mux(stream.encode())
    return path


def headless(path: Path) -> Path:
    """A video cut off before its index, as a recording that was never closed."""
    whole = write(path.with_name("whole.mp4"), range(0, 400, 40))
    path.write_bytes(whole.read_bytes()[:600])
    return path


def no_pictures(path: Path) -> Path:
    """A video whose header is whole while every picture after it is gone."""
    whole = write(path.with_name("w.mp4"), range(0, 400, 40), movflags="faststart").read_bytes()
    start = whole.index(b"mdat") + 4
    path.write_bytes(whole[:start] + bytes(len(whole) - start))
    return path


@pytest.mark.parametrize(
    ("make", "name", "message"),
    [
        (lambda p: p, "gone.mp4", "found no such file"),
        (folder, "folder", "found a folder"),
        (empty, "empty.mp4", "found an empty file"),
        (text, "text.mp4", "cannot be read as one"),
        (text, "text.txt", "found a text file|cannot be read as one"),
        (picture, "one.png", "found a single picture"),
        (write_sound, "sound.m4a", "found no moving pictures"),
        (headless, "open.mp4", "cannot be read as one"),
        (no_pictures, "nothing.mp4", "found none of its pictures readable"),
    ],
)
def test_what_is_no_video_is_refused(tmp_path: Path, make: Any, name: str, message: str) -> None:
    path = make(tmp_path / name)
    with pytest.raises(VideoError, match=message) as caught:
        open_video(path)
    assert name in str(caught.value)


def test_an_address_that_does_not_answer_is_refused() -> None:
    with pytest.raises(VideoError, match="cannot be read as one"):
        open_video("http://127.0.0.1:9/squat.mp4")


def test_start_beyond_the_end(tmp_path: Path) -> None:
    path = write(tmp_path / "short.mp4", range(0, 1000, 40))
    with pytest.raises(VideoError, match=r"1\.0 s long, got 5 s"):
        open_video(path, start_s=5)
    unstated = write(tmp_path / "short.h264", range(0, 1000, 40))
    with pytest.raises(VideoError, match="expected a start within"):
        times(unstated, start_s=5)


def test_a_part_without_a_picture(tmp_path: Path) -> None:
    path = write(tmp_path / "sparse.mkv", [0, 1000, 2000])
    with pytest.raises(VideoError, match=r"between 0\.2 s and 0\.8 s, found none"):
        times(path, start_s=0.2, end_s=0.8)


def test_times_that_do_not_fit_together() -> None:
    with pytest.raises(UsageError, match="end to come after the start"):
        open_video(CLIP, start_s=3, end_s=2)
    with pytest.raises(UsageError, match="0 s or later"):
        open_video(CLIP, start_s=-1)


def test_a_colon_in_the_name_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("squat: day 2.mp4").write_bytes(CLIP.read_bytes())
    assert len(times(Path("squat: day 2.mp4"), end_s=0.2)) == 7
