"""Rules that many exercises share, for files that ``posecoach rules new`` begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from posecoach.authoring.parts import PARTS, Part, Words, text
from posecoach.rules.schema import ViewName

SLACK = 0.15
"""A limit is milder than the value named by this share of the way between rest and turn."""
HOLD_SLACK = {"deg": 10.0, "": 0.1}
"""How far a held posture may be off."""
YOURS = "Your own value, made milder by 15 % of the way"
COMMON = "Coaching knowledge; change it to what you teach"


@dataclass(frozen=True)
class Plan:
    """What was answered: the movement's measure with its values at rest and at the turn (or
    held), and from where it is filmed, best first."""

    kind: Literal["repetitions", "hold"]
    views: tuple[ViewName, ...]
    part: Part
    rest: float
    turn: float

    @property
    def way(self) -> float:
        """From rest to turn, signed."""
        return self.turn - self.rest

    @property
    def limit_views(self) -> list[str]:
        """Of those it is filmed from, the ones that show the movement well, or else all."""
        return [v for v in self.views if v in self.part.views] or list(self.views)


@dataclass(frozen=True)
class Typical:
    """One such rule: for which kind of exercise, whether unless said, and how to make it."""

    name: str
    about: str
    kind: Literal["repetitions", "hold"]
    usual: bool
    make: Callable[[Plan], dict[str, Any] | None]


def offered(plan: Plan) -> tuple[Typical, ...]:
    """The rules that make sense for it, seen from where it is filmed."""
    return tuple(t for t in TYPICAL if t.kind == plan.kind and t.make(plan) is not None)


def span(part: Part) -> tuple[float, float]:
    """Between which values the measure can lie."""
    if "angle" in part.body:
        return 0.0, 180.0
    return (0.0, 90.0) if "inclination" in part.body else (-5.0, 5.0)


def unit(part: Part) -> str:
    """ "deg", or "" for lengths."""
    return "deg" if span(part)[0] == 0 else ""


def rounded(part: Part, value: float) -> float:
    """As people write it: whole degrees, hundredths of a length."""
    return float(round(value)) if unit(part) == "deg" else round(value, 2)


def within(part: Part, low: float, high: float) -> dict[str, float]:
    """A limit with the bounds that mean anything for this measure."""
    least, most = span(part)
    bounds = {"min": rounded(part, low), "max": rounded(part, high)}
    return {key: bound for key, bound in bounds.items() if least < bound < most}


def _far(plan: Plan) -> dict[str, Any]:
    falls = plan.way < 0
    bound = rounded(plan.part, plan.turn - SLACK * plan.way)
    return _rule(
        "range", ("range", "가동 범위"), "turn", plan.part.name, "min" if falls else "max",
        {"max" if falls else "min": bound}, plan.limit_views, "major",
        plan.part.less if falls else plan.part.more,
        ("All the way.", "가동 범위가 좋습니다."), YOURS,
    )  # fmt: skip


def _back(plan: Plan) -> dict[str, Any]:
    falls = plan.way < 0
    bound = rounded(plan.part, plan.rest + SLACK * plan.way)
    return _rule(
        "return", ("return", "되돌아오기"), "end", plan.part.name, "max" if falls else "min",
        {"min" if falls else "max": bound}, plan.limit_views, "minor",
        plan.part.more if falls else plan.part.less,
        ("Came back all the way.", "끝까지 잘 돌아왔습니다."), YOURS,
    )  # fmt: skip


def _held(plan: Plan) -> dict[str, Any]:
    off = HOLD_SLACK[unit(plan.part)]
    return _rule(
        "posture", plan.part.label, "hold", plan.part.name, "median",
        within(plan.part, plan.turn - off, plan.turn + off), plan.limit_views, "major",
        ("Go back to the posture you started from.", "처음 자세로 돌아가세요."),
        plan.part.good, "Your own value, and as much as the camera may be off",
    )  # fmt: skip


def _steady(plan: Plan) -> dict[str, Any]:
    return _rule(
        "steady", ("keeping still", "흔들림"), "hold", plan.part.name, "range",
        {"max": 1.5 * HOLD_SLACK[unit(plan.part)]}, plan.limit_views, "minor",
        ("Keep still.", "흔들리지 마세요."), ("Steady.", "흔들림이 없습니다."), COMMON,
    )  # fmt: skip


def _common(
    name: str, measure: str, title: Words, at: str, how: str, limit: dict[str, float], **more: str
) -> Callable[[Plan], dict[str, Any] | None]:
    """A rule about something else than the movement itself; None where no view shows it, or
    where it is the movement."""
    part = PARTS[measure]
    says = part.more if "min" in limit and "max" not in limit else part.less
    if len(limit) == 2:
        says = ("Keep left and right level.", "좌우 높이를 맞추세요.")

    def make(plan: Plan) -> dict[str, Any] | None:
        views = [view for view in plan.views if view in part.views]
        moves = part.body.get("of", measure) == plan.part.name
        if not views or moves:
            return None
        rule = _rule(name, title, at, measure, how, limit, views, "minor", says, part.good,
                     COMMON)  # fmt: skip
        return rule | more

    return make


def _rule(
    name: str, title: Words, at: str, measure: str, how: str, limit: dict[str, float],
    views: Sequence[str], severity: str, say: Words, good: Words, source: str,
) -> dict[str, Any]:  # fmt: skip
    return {
        "id": name, "name": text(title), "at": at, "measure": measure, "reduce": how,
        "limit": limit, "views": list(views), "severity": severity, "say": text(say),
        "good": text(good), "source": source,
    }  # fmt: skip


TYPICAL: tuple[Typical, ...] = (
    Typical("range", "goes far enough", "repetitions", True, _far),
    Typical("return", "comes back all the way", "repetitions", True, _back),
    Typical(
        "tempo", "not too fast", "repetitions", True,
        _common("tempo", "duration", ("pace", "속도"), "rep", "median", {"min": 1.0}),
    ),
    Typical(
        "lean", "the chest stays up", "repetitions", False,
        _common("lean", "trunk_lean", ("lean", "상체 기울기"), "turn", "max", {"max": 45.0}),
    ),
    Typical(
        "swing", "the trunk does not swing", "repetitions", False,
        _common("swing", "swing", ("swing", "반동"), "rep", "median", {"max": 12.0}),
    ),
    Typical(
        "heels", "the heels stay down", "repetitions", False,
        _common("heels", "heel_height", ("heels", "뒤꿈치"), "turn", "median", {"max": 0.06},
                relative_to="start"),
    ),
    Typical(
        "knees", "the knees do not fall in", "repetitions", False,
        _common("knees", "knee_width", ("knees", "무릎"), "turn", "median", {"min": 0.8}),
    ),
    Typical(
        "level", "the shoulders stay level", "repetitions", False,
        _common("level", "tilt", ("balance", "좌우 균형"), "turn", "median",
                {"min": -0.14, "max": 0.14}, relative_to="start"),
    ),
    Typical("posture", "the posture itself", "hold", True, _held),
    Typical("steady", "keeps still", "hold", True, _steady),
)  # fmt: skip
