from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from posecoach.cli.evaluation_tables import difficulty_columns
from posecoach.engine.topdown import PoseEstimator
from posecoach.engine.weights import WeightsInfo, build_network, save_weights
from posecoach.skeleton import INDEX, JOINTS
from posecoach.training.data import Person, load_folders
from posecoach.training.difficulties import (
    Row,
    difficulty_rows,
    hidden_share,
    looks_needed,
    row_of,
    short_limbs,
    tag_rows,
)
from posecoach.training.observations import Observations, choose_people, observe

BOX = np.array([0, 0, 100, 200], np.float32)


def standing() -> Person:
    """Limbs of the lengths that figure 4.1 of Winter gives, hanging down, 200 pixels tall."""
    keypoints = np.zeros((26, 3), np.float32)
    height = {"neck": 0.0, "shoulder": 0.0, "elbow": 0.186, "wrist": 0.332, "hip": 0.288}
    height |= {"knee": 0.533, "ankle": 0.779}
    for name, index in INDEX.items():
        kind = name.removeprefix("left_").removeprefix("right_")
        if kind in height:
            keypoints[index] = [50, 200 * height[kind], 2]
    return Person(0, keypoints, BOX)


def observed(right: float, confidence: float) -> Observations:
    people, shape = 40, (40, 26)
    wrong = np.linspace(0, 1, people)[:, None] > right
    return Observations(
        np.where(wrong, 99.0, 1.0) * np.ones(shape), np.ones(shape), np.full(shape, confidence),
        np.full(shape, confidence), np.full(shape, 2), np.ones(shape, dtype=bool),
        np.full(people, 50.0), np.ones(people), np.arange(people), ("a",) * people,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("right", "confidence", "marked"),
    [(0.5, 0.78, True), (0.5, 0.4, False), (0.5, 0.6, False), (0.8, 0.8, False)],
)
def test_a_network_that_does_not_know_is_marked(
    right: float, confidence: float, marked: bool
) -> None:
    row = row_of("fog", 2, observed(right, confidence), observed(1.0, 0.8))
    assert row.pck == pytest.approx(right, abs=0.02)
    assert row.pck_share == pytest.approx(right, abs=0.02)
    assert row.confidence_share == pytest.approx(confidence / 0.8)
    assert row.within[0] == pytest.approx(right, abs=0.02)
    assert row.overconfident is marked


def test_limbs_towards_the_camera_count_as_short() -> None:
    person = standing()
    assert short_limbs(person) == 0
    # Now the left shank points at the camera.
    person.keypoints[INDEX["left_ankle"], 1] = person.keypoints[INDEX["left_knee"], 1] + 20
    assert short_limbs(person) == 1
    person.keypoints[INDEX["right_wrist"], 1] = person.keypoints[INDEX["right_elbow"], 1] + 12
    assert short_limbs(person) == 2
    person.keypoints[INDEX["right_wrist"], 2] = 0
    assert short_limbs(person) == 1
    assert short_limbs(Person(0, np.zeros((26, 3), np.float32), BOX)) == 0


def test_hidden_labels_are_counted() -> None:
    person = standing()
    labelled = person.labelled
    person.keypoints[INDEX["left_wrist"], 2] = 1
    assert hidden_share(person) == pytest.approx(1 / labelled)
    assert hidden_share(Person(0, np.zeros((26, 3), np.float32), BOX)) == 0


def test_every_difficulty_shows_the_same_people(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    info = WeightsInfo("hourglass", {"stacks": 1, "channels": 8, "joints": 26}, 64, JOINTS)
    save_weights(path, build_network(info).state_dict(), info)
    estimator, poses = PoseEstimator(path), load_folders([folder])
    done: list[int] = []
    rows = difficulty_rows(estimator, poses, [0, 4], done.append)
    assert done == list(range(1, looks_needed(2) + 1))
    assert all(row.people == 2 for row in rows if not row.difficulty.startswith("labels"))
    assert rows[0].pck_share == 1 or np.isnan(rows[0].pck_share)
    again = difficulty_rows(estimator, poses, [0, 4])
    assert _numbers(rows) == pytest.approx(_numbers(again), nan_ok=True)
    assert not any(row.difficulty.startswith("tag") for row in rows)
    tags: tuple[frozenset[str] | None, ...]
    tags = (frozenset({"dark"}), frozenset(), frozenset({"dark", "far"}), None, frozenset(), None)
    seen = observe(estimator, replace(poses, tags=tags), choose_people(poses, None))
    tagged = tag_rows(replace(poses, tags=tags), seen)
    assert [(r.difficulty, r.people) for r in tagged] == [("tag: dark", 2), ("tag: far", 1)]


def _numbers(rows: list[Row]) -> list[float]:
    return [value for row in rows for value in (row.pck, row.confidence, *row.within)]


def test_the_table_marks_who_does_not_know_and_fits_a_terminal() -> None:
    clean, fog = observed(1.0, 0.8), observed(0.5, 0.78)
    rows = [row_of("clean", 0, clean, clean), row_of("labels: short limbs", 3, fog, clean)]
    console = Console(width=80)
    with console.capture() as capture:
        console.print(difficulty_columns(rows))
    lines = capture.get().splitlines()
    assert "…" not in capture.get()
    assert "!" not in next(line for line in lines if "clean " in line and "│" in line)
    assert "!" in next(line for line in lines if "short limbs 3" in line)
