"""Qwen2 and Qwen3 in the files of others: Llama with biases, or norms, of queries and keys."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import Field

from workbench.models.hub.architectures.architecture import GGUFMapping
from workbench.models.hub.architectures.llama import (
    GATED,
    LLAMA,
    LlamaSettings,
    add_gguf_sizes,
    check_gguf,
    gguf_tensors,
    sizes,
    turns_whole,
)
from workbench.models.hub.architectures.rotary import only_window
from workbench.models.spec import AnyModelSpec, LlamaSpec
from workbench.spec import validate


class Qwen2Settings(LlamaSettings):
    """Qwen2's: Llama's with biases, and a window of attention for layers from one on."""

    max_position_embeddings: int = Field(32768, ge=2)
    use_sliding_window: bool = False
    sliding_window: int | None = Field(4096, ge=1)
    max_window_layers: int = 28
    layer_types: list[str] | None = None

    def plain(self) -> dict[str, Any]:
        return super().plain() | {"qkv_bias": True}

    def to_spec(self, where: str) -> AnyModelSpec:
        plain = self.plain()
        window = self.sliding_window if self.use_sliding_window else None
        kinds = self.layer_types or [
            "sliding_attention" if window and layer >= self.max_window_layers else "full_attention"
            for layer in range(self.num_hidden_layers)
        ]
        plain |= only_window(window, kinds, plain["context"], Path(where))
        return validate(LlamaSpec, plain, where)


class Qwen3Settings(Qwen2Settings):
    """Qwen3's: norms in place of the biases, and heads of a width of their own."""

    head_dim: int | None = Field(128, ge=2, multiple_of=2)

    def plain(self) -> dict[str, Any]:
        return super().plain() | {"qkv_bias": False, "qk_norm": True}


def _qwen_sizes(spec: LlamaSpec) -> dict[str, Any]:
    if not spec.sliding_window:
        return sizes(spec)
    window = {"use_sliding_window": True, "sliding_window": spec.sliding_window}
    return sizes(spec) | window | {"max_window_layers": 0}


QWEN2 = replace(
    LLAMA,
    model_type="qwen2",
    settings=Qwen2Settings,
    sizes=_qwen_sizes,
    class_name=lambda spec: "Qwen2ForCausalLM",
    classifier_name="Qwen2ForSequenceClassification",
    writes=lambda spec: turns_whole(spec) and spec.qkv_bias and not spec.qk_norm,
    required=GATED,
    harmless=frozenset(),
    gguf=GGUFMapping("qwen2", add_gguf_sizes, gguf_tensors, check_gguf),
)

QWEN3 = replace(
    QWEN2,
    model_type="qwen3",
    settings=Qwen3Settings,
    # It takes heads of 128 numbers where nothing is said.
    sizes=lambda spec: _qwen_sizes(spec) | {"head_dim": spec.head_size},
    class_name=lambda spec: "Qwen3ForCausalLM",
    classifier_name="Qwen3ForSequenceClassification",
    writes=lambda spec: turns_whole(spec) and spec.qk_norm and not spec.qkv_bias,
    required=GATED | {"attention_bias": (False, None)},
    gguf=GGUFMapping("qwen3", add_gguf_sizes, gguf_tensors, check_gguf),
)
