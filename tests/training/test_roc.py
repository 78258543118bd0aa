import numpy as np
import pytest

from posecoach.training.roc import middle_ranks, roc_auc


def test_known_answers() -> None:
    scores = np.array([0.1, 0.4, 0.35, 0.8])
    assert roc_auc(scores, np.array([False, False, True, True])) == 0.75
    assert roc_auc(scores, np.array([False, False, False, True])) == 1.0
    assert roc_auc(scores, np.array([True, False, False, False])) == 0.0


def test_ties_count_half() -> None:
    assert roc_auc(np.zeros(7), np.arange(7) < 3) == 0.5
    # Pairs: (2 > 1), (2 = 2), (1 = 1), (1 < 2): (1 + 1/2 + 1/2 + 0) of 4.
    assert roc_auc(np.array([2.0, 1.0, 1.0, 2.0]), np.array([True, True, False, False])) == 0.5
    np.testing.assert_allclose(middle_ranks(np.array([5.0, 1, 5, 9, 5])), [3, 1, 3, 5, 3])


def test_equals_counting_the_pairs() -> None:
    rng = np.random.default_rng(4)
    scores, positive = rng.integers(0, 12, 80).astype(float), rng.random(80) < 0.4
    a, b = scores[positive][:, None], scores[~positive]
    assert roc_auc(scores, positive) == pytest.approx(((a > b) + 0.5 * (a == b)).mean())


def test_only_one_kind_has_no_curve_and_nonsense_is_refused() -> None:
    assert np.isnan(roc_auc(np.ones(3), np.ones(3, dtype=bool)))
    with pytest.raises(ValueError, match="NaN"):
        roc_auc(np.array([np.nan, 1.0]), np.array([True, False]))
    with pytest.raises(ValueError, match="one length"):
        roc_auc(np.ones(3), np.ones(2, dtype=bool))
