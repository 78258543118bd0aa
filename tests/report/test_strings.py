from __future__ import annotations

import re
from dataclasses import fields

from posecoach.report.strings import ENGLISH, KOREAN, strings
from posecoach.types import View


def test_every_language_fills_in_the_same() -> None:
    for field in fields(ENGLISH):
        english, korean = getattr(ENGLISH, field.name), getattr(KOREAN, field.name)
        if isinstance(english, dict):
            assert english.keys() == korean.keys()
        else:
            assert re.findall(r"{\w*}", english) == re.findall(r"{\w*}", korean)


def test_no_phrase_was_left_in_english() -> None:
    for field in fields(KOREAN):
        value = getattr(KOREAN, field.name)
        for phrase in value.values() if isinstance(value, dict) else [value]:
            assert re.search(r"[가-힣]", phrase), field.name


def test_strings_by_language() -> None:
    assert strings("ko") is KOREAN
    assert strings("en") is ENGLISH


def test_half_from_behind_is_not_called_half_from_the_front() -> None:
    before, behind = View("oblique", "left", 40.0, 5.0), View("oblique", "right", -140.0, 5.0)
    assert ENGLISH.view(before) == "seen half from the front"
    assert ENGLISH.view(behind) == "seen half from behind"
    assert KOREAN.view(before) == "비스듬한 앞모습"
    assert KOREAN.view(behind) == "비스듬한 뒷모습"
    assert ENGLISH.view(View("back", None, 170.0, 5.0)) == "seen from behind"
