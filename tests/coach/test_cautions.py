from __future__ import annotations

import re
from typing import get_args

import pytest

from posecoach.coach.cautions import SENTENCES, caution_notes
from posecoach.types import Caution, CautionKind


def test_every_kind_has_words_that_fill_in_the_same() -> None:
    assert set(SENTENCES) == set(get_args(CautionKind))
    for text in SENTENCES.values():
        assert sorted(re.findall(r"{\w+", text.en)) == sorted(re.findall(r"{\w+", text.ko))
        assert re.search(r"[가-힣]", text.ko)


@pytest.mark.parametrize(
    ("caution", "english", "korean"),
    [
        (Caution("damaged", {"count": 3}), "passed over: 3.", "3곳"),
        (Caution("no_time", {"count": 2}), "left out: 2.", "2장"),
        (Caution("clock_restarted"), "clock started anew", "다시 시작"),
        (
            Caution("breaks_off", {"end_s": 1.24, "length_s": 4.0}),
            "breaks off at 1.2 s of 4.0 s",
            "4.0초 중 1.2초에서",
        ),
        (Caution("fps_assumed", {"fps": 30.0}), "30 frames a second", "초당 30프레임"),
        (Caution("no_feet"), "no heels and toes", "발뒤꿈치와 발끝이 없어"),
        (Caution("sigma_assumed", {"percent": 4.0}), "4 % of", "4 %"),
    ],
)
def test_words(caution: Caution, english: str, korean: str) -> None:
    assert english in caution_notes([caution])[0]
    assert korean in caution_notes([caution], "ko")[0]


def test_in_order() -> None:
    notes = caution_notes([Caution("clock_restarted"), Caution("damaged", {"count": 1})])
    assert len(notes) == 2
    assert "anew" in notes[0]
    assert caution_notes([]) == ()
