"""Llama and Mistral, a Llama with a window of attention, in the files of others.

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

from workbench.errors import BadInput
from workbench.models.architectures.llama import Llama
from workbench.models.hub.architectures.architecture import GGUFMapping, HubArchitecture
from workbench.models.hub.architectures.names import Habits, HubTensor, fused
from workbench.models.hub.architectures.rotary import RotarySettings, rotary_sizes
from workbench.models.rotary_spec import LinearScaling, Llama3Scaling, YarnScaling
from workbench.models.spec import AnyModelSpec, LlamaSpec
from workbench.named import named
from workbench.spec import validate

if TYPE_CHECKING:
    from gguf import GGUFWriter

GATED: dict[str, tuple[Any, ...]] = {
    "hidden_act": ("silu", "swish"),
    "partial_rotary_factor": (None, 1, 1.0),
}


class LlamaSettings(RotarySettings):
    """Llama's."""

    rms_norm_eps: float = 1e-6

    def plain(self) -> dict[str, Any]:
        return super().plain() | {"norm_epsilon": self.rms_norm_eps}

    def to_spec(self, where: str) -> AnyModelSpec:
        return validate(LlamaSpec, self.plain(), where)


class MistralSettings(LlamaSettings):
    """Mistral's: Llama's with a window of attention."""

    max_position_embeddings: int = Field(131_072, ge=2)
    num_key_value_heads: int | None = Field(8, ge=1)
    sliding_window: int | None = Field(4096, ge=1)

    def plain(self) -> dict[str, Any]:
        plain = super().plain()
        reaches = self.sliding_window is None or self.sliding_window >= plain["context"]
        return plain | {"sliding_window": 0 if reaches else self.sliding_window}


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
        yield fused(f"{ours}.qkv", attention, (spec.attention_size, shared, shared), part)
    for part in ("q_norm", "k_norm") if spec.qk_norm else ():
        yield HubTensor(f"{ours}.{part}.weight", (f"{theirs}.self_attn.{part}.weight",))
    yield HubTensor(f"{ours}.attention_out.weight", (f"{theirs}.self_attn.o_proj.weight",))
    yield HubTensor(f"{ours}.ffn_norm.weight", (f"{theirs}.post_attention_layernorm.weight",))
    gated = (f"{theirs}.mlp.gate_proj", f"{theirs}.mlp.up_proj")
    yield fused(f"{ours}.ffn_in", gated, (spec.inner_size, spec.inner_size), "weight")
    yield HubTensor(f"{ours}.ffn_out.weight", (f"{theirs}.mlp.down_proj.weight",))


def sizes(spec: LlamaSpec) -> dict[str, Any]:
    """The keys that all architectures of Llama's kind have."""
    return rotary_sizes(spec) | {"hidden_act": "silu", "rms_norm_eps": spec.norm_epsilon}


# -- GGUF -------------------------------------------------------------------------------------


def check_gguf(spec: LlamaSpec) -> None:
    """llama.cpp stretches Qwen2's positions evenly alone, and YaRN's by sums of its own."""
    if spec.window_of(0):
        raise BadInput(
            "llama.cpp would let this model's tokens attend beyond their window of {window}; "
            "export it as a Hugging Face folder or as ONNX instead",
            window=spec.sliding_window,
        )
    if spec.unturned_size:
        raise BadInput(
            "positions turn {turned} of the {size} numbers of each of this model's heads, and in a "
            "GGUF file they turn all; export it as a Hugging Face folder or as ONNX instead",
            turned=spec.rotary_size,
            size=spec.head_size,
        )
    scaling = spec.rope_scaling
    is_told = not isinstance(scaling, YarnScaling) and not (
        isinstance(scaling, Llama3Scaling) and not is_plain(spec)
    )
    if not is_told:
        raise BadInput(
            "llama.cpp stretches rotary positions of the kind {kind} otherwise than this model; "
            "export it as a Hugging Face folder or as ONNX instead",
            kind=named(scaling.kind),
        )


def add_gguf_sizes(writer: "GGUFWriter", spec: LlamaSpec) -> None:
    """Heads, norms and positions, under llama.cpp's names."""
    from gguf import RopeScalingType

    writer.add_head_count_kv(spec.kv_heads)
    writer.add_key_length(spec.head_size)
    writer.add_value_length(spec.head_size)
    if isinstance(spec.rope_scaling, LinearScaling):
        writer.add_rope_scaling_type(RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(spec.rope_scaling.factor)
    writer.add_layer_norm_rms_eps(spec.norm_epsilon)
    writer.add_rope_dimension_count(spec.head_size)
    writer.add_rope_freq_base(spec.rope_theta)


def gguf_tensors(model: Llama) -> Iterator[tuple[str, Tensor]]:
    """Norms, blocks and stretched positions, under llama.cpp's names."""
    parts = {
        "attention_norm": "attn_norm",
        "attention_out": "attn_output",
        "ffn_norm": "ffn_norm",
        "ffn_out": "ffn_down",
    }
    yield "output_norm.weight", model.final_norm.get_parameter("weight")
    if isinstance(model.rotaries[0].scaling, Llama3Scaling):
        yield "rope_freqs.weight", model.rotaries[0].stretched()
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
    of_block = dict(model.blocks[layer].named_parameters())
    norms = {name: of_block.get(f"{name}.weight") for name in ("q_norm", "k_norm")}
    is_llama = "bias" not in stacked and norms["q_norm"] is None
    for kind, parameter in stacked.items():
        q, k, v = torch.split(parameter, list(sizes))
        if is_llama:
            q, k = (interleaved(part, model.head_size) for part in (q, k))
        for name, part in (("q", q), ("k", k), ("v", v)):
            yield f"blk.{layer}.attn_{name}.{kind}", part
    for name, norm in norms.items():
        if norm is not None:
            yield f"blk.{layer}.attn_{name}.weight", norm


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


def is_plain(spec: LlamaSpec) -> bool:
    """Whether queries and keys have neither biases nor norms."""
    return not (spec.qkv_bias or spec.qk_norm)


def turns_whole(spec: LlamaSpec) -> bool:
    """Whether positions turn all numbers of a head."""
    return not spec.unturned_size


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
    sizes=sizes,
    class_name=lambda spec: "LlamaForCausalLM",
    classifier_name="LlamaForSequenceClassification",
    writes=lambda spec: turns_whole(spec) and is_plain(spec) and not spec.sliding_window,
    # Llama's `attention_bias` puts one on the output projection too, which ours has not.
    required=GATED | {"attention_bias": (False, None), "mlp_bias": (False, None)},
    harmless=frozenset({"pretraining_tp"}),
    gguf=GGUFMapping("llama", add_gguf_sizes, gguf_tensors, check_gguf),
)

MISTRAL = replace(
    LLAMA,
    model_type="mistral",
    settings=MistralSettings,
    sizes=lambda spec: sizes(spec) | {"sliding_window": spec.sliding_window or None},
    class_name=lambda spec: "MistralForCausalLM",
    classifier_name="MistralForSequenceClassification",
    writes=lambda spec: turns_whole(spec) and is_plain(spec) and spec.sliding_window > 0,
)
