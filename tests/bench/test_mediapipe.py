"""The comparison without the package, without its model, and with a stand-in for both."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from posecoach.bench.measure import BenchPlan
from posecoach.bench.mediapipe import measure_mediapipe
from posecoach.errors import RuntimeMissingError, UsageError

CLIP = str(Path(__file__).parents[1] / "data" / "squat-side.mp4")


def test_without_the_package_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mediapipe", None)
    with pytest.raises(RuntimeMissingError, match="pip install mediapipe"):
        measure_mediapipe(BenchPlan(CLIP, frames=30))


class Landmarker:
    """Stands in for vision.PoseLandmarker, whose times must increase."""

    times_ms: list[int]

    @classmethod
    def create_from_options(cls, options: SimpleNamespace) -> "Landmarker":
        assert options.running_mode == "video"
        cls.times_ms = []
        return cls()

    def detect_for_video(self, picture: SimpleNamespace, time_ms: int) -> None:
        assert picture.data.dtype == np.uint8
        self.times_ms.append(time_ms)


@pytest.fixture
def mediapipe(monkeypatch: pytest.MonkeyPatch) -> None:
    top, tasks = ModuleType("mediapipe"), ModuleType("mediapipe.tasks.python")
    vision = SimpleNamespace(
        PoseLandmarkerOptions=SimpleNamespace,
        PoseLandmarker=Landmarker,
        RunningMode=SimpleNamespace(VIDEO="video"),
    )
    vars(top).update(Image=SimpleNamespace, ImageFormat=SimpleNamespace(SRGB=1))
    vars(tasks).update(BaseOptions=SimpleNamespace, vision=vision)
    monkeypatch.setitem(sys.modules, "mediapipe", top)
    monkeypatch.setitem(sys.modules, "mediapipe.tasks", ModuleType("mediapipe.tasks"))
    monkeypatch.setitem(sys.modules, "mediapipe.tasks.python", tasks)


@pytest.mark.usefixtures("mediapipe")
def test_it_is_shown_every_frame(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--vs-model"):
        measure_mediapipe(BenchPlan(CLIP, frames=30))
    (tmp_path / "pose.task").write_bytes(b"")
    plan = BenchPlan(CLIP, frames=30, rival_model=str(tmp_path / "pose.task"))
    found = measure_mediapipe(plan)
    assert found.frames == found.stages["pose"].count == len(Landmarker.times_ms) == 30
    assert np.all(np.diff(Landmarker.times_ms) > 0)
