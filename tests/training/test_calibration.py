from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from posecoach.engine.topdown import PoseEstimator
from posecoach.engine.weights import WeightsInfo, build_network, read_weights, save_weights
from posecoach.errors import DataError, WeightsError
from posecoach.skeleton import JOINTS
from posecoach.training.calibration import LEAST, calibrate, fit_scales, held_out_shares
from posecoach.training.data import load_folders
from posecoach.training.trust import NORMAL_SHARES, within_sigmas


@pytest.mark.parametrize("sigmas", [1, 2, 3, None])
def test_known_errors_give_their_factors_and_a_normal_s_shares(sigmas: int | None) -> None:
    rng = np.random.default_rng(0)
    true = np.linspace(0.5, 3.0, 26)
    errors = np.hypot(*rng.normal(0, 1, (2, 20_000, 26))) * true
    scales = fit_scales(errors, sigmas)
    np.testing.assert_allclose(scales, true, rtol=0.04)
    np.testing.assert_allclose(within_sigmas(errors / scales), NORMAL_SHARES, atol=0.01)
    np.testing.assert_allclose(held_out_shares(errors, sigmas), NORMAL_SHARES, atol=0.01)


def test_of_heavy_tails_the_chosen_share_is_right_and_only_that() -> None:
    rng = np.random.default_rng(0)
    gross = np.where(rng.random((20_000, 26)) < 0.2, 10.0, 1.0)
    errors = np.hypot(*rng.normal(0, 1, (2, 20_000, 26))) * gross
    middle, tails = (within_sigmas(errors / fit_scales(errors, k)) for k in (1, 2))
    assert middle[0] == pytest.approx(NORMAL_SHARES[0], abs=0.01)
    assert middle[1] < NORMAL_SHARES[1] - 0.05
    assert tails[1] == pytest.approx(NORMAL_SHARES[1], abs=0.01)
    assert tails[0] > NORMAL_SHARES[0] + 0.1
    worst = [
        max(abs(a - b) for a, b in zip(shares, NORMAL_SHARES, strict=True))
        for shares in (within_sigmas(errors / fit_scales(errors, None)), middle, tails)
    ]
    assert worst[0] < min(worst[1:])


def test_joints_with_few_examples_take_the_common_factor() -> None:
    errors = np.full((10 * LEAST, 26), np.nan)
    errors[:, 5] = 2.0
    errors[: LEAST - 1, 6] = 50.0
    scales = fit_scales(errors, 1)
    assert scales[5] == scales[6] == scales[7] == pytest.approx(2.0)


def test_nothing_known_is_said() -> None:
    with pytest.raises(DataError, match="train longer"):
        fit_scales(np.full((3, 26), np.nan), 1)
    assert np.isnan(held_out_shares(np.full((3, 26), np.nan), 1)).all()


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
    save_weights(path, tensors, replace(info, sigma_from="map"))
    whole = PoseEstimator(path).estimate(image, [box])[0]
    assert (whole.sigma_px > plain.sigma_px).all()
    save_weights(path, tensors, replace(info, sigma_from="hearsay"))
    with pytest.raises(WeightsError, match="peak, map"):
        PoseEstimator(path)


def test_calibrating_rewrites_the_header_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.safetensors"
    info = WeightsInfo("hourglass", {"stacks": 1, "channels": 8, "joints": 26}, 64, JOINTS)
    tensors = build_network(info).state_dict()
    save_weights(path, tensors, info)
    # An untrained network is confident of nothing: let every guess count.
    monkeypatch.setattr("posecoach.training.calibration.CONFIDENT", 0.0)
    numbers = list(range(6))
    first = calibrate(path, load_folders([folder]), numbers, 1, lambda _: None)
    again = calibrate(path, load_folders([folder]), numbers, 1, lambda _: None)
    np.testing.assert_allclose(again.scales, first.scales)
    found, kept = read_weights(path)
    np.testing.assert_allclose(found.sigma_scale, first.scales, atol=1e-3)
    assert replace(found, sigma_scale=(), sigma_from="peak") == info
    assert all((kept[name] == tensors[name]).all() for name in tensors)
