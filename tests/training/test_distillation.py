"""What a teacher says is in the targets, and nobody is taught by one that does not fit."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from posecoach.engine.weights import load_network, read_weights
from posecoach.errors import DataError, UsageError, WeightsError
from posecoach.skeleton import JOINTS
from posecoach.training.distillation import (
    TEACHER_SHARE,
    UNLABELLED_WEIGHT,
    distilled,
    load_teacher,
)
from posecoach.training.hourglass import HourglassPlan, train_hourglass
from posecoach.training.loop import LoopPlan
from posecoach.training.targets import heatmap_targets

CELLS = 8
JOINT_COUNT = len(JOINTS)
PICTURE = torch.zeros(1, 3, 32, 32)


class Certain(nn.Module):
    """A teacher that is sure of one cell, the same for every joint, and of being seen."""

    def __init__(self, joints: int, row: int, column: int, cells: int = CELLS) -> None:
        super().__init__()
        self.joints, self.row, self.column, self.cells = joints, row, column, cells

    def forward(self, image: Tensor) -> list[Tensor]:
        maps = torch.zeros(len(image), self.joints, self.cells, self.cells)
        maps[..., self.row, self.column] = 50.0
        return [torch.zeros_like(maps), maps]


def labels() -> tuple[Tensor, Tensor]:
    """One person: joint 0 inside, joint 1 known to be outside, the others not labelled."""
    state = torch.zeros(1, JOINT_COUNT)
    state[0, :2] = torch.tensor([1.0, -1.0])
    return heatmap_targets(torch.full((1, JOINT_COUNT, 2), 2.0), state, CELLS)


def loop(out: Path, steps: int) -> LoopPlan:
    return LoopPlan(steps, 2, 1e-3, 1e-3, out, False, "cpu", 0, False, 1e9)


def test_labelled_joints_are_taught_by_both() -> None:
    target, weight = labels()
    mixed, weights = distilled(
        target, weight, Certain(JOINT_COUNT, 6, 1), torch.zeros(1, 3, 32, 32)
    )
    for joint in (0, 1):
        torch.testing.assert_close(mixed[0, joint].sum(), torch.tensor(1.0))
        cell = (1 - TEACHER_SHARE) * target[0, joint, 6, 1] + TEACHER_SHARE
        torch.testing.assert_close(mixed[0, joint, 6, 1], cell)
        elsewhere = (1 - TEACHER_SHARE) * target[0, joint, 2, 2]
        torch.testing.assert_close(mixed[0, joint, 2, 2], elsewhere)
    torch.testing.assert_close(weights[0, :2], weight[0, :2])


def test_what_nobody_labelled_the_teacher_places() -> None:
    target, weight = labels()
    mixed, weights = distilled(
        target, weight, Certain(JOINT_COUNT, 6, 1), torch.zeros(1, 3, 32, 32)
    )
    assert weight[0, 2] == 0
    torch.testing.assert_close(mixed[0, 2, 6, 1], torch.tensor(1.0))
    assert weights[0, 2] == pytest.approx(UNLABELLED_WEIGHT)


def test_maps_of_being_seen_are_no_places() -> None:
    target, weight = labels()
    with_seen = Certain(2 * JOINT_COUNT, 6, 1)
    plain, _ = distilled(target, weight, Certain(JOINT_COUNT, 6, 1), PICTURE)
    mixed, _ = distilled(target, weight, with_seen, PICTURE)
    torch.testing.assert_close(mixed, plain)


@pytest.mark.parametrize("teacher", [Certain(17, 1, 1), Certain(JOINT_COUNT, 1, 1, cells=4)])
def test_a_teacher_of_other_maps_is_refused(teacher: Certain) -> None:
    target, weight = labels()
    with pytest.raises(DataError, match="expected a teacher that draws 26 heatmaps of 8 x 8"):
        distilled(target, weight, teacher, PICTURE)


def test_training_with_a_teacher_leaves_it_alone_and_learns_something_else(
    folder: Path, tmp_path: Path
) -> None:
    large, alone, taught = (tmp_path / f"{n}.safetensors" for n in ("large", "alone", "taught"))
    train_hourglass(HourglassPlan([folder], 1, 16, 64, 3), loop(large, 2), lambda *_: None)
    before = large.read_bytes()
    train_hourglass(HourglassPlan([folder], 1, 8, 64, 3), loop(alone, 2), lambda *_: None)
    plan = HourglassPlan([folder], 1, 8, 64, 3, teacher=large)
    train_hourglass(plan, loop(taught, 2), lambda *_: None)
    assert large.read_bytes() == before
    a, b = read_weights(alone)[1], read_weights(taught)[1]
    assert a.keys() == b.keys()
    assert any(not torch.equal(a[name], b[name]) for name in a)
    load_network(taught)


def test_a_teacher_learns_no_more(folder: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.safetensors"
    train_hourglass(HourglassPlan([folder], 1, 8, 64, 3), loop(large, 1), lambda *_: None)
    teacher = load_teacher(large, "cpu")
    assert not teacher.training
    assert not any(p.requires_grad for p in teacher.parameters())


def test_a_teacher_that_is_not_there(folder: Path, tmp_path: Path) -> None:
    plan = HourglassPlan([folder], 1, 8, 64, 3, teacher=tmp_path / "none.safetensors")
    with pytest.raises(WeightsError, match=r"none\.safetensors"):
        train_hourglass(plan, loop(tmp_path / "w.safetensors", 1), lambda *_: None)


def test_a_network_without_heatmaps_has_no_teacher(folder: Path, tmp_path: Path) -> None:
    plan = HourglassPlan([folder], 1, 8, 64, 3, model="deeppose", teacher=tmp_path / "t")
    with pytest.raises(UsageError, match="deeppose draws no heatmaps"):
        train_hourglass(plan, loop(tmp_path / "w.safetensors", 1), lambda *_: None)
