"""What is read of `config.json`, an architecture at a time.

Names and defaults are those of Hugging Face's configurations; `to_spec` translates them into ours,
whose bounds then hold; `cut` names what had to be left behind.
"""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from workbench.models.spec import (
    ActivationName,
    AnyModelSpec,
    BertSpec,
    GPTSpec,
    LlamaSpec,
)
from workbench.spec import Spec, validate

Architecture = Literal["bert", "distilbert", "gpt2", "llama", "qwen2"]

MAX_VOCABULARY = 1 << 20
MAX_CONTEXT = 65536
"""Rotary positions have no end; a longer context is cut to what our specs allow."""

ACTIVATIONS: dict[str, ActivationName] = {
    "gelu": "gelu",
    "gelu_python": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_fast": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "relu": "relu",
}
_HiddenAct = Literal["gelu", "gelu_python", "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "relu"]

DISTILBERT_EPSILON = 1e-12
"""Not a setting there: it is written into its modules."""


class ForeignSettings(Spec):
    """What every file has; keys that are not read are looked at elsewhere (`keys`)."""

    model_config = ConfigDict(extra="ignore", strict=True)

    vocab_size: int = Field(ge=1, le=MAX_VOCABULARY)

    def cut(self) -> list[str]:
        raise NotImplementedError

    def to_spec(self, where: str) -> AnyModelSpec:
        raise NotImplementedError


class BertSettings(ForeignSettings):
    """BERT's own names."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int = Field(ge=1)
    max_position_embeddings: int
    type_vocab_size: int = Field(2, ge=1)
    hidden_act: _HiddenAct = "gelu"
    layer_norm_eps: float = 1e-12
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    tie_word_embeddings: bool = True

    def plain(self) -> dict[str, Any]:
        return {
            "num_layers": self.num_hidden_layers,
            "hidden_size": self.hidden_size,
            "num_heads": self.num_attention_heads,
            "context": self.max_position_embeddings,
            "ffn_size": self.intermediate_size,
            "num_segments": self.type_vocab_size,
            "activation": ACTIVATIONS[self.hidden_act],
            "norm_epsilon": self.layer_norm_eps,
            "dropout": self.hidden_dropout_prob,
            "tied_embeddings": self.tie_word_embeddings,
        }

    def cut(self) -> list[str]:
        differs = self.attention_probs_dropout_prob != self.hidden_dropout_prob
        return ["attention_probs_dropout_prob"] if differs else []

    def to_spec(self, where: str) -> AnyModelSpec:
        return validate(BertSpec, self.plain(), where)


class DistilBertSettings(ForeignSettings):
    """DistilBERT's: a BERT without segments and pooler."""

    dim: int
    n_layers: int
    n_heads: int
    hidden_dim: int = Field(ge=1)
    max_position_embeddings: int
    activation: _HiddenAct = "gelu"
    dropout: float = 0.1
    attention_dropout: float = 0.1
    tie_word_embeddings: bool = True

    def plain(self) -> dict[str, Any]:
        return {
            "num_layers": self.n_layers,
            "hidden_size": self.dim,
            "num_heads": self.n_heads,
            "context": self.max_position_embeddings,
            "ffn_size": self.hidden_dim,
            "num_segments": 0,
            "pooler": False,
            "activation": ACTIVATIONS[self.activation],
            "norm_epsilon": DISTILBERT_EPSILON,
            "dropout": self.dropout,
            "tied_embeddings": self.tie_word_embeddings,
        }

    def cut(self) -> list[str]:
        return ["attention_dropout"] if self.attention_dropout != self.dropout else []

    def to_spec(self, where: str) -> AnyModelSpec:
        return validate(BertSpec, self.plain(), where)


class GPT2Settings(ForeignSettings):
    """GPT-2's."""

    n_embd: int
    n_layer: int
    n_head: int
    n_positions: int
    n_inner: int | None = Field(None, ge=1)
    activation_function: _HiddenAct = "gelu_new"
    resid_pdrop: float = 0.1
    embd_pdrop: float = 0.1
    attn_pdrop: float = 0.1
    tie_word_embeddings: bool = True

    def plain(self) -> dict[str, Any]:
        return {
            "num_layers": self.n_layer,
            "hidden_size": self.n_embd,
            "num_heads": self.n_head,
            "context": self.n_positions,
            "ffn_size": self.n_inner or 0,
            "activation": ACTIVATIONS[self.activation_function],
            "dropout": self.resid_pdrop,
            "tied_embeddings": self.tie_word_embeddings,
        }

    def cut(self) -> list[str]:
        others = {"embd_pdrop": self.embd_pdrop, "attn_pdrop": self.attn_pdrop}
        return [name for name, dropout in others.items() if dropout != self.resid_pdrop]

    def to_spec(self, where: str) -> AnyModelSpec:
        return validate(GPTSpec, self.plain(), where)


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
