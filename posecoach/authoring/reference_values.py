"""The words that exercise files may use as values, as Markdown tables for the reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from posecoach.authoring.explain_measures import SIDES
from posecoach.motion.body import LENGTH_PERCENTILE, LENGTH_WINDOW_S, SIDED, Sides, Unit
from posecoach.motion.view import FRONT_DEG, SIDE_DEG
from posecoach.rules.schema import Moment, ViewName
from posecoach.rules.windows import EXTREME_S, REST_S, TURN_S, TURN_SHARE
from posecoach.skeleton import JOINTS

MOMENTS: dict[Moment, str] = {
    "start": f"The rest before the repetition, at most {REST_S:g} s of it.",
    "turn": f"The middle {2 * TURN_SHARE * 100:g} % of the repetition around its turn, at least "
    f"{2 * TURN_S:g} s.",
    "end": f"The rest after the repetition, at most {REST_S:g} s of it.",
    "descent": "From the start to the turn, whether that goes down or up.",
    "ascent": "From the turn to the end.",
    "rep": "The whole repetition.",
    "hold": "A piece of what is held; only with `[hold]`, and the only one there.",
}
REDUCTIONS: dict[str, str] = {
    "median": "The middle value: as many frames lie above as below.",
    "mean": "The mean of all frames.",
    "min": f"The smallest, as the mean of the smallest {EXTREME_S:g} s.",
    "max": f"The largest, as the mean of the largest {EXTREME_S:g} s.",
    "range": "The largest minus the smallest.",
    "value": "The single frame nearest to the moment; only with `start`, `turn` and `end`.",
}
UNITS: dict[Unit, str] = {
    "trunk": "From the middle of the shoulders to the middle of the hips.",
    "thigh": "From the hip to the knee.",
    "shank": "The lower leg, from the knee to the ankle.",
    "shoulder_width": "From shoulder to shoulder; looks too short from the side.",
    "hip_width": "From hip to hip; looks too short from the side.",
}
VIEWS: dict[ViewName, str] = {
    "side": f"Within {SIDE_DEG:g} degrees of straight from the person's left or right.",
    "oblique": "At an angle: between the side and the front, or the side and the back.",
    "front": f"Within {FRONT_DEG:g} degrees of straight in front of the person.",
    "back": f"Within {FRONT_DEG:g} degrees of straight behind the person.",
}


def value_tables() -> Iterator[str]:
    """A section for each sort of word."""
    yield _points()
    yield _table(
        "Sides",
        "Which side a joint without one means. Left and right are the person's own. From the "
        "front and the back no side is nearer: `near` and `far` are the mean of both there. Where "
        "a joint of the near side is hidden and the far side's are seen, `near` is the far one. "
        "Where both sides do the same, `mean` is more exact than `near`: the surer side weighs "
        "more. `max` and `min` are the mean too where the sides may as well be alike.",
        ("side", "what is measured"),
        ((side, _sentence(SIDES[side])) for side in get_args(Sides)),
    )
    yield _table("Moments", "When a rule looks.", ("moment", "from when to when"), MOMENTS.items())
    yield _table(
        "Reductions",
        "How the moment's many frames become one number.",
        ("reduction", "which number"),
        REDUCTIONS.items(),
    )
    yield _table(
        "Units",
        "The person's own lengths. A limb can look shorter than it is but not longer, so "
        f"the {LENGTH_PERCENTILE:g}th percentile over {LENGTH_WINDOW_S:g} s around a frame counts.",
        ("unit", "the length"),
        UNITS.items(),
    )
    yield _table(
        "Views",
        "From where the camera looks at the person.",
        ("view", "the camera's place"),
        VIEWS.items(),
    )


def _points() -> str:
    middle = [name for name in JOINTS if not name.startswith(("left_", "right_"))]
    both = [name for name in dict.fromkeys(_bare(j) for j in JOINTS) if name in SIDED]
    return "\n".join(
        [
            "### Points",
            "",
            'A point is a joint with its side, such as `"left_knee"`; a joint without one, such as '
            '`"knee"`, of which [side](#sides) says the side; or a list of joints, such as '
            '`["left_hip", "right_hip"]`: the point in their middle.',
            "",
            f"With `left_` or `right_`, or without: {_ticked(both)}. Always alone: "
            f"{_ticked(n for n in middle if n not in SIDED)}.",
            "",
        ]
    )


def _table(
    title: str, said: str, headings: tuple[str, str], rows: Iterable[tuple[str, str]]
) -> str:
    head = [f"### {title}", "", said, "", f"| {headings[0]} | {headings[1]} |", "|---|---|"]
    return "\n".join([*head, *(f"| `{name}` | {what} |" for name, what in rows), ""])


def _bare(joint: str) -> str:
    return joint.removeprefix("left_").removeprefix("right_")


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _ticked(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
