import pytest
import torch
import torch.nn.functional as F

from workbench.models.blocks.norms import RMSNorm
from workbench.models.blocks.rotary import Rotary, rotated
from workbench.models.rotary_spec import NoScaling, YarnScaling


def drawn(*shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(1)).to(dtype)


@pytest.mark.parametrize("shape", [(5, 8), (2, 3, 4, 8), (8,)])
@pytest.mark.parametrize("epsilon", [1e-6, None])
def test_that_an_rms_norm_and_its_gradients_are_torchs(shape, epsilon):
    own, torchs = RMSNorm(8, epsilon).double(), torch.nn.RMSNorm(8, epsilon).double()
    for norm in (own, torchs):
        norm.weight.data = 1 + drawn(8).double()
    x, gradient = drawn(*shape).double(), drawn(*shape).double().flip(-1)
    results = []
    for norm in (own, torchs):
        read = x.clone().requires_grad_()
        written = norm(read)
        written.backward(gradient)
        results.append((written, read.grad, norm.weight.grad))
    for mine, wanted in zip(*results, strict=True):
        torch.testing.assert_close(mine, wanted, rtol=1e-9, atol=1e-12)
    assert torch.equal(results[0][0], results[1][0])
    with torch.no_grad():
        assert torch.equal(own(x), torchs(x))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
def test_that_an_rms_norm_of_low_precision_computes_in_float32(dtype):
    x, weight = drawn(16, 8, dtype=dtype), torch.nn.Parameter(1 + drawn(8))
    norm = RMSNorm(8, 1e-6)
    norm.weight = weight
    wanted = F.rms_norm(x.double(), (8,), weight.double(), 1e-6)
    tolerance = 8e-3 if dtype == torch.bfloat16 else 1e-6
    with torch.no_grad():
        read = norm(x)
    assert torch.equal(norm(x), read)
    torch.testing.assert_close(read, wanted.to(dtype), rtol=tolerance, atol=1e-6)


def test_that_an_rms_norm_with_a_weight_of_low_precision_learns():
    x, weight, gradient = drawn(16, 8), (1 + drawn(8)).bfloat16(), drawn(16, 8).flip(-1)
    norm = RMSNorm(8, 1e-6)
    norm.weight = torch.nn.Parameter(weight)
    read, exact = x.clone().requires_grad_(), x.double().requires_grad_()
    exact_weight = weight.double().requires_grad_()
    norm(read).backward(gradient)
    F.rms_norm(exact, (8,), exact_weight, 1e-6).backward(gradient.double())
    assert read.grad is not None
    assert norm.weight.grad is not None
    assert exact.grad is not None
    assert exact_weight.grad is not None
    torch.testing.assert_close(read.grad, exact.grad.float(), rtol=1e-4, atol=1e-5)
    assert norm.weight.grad.dtype == torch.bfloat16
    wanted = exact_weight.grad.bfloat16()
    torch.testing.assert_close(norm.weight.grad, wanted, rtol=8e-3, atol=1e-3)


@pytest.mark.parametrize("scaling", [NoScaling(), YarnScaling(factor=4.0, original_context=4)])
def test_that_turning_positions_has_the_gradient_of_a_matrix_that_turns_pairs(scaling):
    cos_tr, sin_tr = Rotary(6, 10_000.0, scaling).cos_sin(0, 5, torch.device("cpu"))
    cos_tr, sin_tr = cos_tr.double(), sin_tr.double()
    x = drawn(2, 3, 5, 8).double().requires_grad_()
    assert torch.autograd.gradcheck(lambda x: rotated(x, cos_tr, sin_tr), (x,))
    with torch.no_grad():
        alone = rotated(x, cos_tr, sin_tr)
    assert torch.equal(alone, rotated(x, cos_tr, sin_tr))
