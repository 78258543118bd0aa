"""Progress bars on stderr, for work that takes long."""

from __future__ import annotations

import os
from time import monotonic
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

AnyBar = TypeVar("AnyBar", bound="_Bar")


class _Bar:
    """Shown by the first call, closed where the ``with`` block ends: what fails before its first
    step leaves no empty bar behind."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def _shown(self, total: int | None) -> TaskID:
        if self._task is None:
            self._progress.start()
            self._task = self._progress.add_task("", total=total)
        return self._task

    def __enter__(self: AnyBar) -> AnyBar:
        return self

    def __exit__(self, *error: object) -> None:
        if self._task is not None:
            self._progress.stop()


class FrameProgress(_Bar):
    """A bar with frames per second; called with frames done and expected or None."""

    def __init__(self) -> None:
        columns = (TextColumn("watching"), BarColumn(bar_width=30))
        words = (TextColumn("{task.description}"), TimeRemainingColumn())
        super().__init__(Progress(*columns, *words, console=Console(stderr=True)))
        self._began_s: float | None = None

    def __call__(self, done: int, expected: int | None) -> None:
        # The first frame takes long, for loading; the speed is that of the others.
        self._began_s = monotonic() if self._began_s is None else self._began_s
        rate = (done - 1) / max(monotonic() - self._began_s, 1e-6)
        of = "" if expected is None or done > expected else f" of {expected}"
        words = f"frame {done}{of}, {rate:.0f} frames/s"
        # An estimate can be too low; the bar is full then, but never overflows.
        total = None if expected is None else max(expected, done)
        task = self._shown(total)
        self._progress.update(task, completed=done, total=total, description=words)


class TrainingProgress(_Bar):
    """A bar with the smoothed loss over ``steps``; silent in all but the first process."""

    def __init__(self, steps: int) -> None:
        columns = (TextColumn("training"), BarColumn(), MofNCompleteColumn())
        words = (TimeRemainingColumn(), TextColumn("{task.description}"))
        silent = os.environ.get("RANK", "0") != "0"
        super().__init__(Progress(*columns, *words, console=Console(stderr=True), disable=silent))
        self._steps = steps
        self._loss: float | None = None

    def __call__(self, step: int, loss: float, rate: float) -> None:
        self._loss = loss if self._loss is None else 0.98 * self._loss + 0.02 * loss
        words = f"loss {self._loss:.3f}  rate {rate:.1e}"
        self._progress.update(self._shown(self._steps), completed=step, description=words)
