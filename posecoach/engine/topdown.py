"""Top-down pose estimation: a square crop per person, one network pass, decoded joints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from posecoach.engine.decoding import cells_to_pixels, target_width
from posecoach.engine.imaging import cut
from posecoach.engine.outputs import decode_output, mean_with_mirrored
from posecoach.engine.weights import POSE_NETWORKS, channels_last, load_network
from posecoach.errors import WeightsError
from posecoach.geometry import Array, apply, box_square, crop_matrix, invert, scale_of
from posecoach.nets.hourglass import STRIDE
from posecoach.skeleton import JOINT_COUNT, JOINTS, MIRROR
from posecoach.types import Pose

Image = NDArray[np.uint8]

BOX_PADDING = 1.15
"""Side of the crop over the longer side of the box, as in training."""


class PoseEstimator:
    """RGB picture and boxes in, 26-joint poses out. Holds the network, nothing else."""

    def __init__(self, weights: Path, device: str = "cpu") -> None:
        network, info = load_network(weights)
        if info.architecture not in POSE_NETWORKS or info.joints != JOINTS:
            raise WeightsError(f"{weights}: expected a pose network of the 26-joint skeleton")
        if len(info.sigma_scale) not in (0, JOINT_COUNT):
            raise WeightsError(f"{weights}: expected {JOINT_COUNT} sigma scales or none")
        self.sigma_scale = np.array(info.sigma_scale or [1.0] * JOINT_COUNT)
        self.sigma_from = info.sigma_from
        self.size = info.input_size
        self.device = device
        self.network = channels_last(network.to(device))

    def estimate(self, image: Image, boxes_xyxy: Sequence[Array], flip: bool = False) -> list[Pose]:
        """One pose per box; ``flip`` averages with the mirrored picture (twice the work)."""
        if len(boxes_xyxy) == 0:
            return []
        matrices = [crop_matrix(*box_square(box, BOX_PADDING), self.size) for box in boxes_xyxy]
        crops = np.stack([cut(image, m, self.size) for m in matrices])
        logits = self.logits(crops)
        cells = self.size // STRIDE
        if flip:
            logits = mean_with_mirrored(logits, self.logits(crops[:, :, ::-1]), MIRROR, cells)
        found = decode_output(logits, target_width(cells), cells)
        sigma = found.deviation(self.sigma_from) * self.sigma_scale
        return [
            _pose(box, m, found.cells[i], found.confidence[i], sigma[i])
            for i, (box, m) in enumerate(zip(boxes_xyxy, matrices, strict=True))
        ]

    def logits(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Heatmap logits of the last stage, (N, 26, S/4, S/4), for crops (N, S, S, 3); of a
        network that regresses, places and log scales (N, 26, 3)."""
        batch = torch.from_numpy(np.ascontiguousarray(crops)).to(self.device)
        inputs = batch.permute(0, 3, 1, 2).float() / 255 - 0.5
        with torch.inference_mode():
            output = self.network(inputs.contiguous(memory_format=torch.channels_last))[-1]
        return np.asarray(output.float().cpu().numpy())


def _pose(box: Array, matrix: Array, cells: Array, confidence: Array, sigma: Array) -> Pose:
    xy = apply(invert(matrix), cells_to_pixels(cells))
    return Pose(
        xy=xy,
        confidence=confidence,
        sigma_px=sigma * STRIDE / scale_of(matrix),
        box_xyxy=np.asarray(box, dtype=float),
        score=float(np.median(confidence)),
    )
