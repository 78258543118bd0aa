"""What all models of exercise files share: strict keys, texts, limits, points."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field
from pydantic import model_validator as validator

from posecoach.motion.body import SIDED, Point
from posecoach.skeleton import JOINTS

Part = Literal["nose", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"]
"""What moves or stays: the middle of its two sides."""

PARTS: tuple[Part, ...] = get_args(Part)

POINT_NAMES: tuple[str, ...] = tuple(sorted({*JOINTS, *SIDED}))


def expected(known: Iterable[str], got: object) -> str:
    """A message that lists what was allowed and the nearest to what was found."""
    choices = list(known)
    near = difflib.get_close_matches(str(got), choices, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"expected one of {', '.join(choices)}, found {got!r}{hint}"


class Model(BaseModel):
    """Base of all: frozen, strict about keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        if isinstance(data, dict):
            keys = [field.alias or name for name, field in cls.model_fields.items()]
            for key in data:
                if key not in keys:
                    raise ValueError(f"unknown key: {expected(keys, key)}")
        return data


class Text(Model):
    """The same words in every language of the coach."""

    en: str = Field(min_length=1, description="English.")
    ko: str = Field(min_length=1, description="Korean.")


class Limit(Model):
    """Bounds that must not be passed; at least one."""

    min: float | None = Field(default=None, description="Not less than this.")
    max: float | None = Field(default=None, description="Not more than this.")

    @validator(mode="after")
    def _sensible(self) -> Limit:
        if self.min is None and self.max is None:
            raise ValueError("expected min, max or both, found neither")
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise ValueError(f"expected min below max, found {self.min:g} and {self.max:g}")
        return self

    @property
    def bounds(self) -> tuple[tuple[str, float], ...]:
        """(key, bound) of those that are set."""
        both = (("min", self.min), ("max", self.max))
        return tuple((key, bound) for key, bound in both if bound is not None)


def check_point(point: Point) -> Point:
    """The point itself; ValueError for a joint that does not exist."""
    for name in (point,) if isinstance(point, str) else point:
        if name not in POINT_NAMES:
            raise ValueError(f"joint: {expected(POINT_NAMES, name)}")
    return point


def check_points(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points themselves; ValueError for a joint that does not exist."""
    for point in points:
        check_point(point)
    return points
