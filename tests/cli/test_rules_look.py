"""The commands that look at exercise files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from posecoach.cli.main import app


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["rules", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_list_names_all_and_the_folder_of_own_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSECOACH_EXERCISES", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "120")
    text = run("list")
    assert "wall-sit" in text
    assert "Wall sit" in text
    assert str(tmp_path) in text.replace("\n", "")
    assert "월싯" in run("list", "--lang", "ko")


def test_show_begins_with_the_path() -> None:
    first, second, *_ = run("show", "squat").splitlines()
    assert first.startswith("# ")
    assert first.endswith("squat.toml")
    assert second == "schema = 1"
    assert "did you mean" in run("show", "sqat", code=5)


def test_check_ends_with_5_if_one_is_wrong(tmp_path: Path) -> None:
    assert "squat: fine" in run("check", "squat", "plank")
    (tmp_path / "a.toml").write_text("schema = 1\nid =\n", encoding="utf-8")
    text = run("check", "squat", str(tmp_path / "a.toml"), code=5)
    assert "squat: fine" in text
    assert f"{tmp_path / 'a.toml'}:2: expected TOML" in text


def test_explain_and_schema() -> None:
    assert "must be at most 105°" in " ".join(run("explain", "squat").split())
    assert json.loads(run("schema"))["title"] == "posecoach exercise"
    assert "| `min_range` |" in run("schema", "--markdown")


def test_list_tells_all_of_what_is_wrong_below_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSECOACH_EXERCISES", str(tmp_path))
    (tmp_path / "[b]mine.toml").write_text("schema = 2\n", encoding="utf-8")
    text = run("list")
    assert f"[b]mine: {tmp_path}/[b]mine.toml:1: schema" in text


def test_show_of_a_file_that_is_no_text_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "bin.toml").write_bytes(b"\xff\xfe\x00b")
    assert "bin.toml" in run("show", str(tmp_path / "bin.toml"), code=5)
