"""Every mistake of a file is told at its own line, in the words of somebody who wrote TOML."""

from pathlib import Path

import pytest

from posecoach.rules.load import load_exercise
from posecoach.rules.problems import shown
from tests.rules.bend import BEND, told

FOREIGN = ("Input", "valid", "instance", "String", "tuple", "dict", "literal", "Percentile")
"""Words of pydantic, which say nothing to the author of a file."""


def test_the_file_itself_is_fine(tmp_path: Path) -> None:
    (tmp_path / "bend.toml").write_text(BEND, encoding="utf-8")
    assert load_exercise(str(tmp_path / "bend.toml")).id == "bend"


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        (
            'name = { en = "Bend", ko = "굽히기" }',
            'name = "My squat"',
            "3: name",
            'expected { en = "...", ko = "..." }',
        ),
        (
            "limit = { max = 100 }",
            "limit = 105",
            '17: rule "depth": limit',
            "expected a limit, { max = 105 } or { min = 105 }, found 105",
        ),
        (
            "max = 100",
            'max = "100"',
            '17: rule "depth": limit.max',
            "expected a number, found '100'",
        ),
        ("max = 100", "max = true", '17: rule "depth": limit.max', "a number, found true"),
        ("max = 100", "max = inf", '17: rule "depth": limit.max', "a finite number, found inf"),
        ("severity", "drift = 1\nseverity", '19: rule "depth": drift', "true or false, found 1"),
        ('views = ["side"]', 'views = "side"', "4: views", 'expected a list, such as ["side"]'),
        ('"bend"', '"go od"', "2: id", "expected small letters, digits, - and _, a letter first"),
        ('"depth"', '"go od"', '12: rule "go od": id', "expected small letters, digits and _, "),
        ('"굽히기"', '""', "3: name.ko", "expected a text with something in it, found ''"),
        (
            "[cycle]",
            '[cycle]\nstays = ["nose"]',
            "8: cycle.stays (value 1)",
            "expected 'shoulder', 'elbow', 'wrist', 'hip', 'knee' or 'ankle', found 'nose'",
        ),
        (
            "[cycle]",
            '[cycle]\nstays_at = "turn"',
            "8: cycle.stays_at",
            'expected what stays with it, such as stays = ["ankle"]',
        ),
        ('"min"', '"mim"', '16: rule "depth": reduce', "value, { percentile = 90 }, found 'mim'"),
        ('"min"', "{ percentile = 200 }", '16: rule "depth": reduce.percentile', "less than 100"),
        (
            "severity",
            "levels.expert = { max = 3 }\nseverity",
            '19: rule "depth": levels.expert',
            "expected 'beginner', 'standard' or 'strict', found 'expert'",
        ),
        (
            '"hip", "knee"',
            '"hip", 5',
            "6: measures.knee.angle (value 2)",
            'expected a joint, such as "hip", or several, such as ["left_hip", "right_hip"]',
        ),
        ('"hip", "knee"', '"hip", []', "6: measures.knee.angle (value 2)", "expected a joint"),
        (
            '["hip", "knee", "ankle"]',
            '"hip"',
            "6: measures.knee.angle",
            'expected a list of joints, such as ["hip", "knee", "ankle"]',
        ),
        (
            '{ angle = ["hip", "knee", "ankle"] }',
            "5",
            "6: measures.knee",
            "expected a table with a key that says its kind, such as { angle = ",
        ),
        ("angle =", "angel =", "6: measures.knee", "for 'angel', did you mean 'angle'?"),
        ('"turn"', '"trun"', '14: rule "depth": at', "found 'trun'; did you mean 'turn'?"),
        ("35", '"a lot"', "10: cycle.min_range", "expected a number, found 'a lot'"),
        ("35", "1979-05-27", "10: cycle.min_range", "expected a number, found 1979-05-27"),
        ("35", "1e9", "10: cycle.min_range", "expected above 0, up to 180 degrees, found 1e+09"),
        (
            "severity",
            'drift = "maybe"\nseverity',
            '19: rule "depth": drift',
            "expected true or false, found 'maybe'",
        ),
        (
            'measure = "knee"',
            "measure = true",
            "8: cycle.measure",
            "expected a text in quotes, found true",
        ),
        ("[[rule]]", "[rule]", "11: rule", "expected [[rule]], with two brackets"),
        (
            "[cycle]",
            "[cycle]\nstart = 5",
            "8: cycle.start",
            "expected measures with limits, such as { knee = { min = 150 } }, found 5",
        ),
        ('["side"]', '["side", "side"]', "4: views", "expected each only once, found 'side' again"),
        (
            'views = ["side"]\nsev',
            'views = ["side", "side"]\nsev',
            '18: rule "depth": views',
            "expected each only once, found 'side' again",
        ),
        (
            "severity",
            'unless = "nope"\nseverity',
            '19: rule "depth": unless',
            "expected the id of another rule without unless, but there is none, found 'nope'",
        ),
        (
            "[cycle]",
            'sp = { speed = "xyz" }\n[cycle]',
            "7: measures.sp.speed",
            "expected one of knee, found 'xyz'",
        ),
        (
            "[cycle]",
            'sp = { speed = "sp" }\n[cycle]',
            "7: measures.sp",
            "it is defined by itself: sp -> sp",
        ),
        (
            "[cycle]",
            'a = { of = "b", take = "range" }\nb = { of = "a", take = "range" }\n[cycle]',
            "7: measures.a",
            "it is defined by itself: a -> b -> a",
        ),
    ],
)
def test_one_mistake_is_one_line_in_plain_words(
    old: str, new: str, place: str, words: str, tmp_path: Path
) -> None:
    assert old in BEND
    (line,) = told(tmp_path, BEND.replace(old, new, 1))
    assert line.startswith(f"bend.toml:{place}: ")
    assert words in line
    assert not [word for word in FOREIGN if word in line.split(", found")[0]]


def test_unknown_keys_are_told_at_their_lines_and_hide_nothing(tmp_path: Path) -> None:
    text = f'foo = 1\ndrop = ["a"]\n{BEND}'.replace("limit =", "limmit =").replace("35", '"x"')
    text += "[rule.levels.strict]\nmax = 90\nmix = 3\n"
    lines = told(tmp_path, text)
    starts = [
        "bend.toml:1: unknown key: expected one of schema, id, extends, name, ",
        "bend.toml:2: drop: it needs extends",
        "bend.toml:12: cycle.min_range: expected a number",
        'bend.toml:19: rule "depth": unknown key: expected one of id, ',
        'bend.toml:27: rule "depth": levels.strict: unknown key: expected one of min, max, found',
    ]
    assert [line[: len(start)] for line, start in zip(lines, starts, strict=True)] == starts
    assert "drop, found 'foo'" in lines[0]
    assert lines[3].endswith("did you mean 'limit'?")


def test_what_a_file_lacks_as_a_whole_comes_last(tmp_path: Path) -> None:
    lines = told(tmp_path, BEND.replace('id = "bend"\n', "").replace("35", '"x"'))
    assert [line.split(": ")[:2] for line in lines] == [
        ["bend.toml:9", "cycle.min_range"],
        ["bend.toml", "id"],
    ]


def test_all_that_does_not_fit_together_is_told_at_once(tmp_path: Path) -> None:
    text = BEND.replace("max = 100", "max = 1000").replace("35", "350")
    assert told(tmp_path, text) == [
        "bend.toml:10: cycle.min_range: expected above 0, up to 180 degrees, found 350",
        'bend.toml:17: rule "depth": limit.max: expected between 0 and 180 degrees, found 1000',
    ]


def test_neither_cycle_nor_hold_or_both(tmp_path: Path) -> None:
    without = BEND.replace(BEND[BEND.index("[cycle]") : BEND.index("[[rule]]")], "")
    (line,) = told(tmp_path, without)
    assert line.startswith("bend.toml: expected [cycle]")
    assert line.endswith("found neither")
    (line,) = told(tmp_path, BEND + "[hold]\nposture = { knee = { max = 130 } }\n")
    assert line == "bend.toml:23: hold: expected [cycle] or [hold], found both; take one away"


def test_a_measure_may_be_called_anything(tmp_path: Path) -> None:
    text = BEND.replace("[cycle]", '"a[b.c" = { speed = "nope" }\n[cycle]')
    (line,) = told(tmp_path, text)
    assert line.startswith("bend.toml:7: measures.a[b.c.speed: expected one of knee")


def test_a_long_value_is_cut() -> None:
    assert shown("x" * 1000) == f"'{'x' * 59}..."
    assert shown({"a": 1}) == "a table"
