"""Phi-3 in the files of others: a Llama whose matrices stand together as ours do."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import Field

from workbench.models.hub.architectures.architecture import HubArchitecture
from workbench.models.hub.architectures.llama import LLAMA, LlamaSettings, is_plain, sizes
from workbench.models.hub.architectures.names import HubTensor
from workbench.models.rotary_spec import NoScaling
from workbench.models.spec import LlamaSpec


class Phi3Settings(LlamaSettings):
    """Phi-3's: a window of attention, and perhaps a part of each head that positions turn."""

    max_position_embeddings: int = Field(4096, ge=2)
    rms_norm_eps: float = 1e-5
    sliding_window: int | None = Field(None, ge=1)
    partial_rotary_factor: float | None = Field(None, gt=0, le=1)
    resid_pdrop: float = 0.0
    embd_pdrop: float = 0.0

    def plain(self) -> dict[str, Any]:
        plain = super().plain()
        idle = self.sliding_window is None or self.sliding_window >= plain["context"]
        head_size = self.head_dim or self.hidden_size // self.num_attention_heads
        turned = int(head_size * (self.partial_rotary_factor or 1.0))
        return plain | {
            "sliding_window": 0 if idle else self.sliding_window,
            "rotary_width": 0 if turned == head_size else turned,
        }

    def cut(self) -> list[str]:
        dropouts = {"resid_pdrop": self.resid_pdrop, "embd_pdrop": self.embd_pdrop}
        return [*super().cut(), *(name for name, dropout in dropouts.items() if dropout)]


def _tensors(spec: LlamaSpec) -> Iterator[HubTensor]:
    yield HubTensor("token_embedding.weight", ("model.embed_tokens.weight",))
    for layer in range(spec.num_layers):
        for ours, theirs in {
            "attention_norm": "input_layernorm",
            "qkv": "self_attn.qkv_proj",
            "attention_out": "self_attn.o_proj",
            "ffn_norm": "post_attention_layernorm",
            "ffn_in": "mlp.gate_up_proj",
            "ffn_out": "mlp.down_proj",
        }.items():
            name = f"model.layers.{layer}.{theirs}.weight"
            yield HubTensor(f"blocks.{layer}.{ours}.weight", (name,))
    yield HubTensor("final_norm.weight", ("model.norm.weight",))
    if not spec.tied_embeddings:
        yield HubTensor("head.weight", ("lm_head.weight",))


def _sizes(spec: LlamaSpec) -> dict[str, Any]:
    plain = sizes(spec)
    share = spec.rotary_share
    return plain | {
        "rope_parameters": plain["rope_parameters"] | {"partial_rotary_factor": share},
        "partial_rotary_factor": share,
        "original_max_position_embeddings": spec.context,
        "sliding_window": spec.sliding_window or None,
    }


def _writes(spec: LlamaSpec) -> bool:
    is_theirs = spec.divides_width and isinstance(spec.rope_scaling, NoScaling)
    return is_plain(spec) and spec.unturned_size > 0 and is_theirs


PHI3: HubArchitecture[LlamaSpec] = replace(
    LLAMA,
    model_type="phi3",
    settings=Phi3Settings,
    tensors=_tensors,
    sizes=_sizes,
    class_name=lambda spec: "Phi3ForCausalLM",
    classifier_name="Phi3ForSequenceClassification",
    # One whose heads are turned whole is written as the Llama or Mistral that it is.
    writes=_writes,
    required={"hidden_act": ("silu", "swish")},
    harmless=frozenset({"attention_bias", "mlp_bias"}),
)
