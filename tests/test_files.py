"""Whole files or none, whatever the name stands for."""

from pathlib import Path

import pytest

from posecoach.errors import UsageError
from posecoach.files import replacing, save_text


def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def write() -> None:
        with replacing(path) as unfinished:
            unfinished.write_text("half")
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        write()
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_link_stays_one_and_leads_to_the_new_text(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    save_text(tmp_path / "link.txt", "new\n")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new\n"


def test_a_device_is_written_to_and_stays_one() -> None:
    save_text(Path("/dev/null"), "gone")
    assert Path("/dev/null").is_char_device()


def test_folders_are_made_and_what_cannot_be_is_said(tmp_path: Path) -> None:
    save_text(tmp_path / "a" / "b.txt", "text")
    assert (tmp_path / "a" / "b.txt").read_text() == "text"
    with pytest.raises(UsageError, match=r"b\.txt.c: expected a place that can be written"):
        save_text(tmp_path / "a" / "b.txt" / "c", "text")
