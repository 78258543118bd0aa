"""Top-down pose estimation: a square crop per person, one network pass, decoded joints.

A network may know fewer joints than the 26, in any order; the others are NaN with confidence 0,
but for neck and hip, which are filled as midpoints.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from posecoach.engine.convention import Convention
from posecoach.engine.decoding import cells_to_pixels, target_width
from posecoach.engine.imaging import cut
from posecoach.engine.outputs import decode_output, turned_back, visible_at, widening
from posecoach.engine.pairs import leg_pairs
from posecoach.engine.runtime import open_runner
from posecoach.engine.weights import POSE_NETWORKS, WeightsInfo, read_info
from posecoach.errors import WeightsError
from posecoach.geometry import Array, apply, box_square, crop_matrix, invert, scale_of
from posecoach.joint_orders import fill_midpoints
from posecoach.nets.hourglass import STRIDE
from posecoach.skeleton import INDEX, JOINT_COUNT, from_names, opposite
from posecoach.types import Pose

Image = NDArray[np.uint8]

BOX_PADDING = Convention.box_padding
"""Side of the crop over the longer side of the box, as in training."""

Look = Literal["straight", "mirrored", "both"]
"""How a picture is looked at: as it is, mirrored, or both ways with the mean of the maps, which is
twice the work."""

BACKGROUND = 0.05
"""What a map of Gaussians holds below this share of its peak is noise."""


class PoseEstimator:
    """RGB picture and boxes in, 26-joint poses out. Holds the network, nothing else."""

    def __init__(self, weights: Path, device: str = "cpu", runtime: str = "torch") -> None:
        info = read_info(weights)
        self._joints = known_joints(info, weights)
        names = list(info.joints)
        self._kept = np.array([bool(n) for n in names])
        self._legs = leg_pairs([n for n in names if n])
        self._mirror = np.array([names.index(opposite(n)) for n in names], dtype=np.intp)
        self.sigma_scale = np.array(info.sigma_scale or [1.0] * JOINT_COUNT)[self._joints]
        self.sigma_from = info.sigma_from
        self.size = info.input_size
        self.convention = info.convention
        self.runner = open_runner(weights, device, runtime)

    def estimate(
        self, image: Image, boxes_xyxy: Sequence[Array], look: Look = "straight"
    ) -> list[Pose]:
        """One pose per box, in the picture as it is however it is looked at."""
        if len(boxes_xyxy) == 0:
            return []
        padding = self.convention.box_padding
        matrices = [crop_matrix(*box_square(box, padding), self.size) for box in boxes_xyxy]
        crops = np.stack([cut(image, m, self.size) for m in matrices])
        looks = self._decoded(self._looked(crops, look))
        return [
            self._pose(box, matrix, *(look[i] for look in looks))
            for i, (box, matrix) in enumerate(zip(boxes_xyxy, matrices, strict=True))
        ]

    def _looked(self, crops: NDArray[np.uint8], look: Look) -> NDArray[np.float32]:
        """Maps of the crops; those of mirrored crops are turned back."""
        if look == "straight":
            return self.logits(crops)
        if look == "mirrored":
            return self._turned_back(self.logits(crops[:, :, ::-1]))
        # In one go: two pictures keep two cores busier than one picture does.
        both = self.logits(np.concatenate([crops, crops[:, :, ::-1]]))
        maps, mirrored = np.split(both, 2)
        return (maps + self._turned_back(mirrored)) * np.float32(0.5)

    def _turned_back(self, maps: NDArray[np.float32]) -> NDArray[np.float32]:
        return turned_back(maps, self._mirror_of(maps), self.size // STRIDE)

    def _decoded(self, maps: NDArray[np.float32]) -> tuple[Array, Array, Array, Array]:
        """Places (N, J, 2) in the crop's pixels, and confidence, how well located, and sigma in
        the crop's pixels, (N, J), of the known joints."""
        cells, names = self.size // STRIDE, len(self._kept)
        logits = maps[:, :names][:, self._kept]
        found = decode_output(logits, self._widths(cells), cells, self._legs)
        located = found.confidence
        if self.convention.heatmap_sigma is not None:
            # Such a network is trained to be as high as it is sure.
            located = located * np.exp(np.minimum(logits.max(axis=(2, 3)), 0.0))
        pixels = cells_to_pixels(found.cells, self.convention.first_cell_px)
        sigma = found.deviation(self.sigma_from) * self.sigma_scale * STRIDE
        if maps.shape[1] == names:
            return pixels, located, located, sigma
        seen = visible_at(maps[:, names:][:, self._kept], found.cells)
        return pixels, located * seen, located, sigma * widening(seen, located)

    def _mirror_of(self, maps: NDArray[np.float32]) -> NDArray[np.intp]:
        """Order that exchanges the sides of all maps, those of being seen too."""
        names = len(self._mirror)
        more = self._mirror + names if maps.shape[1] > names else self._mirror[:0]
        return np.concatenate([self._mirror, more])

    def logits(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Logits (N, J, S/4, S/4) of all of the network's maps for crops (N, S, S, 3), 2 J of one
        that tells whether joints are seen; maps that imitate Gaussians come as their logarithm.
        Of a network that regresses, places and log scales (N, J, 3)."""
        maps = self.runner.run(crops)
        if self.convention.heatmap_sigma is None:
            return maps
        floor = np.maximum(BACKGROUND * maps.max(axis=(2, 3), keepdims=True), 1e-6)
        return np.log(np.where(maps > floor, maps, np.float32(1e-6)))

    def _widths(self, cells: int) -> Array:
        """Standard deviation of the maps that the network was trained on, in cells."""
        if self.convention.heatmap_sigma is None:
            return target_width(cells)[self._joints]
        return np.full(len(self._joints), self.convention.heatmap_sigma)

    def _pose(
        self, box: Array, matrix: Array, pixels: Array, sure: Array, there: Array, sigma: Array
    ) -> Pose:
        """The pose in the picture's pixels; ``sure`` is the confidence, ``there`` how well the
        joints are located."""
        xy, sigma_px = np.full((JOINT_COUNT, 2), np.nan), np.full(JOINT_COUNT, np.nan)
        confidence, located = np.zeros(JOINT_COUNT), np.zeros(JOINT_COUNT)
        xy[self._joints] = apply(invert(matrix), pixels)
        confidence[self._joints], located[self._joints] = sure, there
        sigma_px[self._joints] = sigma / scale_of(matrix)
        _, confidence, _ = fill_midpoints(xy, confidence, sigma_px)
        xy, located, sigma_px = fill_midpoints(xy, located, sigma_px)
        box = np.asarray(box, dtype=float)
        return Pose(xy, confidence, sigma_px, box, float(np.median(there)), located)


def known_joints(info: WeightsInfo, path: Path) -> NDArray[np.intp]:
    """Place among the 26 of each of the network's joints, but for maps without a name, which are
    of none; WeightsError if it is no pose network of theirs."""
    if info.architecture not in POSE_NETWORKS:
        raise WeightsError(f"{path}: expected a pose network, found {info.architecture!r}")
    listed = [n for n in info.joints if n]
    names = set(listed)
    whole = len(names) == len(listed) and all(opposite(n) in names for n in names)
    if not names or not whole or not names <= INDEX.keys():
        raise WeightsError(
            f"{path}: expected joints of the 26-joint skeleton, each once and with its other "
            f"side, found {', '.join(info.joints) or 'none'}"
        )
    if len(info.sigma_scale) not in (0, JOINT_COUNT):
        raise WeightsError(f"{path}: expected {JOINT_COUNT} sigma scales or none")
    return from_names(listed)
