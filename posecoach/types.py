"""The data that flows from stage to stage: frozen dataclasses of numpy arrays.

Missing is NaN, never 0 or -1. Pixels: origin top left, x right, y down, pixel centres at
integer coordinates. T counts the frames of a track. Each class checks its arrays once, at
construction, and says what it expected and what it got.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from posecoach.skeleton import JOINT_COUNT

Array = NDArray[np.float64]
LIKE_CONFIDENCE: Array = np.zeros(0)
"""Stands for a ``located`` that was left out."""

Outcome = Literal["ok", "fault", "unknown"]
Severity = Literal["major", "minor"]
Facing = Literal["left_side", "right_side", "front", "back", "oblique", "unknown"]
Side = Literal["left", "right"]
CautionKind = Literal[
    "damaged", "no_time", "clock_restarted", "breaks_off", "fps_assumed", "no_feet", "sigma_assumed"
]


def _check(name: str, array: NDArray[np.generic], *shape: int | None) -> None:
    """ValueError unless ``array`` has ``shape``; None stands for any length."""
    fits = array.ndim == len(shape) and all(
        want is None or want == got for want, got in zip(shape, array.shape, strict=True)
    )
    if not fits:
        wanted = "(" + ", ".join("any" if s is None else str(s) for s in shape) + ")"
        raise ValueError(f"{name}: expected shape {wanted}, got {array.shape}")


@dataclass(frozen=True)
class Frame:
    """One picture of a video: RGB uint8 (H, W, 3), upright, square pixels."""

    index: int
    time_s: float
    image: NDArray[np.uint8]

    def __post_init__(self) -> None:
        _check("Frame.image", self.image, None, None, 3)
        if self.image.dtype != np.uint8:
            raise ValueError(f"Frame.image: expected uint8, got {self.image.dtype}")


@dataclass(frozen=True)
class Detection:
    """A person's box, x0 y0 x1 y1 in pixels (4,), and how sure the detector is, 0..1."""

    box_xyxy: Array
    score: float

    def __post_init__(self) -> None:
        _check("Detection.box_xyxy", self.box_xyxy, 4)


@dataclass(frozen=True)
class Pose:
    """One person in one frame.

    ``xy`` (26, 2) pixels, NaN where unknown; ``confidence`` (26,) 0..1, the probability that
    the joint is seen and lies there; ``sigma_px`` (26,) the standard deviation of each joint's
    place along one axis, pixels. ``located`` (26,) 0..1 is the probability that it lies there,
    seen or hidden: what places are trusted by, since a hidden knee can be known well. Left out,
    it is the confidence, which is all that other estimators state.
    """

    xy: Array
    confidence: Array
    sigma_px: Array
    box_xyxy: Array
    score: float
    located: Array = field(default_factory=lambda: LIKE_CONFIDENCE)

    def __post_init__(self) -> None:
        if self.located is LIKE_CONFIDENCE:
            object.__setattr__(self, "located", self.confidence)
        _check("Pose.located", self.located, JOINT_COUNT)
        _check("Pose.xy", self.xy, JOINT_COUNT, 2)
        _check("Pose.confidence", self.confidence, JOINT_COUNT)
        _check("Pose.sigma_px", self.sigma_px, JOINT_COUNT)
        _check("Pose.box_xyxy", self.box_xyxy, 4)


@dataclass(frozen=True)
class Track:
    """One person over time; frames where they were not seen are NaN with confidence 0.
    ``confidence`` and ``located`` (T, 26) are those of a `Pose`."""

    person: int
    time_s: Array
    xy: Array
    confidence: Array
    sigma_px: Array
    located: Array = field(default_factory=lambda: LIKE_CONFIDENCE)

    def __post_init__(self) -> None:
        count = len(self.time_s)
        if self.located is LIKE_CONFIDENCE:
            object.__setattr__(self, "located", self.confidence)
        _check("Track.located", self.located, count, JOINT_COUNT)
        _check("Track.time_s", self.time_s, None)
        _check("Track.xy", self.xy, count, JOINT_COUNT, 2)
        _check("Track.confidence", self.confidence, count, JOINT_COUNT)
        _check("Track.sigma_px", self.sigma_px, count, JOINT_COUNT)
        if count > 1 and not (np.diff(self.time_s) > 0).all():
            raise ValueError("Track.time_s: expected strictly increasing times")


@dataclass(frozen=True)
class Caution:
    """Something about the source that the user should know; the coach finds the words.

    ``numbers`` fills the sentence: ``count`` of damaged parts or of frames without a time,
    ``end_s`` and ``length_s`` of what breaks off, the assumed ``fps``, the assumed sigma as
    ``percent`` of the trunk.
    """

    kind: CautionKind
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class People:
    """Everybody in a source over all of its frames, before one is chosen.

    ``size_px`` is the picture's (width, height), None where the source does not say.
    """

    tracks: tuple[Track, ...]
    size_px: tuple[int, int] | None
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True)
class View:
    """Where the camera stands: ``facing`` names the side of the person that it sees.

    ``near`` is the person's side nearer to the camera, None seen from the front or back.
    ``azimuth_deg`` is 0 in front of the person, 90 at their left, -90 at their right, 180
    behind, NaN when unknown; ``sigma_deg`` its standard deviation. ``lying``: on the floor, with
    the camera clearly towards the head or the feet, so that the azimuth is 0 from the head.
    """

    facing: Facing
    near: Side | None
    azimuth_deg: float
    sigma_deg: float
    lying: bool = False

    @property
    def name(self) -> str:
        """As exercise files say it: side, front, back, oblique or unknown."""
        return "side" if self.facing in ("left_side", "right_side") else self.facing


@dataclass(frozen=True)
class Measure:
    """A quantity over time: ``value`` (T,) NaN where it cannot be measured, ``sigma`` (T,).

    ``unit`` is "deg" or the body length the value is in ("thigh", "trunk", ...), "" for a
    plain ratio. ``reason`` (T,) says where value is NaN why: "" | "hidden" | "cut_off".
    ``change`` says that the value is a difference between two moments. ``below`` and ``above``
    (T,) are the standard deviations towards smaller and larger values where they differ, and None
    where they do not; ``sigma`` is the larger of both.
    """

    name: str
    unit: str
    time_s: Array
    value: Array
    sigma: Array
    reason: NDArray[np.str_]
    change: bool = False
    below: Array | None = None
    above: Array | None = None

    def __post_init__(self) -> None:
        count = len(self.time_s)
        _check("Measure.value", self.value, count)
        _check("Measure.sigma", self.sigma, count)
        _check("Measure.reason", self.reason, count)
        for name, sigma in (("below", self.below), ("above", self.above)):
            if sigma is not None:
                _check(f"Measure.{name}", sigma, count)


@dataclass(frozen=True)
class Rep:
    """One repetition, from rest to rest, seconds; numbers count from 1.

    ``turn_s`` is the moment furthest from rest. Descent is start..turn, ascent turn..end,
    whatever the exercise's direction in space. ``side`` is the leading side where an exercise
    has one (the front leg of a lunge) and it was seen.
    """

    number: int
    start_s: float
    turn_s: float
    end_s: float
    side: Side | None = None

    def __post_init__(self) -> None:
        if not self.start_s <= self.turn_s <= self.end_s:
            raise ValueError(
                f"Rep {self.number}: expected start <= turn <= end, "
                f"got {self.start_s}, {self.turn_s}, {self.end_s}"
            )


@dataclass(frozen=True)
class Verdict:
    """What a rule says of a repetition; ``rep`` is 0 where it is about the whole set.

    ``measured`` and ``sigma`` in the measure's unit, NaN when unknown for lack of sight;
    ``limit`` is the bound that was compared (NaN as well then); ``time_s`` when it was
    measured. ``reason`` is "" or a code: too_close | hidden | cut_off |
    view (the camera stands where this cannot be seen) | direction (it is not clear where the
    camera stands) | superseded (another rule's fault makes this one pointless) | few_reps (a
    drift over the set needs more repetitions).
    """

    rule: str
    rep: int
    outcome: Outcome
    measured: float
    sigma: float
    limit: float
    time_s: float
    reason: str = ""


@dataclass(frozen=True)
class Correction:
    """What to say: one sentence about one rule, with the repetitions it is about."""

    rule: str
    reps: tuple[int, ...]
    severity: Severity
    text: str
    detail: str
    time_s: float


@dataclass(frozen=True)
class Session:
    """The whole result of one video and one exercise."""

    source: str
    exercise: str
    view: View
    track: Track
    measures: dict[str, Measure]
    reps: tuple[Rep, ...]
    verdicts: tuple[Verdict, ...]
    corrections: tuple[Correction, ...]
    notes: tuple[str, ...] = field(default=())
    praise: tuple[str, ...] = field(default=())
