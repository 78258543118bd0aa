"""Importing: the hash first, then what is in the file."""

import pickle
from pathlib import Path

import pytest
import torch

from posecoach.engine.importing import hash_in_name, import_checkpoint
from posecoach.engine.weights import build_network, read_info
from posecoach.errors import UsageError, WeightsError
from posecoach.files import sha256_of
from tests.engine.test_convert import Evil, published_lite0

OUT = "out.safetensors"


@pytest.fixture
def lite0(tmp_path: Path) -> Path:
    torch.save(published_lite0(), tmp_path / "lite0.pth")
    return tmp_path / "lite0.pth"


def test_what_is_imported_says_where_it_comes_from(lite0: Path, tmp_path: Path) -> None:
    whole = sha256_of(lite0)
    info = import_checkpoint(lite0, "efficientnet-lite0", tmp_path / OUT, whole[:10].upper())
    assert read_info(tmp_path / OUT) == info
    assert info.training == {"imported": "efficientnet-lite0", "file": "lite0.pth", "sha256": whole}
    assert build_network(info)


def test_another_hash_is_refused(lite0: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="expected SHA-256 0000"):
        import_checkpoint(lite0, "efficientnet-lite0", tmp_path / OUT, "0000")
    named = lite0.rename(tmp_path / "lite0-00000000_20200709.pth")
    with pytest.raises(WeightsError, match="expected SHA-256 00000000, found"):
        import_checkpoint(named, "efficientnet-lite0", tmp_path / OUT)
    assert not (tmp_path / OUT).exists()


@pytest.mark.parametrize("kind", ["princeton-hourglass", "mmpose-hourglass52"])
def test_code_and_other_networks_are_refused(kind: str, lite0: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="tensor"):
        import_checkpoint(lite0, kind, tmp_path / OUT)
    (tmp_path / "evil.pth").write_bytes(pickle.dumps({"weight": Evil()}))
    with pytest.raises(WeightsError, match="tensors only, refused"):
        import_checkpoint(tmp_path / "evil.pth", kind, tmp_path / OUT)
    with pytest.raises(WeightsError, match="no such file"):
        import_checkpoint(tmp_path / "gone.pth", kind, tmp_path / OUT)
    assert not (tmp_path / OUT).exists()


def test_kinds_are_named(lite0: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="princeton-hourglass, mmpose-hourglass52"):
        import_checkpoint(lite0, "resnet", tmp_path / OUT)


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("hourglass52_coco_256x256-4ec713ba_20200709.pth", "4ec713ba"),
        ("net-0123abcd.pth", "0123abcd"),
        ("checkpoint.pth.tar", ""),
        ("my-network.pth", ""),
    ],
)
def test_hashes_in_names(name: str, digest: str) -> None:
    assert hash_in_name(name) == digest
