"""Llama and Qwen2 in the files of others.

llama.cpp's `llama` rotates neighbouring numbers of a query or key, where ours rotates the first
half with the second, so their rows are put in another order; its `qwen2` rotates as ours. Shapes:
h heads, d width of a head, c hidden size, o rows of a weight.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch
from pydantic import Field
from torch import Tensor

from workbench.models.hub.architectures.architecture import GGUFMapping, HubArchitecture
from workbench.models.hub.architectures.names import Habits, HubTensor, fused
from workbench.models.hub.architectures.settings import MAX_CONTEXT, ForeignSettings
from workbench.models.llama import Llama
from workbench.models.spec import AnyModelSpec, LlamaSpec
from workbench.spec import validate

if TYPE_CHECKING:
    from gguf import GGUFWriter

_ROTARY: dict[str, tuple[Any, ...]] = {
    "hidden_act": ("silu", "swish"),
    "partial_rotary_factor": (None, 1, 1.0),
}


class LlamaSettings(ForeignSettings):
    """Llama's."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int = Field(ge=1)
    num_key_value_heads: int | None = Field(None, ge=1)
    intermediate_size: int = Field(ge=1)
    max_position_embeddings: int = Field(2048, ge=2)
    rms_norm_eps: float = 1e-6
    rope_theta: float = 10_000.0
    tie_word_embeddings: bool = False

    def plain(self) -> dict[str, Any]:
        own = self.num_key_value_heads in (None, self.num_attention_heads)
        return {
            "num_layers": self.num_hidden_layers,
            "hidden_size": self.hidden_size,
            "num_heads": self.num_attention_heads,
            "num_kv_heads": 0 if own else self.num_key_value_heads,
            "context": min(self.max_position_embeddings, MAX_CONTEXT),
            "ffn_size": self.intermediate_size,
            "norm_epsilon": self.rms_norm_eps,
            "rope_theta": self.rope_theta,
            "dropout": 0.0,
            "tied_embeddings": self.tie_word_embeddings,
        }

    def cut(self) -> list[str]:
        too_long = self.max_position_embeddings > MAX_CONTEXT
        return ["max_position_embeddings"] if too_long else []

    def to_spec(self, where: str) -> AnyModelSpec:
        return validate(LlamaSpec, self.plain(), where)


class Qwen2Settings(LlamaSettings):
    """Qwen2's: Llama's with biases on queries, keys and values."""

    max_position_embeddings: int = Field(32768, ge=2)

    def plain(self) -> dict[str, Any]:
        return super().plain() | {"qkv_bias": True}


def _tensors(spec: LlamaSpec) -> Iterator[HubTensor]:
    yield HubTensor("token_embedding.weight", ("model.embed_tokens.weight",))
    for layer in range(spec.num_layers):
        yield from _block(f"blocks.{layer}", f"model.layers.{layer}", spec)
    yield HubTensor("final_norm.weight", ("model.norm.weight",))
    if not spec.tied_embeddings:
        yield HubTensor("head.weight", ("lm_head.weight",))


def _block(ours: str, theirs: str, spec: LlamaSpec) -> Iterator[HubTensor]:
    attention = tuple(f"{theirs}.self_attn.{part}_proj" for part in "qkv")
    shared = spec.kv_heads * spec.head_size
    yield HubTensor(f"{ours}.attention_norm.weight", (f"{theirs}.input_layernorm.weight",))
    for part in ("weight", "bias") if spec.qkv_bias else ("weight",):
        yield fused(f"{ours}.qkv", attention, (spec.hidden_size, shared, shared), part)
    yield HubTensor(f"{ours}.attention_out.weight", (f"{theirs}.self_attn.o_proj.weight",))
    yield HubTensor(f"{ours}.ffn_norm.weight", (f"{theirs}.post_attention_layernorm.weight",))
    gated = (f"{theirs}.mlp.gate_proj", f"{theirs}.mlp.up_proj")
    yield fused(f"{ours}.ffn_in", gated, (spec.inner_size, spec.inner_size), "weight")
    yield HubTensor(f"{ours}.ffn_out.weight", (f"{theirs}.mlp.down_proj.weight",))


def _sizes(spec: LlamaSpec) -> dict[str, Any]:
    """The rotary base is written the old way and the new, for readers of either."""
    return {
        "num_hidden_layers": spec.num_layers,
        "hidden_size": spec.hidden_size,
        "num_attention_heads": spec.num_heads,
        "num_key_value_heads": spec.kv_heads,
        "intermediate_size": spec.inner_size,
        "max_position_embeddings": spec.context,
        "hidden_act": "silu",
        "rms_norm_eps": spec.norm_epsilon,
        "rope_theta": spec.rope_theta,
        "rope_parameters": {"rope_type": "default", "rope_theta": spec.rope_theta},
        "attention_dropout": spec.dropout,
    }


# -- GGUF -------------------------------------------------------------------------------------


def _add_gguf_sizes(writer: "GGUFWriter", spec: LlamaSpec) -> None:
    writer.add_head_count_kv(spec.kv_heads)
    writer.add_layer_norm_rms_eps(spec.norm_epsilon)
    writer.add_rope_dimension_count(spec.head_size)
    writer.add_rope_freq_base(spec.rope_theta)


def _gguf_tensors(model: Llama) -> Iterator[tuple[str, Tensor]]:
    parts = {
        "attention_norm": "attn_norm",
        "attention_out": "attn_output",
        "ffn_norm": "ffn_norm",
        "ffn_out": "ffn_down",
    }
    yield "output_norm.weight", model.final_norm.weight
    for layer, block in enumerate(model.blocks):
        for ours, theirs in parts.items():
            yield f"blk.{layer}.{theirs}.weight", block.get_parameter(f"{ours}.weight")
        gate, up = block.get_parameter("ffn_in.weight").chunk(2)
        yield f"blk.{layer}.ffn_gate.weight", gate
        yield f"blk.{layer}.ffn_up.weight", up
        yield from _gguf_attention(model, layer)


def _gguf_attention(model: Llama, layer: int) -> Iterator[tuple[str, Tensor]]:
    """Queries, keys and values apart, and turned to llama.cpp's rotary order where it differs."""
    keys = model.num_kv_heads * model.head_size
    sizes = (model.num_heads * model.head_size, keys, keys)
    stacked = dict(model.blocks[layer].get_submodule("qkv").named_parameters())
    is_llama = "bias" not in stacked
    for kind, parameter in stacked.items():
        q, k, v = torch.split(parameter, list(sizes))
        if is_llama:
            q, k = (interleaved(part, model.head_size) for part in (q, k))
        for name, part in (("q", q), ("k", k), ("v", v)):
            yield f"blk.{layer}.attn_{name}.{kind}", part


def interleaved(weight_oc: Tensor, head_size: int) -> Tensor:
    """Rows of each head from (first half, second half) to pairs (i, i + d/2) side by side."""
    columns = weight_oc.shape[1:]
    halves = weight_oc.reshape(-1, 2, head_size // 2, *columns)
    return halves.transpose(1, 2).reshape(-1, *columns)


def halved(weight_oc: Tensor, head_size: int) -> Tensor:
    """Rows as they were before `interleaved`."""
    columns = weight_oc.shape[1:]
    pairs = weight_oc.reshape(-1, head_size // 2, 2, *columns)
    return pairs.transpose(1, 2).reshape(-1, *columns)


LLAMA = HubArchitecture(
    model_type="llama",
    spec_type=LlamaSpec,
    settings=LlamaSettings,
    habits=Habits(
        prefix="model.",
        heads=("lm_head.", "score."),
        tasks=("score.",),
        buffers=re.compile(r"model\.(layers\.\d+\.self_attn\.)?rotary_emb\.inv_freq"),
        copies={"lm_head.weight": "model.embed_tokens.weight"},
    ),
    tensors=_tensors,
    sizes=_sizes,
    class_name=lambda spec: "LlamaForCausalLM",
    classifier_name="LlamaForSequenceClassification",
    writes=lambda spec: not spec.qkv_bias,
    # Llama's `attention_bias` puts one on the output projection too, which ours has not.
    required=_ROTARY | {"attention_bias": (False, None), "mlp_bias": (False, None)},
    harmless=frozenset({"pretraining_tp"}),
    gguf=GGUFMapping("llama", _add_gguf_sizes, _gguf_tensors),
)

QWEN2 = replace(
    LLAMA,
    model_type="qwen2",
    settings=Qwen2Settings,
    class_name=lambda spec: "Qwen2ForCausalLM",
    classifier_name="Qwen2ForSequenceClassification",
    writes=lambda spec: spec.qkv_bias,
    required=_ROTARY | {"use_sliding_window": (False, None)},
    harmless=frozenset({"sliding_window", "max_window_layers"}),
    gguf=GGUFMapping("qwen2", _add_gguf_sizes, _gguf_tensors),
)
