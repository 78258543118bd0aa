"""docs/exercise-reference.md is what the models say."""

from __future__ import annotations

import re
from pathlib import Path

from posecoach.authoring.reference import reference

DOCS = Path(__file__).parents[2] / "docs"
COMMAND = "posecoach rules schema --markdown > docs/exercise-reference.md"


def test_the_reference_is_up_to_date() -> None:
    page = (DOCS / "exercise-reference.md").read_text(encoding="utf-8")
    assert page == reference(), f"docs/exercise-reference.md is out of date; renew it: {COMMAND}"


def test_its_links_lead_somewhere() -> None:
    text = reference()
    headings = re.findall(r"^#+ (.*)$", text, re.M)
    anchors = {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings}
    inside = re.findall(r"\]\(#([^)]+)\)", text)
    assert inside
    assert set(inside) <= anchors
    for name in re.findall(r"\]\(([^#)]+)\)", text):
        assert (DOCS / name).is_file(), name
