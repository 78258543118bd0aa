"""A measure of an exercise file in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from posecoach.coach.wording import UNIT_NAMES, VIEW_NAMES, Language, pick
from posecoach.motion.body import SIDED, Point
from posecoach.rules import kinds
from posecoach.rules.schema import Exercise, ViewName

SIDES: dict[str, str] = {
    "near": "on the side nearer to the camera",
    "far": "on the side further from the camera",
    "left": "on the left",
    "right": "on the right",
    "mean": "the mean of both sides",
    "max": "the larger of both sides",
    "min": "the smaller of both sides",
    "both": "on each side, and both must be right",
    "worst": "on each side, and what is seen must be right",
    "lead": "on the leading side",
    "trail": "on the trailing side",
}
SHORT_SIDES: dict[str, str] = {
    "near": "near side",
    "far": "far side",
    "mean": "mean of both sides",
    "max": "larger side",
    "min": "smaller side",
    "both": "both sides",
    "worst": "worse side",
    "lead": "leading side",
    "trail": "trailing side",
}
PHASES: dict[str, str] = {
    "descent": "the way to the turn",
    "ascent": "the way back",
    "rep": "the repetition",
    "turn": "the pause at the turn",
    "rest": "the rest before the repetition",
}
AXES = {
    "vertical": "how far above",
    "forward": "how far in front of",
    "sideways": "how far to the person's left of",
}
TOWARDS = {"up": "up", "forward": "to where the person faces", "out": "away from the midline"}


def described(exercise: Exercise, name: str) -> str:
    """What a measure is, without a full stop."""
    asked = exercise.measures[name]
    if isinstance(asked, kinds.PointMeasure):
        side = f", {SIDES[asked.side]}" if _needs_side(asked) else ""
        return _of_points(asked) + side
    if isinstance(asked, kinds.AsymmetryMeasure):
        return f"{asked.asymmetry} on the left minus on the right"
    if isinstance(asked, kinds.SpeedMeasure):
        return f"how fast {asked.speed} changes, per second"
    if isinstance(asked, kinds.DurationMeasure):
        return f"how long {PHASES[asked.duration]} takes, in seconds"
    if isinstance(asked, kinds.OfMeasure) and asked.take == "range":
        return f"highest minus lowest {asked.of} of the repetition"
    return f"the change of {getattr(asked, 'of', '')} since the start of the repetition"


def measure_name(exercise: Exercise, name: str, lang: Language) -> str:
    """As in "the knee angle (near side)": the label, or the name in the file."""
    asked = exercise.measures[name]
    label = name.replace("_", " ") if asked.label is None else pick(asked.label, lang)
    if isinstance(asked, kinds.AngleMeasure) and lang == "en" and "angle" not in label:
        label += " angle"
    side = getattr(asked, "side", "") if _needs_side(asked) else ""
    words = SHORT_SIDES.get(side, f"{side} side" if side else "")
    return f"the {label} ({words})" if words else f"the {label}"


def place(view: ViewName) -> str:
    """ "from the side"."""
    return pick(VIEW_NAMES[view], "en")


def span(unit: str) -> str:
    """ "of the thigh", "" for degrees, seconds and ratios."""
    share = UNIT_NAMES.get(unit.removesuffix("/s"))
    return "" if share is None else pick(share, "en")


def joined(words: Sequence[str], last: str = "and") -> str:
    """ "a, b and c"."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _of_points(asked: kinds.PointMeasure) -> str:
    if isinstance(asked, kinds.AngleMeasure):
        a, b, c = map(_point, asked.angle)
        reach = f", also from how far the {a} is from the {c}" if asked.by == "reach" else ""
        return f"the angle at the {b} between the {a} and the {c}{reach}, straight is 180 degrees"
    if isinstance(asked, kinds.InclinationMeasure):
        a, b = map(_point, asked.inclination)
        return f"the angle of the line from the {a} to the {b} from the {asked.origin}"
    if isinstance(asked, kinds.OffsetMeasure):
        a, b = map(_point, asked.offset)
        return f"{AXES[asked.along]} the {b} the {a} is, as a share {span(asked.unit)}"
    if isinstance(asked, kinds.DistanceMeasure):
        a, b = map(_point, asked.distance)
        return f"how far the {a} is from the {b}, as a share {span(asked.unit)}"
    if isinstance(asked, kinds.DeviationMeasure):
        a, b, c = map(_point, asked.deviation)
        return (
            f"how far the {a} is off the line from the {b} to the {c}, as a share of that line; "
            f"{TOWARDS[asked.towards]} is positive"
        )
    assert isinstance(asked, kinds.RatioMeasure)
    (a, b), (c, d) = (map(_point, pair) for pair in asked.ratio)
    return f"the distance from the {a} to the {b} over that from the {c} to the {d}"


def _point(point: Point) -> str:
    if isinstance(point, str):
        return point.replace("_", " ")
    return f"middle of {joined([name.replace('_', ' ') for name in point])}"


def _needs_side(asked: kinds.MeasureBase) -> bool:
    """Whether any of its points is a joint without a side."""
    found = [getattr(asked, kind) for kind in kinds.KINDS if hasattr(asked, kind)]
    return isinstance(asked, kinds.PointMeasure) and any(n in SIDED for n in _names(found))


def _names(points: object) -> list[str]:
    if isinstance(points, str):
        return [points]
    return [n for part in points for n in _names(part)] if isinstance(points, (list, tuple)) else []
