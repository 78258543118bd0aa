from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from posecoach import __version__
from posecoach.cli.main import app

ROOT = Path(__file__).parents[2]


def test_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert result.exit_code == 0
    assert result.stdout == f"posecoach {__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], ["analyze", "--help"]])
def test_help_teaches_by_example_and_tells_exit_codes(arguments: list[str]) -> None:
    text = " ".join(CliRunner().invoke(app, arguments).stdout.split())
    assert "posecoach analyze squat.mp4 --exercise squat" in text
    for code in ("0 fine", "2 wrong usage", "3 the video", "4 nobody", "5 the exercise"):
        assert code in text


@pytest.mark.parametrize("command", ["analyze", "bench", "rules", "train", "evaluate", "models"])
def test_commands_are_there(command: str) -> None:
    assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


def test_help_does_not_wait_for_the_networks() -> None:
    """Importing them takes seconds; a subprocess, because the tests have them loaded."""
    code = "import sys, posecoach.cli.main; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_a_missing_video_ends_a_real_process_with_3(tmp_path: Path) -> None:
    code = "from posecoach.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "analyze", str(tmp_path / "gone.mp4"), "-e", "squat"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "found no such file" in done.stderr
    assert "Traceback" not in done.stderr
