"""Renews what the pages show as printed: python -m tests.docs.renew

Only what no longer matches is replaced, and then as a whole: shorten it with "..." again.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from tests.docs.pages import BLOCK, ROOT, commands, matches, read_page, run

PAGES = ("exercise-files.md", "verdicts.md")


def renewed(text: str) -> str:
    """The page with every outdated output replaced."""
    _, shown = read_page(text)
    waiting = iter(shown)

    def block(found: re.Match[str]) -> str:
        if found["kind"] != "console":
            return found[0]
        body = ""
        for command, printed in commands(found["body"]):
            with tempfile.TemporaryDirectory() as folder:
                os.chdir(folder)
                _, now = run(next(waiting), Path(folder))
                os.chdir(ROOT)
            body += f"$ {command}\n" + (printed if matches(now, printed) else now)
        return found[0].replace(found["body"], body)

    return BLOCK.sub(block, text)


if __name__ == "__main__":
    for name in PAGES:
        path = ROOT / "docs" / name
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
