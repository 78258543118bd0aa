"""A tiny training set that several tests read."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from posecoach.skeleton import JOINTS


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """One cache for all tests, never the user's."""
    monkeypatch.setenv("POSECOACH_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six pictures of one person each in COCO-keypoints layout, two sources."""
    rng = np.random.default_rng(0)
    root = tmp_path / "set"
    (root / "images").mkdir(parents=True)
    images, annotations = [], []
    for i in range(6):
        name = f"{i}.png"
        cv2.imwrite(str(root / "images" / name), rng.integers(0, 255, (90, 60, 3), dtype=np.uint8))
        images.append({"id": i, "file_name": name, "source": "a" if i < 4 else "b"})
        xy = rng.uniform([10, 10], [50, 80], (26, 2)).round(1)
        keypoints = np.concatenate([xy, np.full((26, 1), 2)], axis=1)
        annotations.append(
            {"image_id": i, "bbox": [5, 5, 50, 80], "keypoints": keypoints.ravel().tolist()}
        )
    document = {
        "images": images,
        "annotations": annotations,
        "categories": [{"id": 1, "keypoints": list(JOINTS)}],
    }
    (root / "annotations.json").write_text(json.dumps(document))
    return root
