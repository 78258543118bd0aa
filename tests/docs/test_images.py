"""The pictures of the measures are what their script draws."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from posecoach.rules.kinds import KINDS

DOCS = Path(__file__).parents[2] / "docs"
COMMAND = "python docs/draw_measures.py"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the script draws now."""
    folder = tmp_path_factory.mktemp("images")
    script = [sys.executable, str(DOCS / "draw_measures.py"), str(folder)]
    subprocess.run(script, check=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    return folder


def test_every_kind_has_a_picture_and_nothing_else_has(drawn: Path) -> None:
    assert {path.stem for path in drawn.iterdir()} == set(KINDS)
    assert {path.stem for path in (DOCS / "images").iterdir()} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_pictures_are_up_to_date(kind: str, drawn: Path) -> None:
    kept = (DOCS / "images" / f"{kind}.svg").read_text(encoding="utf-8")
    new = (drawn / f"{kind}.svg").read_text(encoding="utf-8")
    assert kept == new, f"docs/images/{kind}.svg is out of date; renew it: {COMMAND}"
    ElementTree.fromstring(kept)
    assert f"{kind} = " in kept
