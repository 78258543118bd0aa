"""Reads COCO-keypoints folders: ``annotations.json`` beside ``images/``.

A folder may label 26 joints or fewer; joints are matched by name, missing ones count as
unlabelled. Labels follow COCO: v = 2 labelled, 1 labelled but hidden, 0 not labelled.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from posecoach.errors import DataError
from posecoach.skeleton import INDEX, JOINT_COUNT


@dataclass(frozen=True)
class Person:
    """One labelled person: keypoints (26, 3) as x, y, v in pixels, box xyxy (4,)."""

    image: int
    keypoints: NDArray[np.float32]
    box_xyxy: NDArray[np.float32]

    @property
    def labelled(self) -> int:
        return int((self.keypoints[:, 2] > 0).sum())


@dataclass(frozen=True)
class PoseSet:
    """The images and people of one or more folders; ``sources[i]`` names image i's origin,
    ``tags[i]`` what makes it difficult, None where its folder does not say."""

    paths: tuple[Path, ...]
    sources: tuple[str, ...]
    people: tuple[Person, ...]
    tags: tuple[frozenset[str] | None, ...]

    def of_image(self) -> list[list[Person]]:
        """The people of each image, in the order of ``paths``."""
        groups: list[list[Person]] = [[] for _ in self.paths]
        for person in self.people:
            groups[person.image].append(person)
        return groups


def read_image(path: Path) -> NDArray[np.uint8]:
    """RGB (H, W, 3); DataError when the file is missing or no image."""
    try:
        raw = np.fromfile(path, dtype=np.uint8)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error
    image = cv2.imdecode(raw, cv2.IMREAD_COLOR) if raw.size else None
    if image is None:
        raise DataError(f"{path}: expected a JPEG, PNG or WebP picture, found something else")
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def load_folders(folders: Sequence[Path]) -> PoseSet:
    """All folders as one set; DataError says which file is wrong and how."""
    paths: list[Path] = []
    sources: list[str] = []
    people: list[Person] = []
    tags: list[frozenset[str] | None] = []
    for folder in folders:
        document = _read_document(folder)
        order = _joint_columns(document, folder)
        place: dict[int, int] = {}
        for image in document["images"]:
            place[image["id"]] = len(paths)
            paths.append(folder / "images" / image["file_name"])
            sources.append(str(image.get("source", folder.name)))
            tags.append(_tags(image))
        for annotation in document["annotations"]:
            if not annotation.get("iscrowd"):
                people.append(_person(annotation, place[annotation["image_id"]], order))
    if not people:
        raise DataError(f"{', '.join(map(str, folders))}: expected labelled people, found none")
    return PoseSet(tuple(paths), tuple(sources), tuple(people), tuple(tags))


def _read_document(folder: Path) -> dict[str, Any]:
    file = folder / "annotations.json"
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(
            f"{file}: expected a COCO-keypoints folder with annotations.json and images/, "
            f"but the file cannot be read ({error.strerror})"
        ) from error
    except ValueError as error:
        raise DataError(f"{file}: not valid JSON ({error})") from error
    if not isinstance(document, dict):
        raise DataError(f"{file}: expected a JSON object, found {type(document).__name__}")
    missing = {"images", "annotations", "categories"} - document.keys()
    if missing:
        raise DataError(f"{file}: expected the keys images, annotations, categories; "
                        f"missing {', '.join(sorted(missing))}")  # fmt: skip
    return document


def _tags(image: dict[str, Any]) -> frozenset[str] | None:
    """``difficulty``, with the kind of ``light`` as a tag of its own where it is named."""
    if "difficulty" not in image:
        return None
    light = [f"light {image['light']}"] if image.get("light") else []
    return frozenset([*map(str, image["difficulty"]), *light])


def _joint_columns(document: dict[str, Any], folder: Path) -> list[int]:
    for category in document["categories"]:
        names = category.get("keypoints")
        if names:
            unknown = [n for n in names if n not in INDEX]
            if unknown:
                raise DataError(f"{folder}: unknown joint {unknown[0]!r} in categories")
            return [INDEX[n] for n in names]
    return []


def _person(annotation: dict[str, Any], image: int, order: list[int]) -> Person:
    x, y, w, h = annotation["bbox"]
    keypoints = np.zeros((JOINT_COUNT, 3), dtype=np.float32)
    if "keypoints" in annotation and order:
        keypoints[order] = np.asarray(annotation["keypoints"], dtype=np.float32).reshape(-1, 3)
    return Person(image, keypoints, np.array([x, y, x + w, y + h], dtype=np.float32))
