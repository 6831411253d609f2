"""GPT-NeoX and Pythia in the files of others: each head's query, key and value stand together."""

import re
from collections.abc import Iterator
from typing import Any

from workbench.models.hub.architectures.architecture import HubArchitecture
from workbench.models.hub.architectures.names import Habits, HubTensor, both
from workbench.models.hub.architectures.rotary import RotarySettings, rotary_sizes
from workbench.models.hub.architectures.settings import (
    ACTIVATIONS,
    HUGGING_FACE_ACTIVATIONS,
    HiddenAct,
)
from workbench.models.spec import AnyModelSpec, NeoXSpec
from workbench.spec import validate


class NeoXSettings(RotarySettings):
    """GPT-NeoX's; older files say base and share of the rotary positions by names of their own."""

    hidden_act: HiddenAct = "gelu"
    layer_norm_eps: float = 1e-5
    hidden_dropout: float = 0.0
    attention_dropout: float = 0.0
    partial_rotary_factor: float | None = None
    rotary_pct: float = 0.25
    rotary_emb_base: float = 10_000.0
    use_parallel_residual: bool = True

    def plain(self) -> dict[str, Any]:
        plain = super().plain()
        # Heads are never wider than their share, and share no keys.
        plain = {key: plain[key] for key in plain.keys() - {"head_width", "num_kv_heads"}}
        said = "rope_theta" in self.model_fields_set
        share = (
            self.rotary_pct if self.partial_rotary_factor is None else self.partial_rotary_factor
        )
        head_size = self.hidden_size // self.num_attention_heads
        turned = int(head_size * share)
        return plain | {
            "activation": ACTIVATIONS[self.hidden_act],
            "norm_epsilon": self.layer_norm_eps,
            "dropout": self.hidden_dropout,
            "rope_theta": self.rope_theta if said else self.rotary_emb_base,
            "rotary_width": 0 if turned == head_size // 8 * 2 else turned,
            "parallel_residual": self.use_parallel_residual,
        }

    def cut(self) -> list[str]:
        differs = self.attention_dropout != self.hidden_dropout
        return [*super().cut(), *(["attention_dropout"] if differs else [])]

    def to_spec(self, where: str) -> AnyModelSpec:
        return validate(NeoXSpec, self.plain(), where)


def _tensors(spec: NeoXSpec) -> Iterator[HubTensor]:
    yield HubTensor("token_embedding.weight", ("gpt_neox.embed_in.weight",))
    for layer in range(spec.num_layers):
        ours, theirs = f"blocks.{layer}", f"gpt_neox.layers.{layer}"
        yield from both(f"{ours}.attention_norm", f"{theirs}.input_layernorm")
        for part in ("weight", "bias"):
            name = f"{theirs}.attention.query_key_value.{part}"
            yield HubTensor(f"{ours}.qkv.{part}", (name,), by_head=spec.num_heads)
        yield from both(f"{ours}.attention_out", f"{theirs}.attention.dense")
        yield from both(f"{ours}.ffn_norm", f"{theirs}.post_attention_layernorm")
        yield from both(f"{ours}.ffn_in", f"{theirs}.mlp.dense_h_to_4h")
        yield from both(f"{ours}.ffn_out", f"{theirs}.mlp.dense_4h_to_h")
    yield from both("final_norm", "gpt_neox.final_layer_norm")
    if not spec.tied_embeddings:
        yield HubTensor("head.weight", ("embed_out.weight",))


def _sizes(spec: NeoXSpec) -> dict[str, Any]:
    sizes = rotary_sizes(spec)
    share = spec.rotary_share
    return sizes | {
        "rope_parameters": sizes["rope_parameters"] | {"partial_rotary_factor": share},
        "rotary_pct": share,
        "rotary_emb_base": spec.rope_theta,
        "hidden_act": HUGGING_FACE_ACTIVATIONS[spec.activation],
        "layer_norm_eps": spec.norm_epsilon,
        "hidden_dropout": spec.dropout,
        "use_parallel_residual": spec.parallel_residual,
    }


GPT_NEOX = HubArchitecture(
    model_type="gpt_neox",
    spec_type=NeoXSpec,
    settings=NeoXSettings,
    habits=Habits(
        prefix="gpt_neox.",
        heads=("embed_out.", "lm_head.", "score."),
        tasks=("score.",),
        buffers=re.compile(
            r"gpt_neox\.(layers\.\d+\.attention\.(bias|masked_bias|rotary_emb\.inv_freq)"
            r"|rotary_emb\.inv_freq)"
        ),
        copies={"embed_out.weight": "gpt_neox.embed_in.weight"},
    ),
    tensors=_tensors,
    sizes=_sizes,
    class_name=lambda spec: "GPTNeoXForCausalLM",
    classifier_name="GPTNeoXForSequenceClassification",
    writes=lambda spec: True,
    required={"attention_bias": (True, None)},
)
