"""The shape of the house, read from the imports: one direction, and torch in three rooms only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "posecoach"

ORDER = (
    "errors",
    "files",
    "resources",
    "skeleton",
    "joint_orders",
    "types",
    "geometry",
    "media",
    "nets",
    "engine",
    "tracking",
    "posefiles",
    "subject",
    "motion",
    "rules",
    "coach",
    "report",
    "training",
    "pipeline",
    "bench",
    "authoring",
    "live",
    "cli",
    "__main__",
)
"""Stages from first to last; each may import from its own and from those before it."""

WITH_TORCH = ("nets", "engine", "training")


def stage_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Full names of the modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: expected absolute imports"
            module = node.module or ""
            yield module
            # "from posecoach import geometry" names the stage among what is imported.
            if module == "posecoach":
                yield from (f"posecoach.{alias.name}" for alias in node.names)


FILES = sorted(path for path in PACKAGE.rglob("*.py") if stage_of(path) != "__init__")


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_imports_run_one_way(path: Path) -> None:
    here = ORDER.index(stage_of(path))
    stages = {name.split(".")[1] for name in imports(path) if name.startswith("posecoach.")}
    later = [stage for stage in stages - {"__version__"} if ORDER.index(stage) > here]
    assert not later, f"{path.name} imports from later stages: {later}"


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_torch_stays_where_it_belongs(path: Path) -> None:
    if stage_of(path) not in WITH_TORCH:
        assert "torch" not in {name.split(".")[0] for name in imports(path)}


def test_every_stage_is_in_the_order() -> None:
    assert {stage_of(path) for path in FILES} <= set(ORDER)
