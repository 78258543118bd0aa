"""What does not fit together in a file that is right key by key."""

from __future__ import annotations

from posecoach.rules.lines import Place


class Misfit(ValueError):
    """A ValueError, so that pydantic collects it; ``place`` is where in the file, () for all of it.

    Its text is only what is wrong: the place is written by whoever knows the file. ``others`` are
    found in the same file, for only one can be raised.
    """

    def __init__(self, place: Place, problem: str, others: tuple[Misfit, ...] = ()) -> None:
        super().__init__(problem)
        self.place = place
        self.others = others
