"""Every example of the pages about exercise files does what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from posecoach.authoring.cases import exercises_of, load_cases
from posecoach.authoring.checking import check_file
from posecoach.rules.load import load_exercise
from tests.docs.joining import joined
from tests.docs.pages import ROOT, Shown, Written, matches, read_page, run
from tests.docs.renew import PAGES

READ = {name: read_page((ROOT / "docs" / name).read_text(encoding="utf-8")) for name in PAGES}
WRITTEN = [(page, w) for page, (written, _) in READ.items() for w in written]
SHOWN = [(page, s) for page, (_, shown) in READ.items() for s in shown]


def _id(value: object) -> str:
    if isinstance(value, Written):
        return value.name
    return value.command.removeprefix("posecoach ") if isinstance(value, Shown) else str(value)


def test_the_tutorial_shows_each_command() -> None:
    said = " ".join(shown.command for page, shown in SHOWN if page == "exercise-files.md")
    for command in ("check", "explain", "try", "new", "learn", "test", "list"):
        assert f"rules {command}" in said
    assert len(SHOWN) > 20


@pytest.mark.parametrize(("page", "written"), WRITTEN, ids=_id)
def test_every_file_loads_after_every_step(
    page: str, written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in written.files.items():
        Path(name).write_text(text, encoding="utf-8")
    if "[[case]]" in written.text:
        path = Path(written.name)
        exercises_of(load_cases(path), path, load_exercise("my-squat.toml"))
    elif written.then and written.then.command == f"posecoach rules check {written.name}":
        # The page shows what is still wrong, or that it is fine.
        assert matches("\n".join(check_file(written.name).lines) + "\n", written.then.printed)
    else:
        load_exercise(written.name)


@pytest.mark.parametrize(("page", "shown"), SHOWN, ids=_id)
def test_every_command_prints_what_is_shown(
    page: str, shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, printed = run(shown, tmp_path)
    assert code == (5 if " check " in shown.command and ": fine" not in printed else 0), printed
    assert matches(printed, shown.printed), (
        f"docs/{page} is out of date; renew it with python -m tests.docs.renew. "
        f"{shown.command} prints now:\n{printed}"
    )


def test_fragments_are_laid_over_the_file() -> None:
    whole = 'a = 1\n\n[[rule]]\nid = "x"\nat = "turn"\n\n[[rule]]\nid = "y"\n'
    assert joined(whole, '[[rule]]\nid = "x"\nat = "end"\nreduce = "min"\n') == (
        'a = 1\n\n[[rule]]\nid = "x"\nat = "end"\nreduce = "min"\n\n[[rule]]\nid = "y"\n'
    )
    assert joined(whole, "a = 2\n\n[cycle]\nb = 3\n").endswith('id = "y"\n\n[cycle]\nb = 3\n')


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [("a\nb\n", True), ("a\n...\n", True), ("...\nb\n", True), ("a\n", False), ("a...\nb\n", True)],
)
def test_three_dots_stand_for_anything(wanted: str, fits: bool) -> None:
    assert matches("a\nb\n", wanted) is fits
