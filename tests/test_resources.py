from __future__ import annotations

from pathlib import Path

import pytest

from posecoach import resources
from posecoach.errors import InputError


def test_both_folders_are_found_in_the_checkout() -> None:
    assert (resources.exercises_dir() / "squat.toml").is_file()
    assert resources.models_dir().is_dir()


def test_the_wheels_own_folder_comes_before_a_neighbour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "posecoach"
    (package / "_data" / "models").mkdir(parents=True)
    (tmp_path / "models").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.models_dir() == package / "_data" / "models"


def test_a_broken_installation_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "posecoach")
    with pytest.raises(InputError, match="install posecoach again"):
        resources.exercises_dir()
