"""Published checkpoints become posecoach's weights, or are refused with the reason."""

import pickle
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from posecoach.engine.convert import IMAGENET_SCALE, convert_efficientnet, read_checkpoint
from posecoach.engine.weights import build_network, load_state
from posecoach.errors import WeightsError
from posecoach.nets.efficientnet import STAGES


def published_lite0() -> dict[str, Tensor]:
    """Names and shapes of EfficientNet-Lite0 as published for PyTorch: blocks numbered through,
    ``_expand_conv``/``_bn0`` only where a block expands, a classifier at the end."""
    tensors = {"_conv_stem.weight": torch.randn(32, 3, 3, 3), **norm("_bn0", 32)}
    number, width = 0, 32
    for blocks, kernel, _, expand, out in STAGES:
        for _ in range(blocks):
            name, inner = f"_blocks.{number}", width * expand
            if expand != 1:
                tensors[f"{name}._expand_conv.weight"] = torch.randn(inner, width, 1, 1)
                tensors |= norm(f"{name}._bn0", inner)
            tensors[f"{name}._depthwise_conv.weight"] = torch.randn(inner, 1, kernel, kernel)
            tensors |= norm(f"{name}._bn1", inner)
            tensors[f"{name}._project_conv.weight"] = torch.randn(out, inner, 1, 1)
            tensors |= norm(f"{name}._bn2", out)
            number, width = number + 1, out
    tensors["_conv_head.weight"] = torch.randn(1280, 320, 1, 1)
    return {**tensors, **norm("_bn1", 1280), "_fc.weight": torch.zeros(1000, 1280)}


def norm(name: str, width: int) -> dict[str, Tensor]:
    return {
        f"{name}.weight": torch.rand(width),
        f"{name}.bias": torch.randn(width),
        f"{name}.running_mean": torch.randn(width),
        f"{name}.running_var": torch.rand(width) + 0.5,
        f"{name}.num_batches_tracked": torch.tensor(1),
    }


def test_every_published_tensor_but_the_classifier_finds_its_place(tmp_path: Path) -> None:
    published = published_lite0()
    torch.save(published, tmp_path / "lite0.pth")
    tensors, info = convert_efficientnet(tmp_path / "lite0.pth", 0)
    load_state(build_network(info), tensors, tmp_path)
    assert len(tensors) == len(published) - 7
    torch.testing.assert_close(
        tensors["stages.1.1.body.3.weight"], published["_blocks.2._depthwise_conv.weight"]
    )
    torch.testing.assert_close(
        tensors["stem.0.weight"], published["_conv_stem.weight"] * IMAGENET_SCALE
    )


def test_a_block_computes_what_the_paper_writes(tmp_path: Path) -> None:
    """The first block (no expansion) against its formula, from the published tensors."""
    published = published_lite0()
    torch.save(published, tmp_path / "lite0.pth")
    tensors, info = convert_efficientnet(tmp_path / "lite0.pth", 0)
    network = build_network(info)
    network.load_state_dict(tensors)
    x = torch.randn(1, 32, 8, 8)

    def bn(name: str, value: Tensor) -> Tensor:
        mean, var = published[f"{name}.running_mean"], published[f"{name}.running_var"]
        return nn.functional.batch_norm(
            value, mean, var, published[f"{name}.weight"], published[f"{name}.bias"], eps=1e-3
        )

    b = "_blocks.0"
    depthwise = published[f"{b}._depthwise_conv.weight"]
    y = nn.functional.conv2d(x, depthwise, padding=1, groups=32)
    y = nn.functional.relu6(bn(f"{b}._bn1", y))
    expected = bn(f"{b}._bn2", nn.functional.conv2d(y, published[f"{b}._project_conv.weight"]))
    with torch.inference_mode():
        found = network.eval().get_submodule("stages.0")(x)
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)


def test_the_wrong_variant_is_named(tmp_path: Path) -> None:
    torch.save(published_lite0(), tmp_path / "lite0.pth")
    with pytest.raises(WeightsError, match=r"missing|shape"):
        convert_efficientnet(tmp_path / "lite0.pth", 2)


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("code ran",)


def test_code_in_a_checkpoint_is_refused_and_not_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "evil.pth").write_bytes(pickle.dumps({"weight": Evil()}))
    with pytest.raises(WeightsError, match="tensors only") as raised:
        read_checkpoint(tmp_path / "evil.pth")
    assert "weights_only" not in str(raised.value)
    assert "code ran" not in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"hello", None])
def test_files_that_are_no_checkpoints_are_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "x.pth").write_bytes(content)
    with pytest.raises(WeightsError, match=r"no such checkpoint|refused"):
        read_checkpoint(tmp_path / "x.pth")


def test_a_checkpoint_without_tensors_is_refused(tmp_path: Path) -> None:
    torch.save({"epoch": 3}, tmp_path / "x.pth")
    with pytest.raises(WeightsError, match="found none"):
        read_checkpoint(tmp_path / "x.pth")
