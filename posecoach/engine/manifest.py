"""``models/manifest.toml``: what weights there are, and how to know that a file is one of them."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from posecoach.errors import UsageError, WeightsError
from posecoach.files import sha256_of, write_atomically
from posecoach.resources import cache_dir, models_dir

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NAME = "manifest.toml"

HEAD = """\
# The weights that posecoach knows. `posecoach models manifest --write` renews sizes, hashes and
# what the files say of themselves; the rest is written by hand.

"""


class Entry(BaseModel):
    """One weights file. ``size`` in bytes; ``joints`` counts maps of joints, 0 for networks that
    know none; ``url`` is empty where the file comes with posecoach."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    file: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.safetensors$")
    url: str = ""
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(gt=0)
    architecture: str
    joints: int = Field(ge=0)
    licence: str
    accuracy: str


class Manifest(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Check:
    """``path`` is where the file should be; ``problem`` is "" when it is the right one."""

    entry: Entry
    path: Path
    problem: str


def read_manifest(folder: Path | None = None) -> Manifest:
    """The manifest of ``folder``, by default that of the models that come with posecoach.

    WeightsError if it is missing or makes no sense.
    """
    path = (folder or models_dir()) / NAME
    try:
        return Manifest.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise WeightsError(f"{path}: expected the list of weights, cannot read it") from error
    except tomllib.TOMLDecodeError as error:
        raise WeightsError(f"{path}: expected TOML, but {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise WeightsError(f"{path}: {where}: {first['msg']}") from error


def find(manifest: Manifest, name: str) -> Entry:
    """The entry of that name; UsageError names those there are."""
    for entry in manifest.weights:
        if entry.name == name:
            return entry
    known = ", ".join(entry.name for entry in manifest.weights)
    raise UsageError(f"expected one of the weights {known or '(none)'}, got {name!r}")


def path_of(entry: Entry, folder: Path | None = None) -> Path:
    """Where the file of an entry lies, or will lie: among the models, or in the user's cache."""
    shipped = (folder or models_dir()) / entry.file
    return cache_dir() / "weights" / entry.file if entry.url and not shipped.exists() else shipped


def weights_path(name_or_file: str) -> Path:
    """The file of the weights of that name, or the file itself; UsageError where it is neither."""
    path, manifest = Path(name_or_file), read_manifest()
    named = name_or_file in {entry.name for entry in manifest.weights}
    if not named and (path.suffix or path.is_file()):
        return path
    found = path_of(find(manifest, name_or_file))
    if not found.exists():
        raise UsageError(f"{found}: not here yet, get it with posecoach models pull {name_or_file}")
    return found


def verify(manifest: Manifest, folder: Path | None = None) -> list[Check]:
    """Every file that comes with posecoach or was fetched, against its size and hash."""
    checks = [
        Check(e, path, _problem(e, path)) for e in manifest.weights for path in [path_of(e, folder)]
    ]
    return [c for c in checks if c.path.exists() or not c.entry.url]


def _problem(entry: Entry, path: Path) -> str:
    try:
        size = path.stat().st_size
        if size != entry.size:
            return f"expected {entry.size} bytes, found {size}"
        found = sha256_of(path)
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "" if found == entry.sha256 else f"expected SHA-256 {entry.sha256}, found {found}"


def renewed(manifest: Manifest, folder: Path) -> Manifest:
    """The manifest as the weights files in ``folder`` are now: entries of files that are gone
    dropped unless they have an address, new files added by their name."""
    from posecoach.engine.weights import read_info  # loads torch, which only this needs

    old = {entry.file: entry for entry in manifest.weights}
    entries = [entry for entry in manifest.weights if entry.url]
    for path in sorted(folder.glob("*.safetensors")):
        info = read_info(path)
        said = old.get(path.name)
        facts: dict[str, Any] = {
            "sha256": sha256_of(path),
            "size": path.stat().st_size,
            "architecture": info.architecture,
            "joints": sum(map(bool, info.joints)),
        }
        words = {"name": path.stem, "licence": "not stated", "accuracy": "not measured"}
        words |= said.model_dump() if said else {"file": path.name}
        if said and said.sha256 != facts["sha256"]:
            words["accuracy"] = "not measured"  # what was measured were other weights
        entries = [e for e in entries if e.file != path.name] + [Entry(**{**words, **facts})]
    return Manifest(weights=tuple(entries))


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write ``manifest.toml``. A JSON string is a TOML string too."""
    blocks = [
        "[[weights]]\n"
        + "".join(
            f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
            for key, value in entry.model_dump(exclude_defaults=True).items()
        )
        for entry in manifest.weights
    ]
    write_atomically(folder / NAME, (HEAD + "\n".join(blocks)).encode())
