"""A small canvas for the pictures of the documentation, and the stick figures drawn on it."""

from __future__ import annotations

import math

Spot = tuple[float, float]
Pose = dict[str, Spot]

WIDTH, HEIGHT = 280, 230
PAPER, EDGE = "#fbfaf7", "#c9c5bb"
"""A sheet of its own, so that the picture reads the same on a light and on a dark page."""
BODY, INK, MARK = "#b3bac4", "#22303f", "#c2410c"
"""The body, what is measured of it, and the measure."""

BONES = (
    ("hip", "shoulder"), ("hip", "knee"), ("knee", "ankle"), ("heel", "ankle"), ("ankle", "toe"),
    ("heel", "toe"), ("shoulder", "elbow"), ("elbow", "wrist"),
)  # fmt: skip
ACROSS = (("shoulder", "shoulder"), ("hip", "hip"))


def from_up(start: Spot, length: float, degrees: float) -> Spot:
    """The point that lies ``length`` from ``start``; 0 degrees is up, 90 to the right."""
    turn = math.radians(degrees)
    return start[0] + length * math.sin(turn), start[1] - length * math.cos(turn)


def middle(a: Spot, b: Spot) -> Spot:
    """Halfway between two points."""
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def direction(a: Spot, b: Spot) -> float:
    """Where ``b`` lies from ``a``, degrees clockwise from up."""
    return math.degrees(math.atan2(b[0] - a[0], a[1] - b[1]))


class Picture:
    """One drawing; what is added later lies on top."""

    def __init__(self, caption: str) -> None:
        self._caption = caption
        self._parts: list[str] = []

    def line(
        self, a: Spot, b: Spot, colour: str = MARK, width: float = 2, dashes: str = ""
    ) -> None:
        """A straight line; ``dashes`` such as "4 3"."""
        broken = f' stroke-dasharray="{dashes}"' if dashes else ""
        self._parts.append(
            f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" '
            f'stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round"{broken}/>'
        )

    def arrow(self, a: Spot, b: Spot) -> None:
        """A line with a head at either end."""
        self.line(a, b)
        for tip, other in ((a, b), (b, a)):
            back = direction(tip, other)
            for side in (-25, 25):
                self.line(tip, from_up(tip, 7, back + side))

    def dot(self, spot: Spot, colour: str = INK, radius: float = 4.5) -> None:
        """A joint."""
        self._parts.append(
            f'<circle cx="{spot[0]:.1f}" cy="{spot[1]:.1f}" r="{radius:g}" fill="{colour}"/>'
        )

    def arc(self, centre: Spot, radius: float, a: Spot, b: Spot) -> None:
        """The smaller arc around ``centre`` from the direction of ``a`` to that of ``b``."""
        start, sweep = direction(centre, a), (direction(centre, b) - direction(centre, a)) % 360
        if sweep > 180:
            start, sweep = direction(centre, b), 360 - sweep
        p, q = from_up(centre, radius, start), from_up(centre, radius, start + sweep)
        self._parts.append(
            f'<path d="M {p[0]:.1f} {p[1]:.1f} A {radius:g} {radius:g} 0 0 1 {q[0]:.1f} '
            f'{q[1]:.1f}" fill="none" stroke="{MARK}" stroke-width="2.5"/>'
        )

    def curve(self, spots: list[Spot], colour: str = INK) -> None:
        """A line through many points."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        self._parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )

    def text(
        self, spot: Spot, words: str, colour: str = INK, size: float = 13, anchor: str = "middle"
    ) -> None:
        """Words, at the middle of their base line or with another ``anchor``."""
        weight = ' font-weight="bold"' if colour == MARK else ""
        self._parts.append(
            f'<text x="{spot[0]:.1f}" y="{spot[1]:.1f}" fill="{colour}" font-size="{size:g}" '
            f'text-anchor="{anchor}"{weight}>{_escaped(words)}</text>'
        )

    def person(self, pose: Pose, bones: tuple[tuple[str, str], ...] = ()) -> None:
        """A stick figure; ``bones`` are drawn dark, with their joints."""
        for a, b in bones_of(pose):
            self.line(pose[a], pose[b], BODY, 7)
        x, y = pose["head"]
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="12" fill="{BODY}"/>')
        for a, b in bones:
            self.line(pose[a], pose[b], INK, 4)
        for joint in dict.fromkeys(name for bone in bones for name in bone):
            self.dot(pose[joint])

    def svg(self) -> str:
        """The whole file."""
        said = _escaped(self._caption)
        size = 10.5 if len(self._caption) > 36 else 12
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
                f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" role="img">',
                f"<title>{said}</title>",
                f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="8" '
                f'fill="{PAPER}" stroke="{EDGE}"/>',
                *self._parts,
                f'<text x="{WIDTH / 2:g}" y="{HEIGHT - 10}" fill="{INK}" font-size="{size:g}" '
                f'font-family="monospace" text-anchor="middle">{said}</text>',
                "</svg>\n",
            ]
        )


def bones_of(pose: Pose) -> list[tuple[str, str]]:
    """The bones between joints that the pose has: of one side, or of both."""
    if "hip" in pose:
        return [bone for bone in BONES if set(bone) <= pose.keys()]
    both = [(f"{s}_{a}", f"{s}_{b}") for s in ("left", "right") for a, b in BONES]
    both += [(f"left_{a}", f"right_{b}") for a, b in ACROSS]
    return [bone for bone in both if set(bone) <= pose.keys()]


def from_the_side(foot: Spot, shank: float, thigh: float, trunk: float, size: float = 1) -> Pose:
    """Somebody who looks to the right; where the bones point, degrees clockwise from up."""
    ankle = foot
    knee = from_up(ankle, 50 * size, shank)
    hip = from_up(knee, 52 * size, thigh)
    shoulder = from_up(hip, 58 * size, trunk)
    elbow = from_up(shoulder, 30 * size, 115)
    return {
        "ankle": ankle,
        "heel": (ankle[0] - 9 * size, ankle[1] + 9 * size),
        "toe": (ankle[0] + 26 * size, ankle[1] + 9 * size),
        "knee": knee,
        "hip": hip,
        "shoulder": shoulder,
        "elbow": elbow,
        "wrist": from_up(elbow, 28 * size, 80),
        "head": from_up(shoulder, 25, trunk / 2),
    }


def from_the_front(left_arm: tuple[float, float], right_arm: tuple[float, float]) -> Pose:
    """Somebody upright; each arm by where upper and lower arm point. Their left is on the right."""
    pose: Pose = {"head": (140, 36)}
    for side, sign, arm in (("left", 1, left_arm), ("right", -1, right_arm)):
        shoulder, hip = (140 + sign * 24, 66.0), (140 + sign * 14, 120.0)
        elbow = from_up(shoulder, 30, sign * arm[0])
        pose |= {
            f"{side}_shoulder": shoulder,
            f"{side}_elbow": elbow,
            f"{side}_wrist": from_up(elbow, 28, sign * arm[1]),
            f"{side}_hip": hip,
            f"{side}_knee": (140 + sign * 16, 155),
            f"{side}_ankle": (140 + sign * 17, 190),
        }
    return pose


def moved(pose: Pose, right: float, down: float) -> Pose:
    """The same somewhere else."""
    return {joint: (x + right, y + down) for joint, (x, y) in pose.items()}


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
