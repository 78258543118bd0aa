"""Networks with random weights in a file, and pictures for them."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from posecoach.engine.weights import WeightsInfo, build_network, save_weights


def write(folder: Path, info: WeightsInfo) -> Path:
    torch.manual_seed(0)
    path = folder / "w.safetensors"
    save_weights(path, build_network(info).state_dict(), info)
    return path


def pictures(count: int, size: int = 64, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (count, size, size, 3), dtype=np.uint8)
