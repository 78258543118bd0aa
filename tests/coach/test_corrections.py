from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pytest

from posecoach.coach.corrections import corrections, praise
from posecoach.coach.notes import notes
from posecoach.coach.wording import Language, listed, spread, which_reps
from posecoach.rules.load import load_exercise, parse_exercise
from posecoach.types import Rep, Verdict

NAN = float("nan")
SQUAT = load_exercise("squat")
REPS = tuple(Rep(i, i * 2.0, i * 2.0 + 0.5, i * 2.0 + 1) for i in range(1, 6))


def fault(rule: str, rep: int, measured: float, limit: float) -> Verdict:
    return Verdict(rule, rep, "fault", measured, 5.0, limit, rep * 2.0)


def ok(rule: str, rep: int) -> Verdict:
    return Verdict(rule, rep, "ok", 1.0, 5.0, 2.0, rep * 2.0)


def unknown(rule: str, rep: int, reason: str) -> Verdict:
    return Verdict(rule, rep, "unknown", NAN, NAN, NAN, rep * 2.0, reason)


def test_one_correction_names_its_repetitions_value_and_limit() -> None:
    found = corrections(SQUAT, (ok("depth", 1), fault("depth", 2, 124, 105)), REPS)
    assert len(found) == 1
    assert found[0].reps == (2,)
    assert found[0].text == f"Repetition 2: {SQUAT.rule('depth').say.en}"
    assert found[0].detail == "knee 124°, at most 105°"
    assert found[0].time_s == 4.0


def test_korean() -> None:
    faults = (fault("heels", 2, 0.19, 0.06), fault("heels", 4, 0.12, 0.06))
    (found,) = corrections(SQUAT, faults, REPS, "ko")
    assert found.text == f"2회차, 4회차: {SQUAT.rule('heels').say.ko}"
    assert found.detail == "뒤꿈치 들림 종아리 길이의 12–19 %, 기준 6 % 이하"


def test_both_bounds_of_a_limit_are_told() -> None:
    (found,) = corrections(SQUAT, (fault("even", 1, 0.2, 0.14),), REPS)
    assert found.detail == "tilt 20 % of the shoulder width, at least -14 % and at most 14 %"


def test_order_is_severity_then_share_then_how_far() -> None:
    verdicts = (
        *(fault("lockout", i, 120, 155) for i in range(1, 6)),
        *(fault("trunk_lean", i, 60, 50) for i in range(1, 3)),
        *(ok("trunk_lean", i) for i in range(3, 6)),
        *(fault("depth", i, 120, 105) for i in range(1, 6)),
        *(fault("heels", i, 30, 0.06) for i in range(1, 6)),
    )
    found = corrections(SQUAT, verdicts, REPS)
    assert [c.rule for c in found] == ["heels", "depth", "trunk_lean", "lockout"]
    assert found[0].text.startswith("Every repetition: ")


def test_the_share_is_of_the_judged_repetitions() -> None:
    verdicts = (
        *(fault("depth", i, 120, 105) for i in (1, 2)),
        *(ok("depth", i) for i in (3, 4, 5)),
        fault("heels", 1, 0.1, 0.06),
        *(unknown("heels", i, "hidden") for i in (2, 3, 4, 5)),
    )
    assert [c.rule for c in corrections(SQUAT, verdicts, REPS)] == ["heels", "depth"]


def test_praise_needs_most_repetitions_kept_and_none_broken() -> None:
    kept = [ok("depth", i) for i in (1, 2, 3)]
    rest = [unknown("depth", i, "too_close") for i in (4, 5)]
    assert praise(SQUAT, (*kept, *rest)) == (SQUAT.rule("depth").good.en,)
    assert praise(SQUAT, (*kept, *rest), "ko") == (SQUAT.rule("depth").good.ko,)
    assert praise(SQUAT, (*kept, fault("depth", 4, 120, 105))) == ()
    assert praise(SQUAT, (ok("depth", 1), *rest)) == ()
    assert praise(SQUAT, ()) == ()


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_notes_say_each_reason_once(lang: Language) -> None:
    verdicts = (
        *(unknown("depth", i, "view") for i in range(1, 6)),
        *(unknown("trunk_lean", i, "view") for i in range(1, 6)),
        *(unknown("knees_in", i, "hidden") for i in range(1, 6)),
        unknown("even", 2, "too_close"),
        *(unknown("heels", i, "cut_off") for i in (1, 3)),
    )
    found = notes(SQUAT, verdicts, REPS, lang)
    assert len(found) == 4
    for rule in ("depth", "trunk_lean"):
        name = SQUAT.rule(rule).name
        assert (name.ko if lang == "ko" else name.en) in found[0]
    assert ("옆에서" if lang == "ko" else "from the side") in found[0]
    assert ("1회차, 3회차" if lang == "ko" else "repetitions 1 and 3") in found[1]


def test_an_unclear_direction_is_not_called_a_wrong_one() -> None:
    (found,) = notes(SQUAT, tuple(unknown("depth", i, "direction") for i in range(1, 6)), REPS)
    assert "not clear from where" in found
    assert "depth" in found


def test_notes_without_repetitions_and_without_doubts() -> None:
    assert notes(SQUAT, (ok("depth", 1),), REPS) == ()
    assert len(notes(SQUAT, (), ())) == 1
    assert "반복" in notes(SQUAT, (), (), "ko")[0]


@pytest.mark.parametrize(
    ("reps", "total", "lang", "want"),
    [
        ((4,), 5, "en", "Repetition 4"),
        ((1, 2, 4), 5, "en", "Repetitions 1, 2 and 4"),
        ((1, 2), 2, "en", "Every repetition"),
        ((1,), 1, "en", "Repetition 1"),
        ((1, 2), 2, "ko", "모든 회차"),
    ],
)
def test_which_reps(
    reps: tuple[int, ...], total: int, lang: Literal["en", "ko"], want: str
) -> None:
    assert which_reps(reps, total, lang) == want


def test_numbers_and_lists() -> None:
    assert spread([118.2, 124.4], "deg") == "118–124°"
    assert spread([124.2, 124.4], "deg") == "124°"
    assert spread([-0.16, -0.15], "trunk") == "-16 … -15 %"
    assert spread([0.21, 0.29], "") == "0.21–0.29"
    assert listed([], "en") == ""
    assert listed(["a", "b"], "ko") == "a, b"


def test_a_measure_without_a_label_is_called_by_its_name() -> None:
    text = {"en": "x", "ko": "엑스"}
    rule: dict[str, Any] = {"id": "r", "at": "turn", "measure": "knee_bend", "views": ["side"]}
    rule |= {"limit": {"min": 10}, "severity": "minor", "source": "a book"}
    made = parse_exercise(
        {
            "schema": 1,
            "id": "e",
            "name": text,
            "views": ["side"],
            "measures": {"knee_bend": {"inclination": ["hip", "knee"], "from": "horizontal"}},
            "cycle": {"measure": "knee_bend", "rest": "high", "min_range": 10},
            "rule": [rule | {"name": text, "say": text, "good": text}],
        },
        "e.toml",
    )
    (found,) = corrections(made, (fault("r", 1, 3.2, 10),), REPS[:1])
    assert found.detail == "knee bend 3°, at least 10°"
    assert np.isclose(found.time_s, 2.0)
