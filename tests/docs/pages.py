"""The pages of the documentation as tests see them: files that grow, commands, what they print.

A block of TOML stands under a line that begins with its file's name and ends with a colon; it
makes the file, or is laid over what the file holds so far. A console block has lines that begin
with ``$ posecoach``, each with what it prints below; "..." there stands for anything.
"""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from posecoach.cli.main import app
from tests.docs.joining import joined

ROOT = Path(__file__).parents[2]
CLIP = "tests/data/squat-side.csv"
BLOCK = re.compile(
    r"^(?:`(?P<name>[\w./-]+\.toml)`[^\n]*:\n\n)?```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.M | re.S
)
ENVIRONMENT = {"COLUMNS": "80", "POSECOACH_EXERCISES": "own"}


@dataclass(frozen=True)
class Shown:
    """A command that a page shows, the files as they are then, and what it is said to print."""

    command: str
    printed: str
    files: dict[str, str]


@dataclass(frozen=True)
class Written:
    """A file after a block of TOML; ``then`` is the command that the page runs next."""

    name: str
    text: str
    files: dict[str, str]
    then: Shown | None


def read_page(text: str) -> tuple[list[Written], list[Shown]]:
    """Every state of every file, and every command, in order."""
    files: dict[str, str] = {}
    written: list[Written] = []
    shown: list[Shown] = []
    waiting: list[int] = []
    for block in BLOCK.finditer(text):
        if block["kind"] == "toml":
            assert block["name"], f"expected a file's name above:\n{block['body']}"
            files = {**files, block["name"]: joined(files.get(block["name"], ""), block["body"])}
            waiting.append(len(written))
            written.append(Written(block["name"], files[block["name"]], files, None))
        elif block["kind"] == "console":
            found = [Shown(c, p, files) for c, p in commands(block["body"])]
            for i in waiting:
                written[i] = Written(*_parts(written[i]), found[0])
            waiting, shown = [], shown + found
    return written, shown


def _parts(written: Written) -> tuple[str, str, dict[str, str]]:
    return written.name, written.text, written.files


def commands(body: str) -> list[tuple[str, str]]:
    """Each command of a console block with the text below it."""
    parts = re.split(r"^\$ (.*)\n", body, flags=re.M)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def run(shown: Shown, folder: Path) -> tuple[int, str]:
    """Run the command where its files are: its exit code and what it prints, lines stripped."""
    (folder / CLIP).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / CLIP, folder / CLIP)
    # An empty file is the first that the tutorial looks at.
    for name, text in {"my-squat.toml": "", **shown.files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    program, *arguments = shlex.split(shown.command)
    assert program == "posecoach", shown.command
    result = CliRunner().invoke(app, arguments, env=ENVIRONMENT)
    lines = [line.rstrip() for line in result.output.splitlines()]
    return result.exit_code, "\n".join(lines).strip("\n") + "\n"


def matches(printed: str, wanted: str) -> bool:
    """Whether that is what a page shows, where "..." stands for any lines or words."""
    pattern = ""
    for line in wanted.rstrip().splitlines():
        if line.strip() == "...":
            pattern += r"(?:[^\n]*\n)*"
        else:
            pattern += re.escape(line.rstrip()).replace(r"\.\.\.", r"[^\n]*") + r"\n"
    return re.fullmatch(pattern, printed) is not None
