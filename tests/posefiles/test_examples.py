"""What README and docs/pose-files.md show does what they say."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from posecoach.cli.main import app
from posecoach.cli.values import parse_size
from posecoach.posefiles.limits import PoseFileOptions
from posecoach.posefiles.reading import read_poses
from posecoach.posefiles.scale import SIGMA_SHARE
from posecoach.skeleton import INDEX

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "pose-files.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^`(\S+)`:\n\n```\w+\n(.*?)```\n\n    (posecoach analyze .*?)\n", re.M | re.S)
EXAMPLES = EXAMPLE.findall(PAGE)


def test_every_format_has_an_example() -> None:
    assert len(EXAMPLES) == PAGE.count("```json") + PAGE.count("```csv") == 5


@pytest.mark.parametrize(("name", "text", "command"), EXAMPLES, ids=[e[0] for e in EXAMPLES])
def test_pose_file_examples(tmp_path: Path, name: str, text: str, command: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    source, *words = shlex.split(command)[2:]
    told = dict(zip(words[::2], words[1::2], strict=True))
    options = PoseFileOptions(
        fps=float(told["--fps"]) if "--fps" in told else None,
        size_px=parse_size(told["--size"]) if "--size" in told else None,
    )
    people = read_poses(str(tmp_path / source), options)
    (track,) = people.tracks
    assert people.size_px == (360, 480)
    assert [c.kind for c in people.cautions] == (["no_feet"] if source == "coco.json" else [])
    assert track.xy[0, INDEX["left_knee"]] == pytest.approx([202, 313], abs=0.05)
    assert track.xy[0, INDEX["left_big_toe"]] == pytest.approx([155, 434], abs=0.05) or (
        source == "coco.json"
    )


def test_the_page_states_the_assumed_sigma() -> None:
    assert f"{SIGMA_SHARE * 100:g} % of the trunk's length" in PAGE


def commands_with_output(text: str) -> Iterator[tuple[list[str], str]]:
    """Indented blocks that begin with ``$ posecoach``: the arguments, and what is printed."""
    for block in re.findall(r"(?:^(?:    .*)?\n)+", text, re.M):
        lines = [line[4:].rstrip() for line in block.strip("\n").splitlines()]
        if lines and lines[0].startswith("$ posecoach "):
            yield shlex.split(lines[0])[2:], "\n".join(lines[1:]).strip("\n")


def test_the_readme_shows_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown = list(commands_with_output((ROOT / "README.md").read_text(encoding="utf-8")))
    assert shown
    for arguments, text in shown:
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output
        lines = [line.rstrip() for line in result.stdout.splitlines()]
        assert "\n".join(lines).startswith(text.removesuffix("...").rstrip())
