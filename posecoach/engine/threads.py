"""How many threads may compute one picture's maps: for every runtime the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch

MOST_PER_PICTURE = 8
"""One layer of one picture is a fraction of a millisecond's work; among more threads than this,
handing out the shares and waiting for the last of them takes longer than computing them."""


def wanted_threads() -> int:
    """What OMP_NUM_THREADS says; without it one per core, but no more than a picture keeps busy."""
    return _told() or min(torch.get_num_threads(), MOST_PER_PICTURE)


@contextmanager
def torch_threads(pictures: int) -> Iterator[None]:
    """torch on no more threads than so many pictures keep busy, unless OMP_NUM_THREADS says how
    many. The setting is the whole process's, so it is put back."""
    before = torch.get_num_threads()
    if _told() or before <= MOST_PER_PICTURE * pictures:
        yield
        return
    torch.set_num_threads(MOST_PER_PICTURE * pictures)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _told() -> int:
    """OMP_NUM_THREADS as torch obeys it too; 0 where it says nothing."""
    text = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return int(text) if text.isdigit() else 0
