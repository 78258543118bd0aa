"""Published hourglasses: every tensor finds its place, and the same comes out of them.

The published names and shapes are built here from the modules' public definitions; the forward
passes are written from the papers, as functions of the published tensors.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from posecoach.engine.convert_hourglass import MMPOSE, PRINCETON, convert_mmpose, convert_princeton
from posecoach.engine.prepared import Prepared
from posecoach.engine.topdown import PoseEstimator
from posecoach.engine.weights import WeightsInfo, build_network, save_weights
from posecoach.errors import WeightsError
from posecoach.skeleton import INDEX

Tensors = dict[str, Tensor]
Make = Callable[..., Tensor]


def small(*shape: int) -> Tensor:
    return torch.randn(*shape) * float(max(1, int(np.prod(shape[1:]))) ** -0.5)


def nothing(*shape: int) -> Tensor:
    return torch.empty(*shape, device="meta")


def norm(name: str, width: int, make: Make) -> Tensors:
    tensors = {f"{name}.{k}": make(width) for k in ("weight", "bias", "running_mean")}
    return tensors | {f"{name}.running_var": make(width).abs() + 0.5}


def conv(name: str, width_in: int, width_out: int, kernel: int, make: Make) -> Tensors:
    weight = make(width_out, width_in, kernel, kernel)
    return {f"{name}.weight": weight, f"{name}.bias": make(width_out)}


def princeton_residual(name: str, width_in: int, width_out: int, make: Make) -> Tensors:
    half = width_out // 2
    return {
        **norm(f"{name}.bn1", width_in, make),
        **conv(f"{name}.conv1.conv", width_in, half, 1, make),
        **norm(f"{name}.bn2", half, make),
        **conv(f"{name}.conv2.conv", half, half, 3, make),
        **norm(f"{name}.bn3", half, make),
        **conv(f"{name}.conv3.conv", half, width_out, 1, make),
        **conv(f"{name}.skip_layer.conv", width_in, width_out, 1, make),
    }


def princeton_hourglass(name: str, depth: int, make: Make) -> Tensors:
    tensors: Tensors = {}
    for part in ("up1", "low1", "low3"):
        tensors |= princeton_residual(f"{name}.{part}", 256, 256, make)
    if depth > 1:
        return tensors | princeton_hourglass(f"{name}.low2", depth - 1, make)
    return tensors | princeton_residual(f"{name}.low2", 256, 256, make)


def princeton(stacks: int, make: Make = small) -> Tensors:
    tensors = {**conv("pre.0.conv", 3, 64, 7, make), **norm("pre.0.bn", 64, make)}
    for number, widths in ((1, (64, 128)), (3, (128, 128)), (4, (128, 256))):
        tensors |= princeton_residual(f"pre.{number}", *widths, make)
    for i in range(stacks):
        tensors |= princeton_hourglass(f"hgs.{i}.0", 4, make)
        tensors |= princeton_residual(f"features.{i}.0", 256, 256, make)
        tensors |= conv(f"features.{i}.1.conv", 256, 256, 1, make)
        tensors |= norm(f"features.{i}.1.bn", 256, make)
        tensors |= conv(f"outs.{i}.conv", 256, 16, 1, make)
        if i < stacks - 1:
            tensors |= conv(f"merge_features.{i}.conv.conv", 256, 256, 1, make)
            tensors |= conv(f"merge_preds.{i}.conv.conv", 16, 256, 1, make)
    return {f"model.module.{name}": tensor for name, tensor in tensors.items()}


class Paper:
    """Layers by the published name."""

    def __init__(self, tensors: Tensors) -> None:
        self.t = tensors

    def conv(self, name: str, x: Tensor, stride: int = 1) -> Tensor:
        weight = self.t[f"{name}.weight"]
        bias = self.t.get(f"{name}.bias")
        return F.conv2d(x, weight, bias, stride, weight.shape[-1] // 2)

    def norm(self, name: str, x: Tensor) -> Tensor:
        mean, var = self.t[f"{name}.running_mean"], self.t[f"{name}.running_var"]
        return F.batch_norm(x, mean, var, self.t[f"{name}.weight"], self.t[f"{name}.bias"])


class Newell(Paper):
    """Newell et al., ECCV 2016, figures 3 and 4."""

    def residual(self, name: str, x: Tensor) -> Tensor:
        y = x
        for i in (1, 2, 3):
            y = self.conv(f"{name}.conv{i}.conv", F.relu(self.norm(f"{name}.bn{i}", y)))
        wider = x.shape[1] != y.shape[1]
        return y + (self.conv(f"{name}.skip_layer.conv", x) if wider else x)

    def hourglass(self, name: str, depth: int, x: Tensor) -> Tensor:
        low = self.residual(f"{name}.low1", F.max_pool2d(x, 2))
        inner = f"{name}.low2"
        low = self.hourglass(inner, depth - 1, low) if depth > 1 else self.residual(inner, low)
        low = self.residual(f"{name}.low3", low)
        return self.residual(f"{name}.up1", x) + F.interpolate(low, scale_factor=2.0)

    def maps(self, x: Tensor, stacks: int) -> Tensor:
        m = "model.module"
        x = F.relu(self.norm(f"{m}.pre.0.bn", self.conv(f"{m}.pre.0.conv", x, 2)))
        x = F.max_pool2d(self.residual(f"{m}.pre.1", x), 2)
        x = self.residual(f"{m}.pre.4", self.residual(f"{m}.pre.3", x))
        for i in range(stacks):
            f = self.residual(f"{m}.features.{i}.0", self.hourglass(f"{m}.hgs.{i}.0", 4, x))
            f = self.conv(f"{m}.features.{i}.1.conv", f)
            f = F.relu(self.norm(f"{m}.features.{i}.1.bn", f))
            maps = self.conv(f"{m}.outs.{i}.conv", f)
            if i < stacks - 1:
                x = x + self.conv(f"{m}.merge_features.{i}.conv.conv", f)
                x = x + self.conv(f"{m}.merge_preds.{i}.conv.conv", maps)
        return maps


def basic(name: str, width_in: int, width_out: int, make: Make, stride: int = 1) -> Tensors:
    tensors = {
        f"{name}.conv1.weight": make(width_out, width_in, 3, 3),
        **norm(f"{name}.bn1", width_out, make),
        f"{name}.conv2.weight": make(width_out, width_out, 3, 3),
        **norm(f"{name}.bn2", width_out, make),
    }
    if stride != 1 or width_in != width_out:
        tensors[f"{name}.downsample.0.weight"] = make(width_out, width_in, 1, 1)
        tensors |= norm(f"{name}.downsample.1", width_out, make)
    return tensors


def corner(name: str, widths: list[int], blocks: list[int], make: Make) -> Tensors:
    (width, below), count = widths[:2], blocks[0]
    tensors = basic(f"{name}.low1.0", width, below, make, stride=2)
    for i in range(count):
        tensors |= basic(f"{name}.up1.{i}", width, width, make)
    for i in range(1, count):
        tensors |= basic(f"{name}.low1.{i}", below, below, make)
    for i in range(count - 1):
        tensors |= basic(f"{name}.low3.{i}", below, below, make)
    tensors |= basic(f"{name}.low3.{count - 1}", below, width, make)
    if len(widths) > 2:
        return tensors | corner(f"{name}.low2", widths[1:], blocks[1:], make)
    for i in range(blocks[1]):
        tensors |= basic(f"{name}.low2.{i}", below, below, make)
    return tensors


def mmpose(width: int, make: Make = small, head: str = "keypoint_head") -> Tensors:
    widths = [width * share // 2 for share in (2, 2, 3, 3, 3, 4)]
    backbone = {
        "stem.0.conv.weight": make(width // 2, 3, 7, 7),
        **norm("stem.0.bn", width // 2, make),
        **basic("stem.1.0", width // 2, width, make, stride=2),
        **corner("hourglass_modules.0", widths, [2, 2, 2, 2, 2, 4], make),
        **basic("inters.0", width, width, make),
        "out_convs.0.conv.weight": make(width, width, 3, 3),
        **norm("out_convs.0.bn", width, make),
    }
    tensors = {f"backbone.{name}": tensor for name, tensor in backbone.items()}
    return tensors | conv(f"{head}.multi_final_layers.0", width, 17, 1, make)


class LawDeng(Paper):
    """Law, Deng, ECCV 2018, section 3.5, with the blocks of He et al., CVPR 2016."""

    def block(self, name: str, x: Tensor, stride: int = 1) -> Tensor:
        y = F.relu(self.norm(f"{name}.bn1", self.conv(f"{name}.conv1", x, stride)))
        y = self.norm(f"{name}.bn2", self.conv(f"{name}.conv2", y))
        if f"{name}.downsample.0.weight" in self.t:
            x = self.norm(f"{name}.downsample.1", self.conv(f"{name}.downsample.0", x, stride))
        return F.relu(x + y)

    def row(self, name: str, x: Tensor, count: int, stride: int = 1) -> Tensor:
        for i in range(count):
            x = self.block(f"{name}.{i}", x, stride if i == 0 else 1)
        return x

    def hourglass(self, name: str, depth: int, x: Tensor) -> Tensor:
        low, inner = self.row(f"{name}.low1", x, 2, 2), f"{name}.low2"
        low = self.hourglass(inner, depth - 1, low) if depth > 1 else self.row(inner, low, 4)
        low = self.row(f"{name}.low3", low, 2)
        return self.row(f"{name}.up1", x, 2) + F.interpolate(low, scale_factor=2.0)

    def maps(self, x: Tensor) -> Tensor:
        b = "backbone"
        x = F.relu(self.norm(f"{b}.stem.0.bn", self.conv(f"{b}.stem.0.conv", x, 2)))
        x = self.hourglass(f"{b}.hourglass_modules.0", 5, self.block(f"{b}.stem.1.0", x, 2))
        x = F.relu(self.norm(f"{b}.out_convs.0.bn", self.conv(f"{b}.out_convs.0.conv", x)))
        return self.conv("keypoint_head.multi_final_layers.0", x)


def run(tensors: Tensors, info: WeightsInfo, pictures: Tensor) -> Tensor:
    network = build_network(info)
    network.load_state_dict(tensors)
    with torch.inference_mode():
        result = Prepared(network, info.convention).eval()(pictures)
    assert isinstance(result, Tensor)
    return result


def test_princeton_s_network_computes_the_same(tmp_path: Path) -> None:
    torch.manual_seed(0)
    published = princeton(2)
    torch.save({"epoch": 3, "state_dict": published}, tmp_path / "c.pth.tar")
    tensors, info = convert_princeton(tmp_path / "c.pth.tar")
    assert info.arguments == {"stacks": 2, "channels": 256, "joints": 16, "stem_blocks": 3}
    assert info.convention == PRINCETON
    pictures = torch.randint(0, 256, (1, 64, 64, 3), dtype=torch.uint8)
    expected = Newell(published).maps(pictures.permute(0, 3, 1, 2) / 255, 2)
    torch.testing.assert_close(run(tensors, info, pictures), expected, atol=1e-3, rtol=1e-3)


def test_mmpose_s_network_computes_the_same(tmp_path: Path) -> None:
    torch.manual_seed(0)
    published = mmpose(8)
    torch.save({"meta": {"epoch": 3}, "state_dict": published}, tmp_path / "c.pth")
    tensors, info = convert_mmpose(tmp_path / "c.pth")
    pictures = torch.randint(0, 256, (1, 128, 128, 3), dtype=torch.uint8)
    mean, std = torch.tensor(MMPOSE.mean), torch.tensor(MMPOSE.std)
    inputs = ((pictures / 255 - mean) / std).permute(0, 3, 1, 2)
    expected = LawDeng(published).maps(inputs)
    torch.testing.assert_close(run(tensors, info, pictures), expected, atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize(
    ("convert", "published"),
    [
        (convert_princeton, lambda: princeton(8, nothing)),
        (convert_mmpose, lambda: mmpose(256, nothing)),
        (convert_mmpose, lambda: mmpose(256, nothing, head="head")),
    ],
)
def test_the_published_sizes_fit(
    convert: Callable[[Path], tuple[Tensors, WeightsInfo]],
    published: Callable[[], Tensors],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Names and shapes of the full networks, without their gigabyte of numbers."""
    fitted: list[WeightsInfo] = []

    def load(network: torch.nn.Module, tensors: Tensors, path: Path) -> None:
        expected = {name: t.shape for name, t in network.state_dict().items()}
        assert {name: t.shape for name, t in tensors.items()} == expected

    monkeypatch.setattr("posecoach.engine.convert_hourglass.load_state", load)
    monkeypatch.setattr("posecoach.engine.convert_hourglass.read_checkpoint", lambda _: published())
    with torch.device("meta"):
        fitted.append(convert(Path("published.pth"))[1])
    assert fitted[0].arguments["channels"] == 256


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.pop("backbone.stem.0.bn.bias"), "'stem.1.bias' is missing"),
        (lambda t: t.update({"backbone.neck.weight": torch.zeros(1)}), "unexpected tensor 'neck"),
        (
            lambda t: t.update({"keypoint_head.multi_final_layers.0.bias": torch.zeros(16)}),
            r"shape \(16,\), expected \(17,\)",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    change: Callable[[Tensors], object], words: str, tmp_path: Path
) -> None:
    published = mmpose(8)
    change(published)
    torch.save(published, tmp_path / "c.pth")
    with pytest.raises(WeightsError, match=words):
        convert_mmpose(tmp_path / "c.pth")


def test_one_publisher_s_file_is_not_the_other_s(tmp_path: Path) -> None:
    torch.save(mmpose(8), tmp_path / "c.pth")
    with pytest.raises(WeightsError, match="tensor"):
        convert_princeton(tmp_path / "c.pth")


def test_an_imported_network_estimates_poses(tmp_path: Path) -> None:
    torch.save(mmpose(8), tmp_path / "c.pth")
    tensors, info = convert_mmpose(tmp_path / "c.pth")
    save_weights(tmp_path / "w.safetensors", tensors, info)
    image = np.random.default_rng(0).integers(0, 255, (90, 90, 3), dtype=np.uint8)
    box = np.array([10.0, 10, 80, 80])
    (pose,) = PoseEstimator(tmp_path / "w.safetensors").estimate(image, [box])
    assert np.isfinite(pose.xy[INDEX["neck"]]).all()
    assert np.isnan(pose.xy[INDEX["left_heel"]]).all()
