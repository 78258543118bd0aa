"""The wheel works away from the checkout: what it carries, and a video from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
CLIP = ROOT / "tests" / "data" / "squat-side.mp4"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


def run(*command: str | Path, cwd: Path) -> str:
    """The command's stdout; a failure shows all it wrote."""
    # Nothing of the surrounding session may point the new environment back at the checkout.
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    environment = {**clean, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT)
    run(*build, cwd=out)
    (built,) = out.glob("posecoach-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of an environment with only the wheel in it.

    The libraries it needs are lent by a path file from the environment that runs the tests,
    which spares installing them once more; path files in there are not followed, so neither is
    one that leads to the checkout.
    """
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False)
    python = home / SCRIPTS / Path(sys.executable).name
    python = python if python.exists() else home / SCRIPTS / "python"
    find = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(run(python, "-c", find, cwd=home).strip())
    lent = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (site / "lent.pth").write_text("\n".join(lent) + "\n", encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--python", python, "install")
    run(*pip, "--quiet", "--no-deps", "--no-index", wheel, cwd=home)
    return home / SCRIPTS


def names_in(folder: str) -> set[str]:
    """Files of a folder of the checkout that a user needs: exercises, weights, their cards."""
    needed = (".toml", ".md", ".safetensors")
    found = (path for path in (ROOT / folder).rglob("*") if path.suffix in needed)
    return {path.relative_to(ROOT).as_posix() for path in found}


def test_the_wheel_carries_exercises_and_models(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    wanted = {f"posecoach/_data/{name}" for name in names_in("exercises") | names_in("models")}
    assert "posecoach/_data/exercises/squat.toml" in inside
    assert any(name.endswith(".safetensors") for name in inside)
    assert wanted <= inside
    assert "posecoach/py.typed" in inside
    assert not [name for name in inside if name.startswith("tests/")]


def test_installed_it_uses_its_own_files(installed: Path, tmp_path: Path) -> None:
    code = "from posecoach import resources as r; print(r.exercises_dir(), r.models_dir())"
    places = run(installed / "python", "-c", code, cwd=tmp_path).split()
    assert len(places) == 2
    assert all(Path(place).is_relative_to(installed.parent) for place in places)


def test_installed_it_coaches_from_another_folder(installed: Path, tmp_path: Path) -> None:
    text = run(installed / "posecoach", "analyze", CLIP, "--exercise", "squat", cwd=tmp_path)
    assert text.startswith("Squat: seen from the left side, 5 repetitions")
    assert "Repetition 2" in text
