import pytest
import torch
import torch.nn.functional as F

from workbench.models.blocks import linear as linear_layers
from workbench.models.blocks.linear import FEW_ROWS, Linear, in_few_sizes, linear


@pytest.fixture(params=[0, 1, FEW_ROWS, FEW_ROWS + 1, 64, 100, 257])
def x(request: pytest.FixtureRequest) -> torch.Tensor:
    return torch.randn(request.param, 24, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("bias", [True, False])
def test_that_a_layer_without_gradients_computes_what_torchs_own_does(
    x: torch.Tensor, bias: bool
) -> None:
    layer = Linear(24, 40, bias=bias)
    expected = F.linear(x, layer.weight, layer.bias)
    with torch.no_grad():
        assert torch.allclose(layer(x), expected, atol=1e-5)


def test_that_batches_keep_their_shape_and_views_of_weights_are_read_right() -> None:
    x_btc, wide_oi = torch.randn(3, 29, 24), torch.randn(48, 80)
    for weight_oi in (wide_oi[5:20, :24], wide_oi.T[:, :24], wide_oi[::3, 8:32]):
        with torch.inference_mode():
            answer_bto = linear(x_btc.transpose(0, 1), weight_oi)
        assert torch.allclose(answer_bto, x_btc.transpose(0, 1) @ weight_oi.T, atol=1e-4)


def test_that_gradients_are_torchs_own() -> None:
    layer, x = Linear(24, 40), torch.randn(100, 24)
    layer(x).square().sum().backward()
    weight = layer.weight.detach().clone().requires_grad_()
    F.linear(x, weight, layer.bias.detach()).square().sum().backward()
    assert isinstance(layer.weight.grad, torch.Tensor)
    assert isinstance(weight.grad, torch.Tensor)
    assert torch.equal(layer.weight.grad, weight.grad)


def test_that_other_precisions_are_left_to_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> torch.Tensor:
        raise AssertionError("only float32 without autocast is for oneDNN")

    monkeypatch.setattr(linear_layers, "in_few_sizes", never)
    x, weight_oi = torch.randn(100, 24), torch.randn(40, 24)
    with torch.no_grad():
        assert linear(x.double(), weight_oi.double()).dtype == torch.float64
        assert linear(x.bfloat16(), weight_oi.bfloat16()).dtype == torch.bfloat16
        with torch.autocast("cpu", torch.bfloat16):
            assert linear(x, weight_oi).dtype == torch.bfloat16


def test_that_texts_of_all_lengths_are_multiplied_in_few_sizes() -> None:
    seen = set[int]()

    def multiply(rows_ni: torch.Tensor) -> torch.Tensor:
        seen.add(len(rows_ni))
        return rows_ni * 2

    for rows in range(1, 1000):
        x_ni = torch.randn(rows, 2)
        assert torch.equal(in_few_sizes(multiply, x_ni), x_ni * 2)
    assert seen == {32, 64, 128, 256, 512}
