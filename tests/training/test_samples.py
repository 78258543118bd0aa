from collections import Counter
from pathlib import Path

import numpy as np
import torch

from posecoach.geometry import crop_matrix
from posecoach.skeleton import INDEX, MIRROR
from posecoach.training.augment import CropJitter
from posecoach.training.data import load_folders
from posecoach.training.detector_samples import (
    DetectorPlan,
    DetectorSamples,
    box_targets,
    boxes_in_view,
)
from posecoach.training.samples import PoseSamples, SamplePlan, _labels
from posecoach.training.targets import (
    HIDDEN,
    SEEN,
    heatmap_loss,
    heatmap_targets,
    visible_loss,
)


def plan(**weights: float) -> SamplePlan:
    return SamplePlan(64, 7, weights, CropJitter())


def test_a_sample_is_a_function_of_its_number(folder: Path) -> None:
    first = PoseSamples(load_folders([folder]), plan(), 50)
    second = PoseSamples(load_folders([folder]), plan(), 50)
    second[49]
    for a, b in zip(first[13], second[13], strict=True):
        assert torch.equal(a, b)
    assert not torch.equal(first[13][0], first[14][0])


def test_sources_are_seen_as_often_as_asked(folder: Path) -> None:
    poses = load_folders([folder])
    samples = PoseSamples(poses, plan(a=0.5, b=3.0), 8000)
    seen = Counter(poses.sources[poses.people[samples._order(n)].image] for n in range(8000))
    assert 2.8 < seen["b"] / seen["a"] < 3.2


def test_mirrored_labels_change_sides(folder: Path) -> None:
    person = load_folders([folder]).people[0]
    xy, state = _labels(person, crop_matrix([30, 45], 92.0, 64), False, 64)
    mirrored, _ = _labels(person, crop_matrix([30, 45], 92.0, 64, 0.0, True), True, 64)
    np.testing.assert_allclose(mirrored[:, 1], xy[MIRROR, 1], atol=1e-4)
    np.testing.assert_allclose(mirrored[:, 0], 15 - xy[MIRROR, 0], atol=1e-4)
    assert (state == 1).all()


def test_joints_outside_of_the_crop_are_marked(folder: Path) -> None:
    person = load_folders([folder]).people[0]
    x, y = person.keypoints[INDEX["nose"], :2]
    _, state = _labels(person, crop_matrix([x + 40, y], 20.0, 64), False, 64)
    assert state[INDEX["nose"]] == -1


def test_targets_sum_to_one_and_the_truth_has_the_lowest_loss() -> None:
    xy = torch.full((1, 26, 2), 7.3)
    state = torch.ones(1, 26)
    state[0, 0], state[0, 1] = 0, -1
    target, weight = heatmap_targets(xy, state, 16)
    torch.testing.assert_close(target.sum((2, 3)), torch.ones(1, 26))
    assert weight[0, 0] == 0
    assert 0 < weight[0, 1] < weight[0, 2]
    torch.testing.assert_close(target[0, 1], torch.full((16, 16), 1 / 256))
    logits = torch.log(target.clamp_min(1e-20))
    truth = heatmap_loss([logits], target, weight)
    for _ in range(3):
        noisy = logits + 0.3 * torch.randn_like(target)
        assert heatmap_loss([noisy], target, weight) > truth


def test_detector_targets_hold_the_box() -> None:
    boxes = np.array([[16.0, 24.0, 79.0, 119.0]])
    center, sides, weight = box_targets(boxes, np.ones(1), 32, False)
    row, column = np.unravel_index(center.argmax(), center.shape)
    left, top, right, bottom = sides[:, row, column]
    found = [(column - left + 0.5) * 4 - 0.5, (row - top + 0.5) * 4 - 0.5]
    found += [(column + right + 0.5) * 4 - 0.5, (row + bottom + 0.5) * 4 - 0.5]
    np.testing.assert_allclose(found, boxes[0], atol=1e-4)
    assert (weight == 1).all()


def test_small_and_hidden_people_are_neither_asked_for_nor_punished() -> None:
    boxes = np.array([[16.0, 24.0, 20.0, 30.0], [60.0, 60.0, 100.0, 110.0]])
    center, sides, weight = box_targets(boxes, np.array([1.0, 0.1]), 32, False)
    assert center.max() == 0
    assert sides.max() == 0
    assert weight[20, 20] == 0
    assert weight[0, 0] == 1
    _, _, alone = box_targets(boxes[:0], np.zeros(0), 32, True)
    assert (alone == 0).all()


def test_a_quarter_turn_lays_the_box_down(folder: Path) -> None:
    person = load_folders([folder]).people[0]
    boxes, visible = boxes_in_view([person], crop_matrix([30, 45], 128.0, 128, 90.0), 128)
    width, height = boxes[0, 2:] - boxes[0, :2]
    np.testing.assert_allclose([width, height, visible[0]], [80, 50, 1.0], atol=1e-6)


def test_detector_samples_have_the_shapes_they_say(folder: Path) -> None:
    samples = DetectorSamples(
        load_folders([folder]), DetectorPlan(64, 3, {"b": 0.0}, frozenset("a")), 5
    )
    image, center, sides, weight = samples[2]
    assert image.shape == (3, 64, 64)
    assert center.shape == weight.shape == (16, 16)
    assert sides.shape == (4, 16, 16)
    assert torch.equal(image, samples[2][0])


def test_what_is_hidden_is_told_where_a_source_says_so(folder: Path) -> None:
    person = load_folders([folder]).people[0]
    person.keypoints[INDEX["left_knee"], 2] = 1
    matrix = crop_matrix([30, 45], 92.0, 64)
    _, silent = _labels(person, matrix, False, 64)
    assert (silent == 1).all()
    _, told = _labels(person, matrix, False, 64, told=True)
    assert told[INDEX["left_knee"]] == HIDDEN
    assert told[INDEX["right_knee"]] == SEEN
    _, mirrored = _labels(person, crop_matrix([30, 45], 92.0, 64, 0.0, True), True, 64, told=True)
    assert mirrored[INDEX["right_knee"]] == HIDDEN


def test_whether_joints_are_seen_is_learned_where_they_are_believed_to_be() -> None:
    places, seen = torch.zeros(1, 3, 4, 4), torch.zeros(1, 3, 4, 4)
    places[0, :, 1, 2], seen[0, 0, 1, 2], seen[0, 1, 1, 2] = 30.0, 8.0, -8.0
    maps = torch.cat([places, seen], dim=1).requires_grad_()
    right = visible_loss(maps, torch.tensor([[SEEN, HIDDEN, 1.0]]))
    wrong = visible_loss(maps, torch.tensor([[HIDDEN, SEEN, 1.0]]))
    assert right < 0.01
    assert wrong > 7
    # Nothing is known of the third joint, and places are not learned from it.
    (gradient,) = torch.autograd.grad(wrong, maps)
    assert (gradient[0, 5] == 0).all()
    assert (gradient[0, :3] == 0).all()
    assert gradient[0, 3, 1, 2] > 0
