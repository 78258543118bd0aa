"""No runtime takes more threads than a picture keeps busy, unless it is told to."""

from collections.abc import Iterator

import pytest
import torch

from posecoach.engine.threads import MOST_PER_PICTURE, torch_threads, wanted_threads


@pytest.fixture(autouse=True)
def _torch_as_it_was() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(("text", "threads"), [("3", 3), ("2,1", 2), ("64", 64)])
def test_what_is_told_is_done(text: str, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", text)
    assert wanted_threads() == threads
    torch.set_num_threads(MOST_PER_PICTURE + 1)
    with torch_threads(1):
        assert torch.get_num_threads() == MOST_PER_PICTURE + 1


@pytest.mark.parametrize("text", [None, "", "many", "0"])
def test_otherwise_as_many_as_a_picture_keeps_busy(
    text: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if text is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", text)
    for cores, threads in ((2, 2), (MOST_PER_PICTURE * 3, MOST_PER_PICTURE)):
        torch.set_num_threads(cores)
        assert wanted_threads() == threads
        with torch_threads(1):
            assert torch.get_num_threads() == threads
        assert torch.get_num_threads() == cores


def test_many_pictures_keep_more_threads_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    torch.set_num_threads(MOST_PER_PICTURE * 3)
    with torch_threads(2):
        assert torch.get_num_threads() == MOST_PER_PICTURE * 2
    with torch_threads(5):
        assert torch.get_num_threads() == MOST_PER_PICTURE * 3


def test_torch_s_setting_is_put_back_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    torch.set_num_threads(MOST_PER_PICTURE + 2)
    with pytest.raises(ZeroDivisionError), torch_threads(1):
        _ = 1 / 0
    assert torch.get_num_threads() == MOST_PER_PICTURE + 2
