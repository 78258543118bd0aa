"""``posecoach rules try`` and ``test`` on poses of a stick figure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from posecoach.cli.main import app
from posecoach.posefiles.writing import write_poses
from posecoach.types import People
from tests.exercises.figure import SIZE_PX
from tests.exercises.motions import MOTIONS


@pytest.fixture
def poses(tmp_path: Path) -> Path:
    """Three squats, the second too shallow."""
    path = tmp_path / "squats.json"
    write_poses(People((MOTIONS["squat"].faulty(),), SIZE_PX), path, "posecoach")
    return path


def run(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["rules", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


def test_try_shows_curves_with_limits_and_every_verdict(poses: Path) -> None:
    text = run("try", "squat", poses, "--width", "100")
    assert "seen from the left side, repetitions: 3" in text
    assert "knee  limit 105°, 155°" in text
    assert "╌" in text
    assert "╰" in text
    row = next(line for line in text.splitlines() if line.startswith("2  depth"))
    assert "fault" in row
    assert "±" in row
    assert "at most 105°" in row
    assert "not shown from here; film from the front" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 100


def test_try_can_be_restricted_to_a_measure(poses: Path) -> None:
    text = run("try", "squat", poses, "--measure", "knee")
    assert "trunk_lean" not in text
    assert "depth" in text
    assert "did you mean 'knee'" in run("try", "squat", poses, "--measure", "kne", code=2)
    unjudged = run("try", "squat", poses, "--measure", "hip_height")
    assert "No rule judges hip_height." in unjudged
    assert "outcome" not in unjudged


def test_a_measure_of_both_sides_has_two_curves(tmp_path: Path) -> None:
    path = tmp_path / "raises.json"
    write_poses(People((MOTIONS["lateral-raise"].good(),), SIZE_PX), path, "posecoach")
    text = run("try", "lateral-raise", path, "--measure", "elbow")
    assert "elbow.left" in text
    assert "elbow.right" in text


def test_test_compares_with_the_truth_and_ends_with_1_behind_expectations(poses: Path) -> None:
    cases = poses.parent / "cases.toml"
    text = '[[case]]\nsource = "squats.json"\nreps = 3\nfaults = { depth = [2] }\n\n[expect]\n'
    cases.write_text(text + "counts = 1\nrecall = 1\nprecision = 1\n", encoding="utf-8")
    table = poses.parent / "accuracy.md"
    output = run("test", "squat", cases, "--markdown", table)
    assert "Counted exactly: 1 of 1 clips" in output
    assert "| depth | side | 1 | 1 | 0 | 1.00 | 1.00 | 1.00 | 0.00 |" in table.read_text("utf-8")
    wrong = text.replace("[2]", "[1]").replace("reps = 3", "reps = 4")
    cases.write_text(wrong + "counts = 1\nrecall = 1\n", encoding="utf-8")
    output = run("test", "squat", cases, code=1)
    assert "counts: expected 100% exact, found 0%" in output
    assert "depth: recall: expected at least 1.00, found 0.00" in output
    run("test", "squat", poses.parent / "gone.toml", code=3)


def test_test_takes_cases_of_several_exercises(poses: Path) -> None:
    raises = poses.parent / "raises.json"
    write_poses(People((MOTIONS["lateral-raise"].faulty(),), SIZE_PX), raises, "posecoach")
    cases, numbers = poses.parent / "cases.toml", poses.parent / "numbers.json"
    cases.write_text(
        '[[case]]\nsource = "squats.json"\nexercise = "squat"\nreps = 3\nfaults.depth = [2]\n'
        '[[case]]\nsource = "raises.json"\nexercise = "lateral-raise"\nreps = 3\n'
        "faults.low = [2]\n[expect]\ncounts = 1\nf1 = 1\nscolded = 0\nwithheld = 1\n",
        encoding="utf-8",
    )
    output = run("test", cases, "--json", numbers)
    assert "Counted exactly: 2 of 2 clips (100.0%)" in output
    assert "Repetitions without a fault that got a correction: 0 of 4 (0.0%)" in output
    found = json.loads(numbers.read_text("utf-8"))
    assert [clip["exercise"] for clip in found["clips"]] == ["squat", "lateral-raise"]
    assert found["exact"] == 1
    text = " ".join(run("test", "squat", cases, cases, code=2).split())
    assert "expected at most an exercise and one cases file" in text


def test_test_writes_over_neither_the_cases_nor_a_clip(poses: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.toml"
    cases.write_text(f'[[case]]\nsource = "{poses.name}"\nreps = 3\n', encoding="utf-8")
    before = poses.read_bytes()
    for option, name in (("--json", "cases.toml"), ("--markdown", poses.name)):
        text = run("test", "squat", cases, option, tmp_path / name, code=2)
        assert "would be overwritten" in text.replace("\n", " ")
    assert poses.read_bytes() == before
    assert cases.read_text(encoding="utf-8").startswith("[[case]]")


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ("depth = [0]", "faults.depth: expected repetitions from 1 to 3, found 0"),
        ("depth = [9]", "faults.depth: expected repetitions from 1 to 3, found 9"),
    ],
)
def test_test_says_which_repetition_cannot_be(
    poses: Path, tmp_path: Path, faults: str, said: str
) -> None:
    cases = tmp_path / "cases.toml"
    text = f'[[case]]\nsource = "{poses.name}"\nreps = 3\nfaults = {{ {faults} }}\n'
    cases.write_text(text, encoding="utf-8")
    assert said in run("test", "squat", cases, code=3).replace("\n", " ")


def test_test_shows_brackets_in_a_clip_s_name_as_they_are(poses: Path, tmp_path: Path) -> None:
    poses.rename(tmp_path / "[b]x.json")
    cases = tmp_path / "cases.toml"
    cases.write_text('[[case]]\nsource = "[b]x.json"\nreps = 4\n', encoding="utf-8")
    assert "[b]x.json" in run("test", "squat", cases)
