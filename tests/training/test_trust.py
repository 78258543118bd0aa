from pathlib import Path
from typing import Any

import numpy as np
import pytest

from posecoach.engine.topdown import PoseEstimator
from posecoach.engine.weights import WeightsInfo, build_network, save_weights
from posecoach.skeleton import JOINTS
from posecoach.training.data import Person, load_folders
from posecoach.training.observations import Observations, choose_people, in_crop, observe
from posecoach.training.trust import (
    CUT_SHARE,
    NORMAL_SHARES,
    confidence_cases,
    cut_box,
    observe_cut,
    trust_of,
    trust_table,
    within_sigmas,
)


def person(x: float = 0.0) -> Person:
    keypoints = np.zeros((26, 3), np.float32)
    keypoints[:, 0], keypoints[:, 1], keypoints[:, 2] = x + 30, np.linspace(5, 195, 26), 2
    return Person(0, keypoints, np.array([x, 0, x + 60, 200], np.float32))


def observed(people: int, **columns: Any) -> Observations:
    shape = (people, 26)
    table: dict[str, Any] = {
        "error_px": np.ones(shape),
        "sigma_px": np.ones(shape),
        "confidence": np.full(shape, 0.9),
        "located": np.full(shape, 0.9),
        "label": np.full(shape, 2),
        "inside": np.ones(shape, dtype=bool),
        "torso_px": np.full(people, 50.0),
        "area_px": np.full(people, 1e4),
        "numbers": np.arange(people),
        "sources": ("a",) * people,
    }
    return Observations(**(table | columns))


def test_shares_of_a_normal() -> None:
    np.testing.assert_allclose(NORMAL_SHARES, [0.3935, 0.8647, 0.9889], atol=1e-4)
    errors = np.hypot(*np.random.default_rng(0).normal(size=(2, 100_000)))
    np.testing.assert_allclose(within_sigmas(errors), NORMAL_SHARES, atol=0.005)
    assert np.isnan(within_sigmas(np.array([np.nan]))).all()


def test_what_is_positive_and_what_is_negative() -> None:
    seen = observed(1)
    seen.error_px[0, 1] = 11.0  # wrong: a fifth of the torso is 10
    seen.label[0, 2] = 1  # hidden, though found
    seen.inside[0, 3] = False
    seen.error_px[0, 4] = np.nan  # not labelled
    confidence, positive = confidence_cases(seen)
    assert confidence.shape == (25,)
    assert positive.tolist() == [True, False, False, False] + [True] * 21
    assert len(confidence_cases(observed(1, torso_px=np.array([np.nan])))[0]) == 0


def test_confidence_that_knows_has_an_area_of_one() -> None:
    seen = observed(2, sources=("a", "b"))
    seen.error_px[:, :5], seen.confidence[:, :5] = 30.0, 0.1
    trust = trust_of(seen, seen)
    assert (trust.auc, trust.positives, trust.negatives) == (1.0, 42, 10)
    assert (trust.joints, trust.sure) == (52, 42)
    assert trust.within[0] == pytest.approx(42 / 52)
    assert trust.within_sure == (1.0, 1.0, 1.0)
    assert [name for name, _ in trust_table(seen, seen)] == ["a", "b", "all"]


def test_a_third_of_the_people_are_cut_always_the_same() -> None:
    truth = person()
    boxes = [cut_box(truth, n) for n in range(600)]
    cut = [b for b in boxes if not np.array_equal(b, truth.box_xyxy)]
    assert len(cut) / 600 == pytest.approx(CUT_SHARE, abs=0.06)
    np.testing.assert_array_equal(boxes[7], cut_box(truth, 7))
    shown = np.array([in_crop(truth, b) for b in cut])
    # Something is always cut off, something always stays, now the head and now the feet.
    assert (~shown).any(axis=1).all()
    assert shown.any(axis=1).all()
    assert (~shown[:, 0]).any()
    assert (~shown[:, 25]).any()
    assert in_crop(truth, truth.box_xyxy.astype(float)).all()


def test_only_the_cut_are_looked_at_again(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    info = WeightsInfo("hourglass", {"stacks": 1, "channels": 8, "joints": 26}, 64, JOINTS)
    save_weights(path, build_network(info).state_dict(), info)
    estimator, poses = PoseEstimator(path), load_folders([folder])
    whole = observe(estimator, poses, choose_people(poses, None))
    done: list[int] = []
    cut = observe_cut(estimator, poses, whole, report=done.append)
    assert sorted(cut.numbers) == list(range(6))
    assert 0 < len(done) < 6
    assert whole.inside.all()
    assert not cut.inside.all()
    assert sorted(cut.sources) == sorted(whole.sources)
