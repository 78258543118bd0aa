from __future__ import annotations

from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

from posecoach.coach.wording import Language, clock
from posecoach.report.terminal import print_session
from posecoach.rules.load import load_exercise
from posecoach.rules.texts import Text
from posecoach.types import Session, Verdict, View
from tests.report.sample import sample


def printed(session: Session, lang: Language = "en", width: int = 80) -> str:
    console = Console(file=StringIO(), width=width, force_terminal=False)
    print_session(session, load_exercise("squat"), console, lang)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_a_person_can_read_it() -> None:
    lines = [" ".join(line.split()) for line in printed(sample()).splitlines()]
    assert lines[0] == "Squat: seen from the left side, 2 repetitions"
    assert "1 0:00.0–0:02.0 88° good" in lines
    assert "2 0:02.0–1:03.5 124° depth" in lines
    assert lines.index("1. Repetition 2: Sit lower.") + 1 == lines.index("knee 124°, at most 100°")
    assert lines.index("Went well") < lines.index("- Heels stayed down.")
    assert "Good to know" in lines


def test_no_colour_codes_reach_a_file_and_lines_fit() -> None:
    text = printed(sample(corrections=4))
    assert "\x1b" not in text
    assert max(cell_len(line) for line in text.splitlines()) <= 80


def test_at_most_three_corrections_in_full() -> None:
    text = printed(sample(corrections=4))
    assert "3. Repetition 1: Press your heels down." in text
    assert "Stand tall" not in text
    assert "Smaller things, for later: standing up." in text


def test_nothing_to_correct() -> None:
    assert "Nothing to correct." in printed(sample(corrections=0))


def test_what_is_too_close_to_call_is_not_praised() -> None:
    session = sample(corrections=0)
    close = Verdict("heels", 1, "unknown", 0.05, 0.02, 0.06, 1.0, "too_close")
    small = replace(close, rule="shift")  # of minor importance
    fine = tuple(v for v in session.verdicts if v.outcome != "fault")
    text = printed(replace(session, verdicts=(*fine, close, small)))
    assert "good; unclear: heels\n" in "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    assert "Nothing clearly wrong" in text
    assert "Nothing to correct" in printed(replace(session, verdicts=(*fine, small)))


def test_nothing_could_be_judged_is_not_praise() -> None:
    session = sample(corrections=0)
    unknown = tuple(v for v in session.verdicts if v.outcome == "unknown")
    text = printed(replace(session, verdicts=unknown))
    assert "Nothing could be judged." in text
    assert "good" not in text


def test_without_repetitions_only_the_note_is_said() -> None:
    text = printed(replace(sample(corrections=0, reps=False), praise=()))
    assert "no repetitions" in text
    assert "Film from the front" in text
    assert "time" not in text


def test_depth_falls_back_to_what_is_counted_by() -> None:
    session = sample()
    blind = tuple(replace(v, measured=np.nan, outcome="unknown") for v in session.verdicts)
    text = printed(replace(session, verdicts=blind, view=View("front", None, 0.0, 5.0)))
    assert "hip above knee" in text
    assert "10 %" in text
    assert "45 %" in text


def test_korean() -> None:
    text = printed(sample(), "ko")
    assert "스쿼트: 왼쪽 옆모습, 2회" in text
    assert "깊이" in text
    assert "잘한 점" in text
    assert max(cell_len(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00.0"), (7.44, "0:07.4"), (59.97, "1:00.0"), (75.5, "1:15.5")]
)
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_brackets_in_a_label_are_no_markup() -> None:
    plan = load_exercise("squat")
    label = Text(en="knee [/b] [deg]", ko="무릎 [/]")
    knee = plan.measures["knee"].model_copy(update={"label": label})
    told = plan.model_copy(update={"measures": {**plan.measures, "knee": knee}})
    console = Console(file=StringIO(), width=80, force_terminal=False)
    print_session(sample(), told, console)
    assert isinstance(console.file, StringIO)
    assert "knee [/b] [deg]" in console.file.getvalue()
