from pathlib import Path

import pytest

from posecoach.engine.manifest import (
    Entry,
    Manifest,
    find,
    path_of,
    read_manifest,
    renewed,
    verify,
    weights_path,
    write_manifest,
)
from posecoach.engine.weights import WeightsInfo, build_network, save_weights
from posecoach.errors import UsageError, WeightsError
from posecoach.resources import cache_dir, models_dir
from posecoach.skeleton import MPII_JOINTS

EMPTY = Manifest()


def put(folder: Path, name: str = "pose", channels: int = 4) -> None:
    arguments = {"stacks": 1, "channels": channels, "joints": 16}
    info = WeightsInfo("hourglass", arguments, 64, MPII_JOINTS)
    save_weights(folder / f"{name}.safetensors", build_network(info).state_dict(), info)


def test_the_shipped_manifest_agrees_with_the_shipped_files() -> None:
    manifest = read_manifest()
    assert manifest.weights
    assert renewed(manifest, models_dir()) == manifest
    assert [c.problem for c in verify(manifest) if c.problem] == []
    assert all(e.licence and e.accuracy for e in manifest.weights)


def test_it_is_renewed_from_the_files_and_keeps_what_was_written_by_hand(tmp_path: Path) -> None:
    put(tmp_path)
    (entry,) = renewed(EMPTY, tmp_path).weights
    assert (entry.name, entry.architecture, entry.joints) == ("pose", "hourglass", 15)
    described = entry.model_copy(update={"licence": "CC0", "accuracy": 'said to be "good", 90 %'})
    write_manifest(Manifest(weights=(described,)), tmp_path)
    assert read_manifest(tmp_path).weights == (described,)
    assert renewed(read_manifest(tmp_path), tmp_path).weights == (described,)


def test_other_weights_have_not_been_measured(tmp_path: Path) -> None:
    put(tmp_path)
    (entry,) = renewed(EMPTY, tmp_path).weights
    before = Manifest(weights=(entry.model_copy(update={"accuracy": "0.9", "licence": "CC0"}),))
    put(tmp_path, channels=8)
    (after,) = renewed(before, tmp_path).weights
    assert (after.accuracy, after.licence) == ("not measured", "CC0")
    assert after.sha256 != entry.sha256
    (tmp_path / entry.file).unlink()
    assert renewed(before, tmp_path) == EMPTY


def test_verify_names_what_is_wrong(tmp_path: Path) -> None:
    put(tmp_path)
    manifest = renewed(EMPTY, tmp_path)
    assert [c.problem for c in verify(manifest, tmp_path)] == [""]
    file = tmp_path / "pose.safetensors"
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert "expected SHA-256" in verify(manifest, tmp_path)[0].problem
    file.write_bytes(content[:-1])
    assert "bytes, found" in verify(manifest, tmp_path)[0].problem
    file.unlink()
    assert "cannot be read" in verify(manifest, tmp_path)[0].problem


def test_weights_with_an_address_live_in_the_cache(tmp_path: Path) -> None:
    put(tmp_path)
    (entry,) = renewed(EMPTY, tmp_path).weights
    far = entry.model_copy(update={"url": "https://example.org/pose.safetensors"})
    (tmp_path / entry.file).unlink()
    assert path_of(far, tmp_path) == cache_dir() / "weights" / "pose.safetensors"
    # Not fetched yet is not wrong.
    assert verify(Manifest(weights=(far,)), tmp_path) == []
    assert renewed(Manifest(weights=(far,)), tmp_path).weights == (far,)


def test_find() -> None:
    manifest = read_manifest()
    assert find(manifest, manifest.weights[0].name) == manifest.weights[0]
    with pytest.raises(UsageError, match=manifest.weights[0].name):
        find(manifest, "gone")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[weights", "expected TOML"),
        ("[[weights]]\nname = 'a'", "file: Field required"),
        ("[[weights]]\ncolour = 'a'", r"weights\.0"),
        (None, "cannot read it"),
    ],
)
def test_a_manifest_that_makes_no_sense(tmp_path: Path, text: str | None, words: str) -> None:
    if text is not None:
        (tmp_path / "manifest.toml").write_text(text)
    with pytest.raises(WeightsError, match=words):
        read_manifest(tmp_path)


@pytest.mark.parametrize("file", ["../x.safetensors", "/etc/x.safetensors", "x.pkl", ""])
def test_files_stay_in_their_folder(file: str) -> None:
    with pytest.raises(ValueError, match="file"):
        Entry(
            name="a",
            file=file,
            sha256="0" * 64,
            size=1,
            architecture="hourglass",
            joints=0,
            licence="CC0",
            accuracy="none",
        )


def test_weights_are_named_or_given_as_a_file(tmp_path: Path) -> None:
    assert weights_path("hourglass-lite") == models_dir() / "hourglass-lite.safetensors"
    assert weights_path("no/such.safetensors") == Path("no/such.safetensors")
    (tmp_path / "mine").touch()
    assert weights_path(str(tmp_path / "mine")) == tmp_path / "mine"
    with pytest.raises(UsageError, match=r"expected one of the weights .*hourglass-lite"):
        weights_path("hourglas")
