"""Timestamps that can be trusted: seconds from the first picture, strictly increasing.

Containers may lack a timestamp, repeat one, or start counting anew where recordings were
joined. Everything later divides by differences of time, so this is settled once, here.
"""

from __future__ import annotations

RESTART_S = 1.0
"""A step back longer than this is a clock that started anew; a shorter one is a repeat."""


class Clock:
    """Turns a stream's own times, in the order of the pictures, into seconds from 0.

    ``gap_s`` is the usual time between two pictures, used where the stream says nothing.
    """

    def __init__(self, gap_s: float, zero_s: float | None = None) -> None:
        self._gap_s = gap_s
        self._zero_s = zero_s
        self._last_s: float | None = None
        self.dropped = 0
        self.restarts = 0

    def tick(self, stream_s: float | None) -> float | None:
        """The picture's time; None if it repeats one and is to be left out (counted)."""
        if self._zero_s is None:
            self._zero_s = stream_s if stream_s is not None else 0.0
        time_s = self._expected() if stream_s is None else stream_s - self._zero_s
        if self._last_s is not None and time_s <= self._last_s:
            if stream_s is None or time_s > self._last_s - RESTART_S:
                self.dropped += 1
                return None
            self.restarts += 1
            time_s = self._expected()
            self._zero_s = stream_s - time_s
        self._last_s = time_s
        return time_s

    def _expected(self) -> float:
        return 0.0 if self._last_s is None else self._last_s + self._gap_s
