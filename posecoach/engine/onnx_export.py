"""Weights as an ONNX model, written once per weights file into the user's cache.

The file's name holds the weights' SHA-256 and posecoach's version: other weights, or a
posecoach that exports differently, never meet a stale model. Exporting takes about a second.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import torch

from posecoach import __version__
from posecoach.engine.prepared import Prepared
from posecoach.engine.weights import load_network
from posecoach.errors import RuntimeMissingError
from posecoach.files import write_atomically
from posecoach.resources import cache_dir

Loaded = TypeVar("Loaded")

OPSET = 17
"""Old enough for any ONNX Runtime of recent years, new enough for every layer used here."""


def onnx_model(weights: Path) -> bytes:
    """The ONNX model of a weights file: input ``pictures`` uint8 (N, S, S, 3) with any N,
    output ``maps`` float32. RuntimeMissingError if it cannot be exported, WeightsError as ever.

    A cache that cannot be read or written only costs time.
    """
    cached = cached_path(weights)
    try:
        return cached.read_bytes()
    except OSError:
        model = export(weights)
    with contextlib.suppress(OSError):
        write_atomically(cached, model)
    return model


def cached_path(weights: Path) -> Path:
    """Where the exported model of a weights file lies, or will lie."""
    try:
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    except OSError:
        # Reading it as weights will say what is wrong with it.
        digest = "missing"
    return cache_dir() / "onnx" / f"{digest}-{__version__}.onnx"


def load_exported(
    weights: Path,
    load: Callable[[bytes], Loaded],
    runtime: str,
    refusals: tuple[type[Exception], ...],
) -> Loaded:
    """What ``load`` makes of the model; RuntimeMissingError if it refuses it with one of
    ``refusals``, though it was made anew: the disk may have damaged a cached one."""
    try:
        return load(onnx_model(weights))
    except refusals:
        # Another is a second's work.
        cached_path(weights).unlink(missing_ok=True)
    try:
        return load(onnx_model(weights))
    except refusals as error:
        raise RuntimeMissingError(f"{weights}: {runtime} refuses it ({error})") from error


def export(weights: Path) -> bytes:
    """The ONNX model, made anew."""
    network, info = load_network(weights)
    prepared = Prepared(network, info.convention).eval()
    example = torch.zeros(1, info.input_size, info.input_size, 3, dtype=torch.uint8)
    buffer = io.BytesIO()
    try:
        with warnings.catch_warnings():
            _expect_deprecation()
            torch.onnx.export(
                prepared,
                (example,),
                cast(Any, buffer),  # typed as a path only, documented to take files too
                input_names=["pictures"],
                output_names=["maps"],
                dynamic_axes={"pictures": {0: "n"}, "maps": {0: "n"}},
                opset_version=OPSET,
                dynamo=False,
            )
    except (RuntimeError, TypeError, ImportError) as error:
        raise RuntimeMissingError(
            f"{weights}: expected to export it for ONNX Runtime, but {error}; use --runtime torch"
        ) from error
    return buffer.getvalue()


def _expect_deprecation() -> None:
    """torch's tracing exporter says that it is deprecated. It is used on purpose: these networks
    have no control flow, it is twenty times faster than its successor and needs one package
    less. When it is gone, `--runtime auto` goes on with torch."""
    for message in (
        "You are using the legacy TorchScript-based ONNX export",
        "The feature will be removed",
    ):
        warnings.filterwarnings("ignore", message, DeprecationWarning)
