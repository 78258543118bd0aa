"""What new exercise files are made of: measures with their names and the coach's sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from posecoach.rules.schema import ViewName

Words = tuple[str, str]
"""English and Korean."""

ALL_VIEWS: tuple[ViewName, ...] = ("side", "oblique", "front", "back")
SIDEWAYS: tuple[ViewName, ...] = ("side", "oblique")
FACING: tuple[ViewName, ...] = ("front", "back")


@dataclass(frozen=True)
class Part:
    """A measure that files can be made of.

    ``body`` is what the file says of it, ``label`` what the coach calls it; ``views`` show it
    well. The coach says ``less`` where the value should be smaller and ``more`` where it should
    be larger. ``rest`` and ``turn`` are usual values of a repetition, in the measure's unit.
    """

    name: str
    about: str
    body: Mapping[str, Any]
    label: Words
    views: tuple[ViewName, ...]
    less: Words
    more: Words
    good: Words
    rest: float = 0.0
    turn: float = 0.0

    def document(self) -> dict[str, Any]:
        """As a file says it."""
        return {**self.body, "label": text(self.label)}


def text(words: Words) -> dict[str, str]:
    """As a file says it."""
    return {"en": words[0], "ko": words[1]}


def _angle(a: str, b: str, c: str, **more: Any) -> dict[str, Any]:
    return {"angle": [a, b, c], **more}


MOVERS: tuple[Part, ...] = (
    Part(
        "knee", "the knees bend", _angle("hip", "knee", "ankle"), ("knee", "무릎 각도"), SIDEWAYS,
        ("Bend your knees further.", "무릎을 더 굽히세요."),
        ("Straighten your knees further.", "무릎을 더 펴세요."),
        ("Knees just right.", "무릎 각도가 좋습니다."), 175, 90,
    ),
    Part(
        "hip", "the body bends at the hips", _angle("shoulder", "hip", "knee"),
        ("hip", "고관절 각도"), SIDEWAYS,
        ("Bend further at the hips.", "고관절을 더 접으세요."),
        ("Straighten your hips further.", "고관절을 더 펴세요."),
        ("Hips just right.", "고관절 각도가 좋습니다."), 170, 80,
    ),
    Part(
        "elbow", "the elbows bend", _angle("shoulder", "elbow", "wrist"),
        ("elbow", "팔꿈치 각도"), SIDEWAYS,
        ("Bend your elbows further.", "팔꿈치를 더 굽히세요."),
        ("Straighten your elbows further.", "팔꿈치를 더 펴세요."),
        ("Elbows just right.", "팔꿈치 각도가 좋습니다."), 165, 60,
    ),
    Part(
        "arm", "the arms go away from the body",
        _angle("hip", "shoulder", "elbow", side="mean"),
        ("arm from the body", "몸통과 팔 각도"), ("front", "back", "side", "oblique"),
        ("Bring your arms closer to your body.", "팔을 몸통에 더 붙이세요."),
        ("Raise your arms further.", "팔을 더 들어 올리세요."),
        ("Arms just right.", "팔 각도가 좋습니다."), 15, 85,
    ),
    Part(
        "ankle", "the ankles stretch, as on tiptoe", _angle("knee", "ankle", "big_toe"),
        ("ankle", "발목 각도"), SIDEWAYS,
        ("Bend your ankles further.", "발목을 더 굽히세요."),
        ("Rise higher on your toes.", "발끝으로 더 높이 서세요."),
        ("Ankles just right.", "발목 각도가 좋습니다."), 110, 140,
    ),
    Part(
        "trunk_lean", "the trunk leans", {"inclination": ["hip", "shoulder"]},
        ("lean", "상체 기울기"), SIDEWAYS,
        ("Keep your chest up.", "가슴을 들어 주세요."),
        ("Lean further forward.", "상체를 더 숙이세요."),
        ("Trunk just right.", "상체 각도가 좋습니다."), 5, 60,
    ),
    Part(
        "hip_height", "the hips go down towards the knees (in thigh lengths)",
        {"offset": ["hip", "knee"], "unit": "thigh", "side": "mean"},
        ("hip above knee", "무릎 위 엉덩이 높이"), ALL_VIEWS,
        ("Sit lower.", "더 깊이 앉으세요."),
        ("Come up higher.", "더 높이 일어서세요."),
        ("Hips at the right height.", "엉덩이 높이가 좋습니다."), 0.95, 0.2,
    ),
    Part(
        "hand_height", "the hands go up or down against the shoulders (in trunk lengths)",
        {"offset": ["wrist", "shoulder"], "side": "mean"},
        ("hand above shoulder", "어깨 위 손 높이"), ALL_VIEWS,
        ("Bring your hands lower.", "손을 더 내리세요."),
        ("Bring your hands higher.", "손을 더 올리세요."),
        ("Hands at the right height.", "손 높이가 좋습니다."), -0.9, 0.0,
    ),
)  # fmt: skip
"""What a repetition can be counted by; angles first."""

OTHERS: tuple[Part, ...] = (
    Part(
        "swing", "how much the trunk swings", {"of": "trunk_lean", "take": "range"},
        ("body swing", "몸통 흔들림"), SIDEWAYS,
        ("Keep your trunk still.", "몸통을 흔들지 마세요."),
        ("Move your trunk more.", "몸통을 더 움직이세요."),
        ("No swinging.", "반동이 없었습니다."),
    ),
    Part(
        "heel_height", "how high the heel is above the toes",
        {"offset": ["heel", "big_toe"], "unit": "shank"},
        ("heel lift", "뒤꿈치 들림"), SIDEWAYS,
        ("Press your heels into the floor.", "뒤꿈치를 바닥에 붙이세요."),
        ("Lift your heels higher.", "뒤꿈치를 더 드세요."),
        ("Heels stayed where they belong.", "뒤꿈치 위치가 좋습니다."),
    ),
    Part(
        "knee_width", "how far apart the knees are, against the ankles",
        {"ratio": [["left_knee", "right_knee"], ["left_ankle", "right_ankle"]]},
        ("knee width over foot width", "발 간격 대비 무릎 간격"), FACING,
        ("Bring your knees closer together.", "무릎을 더 모으세요."),
        ("Push your knees out.", "무릎을 바깥으로 밀어내세요."),
        ("Knees just right.", "무릎 간격이 좋습니다."),
    ),
    Part(
        "tilt", "how much higher the left shoulder is",
        {"offset": ["left_shoulder", "right_shoulder"], "unit": "shoulder_width"},
        ("tilt", "좌우 어깨 높이 차"), FACING,
        ("Lower your left shoulder, keep both level.", "왼쪽 어깨를 내려 좌우를 맞추세요."),
        ("Lower your right shoulder, keep both level.", "오른쪽 어깨를 내려 좌우를 맞추세요."),
        ("Left and right even.", "좌우 균형이 좋습니다."),
    ),
    Part(
        "side_shift", "how far the hips are to the left of the feet's middle",
        {
            "offset": [["left_hip", "right_hip"], ["left_ankle", "right_ankle"]],
            "along": "sideways", "unit": "hip_width",
        },
        ("hips to one side", "골반 쏠림"), FACING,
        ("Shift your hips to the right, into the middle.", "골반을 가운데로, 오른쪽으로 옮기세요."),
        ("Shift your hips to the left, into the middle.", "골반을 가운데로, 왼쪽으로 옮기세요."),
        ("Hips stayed in the middle.", "쏠림이 없었습니다."),
    ),
    Part(
        "duration", "how long a repetition takes", {"duration": "rep"},
        ("time", "걸린 시간"), ALL_VIEWS,
        ("Go faster.", "더 빨리 하세요."),
        ("Go slower.", "더 천천히 하세요."),
        ("Good pace.", "속도가 좋습니다."),
    ),
)  # fmt: skip

PARTS: dict[str, Part] = {part.name: part for part in (*MOVERS, *OTHERS)}
