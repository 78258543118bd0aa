from pathlib import Path

import numpy as np
import pytest

from posecoach.engine.topdown import PoseEstimator
from posecoach.engine.weights import WeightsInfo, build_network, read_weights, save_weights
from posecoach.errors import WeightsError
from posecoach.skeleton import JOINTS
from posecoach.training.calibration import calibrate, coverage, fit_scales
from posecoach.training.data import load_folders


def test_known_errors_give_their_factors_and_a_normal_s_coverage() -> None:
    rng = np.random.default_rng(0)
    true = np.linspace(0.5, 3.0, 26)
    errors = np.hypot(*rng.normal(0, 1, (2, 20_000, 26))) * true
    scales = fit_scales(errors)
    np.testing.assert_allclose(scales, true, rtol=0.04)
    np.testing.assert_allclose(coverage(errors / scales), (0.393, 0.865, 0.989), atol=0.01)


def test_joints_with_few_examples_take_the_common_factor() -> None:
    errors = np.full((100, 26), np.nan)
    errors[:, 5] = 2.0
    errors[:10, 6] = 50.0
    scales = fit_scales(errors)
    assert scales[5] == pytest.approx(2 / np.sqrt(2 * np.log(2)))
    assert scales[6] == scales[7] == pytest.approx(scales[5])


def test_the_header_carries_them_to_the_poses(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    info = WeightsInfo("hourglass", {"stacks": 1, "channels": 8, "joints": 26}, 64, JOINTS)
    tensors = build_network(info).state_dict()
    save_weights(path, tensors, info)
    image, box = np.zeros((64, 64, 3), np.uint8), np.array([5.0, 5.0, 50.0, 60.0])
    plain = PoseEstimator(path).estimate(image, [box])[0]
    save_weights(path, tensors, WeightsInfo(**{**vars(info), "sigma_scale": (2.0,) * 26}))
    doubled = PoseEstimator(path).estimate(image, [box])[0]
    np.testing.assert_allclose(doubled.sigma_px, 2 * plain.sigma_px)
    save_weights(path, tensors, WeightsInfo(**{**vars(info), "sigma_scale": (2.0,)}))
    with pytest.raises(WeightsError, match="26 sigma scales"):
        PoseEstimator(path)


def test_calibrating_rewrites_the_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.safetensors"
    info = WeightsInfo("hourglass", {"stacks": 1, "channels": 8, "joints": 26}, 64, JOINTS)
    save_weights(path, build_network(info).state_dict(), info)
    # An untrained network is confident of nothing: let every guess count.
    monkeypatch.setattr("posecoach.training.calibration.CONFIDENT", 0.0)
    scales = calibrate(path, load_folders([folder]), lambda _: None)
    again = calibrate(path, load_folders([folder]), lambda _: None)
    np.testing.assert_allclose(again, scales)
    np.testing.assert_allclose(read_weights(path)[0].sigma_scale, scales, atol=1e-3)
