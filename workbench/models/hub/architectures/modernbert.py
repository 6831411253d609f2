"""ModernBERT in the files of others: layers told by their number or listed, two rotary bases."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from workbench.models.hub.architectures.architecture import HubArchitecture
from workbench.models.hub.architectures.names import Habits, HubTensor
from workbench.models.hub.architectures.settings import (
    ACTIVATIONS,
    HUGGING_FACE_ACTIVATIONS,
    MAX_CONTEXT,
    ForeignSettings,
    HiddenAct,
    unsupported,
)
from workbench.models.spec import AnyModelSpec, ModernBertSpec
from workbench.spec import validate

_GLOBAL, _LOCAL = "full_attention", "sliding_attention"


class ModernBertSettings(ForeignSettings):
    """ModernBERT's; older files say the bases and which layers see the whole text by other keys."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int = Field(ge=1)
    max_position_embeddings: int = Field(8192, ge=2)
    hidden_activation: HiddenAct = "gelu"
    classifier_activation: HiddenAct = "gelu"
    norm_eps: float = 1e-5
    local_attention: int = Field(128, ge=1)
    global_attn_every_n_layers: int = Field(3, ge=1)
    layer_types: list[str] | None = None
    global_rope_theta: float = 160_000.0
    local_rope_theta: float | None = 10_000.0
    rope_parameters: dict[str, Any] | None = None
    rope_scaling: dict[str, Any] | None = None
    attention_dropout: float = 0.0
    embedding_dropout: float = 0.0
    mlp_dropout: float = 0.0
    classifier_dropout: float = 0.0
    classifier_pooling: Literal["cls", "mean"] = "cls"
    tie_word_embeddings: bool = True

    def cut(self) -> list[str]:
        too_long = self.max_position_embeddings > MAX_CONTEXT
        others = ("embedding_dropout", "mlp_dropout")
        differs = [key for key in others if getattr(self, key) != self.attention_dropout]
        return [*(["max_position_embeddings"] if too_long else []), *differs]

    def to_spec(self, where: str) -> AnyModelSpec:
        path = Path(where)
        if self.classifier_activation != self.hidden_activation:
            key, other = "classifier_activation", self.hidden_activation
            raise unsupported(path, key, self.classifier_activation, (other,))
        plain = {
            "num_layers": self.num_hidden_layers,
            "hidden_size": self.hidden_size,
            "num_heads": self.num_attention_heads,
            "context": min(self.max_position_embeddings, MAX_CONTEXT),
            "ffn_size": self.intermediate_size,
            "activation": ACTIVATIONS[self.hidden_activation],
            "norm_epsilon": self.norm_eps,
            "local_attention": self.local_attention,
            "global_every": self._every(path),
            "dropout": self.attention_dropout,
            "class_pooling": self.classifier_pooling,
            "tied_embeddings": self.tie_word_embeddings,
        }
        return validate(ModernBertSpec, plain | self._bases(path), where)

    def _every(self, path: Path) -> int:
        """The first layer and each how-manyth behind it see the whole text; 0 for none."""
        if self.layer_types is None:
            return self.global_attn_every_n_layers
        whole = [layer for layer, kind in enumerate(self.layer_types) if kind == _GLOBAL]
        every = whole[1] if whole[1:] else 0
        if len(whole) == 1:
            # As far behind the last layer as the file says, which nothing else shows.
            every = max(self.global_attn_every_n_layers, self.num_hidden_layers)
        expected = [
            _GLOBAL if every and layer % every == 0 else _LOCAL
            for layer in range(self.num_hidden_layers)
        ]
        if self.layer_types != expected:
            given = ", ".join(self.layer_types)
            raise unsupported(path, "layer_types", given, (", ".join(expected),))
        return every

    def _bases(self, path: Path) -> dict[str, float]:
        bases = {
            _GLOBAL: self.global_rope_theta,
            _LOCAL: self.global_rope_theta
            if self.local_rope_theta is None
            else self.local_rope_theta,
        }
        if self.rope_scaling:
            raise unsupported(path, "rope_scaling", self.rope_scaling, (None,))
        for kind, said in (self.rope_parameters or {}).items():
            if kind not in bases or not isinstance(said, dict):
                raise unsupported(path, f"rope_parameters.{kind}", said, (None,))
            if said.get("rope_type", "default") != "default":
                key = f"rope_parameters.{kind}.rope_type"
                raise unsupported(path, key, said["rope_type"], ("default",))
            if extra := sorted(said.keys() - {"rope_type", "rope_theta"}):
                key = f"rope_parameters.{kind}.{extra[0]}"
                raise unsupported(path, key, said[extra[0]], (None,))
            bases[kind] = said.get("rope_theta", bases[kind])
        return {"rope_theta": bases[_GLOBAL], "local_rope_theta": bases[_LOCAL]}


def _tensors(spec: ModernBertSpec) -> Iterator[HubTensor]:
    yield _one("token_embedding", "model.embeddings.tok_embeddings")
    yield _one("embedding_norm", "model.embeddings.norm")
    for layer in range(spec.num_layers):
        ours, theirs = f"blocks.{layer}", f"model.layers.{layer}"
        if layer:
            yield _one(f"{ours}.attention_norm", f"{theirs}.attn_norm")
        yield _one(f"{ours}.qkv", f"{theirs}.attn.Wqkv")
        yield _one(f"{ours}.attention_out", f"{theirs}.attn.Wo")
        yield _one(f"{ours}.ffn_norm", f"{theirs}.mlp_norm")
        yield _one(f"{ours}.ffn_in", f"{theirs}.mlp.Wi")
        yield _one(f"{ours}.ffn_out", f"{theirs}.mlp.Wo")
    yield _one("final_norm", "model.final_norm")
    if spec.masked_head:
        yield from _head()
        yield HubTensor("masked_head.bias", ("decoder.bias",))
        if not spec.tied_embeddings:
            yield _one("head", "decoder")


def _head() -> Iterator[HubTensor]:
    yield _one("masked_head.dense", "head.dense")
    yield _one("masked_head.norm", "head.norm")


def _one(ours: str, theirs: str) -> HubTensor:
    return HubTensor(f"{ours}.weight", (f"{theirs}.weight",))


def _sizes(spec: ModernBertSpec) -> dict[str, Any]:
    kinds = [_GLOBAL if spec.sees_all(layer) else _LOCAL for layer in range(spec.num_layers)]
    activation = HUGGING_FACE_ACTIVATIONS[spec.activation]
    return {
        "num_hidden_layers": spec.num_layers,
        "hidden_size": spec.hidden_size,
        "num_attention_heads": spec.num_heads,
        "intermediate_size": spec.inner_size,
        "max_position_embeddings": spec.context,
        "hidden_activation": activation,
        "classifier_activation": activation,
        "norm_eps": spec.norm_epsilon,
        "local_attention": spec.local_attention or 2 * spec.context,
        "global_attn_every_n_layers": spec.global_every or spec.num_layers + 1,
        "layer_types": kinds,
        "global_rope_theta": spec.rope_theta,
        "local_rope_theta": spec.local_rope_theta,
        "rope_parameters": {
            _GLOBAL: {"rope_type": "default", "rope_theta": spec.rope_theta},
            _LOCAL: {"rope_type": "default", "rope_theta": spec.local_rope_theta},
        },
        "attention_dropout": spec.dropout,
        "embedding_dropout": spec.dropout,
        "mlp_dropout": spec.dropout,
        "classifier_pooling": spec.class_pooling,
    }


MODERNBERT = HubArchitecture(
    model_type="modernbert",
    spec_type=ModernBertSpec,
    settings=ModernBertSettings,
    habits=Habits(
        prefix="model.",
        heads=("head.", "decoder.", "classifier."),
        buffers=re.compile(r"model\.(layers\.\d+\.attn\.)?rotary_emb\.\w*inv_freq"),
        copies={"decoder.weight": "model.embeddings.tok_embeddings.weight"},
        tasks=("classifier.",),
    ),
    tensors=_tensors,
    sizes=_sizes,
    class_name=lambda spec: "ModernBertForMaskedLM" if spec.masked_head else "ModernBertModel",
    classifier_name="ModernBertForSequenceClassification",
    classifier=(
        *_head(),
        *(HubTensor(f"classifier.{part}", (f"classifier.{part}",)) for part in ("weight", "bias")),
    ),
    writes=lambda spec: True,
    required={
        "norm_bias": (False, None),
        "attention_bias": (False, None),
        "mlp_bias": (False, None),
        "classifier_bias": (False, None),
        "decoder_bias": (True, None),
    },
    harmless=frozenset(
        {
            "cls_token_id",
            "deterministic_flash_attn",
            "initializer_cutoff_factor",
            # Neither is read: positions turn, and `norm_eps` is what counts.
            "layer_norm_eps",
            "position_embedding_type",
            "reference_compile",
            "repad_logits_with_grad",
            "sep_token_id",
            "sparse_pred_ignore_index",
            "sparse_prediction",
        }
    ),
)
