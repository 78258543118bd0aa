"""Mistakes of a file that extends another, and of the file that it extends."""

from pathlib import Path

import pytest

from posecoach.rules.load import load_exercise
from tests.rules.bend import BEND, told

SQUAT = Path("exercises/squat.toml").read_text(encoding="utf-8")
HEAD = 'extends = "squat"\nid = "mine"\n\n'
RULE = BEND[BEND.index("[[rule]]") :].replace('"depth"', '"depth2"', 1)
NEW = "".join(line for line in RULE.splitlines(keepends=True) if not line.startswith("say"))


def mistakes(folder: Path, text: str) -> list[str]:
    return told(folder, text, "mine.toml")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[rule]\nid = "depth"\n', "4: rule: expected [[rule]], with two brackets"),
        ("rule = [1]\n", "4: rule 1: expected [[rule]] in a line of its own"),
        ("rule = 3\n", "4: rule: expected [[rule]], with two brackets"),
        ("measures = 3\n", "4: measures: expected [measures] in a line of its own"),
        ("cycle = 4\n", "4: cycle: expected [cycle] in a line of its own"),
        ("hold = 4\n", "4: hold: expected [hold] in a line of its own"),
        ("recognise = 1\n", "4: recognise: expected [recognise] in a line of its own"),
    ],
)
def test_what_should_be_tables_and_is_none_is_not_passed_over(
    text: str, line: str, tmp_path: Path
) -> None:
    (found,) = mistakes(tmp_path, HEAD + text)
    assert found.startswith(f"mine.toml:{line}")
    assert ", found " in found


def test_a_file_that_adds_both_cycle_and_hold_has_both(tmp_path: Path) -> None:
    text = "[cycle]\nmin_range = 0.2\n[hold]\nposture = { knee = { max = 130 } }\n"
    assert mistakes(tmp_path, HEAD + text) == [
        "mine.toml:6: hold: expected [cycle] or [hold], found both; take one away"
    ]


def test_a_misspelled_rule_is_one_mistake(tmp_path: Path) -> None:
    (line,) = mistakes(tmp_path, HEAD + '[[rule]]\nid = "depht"\nlimit = { max = 90 }\n')
    assert line.startswith('mine.toml:5: rule "depht": id: squat has no such rule: expected one of')
    assert line.endswith("found 'depht'; did you mean 'depth'?")
    (line,) = mistakes(tmp_path, HEAD + '[[rule]]\nid = "wrists"\nlimit = { max = 90 }\n')
    assert line.endswith(
        "; a new rule needs name, at, measure, views, severity, say, good, source too"
    )
    (line,) = mistakes(tmp_path, HEAD + "[[rule]]\nlimit = { max = 90 }\n")
    assert line.startswith("mine.toml:4: rule 1: id: expected the id of a rule to change, one of")


def test_a_new_rule_that_lacks_little_is_a_new_rule(tmp_path: Path) -> None:
    assert mistakes(tmp_path, HEAD + NEW) == [
        'mine.toml:4: rule "depth2": say: expected this key, found none'
    ]


def test_one_rule_cannot_be_changed_twice_or_dropped_too(tmp_path: Path) -> None:
    change = '[[rule]]\nid = "depth"\nlimit = { max = 90 }\nlevels = {}\n'
    (line,) = mistakes(tmp_path, HEAD + change + change)
    assert line == "mine.toml:9: rule \"depth\": id: expected a new id, found 'depth' again"
    (line,) = mistakes(tmp_path, f'drop = ["depth"]\n{HEAD}{change}')
    assert line.startswith("mine.toml:1: drop: expected 'depth' to be left out or changed")


def test_a_mistake_is_told_of_the_file_where_it_is(tmp_path: Path) -> None:
    base = SQUAT.replace("limit = { max = 105 }", "limit = { max = 1050 }")
    (tmp_path / "base.toml").write_text(base, encoding="utf-8")
    (tmp_path / "middle.toml").write_text('extends = "base.toml"\nid = "middle"\n', "utf-8")
    number = next(i for i, row in enumerate(base.splitlines(), 1) if "1050" in row)
    wrong = f'base.toml:{number}: rule "depth": limit.max: expected between 0 and 180 degrees'
    for name in ("base", "middle"):
        (line,) = mistakes(tmp_path, f'extends = "{name}.toml"\nid = "mine"\n')
        assert line.startswith(wrong)


def test_mistakes_of_both_files_are_told_and_none_twice(tmp_path: Path) -> None:
    base = SQUAT.replace('id = "squat"', "id = 5").replace("limit = { max = 105 }", "limit = 5")
    (tmp_path / "base.toml").write_text(base, encoding="utf-8")
    lines = mistakes(tmp_path, 'extends = "base.toml"\nid = "mine"\nfoo = 1\n')
    places = [line.partition(": ")[0].split(":")[0] for line in lines]
    assert places == ["base.toml", "base.toml", "mine.toml"]
    assert lines[2].startswith("mine.toml:3: unknown key")


def test_a_table_that_is_none_below_is_not_hidden_by_one_above(tmp_path: Path) -> None:
    base = f"recognise = 3\n{SQUAT.replace('[recognise]', '[recognised]')}"
    (tmp_path / "base.toml").write_text(base, encoding="utf-8")
    text = 'extends = "base.toml"\nid = "mine"\n[recognise]\nmoves = ["hip"]\n'
    assert mistakes(tmp_path, text)[0].startswith("base.toml:1: recognise: expected [recognise]")


def test_what_a_file_mends_is_no_mistake(tmp_path: Path) -> None:
    base = SQUAT.replace("limit = { max = 105 }", "limit = { max = 1050 }")
    (tmp_path / "base.toml").write_text(base, encoding="utf-8")
    mended = 'extends = "base.toml"\nid = "mine"\n[[rule]]\nid = "depth"\nlimit = { max = 100 }\n'
    (tmp_path / "mine.toml").write_text(mended, encoding="utf-8")
    assert load_exercise(str(tmp_path / "mine.toml")).rule("depth").limit.max == 100
