"""Fetching, against a server on this machine: no network is needed, or used."""

import hashlib
import socket
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from posecoach.engine.download import fetch, source_of
from posecoach.engine.manifest import Entry
from posecoach.errors import DownloadError, UsageError

CONTENT = bytes(range(256)) * 1000

ENTRY = Entry(
    name="pose",
    file="pose.safetensors",
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    size=len(CONTENT),
    architecture="hourglass",
    joints=26,
    licence="CC0",
    accuracy="none",
)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / ENTRY.file).write_bytes(CONTENT)
    return tmp_path / "shelf"


@pytest.fixture
def mirror(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "*")
    handler = partial(Quiet, directory=str(shelf))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def pull(source: str, target: Path) -> list[int]:
    told: list[int] = []
    fetch(ENTRY, source, target, told.append)
    return told


def refused(source: str, target: Path, words: str) -> None:
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(b"what was there before")
    with pytest.raises(DownloadError, match=words) as caught:
        pull(source, target)
    assert "\n" not in str(caught.value)
    assert target.read_bytes() == b"what was there before"
    assert list(target.parent.iterdir()) == [target]


def test_from_a_mirror_and_from_a_file(mirror: str, shelf: Path, tmp_path: Path) -> None:
    for given in (mirror, f"{mirror}/", f"{mirror}/{ENTRY.file}", str(shelf / ENTRY.file)):
        target = tmp_path / "cache" / ENTRY.file
        told = pull(source_of(ENTRY, given), target)
        assert target.read_bytes() == CONTENT
        assert told == sorted(told)
        assert told[-1] == len(CONTENT)
        target.unlink()


def test_other_content_is_not_kept(mirror: str, shelf: Path, tmp_path: Path) -> None:
    target, source = tmp_path / "cache" / ENTRY.file, f"{mirror}/{ENTRY.file}"
    (shelf / ENTRY.file).write_bytes(CONTENT[::-1])
    refused(source, target, "SHA-256.*it is not kept")
    (shelf / ENTRY.file).write_bytes(CONTENT[:-1])
    refused(source, target, "bytes of pose, found 255999")
    (shelf / ENTRY.file).write_bytes(CONTENT + b"x")
    refused(source, target, "found more")


def test_a_file_that_is_not_there(mirror: str, shelf: Path, tmp_path: Path) -> None:
    (shelf / ENTRY.file).unlink()
    target = tmp_path / "cache" / ENTRY.file
    refused(f"{mirror}/{ENTRY.file}", target, "the server says 404")
    refused(str(shelf / ENTRY.file), target, "cannot be reached.*check the name")


def test_without_a_network_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        # Bound, but nobody listens.
        source = f"http://127.0.0.1:{port}/{ENTRY.file}"
        refused(
            source, tmp_path / "cache" / ENTRY.file, "refused.*check the network, or use --from"
        )


def test_where_to_fetch_from() -> None:
    far = ENTRY.model_copy(update={"url": "https://example.org/v1/pose.safetensors"})
    assert source_of(far, None) == far.url
    assert source_of(far, "https://mirror.org/a/") == "https://mirror.org/a/pose.safetensors"
    with pytest.raises(UsageError, match="comes with posecoach"):
        source_of(ENTRY, None)
    with pytest.raises(UsageError, match="http or https"):
        pull("ftp://example.org/pose.safetensors", Path("unused"))
