"""The comparison without the package, without its model, and with stand-ins for both, which
behave as MediaPipe 1.2 and 0.10.21 do."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

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
    closed: int

    @classmethod
    def create_from_options(cls, options: SimpleNamespace) -> "Landmarker":
        assert options.running_mode == "video"
        if Path(options.base_options.model_asset_path).read_bytes() != b"a model":
            raise RuntimeError("Unable to open zip archive.\nwith a trace")
        cls.times_ms, cls.closed = [], 0
        return cls()

    def __enter__(self) -> "Landmarker":
        return self

    def __exit__(self, *_: object) -> None:
        Landmarker.closed += 1

    def detect_for_video(self, picture: SimpleNamespace, time_ms: int) -> None:
        assert picture.data.dtype == np.uint8
        self.times_ms.append(time_ms)


class LegacyPose:
    """Stands in for solutions.pose.Pose, which brings its model."""

    seen: int

    def __enter__(self) -> "LegacyPose":
        LegacyPose.seen = 0
        return self

    def __exit__(self, *_: object) -> None: ...

    def process(self, image: NDArray[np.uint8]) -> None:
        assert image.dtype == np.uint8
        LegacyPose.seen += 1


@pytest.fixture
def mediapipe(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
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
    return top


@pytest.mark.usefixtures("mediapipe")
def test_it_is_shown_every_frame(tmp_path: Path) -> None:
    (tmp_path / "pose.task").write_bytes(b"a model")
    plan = BenchPlan(CLIP, frames=30, rival_model=str(tmp_path / "pose.task"))
    found = measure_mediapipe(plan)
    assert found.frames == found.stages["pose"].count == len(Landmarker.times_ms) == 30
    assert np.all(np.diff(Landmarker.times_ms) > 0)
    assert Landmarker.closed == 1


def test_without_a_model_it_says_where_one_is(mediapipe: ModuleType, tmp_path: Path) -> None:
    vars(mediapipe).update(__version__="1.2.3")
    with pytest.raises(UsageError, match=r"1\.2\.3 brings none.*--vs-model.*mediapipe<0\.10\.30"):
        measure_mediapipe(BenchPlan(CLIP, frames=30))
    with pytest.raises(UsageError, match="found gone"):
        measure_mediapipe(BenchPlan(CLIP, frames=30, rival_model="gone.task"))
    (tmp_path / "pose.task").write_bytes(b"half")
    with pytest.raises(UsageError, match=r"refuses .*pose\.task: Unable to open zip") as error:
        measure_mediapipe(BenchPlan(CLIP, rival_model=str(tmp_path / "pose.task")))
    assert "\n" not in str(error.value)


def test_a_model_that_it_brings_is_used(mediapipe: ModuleType) -> None:
    vars(mediapipe).update(solutions=SimpleNamespace(pose=SimpleNamespace(Pose=LegacyPose)))
    found = measure_mediapipe(BenchPlan(CLIP, frames=30))
    assert found.frames == found.stages["pose"].count == LegacyPose.seen == 30
