import math
from pathlib import Path

import numpy as np
import pytest
import torch

from posecoach.engine.weights import WeightsInfo, build_network, read_weights, save_weights
from posecoach.errors import DataError
from posecoach.skeleton import JOINTS
from posecoach.training.data import load_folders
from posecoach.training.loop import LoopPlan
from posecoach.training.refiner import RefinerTraining, overlaps, refiner_loss, train_refiner
from posecoach.training.refiner_samples import RefinerPlan, RefinerSamples, pushed, targets
from tests.engine.saved import write

PEOPLE = np.array([[10.0, 10, 30, 50], [60, 10, 80, 50]])


def test_each_box_is_of_the_person_whom_it_overlaps_most() -> None:
    boxes = np.array([[10.0, 10, 30, 50], [62, 20, 82, 60], [200, 0, 220, 40], [10, 10, 30, 22]])
    wanted, there = targets(boxes, PEOPLE)
    np.testing.assert_array_equal(there, [1, 1, 0, np.nan])
    np.testing.assert_allclose(wanted[:2], np.array([[0, 0, 1, 1], [-0.1, -0.25, 1, 1]]))
    assert np.isnan(wanted[2:]).all()
    wanted, there = targets(boxes, np.zeros((0, 4)))
    assert (there == 0).all()


def test_pushing_leaves_half_of_a_box() -> None:
    rng = np.random.default_rng(0)
    many = np.array([pushed(rng, PEOPLE[0], 1.0) for _ in range(400)])
    _, there = targets(many, PEOPLE[:1])
    assert 0.6 < np.nanmean(there == 1) < 0.98
    assert not np.allclose(many[0], many[1])


def test_overlap_with_what_is_wanted() -> None:
    moves = torch.zeros(3, 4)
    wanted = torch.tensor([[0.0, 0, 1, 1], [0.5, 0, 1, 1], [3, 0, 1, 1]])
    iou, giou = overlaps(moves, wanted)
    torch.testing.assert_close(iou, torch.tensor([1.0, 1 / 3, 0.0]))
    torch.testing.assert_close(giou, torch.tensor([1.0, 1 / 3, -0.5]))


def test_loss_prefers_the_truth() -> None:
    wanted = torch.tensor([[0.1, 0, 1.2, 1], [np.nan] * 4, [np.nan] * 4])
    there = torch.tensor([1.0, 0.0, np.nan])
    right = torch.tensor([[8.0, 0.1, 0, math.log(1.2), 0], [-8.0, 0, 0, 0, 0], [3.0, 0, 0, 0, 0]])
    assert refiner_loss(right, wanted, there) < 0.01
    assert refiner_loss(right * torch.tensor([-1.0, 1, 1, 1, 1]), wanted, there) > 4
    assert refiner_loss(right + torch.tensor([0, 0.3, 0, 0, 0]), wanted, there) > 0.1
    nobody = refiner_loss(right[1:], wanted[1:], there[1:])
    assert torch.isfinite(nobody)
    assert nobody < 0.01


def test_samples_are_a_function_of_their_number(folder: Path) -> None:
    poses = load_folders([folder])
    proposals = [np.array([[0.0, 0, 20, 20]])] * len(poses.paths)
    everywhere = RefinerSamples(poses, proposals, RefinerPlan(64, 3, {}, frozenset()), 5)
    crops, wanted, _ = everywhere[2]
    assert crops.shape == (8, 3, 64, 64)
    assert wanted.shape == (8, 4)
    assert torch.equal(crops, everywhere[2][0])
    assert any((everywhere[i][2] == 0).any() for i in range(5))
    alone = RefinerSamples(poses, proposals, RefinerPlan(64, 3, {}, frozenset(poses.sources)), 5)
    assert not any((alone[i][2] == 0).any() for i in range(5))


def test_training_starts_from_a_pose_network(folder: Path, tmp_path: Path) -> None:
    pose = WeightsInfo("hourglass-lite", {"variant": 0, "channels": 8, "joints": 26}, 64, JOINTS)
    start, out = tmp_path / "pose.safetensors", tmp_path / "refiner.safetensors"
    save_weights(start, build_network(pose).state_dict(), pose)
    detector = write(tmp_path, WeightsInfo("detector", {"channels": 8}, 64))
    plan = RefinerTraining([folder], detector, 8, 64, 1, frozenset("a"), init=start, frozen=7)
    loop = LoopPlan(2, 2, 1e-3, 0.0, out, False, "cpu", 0, False, 1e9)
    losses: list[float] = []
    looked: list[int] = []
    train_refiner(
        plan, loop, lambda _, loss, __: losses.append(loss), lambda n, _: looked.append(n)
    )
    assert np.isfinite(losses).all()
    assert looked[-1] == len(load_folders([folder]).paths)
    stem = read_weights(out)[1]["down.stem.0.weight"]
    torch.testing.assert_close(stem, read_weights(start)[1]["trunk.down.stem.0.weight"])


def test_a_size_that_does_not_fit_is_said(folder: Path, tmp_path: Path) -> None:
    plan = RefinerTraining([folder], tmp_path / "d.safetensors", 8, 100, 1, frozenset())
    loop = LoopPlan(1, 1, 1e-3, 0.0, tmp_path / "o.safetensors", False, "cpu", 0, False, 1e9)
    with pytest.raises(DataError, match="multiple of 32, got 100"):
        train_refiner(plan, loop, lambda *_: None, lambda *_: None)
