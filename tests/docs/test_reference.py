"""docs/exercise-reference.md is what the models say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from posecoach.authoring.reference import reference

DOCS = Path(__file__).parents[2] / "docs"
COMMAND = "posecoach rules schema --markdown > docs/exercise-reference.md"


def test_the_reference_is_up_to_date() -> None:
    page = (DOCS / "exercise-reference.md").read_text(encoding="utf-8")
    assert page == reference(), f"docs/exercise-reference.md is out of date; renew it: {COMMAND}"


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.is_file(), link
        assert not anchor or anchor in _anchors(target), link


def _anchors(page: Path) -> set[str]:
    """What GitHub makes of the headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings}
