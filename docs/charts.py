"""Pictures of measures that need time: a small person, and their knee's angle as a curve."""

from __future__ import annotations

import math

from stick_figure import BODY, INK, MARK, Picture, from_the_side

SMALL = from_the_side((52, 178), shank=26, thigh=-60, trunk=34, size=0.8)

LEFT, RIGHT, TOP, BOTTOM = 130, 262, 62, 158
"""Where the small charts lie, pixels; of a repetition that starts and ends at START, END and
turns at TURN, shares of the chart's width."""
START, TURN, END = 0.2, 0.5, 0.85


def speed() -> Picture:
    picture = Picture('speed = "knee"')
    _chart(picture)
    at, step = 0.36, 0.12
    rise = (_level(at + step / 2) - _level(at - step / 2)) / step
    ends = [(_x(at + d), _y(_level(at) + d * rise)) for d in (-0.12, 0.12)]
    picture.line(ends[0], ends[1], MARK, 3)
    picture.dot((_x(at), _y(_level(at))), MARK, 4)
    picture.text((LEFT + 8, TOP - 20), "how steep it is:", MARK, 11, "start")
    picture.text((RIGHT + 6, TOP - 7), "degrees per second", MARK, 11, "end")
    return picture


def duration() -> Picture:
    picture = Picture('duration = "descent"')
    _chart(picture)
    for share in (START, TURN):
        picture.line((_x(share), TOP - 4), (_x(share), BOTTOM + 14), MARK, 1.5, "4 3")
    picture.arrow((_x(START), BOTTOM + 9), (_x(TURN), BOTTOM + 9))
    picture.text(((_x(START) + _x(TURN)) / 2, BOTTOM + 33), "seconds", MARK, 13)
    picture.text((_x(START), TOP - 10), "start", INK, 12)
    picture.text((_x(TURN), TOP - 10), "turn", INK, 12)
    return picture


def of() -> Picture:
    picture = Picture('of = "knee", take = "range"')
    _chart(picture)
    high, low = _y(1), _y(0)
    for y in (high, low):
        picture.line((LEFT, y), (RIGHT, y), MARK, 1.5, "4 3")
    picture.arrow((RIGHT - 5, high), (RIGHT - 5, low))
    picture.text((RIGHT - 11, low - 8), "range", MARK, 13, "end")
    return picture


def _chart(picture: Picture) -> None:
    """A small person, and beside them their knee's angle over a repetition."""
    picture.person(SMALL, (("hip", "knee"), ("knee", "ankle")))
    picture.arc(SMALL["knee"], 14, SMALL["hip"], SMALL["ankle"])
    picture.line((LEFT, BOTTOM + 18), (RIGHT, BOTTOM + 18), BODY, 1.5)
    picture.line((LEFT, BOTTOM + 18), (LEFT, TOP - 26), BODY, 1.5)
    picture.text((LEFT + 2, TOP - 32), "knee", INK, 12)
    picture.text((RIGHT, BOTTOM + 33), "time", INK, 12, "end")
    picture.curve([(_x(i / 60), _y(_level(i / 60))) for i in range(61)])


def _level(share: float) -> float:
    """The curve: 1 at rest, 0 at the turn."""
    if not START < share < END:
        return 1.0
    length = (TURN - START) if share < TURN else (END - TURN)
    return (1 - math.cos(math.pi * abs(share - TURN) / length)) / 2


def _x(share: float) -> float:
    return LEFT + share * (RIGHT - LEFT)


def _y(level: float) -> float:
    return BOTTOM - level * (BOTTOM - TOP)
