import json
from pathlib import Path

import numpy as np
import pytest

from posecoach.errors import DataError
from posecoach.skeleton import INDEX
from posecoach.training.data import load_folders, read_image


def rewrite(folder: Path, **changes: object) -> None:
    file = folder / "annotations.json"
    document = json.loads(file.read_text())
    document.update(changes)
    file.write_text(json.dumps({k: v for k, v in document.items() if v is not None}))


def test_people_and_sources(folder: Path) -> None:
    poses = load_folders([folder, folder])
    assert len(poses.paths) == len(poses.people) == 12
    assert poses.sources[:6] == ("a", "a", "a", "a", "b", "b")
    np.testing.assert_allclose(poses.people[0].box_xyxy, [5, 5, 55, 85])
    assert poses.people[7].image == 7
    assert poses.people[0].labelled == 26
    assert [len(p) for p in poses.of_image()] == [1] * 12


def test_fewer_joints_are_matched_by_name(folder: Path) -> None:
    document = json.loads((folder / "annotations.json").read_text())
    for annotation in document["annotations"]:
        annotation["keypoints"] = [1, 2, 2, 3, 4, 1]
    document["categories"] = [{"keypoints": ["right_heel", "nose"]}]
    (folder / "annotations.json").write_text(json.dumps(document))
    person = load_folders([folder]).people[0]
    np.testing.assert_allclose(person.keypoints[INDEX["right_heel"]], [1, 2, 2])
    np.testing.assert_allclose(person.keypoints[INDEX["nose"]], [3, 4, 1])
    assert person.labelled == 2


def test_wrong_folders_are_explained(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"annotations\.json and images"):
        load_folders([tmp_path / "nowhere"])
    rewrite(folder, categories=[{"keypoints": ["left_toe"]}])
    with pytest.raises(DataError, match="left_toe"):
        load_folders([folder])
    rewrite(folder, categories=None)
    with pytest.raises(DataError, match="missing categories"):
        load_folders([folder])
    rewrite(folder, categories=[], annotations=[])
    with pytest.raises(DataError, match="found none"):
        load_folders([folder])
    (folder / "annotations.json").write_text("{")
    with pytest.raises(DataError, match="not valid JSON"):
        load_folders([folder])


def test_a_picture_that_is_none(folder: Path) -> None:
    bad = folder / "images" / "0.png"
    bad.write_bytes(b"no picture")
    with pytest.raises(DataError, match="expected a JPEG"):
        read_image(bad)
    with pytest.raises(DataError, match="cannot be read"):
        read_image(folder / "images" / "none.png")


def test_tags_tell_none_from_not_said(folder: Path) -> None:
    document = json.loads((folder / "annotations.json").read_text())
    document["images"][0]["difficulty"] = ["occlusion", "clothing"]
    document["images"][1] |= {"difficulty": [], "light": None}
    document["images"][3] |= {"difficulty": ["illumination"], "light": "dark"}
    (folder / "annotations.json").write_text(json.dumps(document))
    tags = load_folders([folder]).tags
    assert tags[:3] == (frozenset({"occlusion", "clothing"}), frozenset(), None)
    assert tags[3] == frozenset({"illumination", "light dark"})
