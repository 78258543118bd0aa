from pathlib import Path

import numpy as np
import pytest

from posecoach.engine.detection import Detector
from posecoach.engine.topdown import PoseEstimator
from posecoach.engine.weights import WeightsInfo, build_network, save_weights
from posecoach.geometry import Array
from posecoach.skeleton import INDEX, JOINTS, LIMB_JOINTS
from posecoach.training.data import Person, load_folders
from posecoach.training.detector_evaluation import (
    POSTURES,
    _by_posture,
    _count,
    evaluate_detector,
    posture,
)
from posecoach.training.evaluation import (
    PoseScores,
    evaluate_poses,
    object_keypoint_similarity,
    pck_table,
)
from posecoach.training.observations import (
    Observations,
    choose_people,
    observations,
    torso_length,
)
from posecoach.training.trust import within_sigmas
from posecoach.types import Pose


def person() -> Person:
    keypoints = np.zeros((26, 3), np.float32)
    keypoints[:, 2] = 2
    keypoints[INDEX["hip"], :2] = [0, 100]
    keypoints[INDEX["left_wrist"], 2] = 0
    return Person(0, keypoints, np.array([0, 0, 100, 200], np.float32))


def look(truth: Person, xy: Array, confidence: float = 0.9) -> Observations:
    """What is observed when a network finds ``xy`` in a box that holds everything."""
    box = np.array([-200.0, -200.0, 400.0, 400.0])
    pose = Pose(xy, np.full(26, confidence), np.full(26, 10.0), box, 1.0)
    return observations([(truth, box, pose)], [0], ("a",))


def test_pck_by_hand() -> None:
    truth = person()
    assert torso_length(truth) == 100
    xy = truth.keypoints[:, :2].astype(float)
    xy[INDEX["left_knee"]] += [20, 0]
    xy[INDEX["right_knee"]] += [20.1, 0]
    (hits,) = look(truth, xy).right
    assert hits[INDEX["left_knee"]] == 1
    assert hits[INDEX["right_knee"]] == 0
    assert np.isnan(hits[INDEX["left_wrist"]])
    assert np.nansum(hits) == 24


def test_without_a_torso_nothing_is_judged() -> None:
    truth = person()
    truth.keypoints[INDEX["neck"], 2] = 0
    assert np.isnan(look(truth, truth.keypoints[:, :2].astype(float)).right).all()


def test_oks_by_hand() -> None:
    truth = person()
    xy = truth.keypoints[:, :2].astype(float)
    assert object_keypoint_similarity(look(truth, xy)) == pytest.approx([1.0])
    # One knee off by k * area^0.5 costs it 1 - exp(-1/2) of its share.
    xy[INDEX["left_knee"], 0] += 2 * 0.087 * np.sqrt(20_000)
    expected = 1 - (1 - np.exp(-0.5)) / 25
    assert object_keypoint_similarity(look(truth, xy)) == pytest.approx([expected])


def test_a_joint_that_the_network_lacks_is_missed() -> None:
    truth = person()
    xy = truth.keypoints[:, :2].astype(float)
    xy[INDEX["left_heel"]] = np.nan
    seen = look(truth, xy)
    assert seen.right[0, INDEX["left_heel"]] == 0
    assert object_keypoint_similarity(seen) == pytest.approx([24 / 25])
    assert within_sigmas(np.where(np.isfinite(seen.error_sigmas), seen.error_sigmas, 9))[2] < 1


def test_people_are_drawn_always_the_same(folder: Path) -> None:
    poses = load_folders([folder])
    assert choose_people(poses, None) == choose_people(poses, 6) == list(range(6))
    some = choose_people(poses, 3)
    assert len(set(some)) == 3
    assert some == sorted(some) == choose_people(poses, 3)


def test_scores_by_source() -> None:
    correct = np.full((2, 26), np.nan)
    correct[0, 5:17] = 1
    correct[1, 5:11] = 0
    scores = PoseScores(correct, np.ones(2), ("a", "b"))
    assert scores.pck(LIMB_JOINTS, "a") == 1
    assert scores.pck(LIMB_JOINTS) == pytest.approx(12 / 18)
    assert np.isnan(scores.pck(("nose",)))
    assert [row for row, _ in pck_table(scores)] == ["a", "b", "all"]


def test_the_whole_evaluation_runs(folder: Path, tmp_path: Path) -> None:
    weights = tmp_path / "w.safetensors"
    info = WeightsInfo("hourglass", {"stacks": 1, "channels": 8, "joints": 26}, 64, JOINTS)
    save_weights(weights, build_network(info).state_dict(), info)
    done: list[int] = []
    scores = evaluate_poses(PoseEstimator(weights), load_folders([folder]), True, done.append)
    assert scores.correct.shape == (6, 26)
    assert done == [1, 2, 3, 4, 5, 6]
    info = WeightsInfo("detector", {"channels": 8}, 64)
    save_weights(weights, build_network(info).state_dict(), info)
    result = evaluate_detector(Detector(weights), load_folders([folder]), [0.9999], done.append)
    assert result[0].wanted == 6
    assert result[0].recall == 0
    assert sum(wanted for wanted, _ in result[0].postures) == 6


def test_counting_detections() -> None:
    truth = np.array([[0, 0, 50, 100], [60, 0, 70, 15.0]])
    boxes = np.array([
        [2, 0, 50, 100],  # right
        [0, 0, 52, 98],  # the same person again: wrong
        [60, 0, 70, 15],  # a small person: not judged
        [80, 0, 99, 90],  # nobody: wrong
        [80, 0, 84, 9.0],  # nobody, but small: not judged
    ])  # fmt: skip
    assert _count(boxes, truth, 20.0)[0] == [1, 1, 3, 1]
    assert _count(boxes, truth, 20.0)[1].tolist() == [True, True]
    assert _count(boxes[:0], truth, 20.0)[0] == [1, 0, 0, 0]
    assert _count(boxes[3:4], truth[:0], 20.0)[0] == [0, 0, 1, 0]


@pytest.mark.parametrize(
    ("hip", "neck", "expected"),
    [
        ([50, 90], [52, 40], "upright"),
        ([90, 50], [20, 40], "horizontal"),
        ([50, 40], [60, 90], "upside down"),
        (None, [60, 90], "horizontal"),
    ],
)
def test_posture_by_trunk_or_else_by_box(
    hip: list[float] | None, neck: list[float], expected: str
) -> None:
    keypoints = np.zeros((26, 3), np.float32)
    keypoints[INDEX["neck"]] = [*neck, 2]
    if hip is not None:
        keypoints[INDEX["hip"]] = [*hip, 1]
    someone = Person(0, keypoints, np.array([0, 0, 130, 100], np.float32))
    assert POSTURES[posture(someone)] == expected


def test_recall_by_posture_counts_who_is_long_not_only_who_is_tall() -> None:
    truth = np.array([[0, 0, 20, 100], [0, 0, 90, 15], [0, 0, 10, 10.0]])
    split = _by_posture(np.array([False, True, True]), [0, 1, 1], truth, 20.0)
    assert split.tolist() == [[1, 0], [1, 1], [0, 0]]
    assert _by_posture(np.zeros(0, dtype=bool), [], truth[:0], 20.0).tolist() == [[0, 0]] * 3
