"""Gemma 3's text models in the files of others; those that see pictures are of another type."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field

from workbench.models.hub.architectures.architecture import HubArchitecture
from workbench.models.hub.architectures.llama import LLAMA
from workbench.models.hub.architectures.names import HubTensor, fused
from workbench.models.hub.architectures.rotary import RotarySettings, rotary_sizes
from workbench.models.hub.architectures.settings import unsupported
from workbench.models.spec import AnyModelSpec, GemmaSpec
from workbench.spec import validate

_LOCAL, _GLOBAL = "sliding_attention", "full_attention"
_USUAL_BASE = 1_000_000.0


class GemmaSettings(RotarySettings):
    """Gemma 3's; `rope_theta` and `rope_scaling` are of the layers that see the whole context.

    Older files say by a pattern which layers these are, newer ones list every layer's kind.
    """

    head_dim: int | None = Field(256, ge=2, multiple_of=2)
    num_key_value_heads: int | None = Field(4, ge=1)
    max_position_embeddings: int = Field(131_072, ge=2)
    rope_theta: float = _USUAL_BASE
    rope_local_base_freq: float = 10_000.0
    rms_norm_eps: float = 1e-6
    tie_word_embeddings: bool = True
    query_pre_attn_scalar: int = Field(256, ge=1)
    sliding_window: int | None = Field(4096, ge=1)
    sliding_window_pattern: int | None = Field(None, ge=0)
    layer_types: list[str] | None = None

    @classmethod
    def of_one_kind(cls, plain: dict[str, Any], path: Path) -> dict[str, Any]:
        plain = dict(plain)
        pattern = plain.pop("_sliding_window_pattern", None)
        if pattern is not None:
            plain.setdefault("sliding_window_pattern", pattern)
        parameters = plain.get("rope_parameters")
        if parameters is None:
            return plain
        kinds = parameters if isinstance(parameters, dict) else {}
        local, whole = (kinds.get(kind) or {} for kind in (_LOCAL, _GLOBAL))
        is_known = isinstance(local, dict) and isinstance(whole, dict)
        if not (is_known and kinds.keys() <= {_LOCAL, _GLOBAL}):
            raise unsupported(path, "rope_parameters", parameters, (f"{_LOCAL}, {_GLOBAL}",))
        for key in local.keys() - {"rope_type", "rope_theta"}:
            raise unsupported(path, f"rope_parameters.{_LOCAL}.{key}", local[key], (None,))
        if local.get("rope_type", "default") != "default":
            kind = local["rope_type"]
            raise unsupported(path, f"rope_parameters.{_LOCAL}.rope_type", kind, ("default",))
        if "rope_theta" in local:
            plain["rope_local_base_freq"] = local["rope_theta"]
        scaling = plain.pop("rope_scaling", None)
        return plain | {"rope_parameters": whole | (scaling if isinstance(scaling, dict) else {})}

    def plain(self) -> dict[str, Any]:
        plain = super().plain()
        idle = self.sliding_window is None or self.sliding_window >= plain["context"]
        head_size = self.head_dim or self.hidden_size // self.num_attention_heads
        is_usual = self.query_pre_attn_scalar == head_size
        return plain | {
            "norm_epsilon": self.rms_norm_eps,
            "local_rope_theta": self.rope_local_base_freq,
            "query_width": 0 if is_usual else self.query_pre_attn_scalar,
            "sliding_window": 0 if idle else self.sliding_window,
        }

    def to_spec(self, where: str) -> AnyModelSpec:
        return validate(GemmaSpec, self.plain() | {"global_every": self._every(Path(where))}, where)

    def _every(self, path: Path) -> int:
        """Each how-manyth layer sees the whole context; 0 for none."""
        pattern = 6 if self.sliding_window_pattern is None else self.sliding_window_pattern
        if self.layer_types is None:
            return pattern
        first = next((i for i, kind in enumerate(self.layer_types, 1) if kind == _GLOBAL), None)
        # Where none does, layers that are not there may be meant to.
        beyond = pattern if pattern > self.num_hidden_layers else 0
        every = beyond if first is None else first
        expected = [
            _GLOBAL if every and layer % every == 0 else _LOCAL
            for layer in range(1, self.num_hidden_layers + 1)
        ]
        if self.layer_types != expected:
            raise unsupported(
                path, "layer_types", ", ".join(self.layer_types), (", ".join(expected),)
            )
        return every


def _tensors(spec: GemmaSpec) -> Iterator[HubTensor]:
    yield HubTensor("token_embedding.weight", ("model.embed_tokens.weight",))
    for layer in range(spec.num_layers):
        yield from _block(f"blocks.{layer}", f"model.layers.{layer}", spec)
    yield HubTensor("final_norm.weight", ("model.norm.weight",))
    if not spec.tied_embeddings:
        yield HubTensor("head.weight", ("lm_head.weight",))


def _block(ours: str, theirs: str, spec: GemmaSpec) -> Iterator[HubTensor]:
    attention = tuple(f"{theirs}.self_attn.{part}_proj" for part in "qkv")
    shared = spec.kv_heads * spec.head_size
    yield fused(f"{ours}.qkv", attention, (spec.attention_size, shared, shared), "weight")
    gated = (f"{theirs}.mlp.gate_proj", f"{theirs}.mlp.up_proj")
    yield fused(f"{ours}.ffn_in", gated, (spec.inner_size, spec.inner_size), "weight")
    for own, other in {
        "attention_norm": "input_layernorm",
        "q_norm": "self_attn.q_norm",
        "k_norm": "self_attn.k_norm",
        "attention_out": "self_attn.o_proj",
        "attention_out_norm": "post_attention_layernorm",
        "ffn_norm": "pre_feedforward_layernorm",
        "ffn_out": "mlp.down_proj",
        "ffn_out_norm": "post_feedforward_layernorm",
    }.items():
        yield HubTensor(f"{ours}.{own}.weight", (f"{theirs}.{other}.weight",))


def _sizes(spec: GemmaSpec) -> dict[str, Any]:
    sizes = rotary_sizes(spec)
    local = {"rope_type": "default", "rope_theta": spec.local_rope_theta}
    return sizes | {
        "rope_parameters": {_GLOBAL: sizes["rope_parameters"], _LOCAL: local},
        "rope_local_base_freq": spec.local_rope_theta,
        "head_dim": spec.head_size,
        "hidden_activation": "gelu_pytorch_tanh",
        "rms_norm_eps": spec.norm_epsilon,
        "query_pre_attn_scalar": spec.query_width or spec.head_size,
        # One as long as the context is none.
        "sliding_window": spec.sliding_window or spec.context,
        "sliding_window_pattern": spec.global_every,
        "layer_types": [
            _GLOBAL if spec.sees_all(layer) else _LOCAL for layer in range(spec.num_layers)
        ],
    }


GEMMA3 = HubArchitecture(
    model_type="gemma3_text",
    spec_type=GemmaSpec,
    settings=GemmaSettings,
    habits=LLAMA.habits,
    tensors=_tensors,
    sizes=_sizes,
    class_name=lambda spec: "Gemma3ForCausalLM",
    classifier_name="Gemma3TextForSequenceClassification",
    # Its config refuses heads that do not divide the width, though theirs is their own.
    writes=lambda spec: spec.hidden_size % spec.num_heads == 0,
    required={
        "hidden_activation": ("gelu_pytorch_tanh",),
        "attention_bias": (False, None),
        "attn_logit_softcapping": (None,),
        "final_logit_softcapping": (None,),
        "use_bidirectional_attention": (False, None),
    },
)
