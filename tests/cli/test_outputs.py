"""Nobody loses a video to --json."""

from pathlib import Path

import pytest

from posecoach.cli.outputs import keep_apart
from posecoach.errors import UsageError


def test_outputs_of_their_own_are_fine(tmp_path: Path) -> None:
    outputs = {"--json": tmp_path / "a.json", "--poses-out": tmp_path / "b.csv", "--markdown": None}
    keep_apart(outputs, [tmp_path / "v.mp4", "https://example.org/v.mp4", None])
    keep_apart({"--poses-out": Path()}, [None])


def test_what_is_read_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "v.mp4").write_bytes(b"film")
    (tmp_path / "link").symlink_to(tmp_path / "v.mp4")
    monkeypatch.chdir(tmp_path)
    for name in ("v.mp4", "../" + tmp_path.name + "/v.mp4", "link"):
        with pytest.raises(UsageError, match=f"--json {name}: expected another name than"):
            keep_apart({"--json": Path(name)}, [tmp_path / "v.mp4"])


def test_two_outputs_have_two_names(tmp_path: Path) -> None:
    same = tmp_path / "o.json"
    with pytest.raises(UsageError, match="another name than --json"):
        keep_apart({"--json": same, "--poses-out": same}, [])
