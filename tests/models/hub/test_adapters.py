"""LoRA adapters as PEFT writes them, against the formula on the matrices of transformers.

W' = W + s · B A, where a `Conv1D` of GPT-2 is stored transposed; compared under transformers' own
names, so that fused matrices are taken apart again. PEFT 0.21 gave equal weights (to 3e-7) for each
of the families and settings here.
"""

import json
import math
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from workbench.errors import BadInput, NotFound
from workbench.models.build import Model, build
from workbench.models.hub.adapter import MergedAdapter, merge_adapter
from workbench.models.hub.exporting import hf_weights
from workbench.models.model_file import ModelFile
from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec, LlamaSpec

ROWS = 30
SIZES: Any = {"num_layers": 2, "hidden_size": 24, "num_heads": 3, "context": 12}
LLAMA = LlamaSpec(**SIZES, num_kv_heads=1, tied_embeddings=False)
QWEN = LlamaSpec(**SIZES, num_kv_heads=1, qkv_bias=True)
RANK = 2
Q, DOWN = "model.layers.1.self_attn.q_proj", "model.layers.0.mlp.down_proj"

FAMILIES: dict[str, tuple[AnyModelSpec, tuple[str, ...]]] = {
    "llama": (LLAMA, (Q, DOWN, "model.layers.0.mlp.up_proj", "lm_head")),
    "qwen2": (QWEN, (Q, "model.layers.0.self_attn.v_proj")),
    "gpt2": (GPTSpec(**SIZES), ("transformer.h.0.attn.c_attn", "transformer.h.1.mlp.c_proj")),
    "bert": (BertSpec(**SIZES), ("bert.encoder.layer.0.attention.self.key", "bert.pooler.dense")),
    "distilbert": (
        BertSpec(**SIZES, num_segments=0, pooler=False),
        ("distilbert.transformer.layer.1.attention.v_lin",),
    ),
}


def made(spec: AnyModelSpec) -> tuple[Model, ModelFile]:
    return build(spec, ROWS, seed=1).eval(), ModelFile(spec=spec, vocabulary_size=ROWS)


def written(folder: Path, tensors: dict[str, Tensor], **config: Any) -> Path:
    """An adapter of these tensors; their names get PEFT's prefix."""
    folder.mkdir(exist_ok=True)
    named = {f"base_model.model.{name}": tensor for name, tensor in tensors.items()}
    save_file(named, folder / "adapter_model.safetensors")
    usual = {"peft_type": "LORA", "r": RANK, "lora_alpha": 6, "base_model_name_or_path": "acme/x"}
    (folder / "adapter_config.json").write_text(json.dumps(usual | config))
    return folder


def halves(weights: dict[str, Tensor], modules: tuple[str, ...], rank: int = RANK) -> Any:
    """Random A and B for some modules of transformers' names."""
    generator = torch.Generator().manual_seed(3)
    tensors: dict[str, Tensor] = {}
    for module in modules:
        outputs, inputs = _as_linear(module, weights[_weight(module)]).shape
        tensors[f"{module}.lora_A.weight"] = torch.randn(rank, inputs, generator=generator)
        tensors[f"{module}.lora_B.weight"] = torch.randn(outputs, rank, generator=generator)
    return tensors


def _weight(module: str) -> str:
    return f"{module}.weight"


def _as_linear(module: str, weight: Tensor) -> Tensor:
    return weight.T if ".c_" in module else weight


def expected(
    weights: dict[str, Tensor], tensors: dict[str, Tensor], scales: dict[str, float]
) -> dict[str, Tensor]:
    changed = dict(weights)
    for module, scale in scales.items():
        a, b = (tensors[f"{module}.lora_{half}.weight"].double() for half in "AB")
        delta = _as_linear(module, scale * (b @ a))
        changed[_weight(module)] = (changed[_weight(module)].double() + delta).float()
    return changed


def merged_into(model: Model, file: ModelFile, folder: Path) -> dict[str, Tensor]:
    """The merged weights under transformers' names."""
    merged = merge_adapter(folder, model.state_dict(), file)
    other, _ = made(file.spec)
    other.load_state_dict(merged.weights)
    return hf_weights(other, file.spec)


def assert_equal(found: dict[str, Tensor], wanted: dict[str, Tensor]) -> None:
    assert found.keys() == wanted.keys()
    for name, tensor in wanted.items():
        torch.testing.assert_close(found[name], tensor, atol=0, rtol=0, msg=name)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("rslora", [False, True])
def test_that_an_adapter_is_merged_as_its_formula_says(
    tmp_path: Path, family: str, rslora: bool
) -> None:
    spec, modules = FAMILIES[family]
    model, file = made(spec)
    weights = hf_weights(model, spec)
    tensors = halves(weights, modules)
    targets = sorted({module.rpartition(".")[2] for module in modules})
    folder = written(tmp_path / "a", tensors, use_rslora=rslora, target_modules=targets)
    scale = 6 / (math.sqrt(RANK) if rslora else RANK)
    wanted = expected(weights, tensors, dict.fromkeys(modules, scale))
    assert_equal(merged_into(model, file, folder), wanted)
    merged = merge_adapter(folder, model.state_dict(), file)
    assert (merged.changed, merged.made_for) == (len(modules), "acme/x")


def test_that_ranks_and_alphas_of_single_layers_count(tmp_path: Path) -> None:
    model, file = made(LLAMA)
    weights = hf_weights(model, LLAMA)
    tensors = halves(weights, (Q,), rank=3) | halves(weights, (DOWN,))
    patterns = {"rank_pattern": {"^model.layers.1.self_attn.q_proj": 3, "proj": 9}}
    alphas = {"alpha_pattern": {r"layers\.\d+\.mlp\.down_proj": 5, "down_proj": 1}}
    folder = written(tmp_path / "a", tensors, **patterns, **alphas)
    scales = {Q: 6 / 3, DOWN: 5 / RANK}
    wanted = expected(weights, tensors, scales)
    assert_equal(merged_into(model, file, folder), wanted)


def test_that_biases_and_layers_that_are_saved_whole_take_the_bases_place(tmp_path: Path) -> None:
    spec = LlamaSpec(**SIZES, num_kv_heads=1, qkv_bias=True, tied_embeddings=False)
    model, file = made(spec)
    weights = hf_weights(model, spec)
    tensors = halves(weights, (Q,))
    added, bias, head = torch.randn(24), torch.randn(8), torch.randn(ROWS, 24)
    key = "model.layers.0.self_attn.k_proj"
    more = {
        f"{Q}.lora_B.bias": added,
        f"{key}.base_layer.bias": bias,
        "lm_head.modules_to_save.weight": head,
    }
    folder = written(tmp_path / "a", tensors | more, bias="all", lora_bias=True)
    wanted = expected(weights, tensors, {Q: 3.0})
    wanted[f"{Q}.bias"] = (weights[f"{Q}.bias"].double() + 3.0 * added.double()).float()
    wanted |= {f"{key}.bias": bias, "lm_head.weight": head}
    assert_equal(merged_into(model, file, folder), wanted)


@pytest.mark.slow
def test_that_an_older_adapters_pickle_is_read(tmp_path: Path) -> None:
    model, file = made(LLAMA)
    tensors = halves(hf_weights(model, LLAMA), (Q,))
    folder = written(tmp_path / "a", tensors)
    wanted = merged_into(model, file, folder)
    (folder / "adapter_model.safetensors").unlink()
    named = {f"base_model.model.{name}": tensor for name, tensor in tensors.items()}
    torch.save(named, folder / "adapter_model.bin")
    assert_equal(merged_into(model, file, folder), wanted)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "another kind": ({"peft_type": "IA3"}, "asks for peft_type = IA3"),
    "dora": ({"use_dora": True}, "asks for use_dora = True"),
    "other first weights": ({"init_lora_weights": "pissa"}, "init_lora_weights = pissa"),
    "copied layers": ({"layer_replication": [[0, 2]]}, "asks for layer_replication"),
    "what is not known": ({"use_tomorrow": 1}, "asks for use_tomorrow = 1"),
    "an expression": ({"alpha_pattern": {"(a+)+b": 3}}, r"has a rank or alpha for '\(a\+\)\+b'"),
    "no rank": ({"r": 0}, "r: "),
    "another rank": ({"r": 4}, "is 2×24, and the base and adapter_config.json ask for 4×24"),
    "other targets": ({"target_modules": ["k_proj"]}, "not among the target_modules"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_that_what_is_not_plain_lora_is_refused_by_name(tmp_path: Path, case: str) -> None:
    config, sentence = REFUSED[case]
    model, file = made(LLAMA)
    folder = written(tmp_path / "a", halves(hf_weights(model, LLAMA), (Q,)), **config)
    with pytest.raises(BadInput, match=sentence):
        merge_adapter(folder, model.state_dict(), file)


A, B = f"{Q}.lora_A.weight", f"{Q}.lora_B.weight"
MISFITS: dict[str, tuple[dict[str, Tensor], str]] = {
    "dora": ({f"{Q}.lora_magnitude_vector": torch.ones(24)}, "is nothing of plain LoRA"),
    "embeddings": ({"model.embed_tokens.lora_embedding_A": torch.ones(2, 30)}, "nothing of plain"),
    "a task's layer": ({"score.weight": torch.ones(2, 24)}, "a layer that the base does not have"),
    "another layer": ({"model.layers.7.mlp.up_proj.lora_A.weight": torch.ones(2, 24)}, "not have"),
    "half a pair": ({f"{DOWN}.lora_A.weight": torch.ones(2, 64)}, "not one A and one B"),
    "another width": ({B: torch.ones(32, RANK)}, "is 32×2, and the base .* ask for 24×2"),
    "not a number": ({A: torch.full((RANK, 24), math.nan)}, "NaN or infinite"),
}


@pytest.mark.parametrize("case", MISFITS)
def test_that_matrices_that_do_not_fit_are_refused_by_name(tmp_path: Path, case: str) -> None:
    tensors, sentence = MISFITS[case]
    model, file = made(LLAMA)
    folder = written(tmp_path / "a", halves(hf_weights(model, LLAMA), (Q,)) | tensors)
    with pytest.raises(BadInput, match=sentence):
        merge_adapter(folder, model.state_dict(), file)


def test_that_an_embedding_that_is_the_output_too_is_not_replaced(tmp_path: Path) -> None:
    model, file = made(QWEN)
    tensors = halves(hf_weights(model, QWEN), (Q,))
    more = {"model.embed_tokens.weight": torch.ones(ROWS, 24)}
    folder = written(tmp_path / "a", tensors | more)
    with pytest.raises(BadInput, match="tied to another"):
        merge_adapter(folder, model.state_dict(), file)


def test_that_an_empty_or_missing_file_is_named(tmp_path: Path) -> None:
    model, file = made(LLAMA)
    bias = {"model.layers.0.input_layernorm.weight": torch.ones(24)}
    folder = written(tmp_path / "a", bias)
    with pytest.raises(BadInput, match="holds no matrices of LoRA"):
        merge_adapter(folder, model.state_dict(), file)
    (folder / "adapter_model.safetensors").unlink()
    with pytest.raises(NotFound, match=r"neither adapter_model\.safetensors nor adapter_model"):
        merge_adapter(folder, model.state_dict(), file)


def test_that_the_base_stays_as_it_is(tmp_path: Path) -> None:
    model, file = made(LLAMA)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    folder = written(tmp_path / "a", halves(hf_weights(model, LLAMA), (Q,)))
    merged: MergedAdapter = merge_adapter(folder, model.state_dict(), file)
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
    assert merged.weights.keys() == before.keys()
