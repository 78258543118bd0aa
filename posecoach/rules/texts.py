"""What all models of exercise files share: strict keys, texts, limits, points."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field
from pydantic import model_validator as validator

from posecoach.motion.body import SIDED, Point
from posecoach.skeleton import JOINTS

Paired = Literal["shoulder", "elbow", "wrist", "hip", "knee", "ankle"]
"""What has a left and a right."""

Part = Literal["nose", Paired]
"""What moves or stays: the middle of its two sides."""

PARTS: tuple[Part, ...] = get_args(Part)

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""Written as one: pydantic alone would take "90" and even true, which are slips of the pen."""

Whole = Annotated[int, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]

POINT_NAMES: tuple[str, ...] = tuple(sorted({*JOINTS, *SIDED}))


def nearest(known: Iterable[str], got: object) -> str | None:
    """The name among ``known`` that was probably meant, None where none is near."""
    return next(iter(difflib.get_close_matches(str(got), list(known), n=1, cutoff=0.5)), None)


def expected(known: Iterable[str], got: object) -> str:
    """A message that lists what was allowed and the nearest to what was found."""
    choices = list(known)
    if not choices:
        return f"expected nothing, as there is none to choose from, found {got!r}"
    near = nearest(choices, got)
    hint = f"; did you mean {near!r}?" if near else ""
    return f"expected one of {', '.join(choices)}, found {got!r}{hint}"


@dataclass(frozen=True)
class UnknownKey:
    """Stands in the place of an unknown key's value: which keys there are instead."""

    known: tuple[str, ...]


class Model(BaseModel):
    """Base of all: frozen, strict about keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    only_extending: ClassVar[tuple[str, ...]] = ()
    """Keys that are used up where a file extends another, and are unknown where it does not."""

    @validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        # Raising here would hide what else is wrong; pydantic refuses the marked keys itself.
        if not isinstance(data, dict):
            return data
        known = tuple(field.alias or name for name, field in cls.model_fields.items())
        marker = UnknownKey((*known, *cls.only_extending))
        return {key: value if key in known else marker for key, value in data.items()}


def each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names themselves; ValueError for one that comes twice."""
    for i, name in enumerate(names):
        if name in names[:i]:
            raise ValueError(f"expected each only once, found {name!r} again")
    return names


class Text(Model):
    """The same words in every language of the coach."""

    en: str = Field(min_length=1, description="English.")
    ko: str = Field(min_length=1, description="Korean.")


class Limit(Model):
    """Bounds that must not be passed; at least one."""

    min: Number | None = Field(default=None, description="Not less than this.")
    max: Number | None = Field(default=None, description="Not more than this.")

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


def point_shape(found: Any) -> Any:
    """What was found where a point should be; ValueError if it is neither a joint nor several."""
    several = isinstance(found, (list, tuple)) and bool(found)
    if isinstance(found, str) or (several and all(isinstance(name, str) for name in found)):
        return found
    raise ValueError(
        f'expected a joint, such as "hip", or several, such as ["left_hip", "right_hip"], '
        f"found {found!r}"
    )


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
