"""What the makers of a network agreed on: what goes in, and what its maps mean."""

from __future__ import annotations

from dataclasses import dataclass

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Convention:
    """posecoach's own unless a weights file says otherwise, as published networks' files do.

    Inputs are (RGB / 255 - ``mean``) / ``std``. A pose network's crop is a square of
    ``box_padding`` times the longer side of the person's box; ``first_cell_px`` is the input
    pixel that heatmap cell 0 is centred on. ``heatmap_sigma`` is None where the maps are logits
    of where the joint is; else they imitate Gaussians of height 1 and of this standard
    deviation, in cells.
    """

    mean: Triple = (0.5, 0.5, 0.5)
    std: Triple = (1.0, 1.0, 1.0)
    box_padding: float = 1.15
    first_cell_px: float = 1.5
    heatmap_sigma: float | None = None

    def __post_init__(self) -> None:
        if len(self.mean) != 3 or len(self.std) != 3 or min(self.std) <= 0:
            raise ValueError(f"expected three means and three stds above 0, got {self}")
        if self.box_padding <= 0 or (self.heatmap_sigma is not None and self.heatmap_sigma <= 0):
            raise ValueError(f"expected a padding and a sigma above 0, got {self}")
