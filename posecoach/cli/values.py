"""What users type, as values: times, people, picture sizes."""

from __future__ import annotations

import typer

from posecoach.errors import UsageError


def parse_time(text: str) -> float:
    """Seconds ("75", "75.5"), "1:15.5" or "1:02:03" to seconds."""
    parts = text.split(":")
    try:
        numbers = [float(part) for part in parts]
    except ValueError as error:
        raise typer.BadParameter(f"expected seconds or mm:ss, got {text!r}") from error
    plain = all(part.isdigit() for part in parts[:-1]) and parts[-1][:1].isdigit()
    if len(parts) > 3 or not plain or any(number >= 60 for number in numbers[1:]):
        raise typer.BadParameter(f"expected seconds or mm:ss, got {text!r}")
    return sum(number * 60.0**i for i, number in enumerate(reversed(numbers)))


def parse_person(text: str) -> str:
    """auto, largest, centre, or a person's number from 1."""
    word = {"center": "centre"}.get(text, text)
    numbered = text.isascii() and text.isdigit() and int(text) > 0
    if word in ("auto", "largest", "centre") or numbered:
        return word
    raise typer.BadParameter(f"expected auto, largest, centre or a number from 1, got {text!r}")


def parse_size(text: str) -> tuple[int, int]:
    """Width and height in pixels from "1280x720"."""
    width, _, height = text.lower().partition("x")
    if not (width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
        raise UsageError(f"--size: expected WIDTHxHEIGHT, such as 1280x720, got {text!r}")
    return int(width), int(height)
