"""With what blocks learn: chosen once a machine, recorded, and equal but for rounding."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from workbench.data.causal.batches import CausalBatch
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput
from workbench.models.blocks.kernels import Kernels
from workbench.models.build import build
from workbench.models.size.estimate import LONGEST_PLAIN
from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec, LlamaSpec
from workbench.spec import validate
from workbench.training import runtime as runtimes
from workbench.training.kernels import attention_choice, compiler
from workbench.training.objectives.objective import CausalLanguageModelling
from workbench.training.optimizing.optimizer_step import OptimizerStep
from workbench.training.optimizing.optimizers import build_optimizer
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.training.runtime import Runtime, environment, measured_runtime, resolve_runtime
from workbench.training.spec import DeviceSpec, RuntimeSpec
from workbench.training.trained_modules import TrainedModules

GPT = GPTSpec(num_layers=2, hidden_size=32, num_heads=2, context=16)
STEPS = 20


@pytest.fixture
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def losses(dropout: float = 0.0, **changes: object) -> list[float]:
    """The loss of each step of a run whose runtime has these changes."""
    plain = Runtime(device="cpu", precision="fp32", threads=1, torch_version=torch.__version__)
    runtime = plain.model_copy(update=changes)
    model = build(GPT.model_copy(update={"dropout": dropout}), 50)
    modules = TrainedModules(model)
    take = OptimizerStep(
        CausalLanguageModelling(model, torch.device("cpu")),
        modules,
        build_optimizer(OptimizerSpec(learning_rate=1e-2), modules),
        runtime,
        clip_norm=1.0,
        seed=0,
    )
    ids_bt = torch.randint(50, (4, 17), generator=torch.Generator().manual_seed(0)).numpy()
    batch = CausalBatch(ids_bt[:, :-1], ids_bt[:, 1:], 0)
    return [float(take(step, [batch])["loss"]) for step in range(STEPS)]


def gradients(spec: AnyModelSpec, kernels: Kernels) -> dict[str, Tensor]:
    """Of the sum of the hidden states, weighted, in float64."""
    model = build(spec, 50).double().train()
    model.kernels = kernels
    ids_bt = torch.randint(50, (2, 16), generator=torch.Generator().manual_seed(0))
    hidden = model.hidden(ids_bt)
    (hidden * torch.linspace(-1, 1, hidden.numel()).view_as(hidden)).sum().backward()
    return {n: p.grad for n, p in model.named_parameters() if p.grad is not None}


@pytest.mark.parametrize(
    "spec",
    [
        GPT,
        LlamaSpec(num_layers=2, hidden_size=32, num_heads=2, num_kv_heads=1, context=16),
        BertSpec(num_layers=2, hidden_size=32, num_heads=2, context=16, dropout=0.0),
    ],
    ids=lambda spec: spec.family,
)
def test_plain_attention_gives_each_family_the_gradients_of_the_fused_kernel(spec):
    plain, fused = (gradients(spec, Kernels(plain_attention=one)) for one in (True, False))
    assert plain.keys() == fused.keys()
    for name, gradient in plain.items():
        torch.testing.assert_close(gradient, fused[name], rtol=1e-9, atol=1e-10)


def test_windows_that_are_too_long_learn_with_the_fused_kernel():
    assert Kernels(plain_attention=True).plain_at(LONGEST_PLAIN)
    assert not Kernels(plain_attention=True).plain_at(LONGEST_PLAIN + 1)
    assert not Kernels().plain_at(1)


def test_a_model_that_does_not_learn_is_read_by_torchs_own_kernel():
    model = build(GPT, 50).eval()
    ids_bt = torch.arange(16)[None]
    before = model.hidden(ids_bt)

    def never(*_: object) -> Tensor:
        raise AssertionError

    model.kernels = Kernels(plain_attention=True, compiled=never)
    assert torch.equal(model.hidden(ids_bt), before)


def test_the_kernel_is_measured_once_a_machine(caches, monkeypatch):
    speedups = iter([3.0, 2.0, 1.2])
    monkeypatch.setattr(attention_choice, "_speedup", lambda _tokens: next(speedups))
    assert attention_choice.faster_attention(2) == "plain"
    assert attention_choice.faster_attention(2) == "plain"
    kept = json.loads((caches / "distill-workbench" / "measured.json").read_text())
    assert list(kept.values()) == ["plain"]


def test_what_is_no_faster_at_every_length_is_not_chosen():
    assert attention_choice.chosen_by([3.0, 2.0, 1.05]) == "fused"


def test_a_damaged_memory_of_the_machine_is_measured_anew(caches, monkeypatch):
    path = caches / "distill-workbench" / "measured.json"
    path.parent.mkdir()
    path.write_text("[not json")
    monkeypatch.setattr(attention_choice, "_speedup", lambda _tokens: 1.0)
    assert attention_choice.faster_attention(1) == "fused"
    assert list(json.loads(path.read_text()).values()) == ["fused"]


def test_only_bf16_on_a_processor_measures_and_a_named_kernel_never_does(monkeypatch):
    monkeypatch.setattr(runtimes, "faster_attention", lambda _threads: "plain")
    fast: dict[str, Any] = {"device": "cpu", "precision": "bf16", "threads": 1}
    assert measured_runtime(RuntimeSpec(**fast)).attention == "plain"
    assert resolve_runtime(RuntimeSpec(**fast)).attention == "fused"
    assert measured_runtime(RuntimeSpec(**fast, attention="fused")).attention == "fused"
    assert measured_runtime(RuntimeSpec(**fast | {"precision": "fp32"})).attention == "fused"
    assert measured_runtime(DeviceSpec(**fast)).attention is None


def test_the_record_of_a_run_tells_its_kernel_and_that_of_an_evaluation_none():
    facts = environment(resolve_runtime(RuntimeSpec(attention="plain", compile="on")))
    assert (facts["attention"], facts["compile"]) == ("plain", "on")
    assert "attention" not in environment(resolve_runtime(DeviceSpec()))


def test_losses_are_equal_but_for_rounding_over_twenty_steps():
    assert losses(attention="plain") == pytest.approx(losses(), rel=1e-5)


@pytest.mark.skipif(shutil.which("g++") is None, reason="torch compiles with g++")
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # torch's own, of itself
def test_compiled_steps_have_the_losses_of_plain_ones_and_the_same_ones_again():
    compiler.require_compiler()
    plain, compiled = losses(0.1), losses(0.1, compile=True)
    assert compiled == pytest.approx(plain, rel=1e-4)
    assert losses(0.1, compile=True) == compiled


def test_without_a_compiler_that_works_the_sentence_says_what_to_install(monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("No working C++ compiler found in ['g++']\nmore")

    compiler._problem.cache_clear()
    monkeypatch.setattr(torch, "compile", lambda _function: broken)
    with pytest.raises(BadInput, match=r"says: No working C\+\+ compiler found in .*; install one"):
        compiler.require_compiler()
    compiler._problem.cache_clear()


def test_texts_of_many_lengths_are_not_compiled():
    settings = {"teacher": "t", "corpus": "c", "runtime": {"compile": True}}
    validate(DistillSpec, settings)
    own = {"share": 0.5}
    with pytest.raises(BadInput, match="compiling is for one"):
        validate(DistillSpec, settings | {"stages": [{"on_policy": own}]})
