import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from posecoach.engine.topdown import Look, PoseEstimator
from posecoach.engine.weights import WeightsInfo, build_network, read_weights
from posecoach.errors import UsageError
from posecoach.skeleton import INDEX
from posecoach.training.hourglass import HourglassPlan, train_hourglass
from posecoach.training.loop import LoopPlan
from posecoach.training.models import pose_architecture
from posecoach.training.samples import normalise
from posecoach.training.targets import heatmap_loss, heatmap_targets, place_loss

LOOKS: tuple[Look, ...] = ("straight", "both")

SMALL = {"deeppose": 2, "convnet": None, "cpm": 2}


@pytest.mark.parametrize("model", SMALL)
def test_a_few_steps_on_two_pictures_reduce_the_loss(model: str) -> None:
    torch.manual_seed(1)
    network = build_network(WeightsInfo(*pose_architecture(model, SMALL[model], 16), 64))
    image = normalise(torch.randint(0, 255, (2, 3, 64, 64)))
    xy, state = torch.rand(2, 26, 2) * 15, torch.ones(2, 26)
    target, weight = heatmap_targets(xy, state, 16)
    optimiser, losses = torch.optim.AdamW(network.parameters(), 3e-3), []
    for _ in range(12):
        outputs = network(image)
        regresses = outputs[-1].ndim == 3
        loss = (
            place_loss(outputs, xy, state) if regresses else heatmap_loss(outputs, target, weight)
        )
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] - 0.2


@pytest.mark.parametrize("model", SMALL)
def test_what_is_trained_can_be_used(model: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "w.safetensors"
    plan = HourglassPlan([folder], SMALL[model], 8, 64, 3, model=model)
    loop = LoopPlan(2, 2, 1e-3, 1e-3, out, False, "cpu", 0, False, 1e9)
    train_hourglass(plan, loop, lambda *_: None)
    assert read_weights(out)[0].architecture == model
    image = np.random.default_rng(0).integers(0, 255, (90, 60, 3), dtype=np.uint8)
    for look in LOOKS:
        (pose,) = PoseEstimator(out).estimate(image, [np.array([5.0, 5.0, 55.0, 85.0])], look)
        assert np.isfinite(pose.xy).all()
        assert ((pose.confidence >= 0) & (pose.confidence <= 1)).all()
        assert (pose.sigma_px > 0).all()


def test_a_network_learns_which_joints_are_hidden(folder: Path, tmp_path: Path) -> None:
    file = folder / "annotations.json"
    document = json.loads(file.read_text())
    for annotation in document["annotations"]:
        annotation["keypoints"][3 * INDEX["left_knee"] + 2] = 1
    file.write_text(json.dumps(document))
    out = tmp_path / "w.safetensors"
    plan = HourglassPlan([folder], 1, 8, 64, 3, 0, visible=True)
    loop = LoopPlan(150, 4, 1e-2, 1e-3, out, False, "cpu", 0, False, 1e9)
    train_hourglass(plan, loop, lambda *_: None)
    assert read_weights(out)[0].arguments["visible"] == 1
    image = np.random.default_rng(0).integers(0, 255, (90, 60, 3), dtype=np.uint8)
    (pose,) = PoseEstimator(out).estimate(image, [np.array([5.0, 5.0, 55.0, 85.0])])
    seen = pose.confidence / pose.located
    assert seen[INDEX["left_knee"]] < 0.5 < np.delete(seen, INDEX["left_knee"]).min()


def test_only_lite_hourglasses_tell_what_is_hidden() -> None:
    assert pose_architecture("hourglass", lite=0, visible=True)[1]["visible"] == 1
    with pytest.raises(UsageError, match="hourglass-lite"):
        pose_architecture("cpm", visible=True)


def test_place_loss_is_least_at_the_truth_with_the_true_scale() -> None:
    torch.manual_seed(0)
    xy, state = torch.full((4000, 1, 2), 7.0), torch.ones(4000, 1)
    r = torch.distributions.Gamma(2.0, 1 / 1.5).sample((4000, 1))
    angle = torch.rand(4000, 1) * 2 * np.pi
    found = xy + torch.stack([r * angle.cos(), r * angle.sin()], dim=-1)

    def loss(scale: float, shift: float = 0.0) -> float:
        log_scale = torch.full((4000, 1, 1), float(np.log(scale)))
        return float(place_loss([torch.cat([found + shift, log_scale], dim=-1)], xy, state))

    assert loss(1.5) < min(loss(1.2), loss(1.9), loss(1.5, 1.0))
    assert place_loss([torch.zeros(1, 1, 3)], xy[:1], state[:1] * 0) == 0


def test_defaults_and_what_a_model_does_not_have() -> None:
    assert pose_architecture("hourglass")[1] == {"stacks": 1, "channels": 128, "joints": 26}
    assert pose_architecture("hourglass", lite=2)[0] == "hourglass-lite"
    assert pose_architecture("hourglass-lite")[1]["variant"] == 0
    assert pose_architecture("cpm", stages=2)[1]["stages"] == 2
    cases: list[tuple[dict[str, Any], str]] = [
        ({"model": "vit"}, "deeppose, convnet"),
        ({"model": "convnet", "stages": 2}, "one stage only"),
        ({"model": "cpm", "lite": 0}, "--lite goes with"),
    ]
    for wrong, words in cases:
        with pytest.raises(UsageError, match=words):
            pose_architecture(**wrong)
