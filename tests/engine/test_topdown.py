from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from posecoach.engine.convention import Convention
from posecoach.engine.imaging import cut
from posecoach.engine.topdown import Look, PoseEstimator
from posecoach.engine.weights import WeightsInfo, build_network, save_weights
from posecoach.errors import WeightsError
from posecoach.geometry import apply, crop_matrix
from posecoach.skeleton import INDEX, JOINTS, MIRROR

LOOKS: tuple[Look, ...] = ("straight", "mirrored", "both")


@pytest.fixture
def estimator(tmp_path: Path) -> PoseEstimator:
    path = tmp_path / "w.safetensors"
    info = WeightsInfo("hourglass", {"stacks": 1, "channels": 8, "joints": 26}, 128, JOINTS)
    save_weights(path, build_network(info).state_dict(), info)
    return PoseEstimator(path)


def blob(x: float, y: float, width: float, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """A picture (H, W, 3), grey with a bright bell around x, y."""
    rows, columns = np.indices(shape)
    bell = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * width**2))
    return np.repeat((128 + 127 * bell).round().astype(np.uint8)[..., None], 3, axis=2)


def brightness_logits(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """As if a network saw every joint where it is brightest: mean over 4x4 pixels, its log."""
    n, size = crops.shape[0], crops.shape[1]
    grey = (crops[..., 0].astype(np.float32) - 128).clip(0)
    cells = grey.reshape(n, size // 4, 4, size // 4, 4).mean(axis=(2, 4))
    return np.repeat(np.log(cells + 0.01)[:, None], 26, axis=1)


@pytest.mark.parametrize("box", [[100, 60, 300, 260], [150, 100, 250, 200], [-40, 0, 380, 400]])
@pytest.mark.parametrize("look", LOOKS)
def test_places_come_back_in_the_picture_s_pixels(
    estimator: PoseEstimator, monkeypatch: pytest.MonkeyPatch, box: list[float], look: Look
) -> None:
    monkeypatch.setattr(estimator, "logits", brightness_logits)
    image = blob(203.3, 148.6, 12.0, (400, 420))
    (pose,) = estimator.estimate(image, [np.array(box, dtype=float)], look)
    # A twentieth of a heatmap cell in pixels, at most.
    tolerance = 0.05 * 4 * 1.15 * (box[2] - box[0]) / 128
    np.testing.assert_allclose(pose.xy, np.tile([203.3, 148.6], (26, 1)), atol=max(tolerance, 0.3))


def test_flip_exchanges_left_and_right(
    estimator: PoseEstimator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network that sees left joints on the left, right ones on the right, says the same of
    the mirrored picture once sides are exchanged; only its off-centre nose is in doubt."""

    def by_place(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        logits = np.full((len(crops), 26, 32, 32), -20.0, np.float32)
        for name, index in INDEX.items():
            logits[:, index, 16, 8 if name.startswith("left_") else 23] = 0.0
        return logits

    monkeypatch.setattr(estimator, "logits", by_place)
    image = np.zeros((128, 128, 3), np.uint8)
    box = [np.array([8.0, 8.0, 120.0, 120.0])]
    plain, mirrored, flipped = (estimator.estimate(image, box, look)[0] for look in LOOKS)
    sided = np.arange(26) != MIRROR
    np.testing.assert_allclose(flipped.xy[sided], plain.xy[sided])
    np.testing.assert_allclose(mirrored.xy[sided], plain.xy[sided])
    assert abs(mirrored.xy[INDEX["nose"], 0] - plain.xy[INDEX["nose"], 0]) > 10
    np.testing.assert_allclose(flipped.confidence[sided], plain.confidence[sided], atol=1e-3)
    assert flipped.confidence[INDEX["nose"]] == pytest.approx(0.5, abs=0.02)


def test_a_network_of_fewer_joints_in_another_order(tmp_path: Path) -> None:
    """With a map in between that is of no joint known here."""
    names = tuple("" if n == "nose" else n for n in reversed(JOINTS[:17]) if "ear" not in n)
    info = WeightsInfo("hourglass", {"stacks": 1, "channels": 8, "joints": 15}, 64, names)
    save_weights(tmp_path / "w.safetensors", build_network(info).state_dict(), info)
    estimator = PoseEstimator(tmp_path / "w.safetensors")
    image = np.random.default_rng(0).integers(0, 255, (90, 90, 3), dtype=np.uint8)
    (pose,) = estimator.estimate(image, [np.array([10.0, 10, 80, 80])], "both")
    known = [INDEX[n] for n in (*names, "neck", "hip") if n]
    missing = np.setdiff1d(np.arange(26), known)
    assert np.isfinite(pose.xy[known]).all()
    assert np.isfinite(pose.sigma_px[known]).all()
    assert np.isnan(pose.xy[missing]).all()
    assert (pose.confidence[missing] == 0).all()
    hips = pose.xy[[INDEX["left_hip"], INDEX["right_hip"]]]
    np.testing.assert_allclose(pose.xy[INDEX["hip"]], hips.mean(axis=0))


def test_maps_of_gaussians_are_read_by_their_convention(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cell 0 on pixel 0, a Gaussian of 2 cells and height 0.6 with noise around it."""
    convention = Convention(first_cell_px=0.0, heatmap_sigma=2.0)
    arguments = {"stacks": 1, "channels": 8, "joints": 26}
    info = WeightsInfo("hourglass", arguments, 128, JOINTS, {}, (), convention)
    save_weights(tmp_path / "w.safetensors", build_network(info).state_dict(), info)
    estimator = PoseEstimator(tmp_path / "w.safetensors")
    rows, columns = np.indices((32, 32))
    bell = 0.6 * np.exp(-((columns - 10.3) ** 2 + (rows - 20.6) ** 2) / 8)
    noise = np.random.default_rng(0).uniform(-0.01, 0.01, (26, 32, 32))
    maps = (bell + noise).astype(np.float32)[None]
    monkeypatch.setattr(estimator.runner, "run", lambda _: maps)
    side = 127 / convention.box_padding
    box = np.array([63.5 - side / 2, 63.5 - side / 2, 63.5 + side / 2, 63.5 + side / 2])
    (pose,) = estimator.estimate(np.zeros((128, 128, 3), np.uint8), [box])
    np.testing.assert_allclose(pose.xy, np.tile([41.2, 82.4], (26, 1)), atol=1.2)
    np.testing.assert_allclose(pose.confidence, 0.6, atol=0.05)


@pytest.mark.parametrize(
    "joints",
    [(), ("tail",), ("left_knee",), ("nose", "nose", ""), ("",), ("left_knee", "nose", "hip")],
)
def test_joints_that_make_no_skeleton_are_refused(joints: tuple[str, ...], tmp_path: Path) -> None:
    info = WeightsInfo("hourglass", {"stacks": 1, "channels": 8, "joints": 26}, 64, joints)
    save_weights(tmp_path / "w.safetensors", build_network(info).state_dict(), info)
    with pytest.raises(WeightsError, match="expected joints of the 26-joint skeleton"):
        PoseEstimator(tmp_path / "w.safetensors")


def test_batch_equals_single(estimator: PoseEstimator) -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (200, 300, 3), dtype=np.uint8)
    boxes = [np.array([10.0, 10, 90, 190]), np.array([150.0, 20, 290, 120])]
    together = estimator.estimate(image, boxes)
    for box, pose in zip(boxes, together, strict=True):
        (alone,) = estimator.estimate(image, [box])
        np.testing.assert_allclose(alone.xy, pose.xy, atol=0.05)
        np.testing.assert_allclose(alone.confidence, pose.confidence, atol=1e-4)
    assert estimator.estimate(image, []) == []


@pytest.mark.parametrize("side", [60.0, 300.0, 900.0])
def test_cutting_keeps_places_also_when_it_shrinks(side: float) -> None:
    image = blob(400.0, 350.0, side / 12, (800, 900))
    matrix = crop_matrix([410.0, 340.0], side, 64)
    pixels = cut(image, matrix, 64).astype(float)[..., 0]
    weight = (pixels - 128).clip(2) - 2
    rows, columns = np.indices(weight.shape)
    found = [(columns * weight).sum() / weight.sum(), (rows * weight).sum() / weight.sum()]
    np.testing.assert_allclose(found, apply(matrix, [400.0, 350.0]), atol=0.25)


def test_outside_of_the_picture_is_grey() -> None:
    pixels = cut(np.zeros((10, 10, 3), np.uint8), crop_matrix([100.0, 100.0], 20.0, 16), 16)
    assert (pixels == 128).all()


@pytest.mark.parametrize("look", LOOKS)
def test_a_hidden_joint_is_located_but_not_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: Look
) -> None:
    path = tmp_path / "w.safetensors"
    arguments = {"variant": 0, "channels": 8, "joints": 26, "visible": 1}
    info = WeightsInfo("hourglass-lite", arguments, 128, JOINTS)
    save_weights(path, build_network(info).state_dict(), info)
    estimator = PoseEstimator(path)
    image, hidden = blob(203.3, 148.6, 12.0, (400, 420)), INDEX["left_knee"]

    def logits(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        places = brightness_logits(crops)
        seen = np.full_like(places, 6.0)
        if look != "mirrored":
            seen[0, hidden] = -6.0
        if look != "straight":
            seen[-1, MIRROR[hidden]] = -6.0
        return np.concatenate([places, seen], axis=1)

    monkeypatch.setattr(estimator, "logits", logits)
    (pose,) = estimator.estimate(image, [np.array([100.0, 60, 300, 260])], look)
    share = pose.confidence / pose.located
    np.testing.assert_allclose(share[hidden], 1 / (1 + np.exp(6)), rtol=1e-3)
    np.testing.assert_allclose(np.delete(share, hidden), 1 / (1 + np.exp(-6)), rtol=1e-3)


def test_a_network_that_does_not_tell_what_is_hidden_is_taken_at_its_word(
    estimator: PoseEstimator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimator, "logits", brightness_logits)
    image = blob(203.3, 148.6, 12.0, (400, 420))
    (pose,) = estimator.estimate(image, [np.array([100.0, 60, 300, 260])])
    np.testing.assert_array_equal(pose.confidence, pose.located)
