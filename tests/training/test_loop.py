from pathlib import Path

import numpy as np
import pytest
import torch

from posecoach.engine.weights import read_weights
from posecoach.errors import WeightsError
from posecoach.training.detector import DetectorTraining, center_loss, side_loss, train_detector
from posecoach.training.hourglass import HourglassPlan, train_hourglass
from posecoach.training.loop import LoopPlan
from posecoach.training.schedule import one_cycle


def loop(out: Path, steps: int = 4, resume: bool = False) -> LoopPlan:
    return LoopPlan(steps, 2, 1e-3, 1e-3, out, resume, "cpu", 0, False, 1e9)


def nothing(step: int, loss: float, rate: float) -> None:
    assert np.isfinite(loss)


class StopError(Exception):
    pass


@pytest.mark.parametrize("lite", [None, 0])
def test_resuming_equals_never_having_stopped(
    folder: Path, tmp_path: Path, lite: int | None
) -> None:
    frozen = 0 if lite is None else 3
    plan = HourglassPlan([folder], 1, 8, 64, 3, lite, frozen=frozen)
    whole, parts = tmp_path / "whole.safetensors", tmp_path / "parts.safetensors"
    rates: dict[int, float] = {}
    train_hourglass(plan, loop(whole), lambda s, _, r: rates.__setitem__(s, r))

    def stop_after_two(step: int, loss: float, rate: float) -> None:
        assert rates[step] == rate
        if step == 2:
            raise StopError

    with pytest.raises(StopError):
        train_hourglass(plan, loop(parts), stop_after_two)
    assert read_weights(parts)[0].training["step"] == 2
    seen: list[int] = []
    train_hourglass(plan, loop(parts, resume=True), lambda s, *_: seen.append(s))
    assert seen == [3, 4]
    a, b = read_weights(whole), read_weights(parts)
    assert a[0] == b[0]
    for name, tensor in a[1].items():
        torch.testing.assert_close(b[1][name], tensor, rtol=0, atol=0, msg=name)


def test_training_lowers_the_loss(folder: Path, tmp_path: Path) -> None:
    losses: list[float] = []
    plan = HourglassPlan([folder], 1, 16, 64, 3)
    train_hourglass(plan, loop(tmp_path / "w.safetensors", 40), lambda _, v, __: losses.append(v))
    assert np.mean(losses[-5:]) < np.mean(losses[:5])


def test_another_network_s_checkpoint_is_refused(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "w.safetensors"
    train_hourglass(HourglassPlan([folder], 1, 8, 64, 3), loop(out, 1), nothing)
    with pytest.raises(WeightsError, match="not a checkpoint of this training"):
        train_hourglass(HourglassPlan([folder], 1, 16, 64, 3), loop(out, 2, True), nothing)


def test_detector_starts_from_pose_weights(folder: Path, tmp_path: Path) -> None:
    pose, out = tmp_path / "pose.safetensors", tmp_path / "detector.safetensors"
    train_hourglass(HourglassPlan([folder], 1, 8, 64, 3), loop(pose, 1), nothing)
    train_detector(DetectorTraining([folder], 8, 64, 1, init=pose), loop(out, 2), nothing)
    info, tensors = read_weights(out)
    assert info.architecture == "detector"
    assert tensors["sides.bias"].shape == (4,)
    with pytest.raises(WeightsError, match="does not fit"):
        train_detector(DetectorTraining([folder], 16, 64, 1, init=pose), loop(out, 2), nothing)


def test_one_cycle_rises_and_falls() -> None:
    rates = [one_cycle(s, 100, 1.0) for s in range(100)]
    assert max(rates) == pytest.approx(1.0)
    assert np.argmax(rates) == 8
    assert rates[0] < 0.1
    assert rates[-1] < 0.02
    assert (np.diff(rates[8:]) < 0).all()


def test_center_loss_knows_right_from_wrong() -> None:
    target = torch.zeros(1, 8, 8)
    target[0, 3, 4] = 1
    right = torch.where(target > 0, 6.0, -6.0)
    everywhere = torch.ones_like(target)
    assert center_loss(right, target, everywhere) < 1e-3 < center_loss(-right, target, everywhere)
    assert center_loss(-right, target, everywhere * 0) == 0


def test_side_loss_is_zero_for_the_right_box() -> None:
    sides, center = torch.zeros(1, 4, 8, 8), torch.zeros(1, 8, 8)
    sides[0, :, 3, 4] = torch.tensor([2.0, 3.0, 1.0, 4.0])
    center[0, 3, 4] = 1
    right = torch.log(sides.clamp_min(1e-6))
    assert side_loss(right, sides, center) == pytest.approx(0.0, abs=1e-5)
    assert side_loss(right + 0.5, sides, center) > 0.5
    assert side_loss(right, sides * 0, center * 0) == 0
