"""What to know about the source itself, a video or a pose file, in each language."""

from __future__ import annotations

from collections.abc import Sequence

from posecoach.coach.wording import Language, pick
from posecoach.rules.texts import Text
from posecoach.types import Caution, CautionKind

SENTENCES: dict[CautionKind, Text] = {
    "damaged": Text(
        en="Damaged parts of the video were passed over: {count}.",
        ko="영상에서 손상된 부분 {count}곳을 건너뛰었습니다.",
    ),
    "no_time": Text(
        en="Pictures without a time of their own were left out: {count}.",
        ko="고유한 시각이 없는 화면 {count}장을 제외했습니다.",
    ),
    "clock_restarted": Text(
        en="The video's clock started anew; its parts were joined.",
        ko="영상의 시각이 중간에 다시 시작되어 앞뒤를 이어 붙였습니다.",
    ),
    "breaks_off": Text(
        en="The video breaks off at {end_s:.1f} s of {length_s:.1f} s; only the part before that "
        "was analysed.",
        ko="영상이 {length_s:.1f}초 중 {end_s:.1f}초에서 끊겨 그 앞부분만 분석했습니다.",
    ),
    "fps_assumed": Text(
        en="The pose file has no times: {fps:g} frames a second were assumed. Say otherwise "
        "with --fps.",
        ko="포즈 파일에 시각이 없어 초당 {fps:g}프레임으로 가정했습니다. "
        "다르면 --fps로 알려 주세요.",
    ),
    "no_feet": Text(
        en="The pose file has no heels and toes; what needs them cannot be judged, however you "
        "film.",
        ko="포즈 파일에 발뒤꿈치와 발끝이 없어, 이것이 필요한 항목은 어떻게 촬영해도 "
        "판단할 수 없습니다.",
    ),
    "sigma_assumed": Text(
        en="The pose file does not say how exact its joints are: errors of {percent:g} % of the "
        "trunk's length were assumed, more where the confidence is low. Say otherwise with "
        "--sigma-px.",
        ko="포즈 파일에 관절의 정확도가 없어 몸통 길이의 {percent:g} % 오차를 가정했고 "
        "신뢰도가 낮으면 더 크게 잡았습니다. 다르면 --sigma-px로 알려 주세요.",
    ),
}


def caution_notes(cautions: Sequence[Caution], lang: Language = "en") -> tuple[str, ...]:
    """A sentence for each caution, in their order."""
    return tuple(pick(SENTENCES[c.kind], lang).format(**c.numbers) for c in cautions)
