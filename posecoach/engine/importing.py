"""A published checkpoint becomes a weights file, or is refused with the reason."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from posecoach.engine.convert import convert_efficientnet
from posecoach.engine.convert_hourglass import convert_mmpose, convert_princeton
from posecoach.engine.weights import WeightsInfo, save_weights
from posecoach.errors import UsageError, WeightsError
from posecoach.files import sha256_of

KINDS = (
    *(f"efficientnet-lite{variant}" for variant in range(5)),
    "princeton-hourglass",
    "mmpose-hourglass52",
)


def import_checkpoint(path: Path, kind: str, out: Path, sha256: str | None = None) -> WeightsInfo:
    """Convert ``path`` and write ``out``; what was written.

    ``sha256``, or its beginning, must be the file's; without it, the one in the file's name is
    held to, where there is one. WeightsError for a file that is not what it should be,
    UsageError for an unknown ``kind``.
    """
    if not path.is_file():
        raise WeightsError(f"{path}: expected a checkpoint, found no such file; check the name")
    found = sha256_of(path)
    wanted = sha256 or hash_in_name(path.name)
    if not found.startswith(wanted.lower()):
        raise WeightsError(
            f"{path}: expected SHA-256 {wanted}, found {found[: max(8, len(wanted))]}; "
            "fetch it again, from its publisher"
        )
    if kind in ("princeton-hourglass", "mmpose-hourglass52"):
        convert = convert_princeton if kind.startswith("princeton") else convert_mmpose
        tensors, info = convert(path)
    elif kind in KINDS:
        tensors, info = convert_efficientnet(path, int(kind[-1]))
    else:
        raise UsageError(f"expected --as {', '.join(KINDS)}, got {kind!r}")
    info = replace(info, training={"imported": kind, "file": path.name, "sha256": found})
    save_weights(out, tensors, info)
    return info


def hash_in_name(name: str) -> str:
    """The beginning of the SHA-256 that publishers put into names, as torch.hub and OpenMMLab do
    (net-0123abcd.pth, net-0123abcd_20200709.pth); "" where there is none."""
    match = re.search(r"-([0-9a-f]{8,64})(_\d{8})?\.pth?$", name)
    return match[1] if match else ""
