"""Draws the pictures of the measures: python docs/draw_measures.py [FOLDER].

Writes an SVG for each kind of measure into docs/images. The numbers in the pictures are
measured on the figures themselves.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

from charts import duration, of, speed
from stick_figure import (
    BODY,
    INK,
    MARK,
    Picture,
    Spot,
    direction,
    from_the_front,
    from_the_side,
    from_up,
    middle,
    moved,
)

IMAGES = Path(__file__).parent / "images"

SQUAT = from_the_side((120, 180), shank=28, thigh=-78, trunk=38)


def main() -> None:
    """Write all pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    for kind, draw in PICTURES.items():
        (folder / f"{kind}.svg").write_text(draw().svg(), encoding="utf-8", newline="\n")


def angle() -> Picture:
    picture = Picture('angle = ["hip", "knee", "ankle"]')
    picture.person(SQUAT, (("hip", "knee"), ("knee", "ankle")))
    knee = SQUAT["knee"]
    picture.arc(knee, 22, SQUAT["hip"], SQUAT["ankle"])
    picture.text((knee[0] - 46, knee[1] + 26), f"{_between(knee, 'hip', 'ankle'):.0f}°", MARK, 17)
    _name(picture, SQUAT["hip"], "hip", -14, 4, "end")
    _name(picture, knee, "knee", 12, 4, "start")
    _name(picture, SQUAT["ankle"], "ankle", 14, -2, "start")
    return picture


def inclination() -> Picture:
    picture = Picture('inclination = ["hip", "shoulder"]')
    picture.person(SQUAT, (("hip", "shoulder"),))
    hip, shoulder = SQUAT["hip"], SQUAT["shoulder"]
    above = (hip[0], hip[1] - 78)
    picture.line(hip, above, MARK, 2, "5 4")
    picture.arc(hip, 46, above, shoulder)
    picture.text((hip[0] - 8, hip[1] - 38), f"{direction(hip, shoulder):.0f}°", MARK, 17, "end")
    picture.text((above[0], above[1] - 6), "vertical", MARK, 12)
    _name(picture, hip, "hip", -12, 4, "end")
    _name(picture, shoulder, "shoulder", 12, 16, "start")
    return picture


def offset() -> Picture:
    picture = Picture('offset = ["hip", "knee"], unit = "thigh"')
    pose = from_the_side((120, 180), shank=24, thigh=-52, trunk=32)
    picture.person(pose, (("hip", "knee"),))
    hip, knee, at = pose["hip"], pose["knee"], 218
    picture.line(hip, (at + 8, hip[1]), MARK, 1.5, "4 4")
    picture.line(knee, (at + 8, knee[1]), MARK, 1.5, "4 4")
    picture.arrow((at, hip[1]), (at, knee[1]))
    height = (knee[1] - hip[1]) / math.dist(hip, knee)
    picture.text((at + 10, (hip[1] + knee[1]) / 2 + 5), f"+{height:.1f}", MARK, 17, "start")
    _name(picture, hip, "hip", -12, 4, "end")
    _name(picture, knee, "knee", -2, 20, "end")
    return picture


def distance() -> Picture:
    picture = Picture('distance = ["left_wrist", "right_wrist"]')
    pose = moved(from_the_front((70, -4), (70, -4)), 0, 8)
    picture.person(pose)
    for joint in ("left_wrist", "right_wrist"):
        picture.dot(pose[joint])
    left, right = pose["left_wrist"], pose["right_wrist"]
    picture.arrow((right[0], right[1] - 12), (left[0], left[1] - 12))
    shoulders = pose["left_shoulder"], pose["right_shoulder"]
    trunk = math.dist(middle(*shoulders), middle(pose["left_hip"], pose["right_hip"]))
    far = math.dist(left, right) / trunk
    picture.text((140, right[1] - 18), f"{far:.1f} trunks", MARK, 12)
    _name(picture, right, "right wrist", -10, 6, "end")
    _name(picture, left, "left wrist", 10, 6, "start")
    unit = 205
    picture.arrow((unit, shoulders[0][1]), (unit, pose["left_hip"][1]))
    picture.text((unit + 8, 105), "trunk", INK, 12, "start")
    return picture


def ratio() -> Picture:
    picture = Picture("ratio = [[knee, knee], [ankle, ankle]]")
    pose = moved(from_the_front((170, 175), (170, 175)), -45, 0)
    centre = pose["head"][0]
    for sign, side in ((1, "left"), (-1, "right")):
        pose[f"{side}_knee"] = (centre + sign * 13, 152)
        pose[f"{side}_ankle"] = (centre + sign * 26, 188)
    picture.person(pose)
    for joint in ("knee", "ankle"):
        a, b = pose[f"right_{joint}"], pose[f"left_{joint}"]
        picture.dot(a)
        picture.dot(b)
    knees = pose["right_knee"], pose["left_knee"]
    ankles = pose["right_ankle"], pose["left_ankle"]
    for x in (knees[0][0], knees[1][0]):
        picture.line((x, knees[0][1]), (x, 139), MARK, 1.2, "3 3")
    picture.arrow((knees[0][0], 139), (knees[1][0], 139))
    picture.arrow((ankles[0][0], 201), (ankles[1][0], 201))
    share = math.dist(*knees) / math.dist(*ankles)
    picture.text((160, 132), "knee to knee", MARK, 12, "start")
    picture.line((158, 138), (252, 138), MARK, 1.5)
    picture.text((160, 154), "ankle to ankle", MARK, 12, "start")
    picture.text((160, 178), f"= {share:.1f}", MARK, 17, "start")
    return picture


def deviation() -> Picture:
    picture = Picture('deviation = ["hip", "shoulder", "ankle"]')
    shoulder, ankle = (70, 108), (236, 142)
    along = 0.42
    on_line = (
        shoulder[0] + along * (ankle[0] - shoulder[0]),
        shoulder[1] + along * (ankle[1] - shoulder[1]),
    )
    square = direction(shoulder, ankle) + 90
    hip = from_up(on_line, 15, square)
    pose = {
        "shoulder": shoulder,
        "ankle": ankle,
        "hip": hip,
        "knee": from_up(middle(hip, ankle), 6, square),
        "heel": (246, 140),
        "toe": (240, 170),
        "elbow": (72, 138),
        "wrist": (72, 170),
        "head": (46, 98),
    }
    picture.line((24, 176), (262, 176), BODY, 2)
    picture.person(pose)
    picture.line(shoulder, ankle, MARK, 2, "6 4")
    for spot in (shoulder, ankle, hip):
        picture.dot(spot)
    picture.arrow(on_line, hip)
    share = math.dist(on_line, hip) / math.dist(shoulder, ankle)
    picture.text((hip[0], hip[1] + 22), f"−{share:.2f}", MARK, 15)
    picture.text((190, 66), 'towards = "up"', INK, 12)
    picture.text((190, 82), "below the line is negative", INK, 12)
    _name(picture, shoulder, "shoulder", 4, -12, "start")
    _name(picture, ankle, "ankle", -2, -12, "middle")
    return picture


def asymmetry() -> Picture:
    picture = Picture('asymmetry = "arm"')
    pose = moved(from_the_front((80, 80), (112, 112)), -30, 0)
    picture.person(pose)
    found = {}
    for side in ("left", "right"):
        shoulder, elbow, hip = (pose[f"{side}_{j}"] for j in ("shoulder", "elbow", "hip"))
        for a, b in ((shoulder, elbow), (shoulder, hip)):
            picture.line(a, b, INK, 4)
        for spot in (shoulder, elbow, hip):
            picture.dot(spot)
        picture.arc(shoulder, 20, elbow, hip)
        apart = abs(direction(shoulder, elbow) - direction(shoulder, hip)) % 360
        found[side] = round(min(apart, 360 - apart))
    picture.text((164, 104), f"{found['left']}°", MARK, 15)
    picture.text((58, 120), f"{found['right']}°", MARK, 15)
    picture.text((188, 40), "left", INK, 12)
    picture.text((28, 40), "right", INK, 12)
    both = found["left"], found["right"]
    picture.text((218, 152), f"{both[0]}° − {both[1]}°", MARK, 14)
    picture.text((218, 174), f"= {both[0] - both[1]}°", MARK, 17)
    return picture


PICTURES: dict[str, Callable[[], Picture]] = {
    "angle": angle,
    "inclination": inclination,
    "offset": offset,
    "distance": distance,
    "ratio": ratio,
    "deviation": deviation,
    "asymmetry": asymmetry,
    "speed": speed,
    "duration": duration,
    "of": of,
}


def _between(centre: Spot, a: str, b: str) -> float:
    """The angle at a joint of the squatting figure, degrees."""
    apart = abs(direction(centre, SQUAT[a]) - direction(centre, SQUAT[b])) % 360
    return min(apart, 360 - apart)


def _name(picture: Picture, spot: Spot, words: str, dx: float, dy: float, anchor: str) -> None:
    picture.text((spot[0] + dx, spot[1] + dy), words, INK, 12, anchor)


if __name__ == "__main__":
    main()
