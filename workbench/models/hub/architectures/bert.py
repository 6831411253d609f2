"""BERT and DistilBERT, a BERT without segments and pooler, in the files of others."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import Field

from workbench.models.hub.architectures.architecture import HubArchitecture
from workbench.models.hub.architectures.names import Habits, HubTensor, both, fused
from workbench.models.hub.architectures.settings import (
    ACTIVATIONS,
    HUGGING_FACE_ACTIVATIONS,
    ForeignSettings,
    HiddenAct,
)
from workbench.models.spec import AnyModelSpec, BertSpec
from workbench.spec import validate

_DISTILBERT_EPSILON = 1e-12
"""Not a setting there: it is written into its modules."""

NO_SEGMENTS = 2
"""A BERT without segments is written with this many that add nothing."""


class BertSettings(ForeignSettings):
    """BERT's own names."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int = Field(ge=1)
    max_position_embeddings: int
    type_vocab_size: int = Field(2, ge=1)
    hidden_act: HiddenAct = "gelu"
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
    activation: HiddenAct = "gelu"
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
            "norm_epsilon": _DISTILBERT_EPSILON,
            "dropout": self.dropout,
            "tied_embeddings": self.tie_word_embeddings,
        }

    def cut(self) -> list[str]:
        return ["attention_dropout"] if self.attention_dropout != self.dropout else []

    def to_spec(self, where: str) -> AnyModelSpec:
        return validate(BertSpec, self.plain(), where)


def _bert_tensors(spec: BertSpec) -> Iterator[HubTensor]:
    yield HubTensor("token_embedding.weight", ("bert.embeddings.word_embeddings.weight",))
    yield HubTensor("position_embedding.weight", ("bert.embeddings.position_embeddings.weight",))
    yield HubTensor("segment_embedding.weight", ("bert.embeddings.token_type_embeddings.weight",))
    yield from both("embedding_norm", "bert.embeddings.LayerNorm")
    for layer in range(spec.num_layers):
        yield from bert_block(f"blocks.{layer}", f"bert.encoder.layer.{layer}", spec.hidden_size)
    if spec.pooler:
        yield from both("pooler", "bert.pooler.dense")
        yield from both("next_sentence", "cls.seq_relationship")
    if spec.masked_head:
        yield from both("masked_head.dense", "cls.predictions.transform.dense")
        yield from both("masked_head.norm", "cls.predictions.transform.LayerNorm")
        # Untied, it is the decoder's own bias that is added.
        bias = "bias" if spec.tied_embeddings else "decoder.bias"
        yield HubTensor("masked_head.bias", (f"cls.predictions.{bias}",))
        if not spec.tied_embeddings:
            yield HubTensor("head.weight", ("cls.predictions.decoder.weight",))


def bert_block(ours: str, theirs: str, size: int) -> Iterator[HubTensor]:
    """The tensors of one block."""
    attention = tuple(f"{theirs}.attention.self.{part}" for part in ("query", "key", "value"))
    for part in ("weight", "bias"):
        yield fused(f"{ours}.qkv", attention, (size, size, size), part)
    yield from both(f"{ours}.attention_out", f"{theirs}.attention.output.dense")
    yield from both(f"{ours}.attention_norm", f"{theirs}.attention.output.LayerNorm")
    yield from both(f"{ours}.ffn_in", f"{theirs}.intermediate.dense")
    yield from both(f"{ours}.ffn_out", f"{theirs}.output.dense")
    yield from both(f"{ours}.ffn_norm", f"{theirs}.output.LayerNorm")


def _distilbert_tensors(spec: BertSpec) -> Iterator[HubTensor]:
    yield HubTensor("token_embedding.weight", ("distilbert.embeddings.word_embeddings.weight",))
    yield HubTensor(
        "position_embedding.weight", ("distilbert.embeddings.position_embeddings.weight",)
    )
    yield from both("embedding_norm", "distilbert.embeddings.LayerNorm")
    for layer in range(spec.num_layers):
        theirs = f"distilbert.transformer.layer.{layer}"
        yield from _distilbert_block(f"blocks.{layer}", theirs, spec.hidden_size)
    if spec.masked_head:
        yield from both("masked_head.dense", "vocab_transform")
        yield from both("masked_head.norm", "vocab_layer_norm")
        yield HubTensor("masked_head.bias", ("vocab_projector.bias",))
        if not spec.tied_embeddings:
            yield HubTensor("head.weight", ("vocab_projector.weight",))


def _distilbert_block(ours: str, theirs: str, size: int) -> Iterator[HubTensor]:
    attention = tuple(f"{theirs}.attention.{part}_lin" for part in "qkv")
    for part in ("weight", "bias"):
        yield fused(f"{ours}.qkv", attention, (size, size, size), part)
    yield from both(f"{ours}.attention_out", f"{theirs}.attention.out_lin")
    yield from both(f"{ours}.attention_norm", f"{theirs}.sa_layer_norm")
    yield from both(f"{ours}.ffn_in", f"{theirs}.ffn.lin1")
    yield from both(f"{ours}.ffn_out", f"{theirs}.ffn.lin2")
    yield from both(f"{ours}.ffn_norm", f"{theirs}.output_layer_norm")


def bert_sizes(spec: BertSpec) -> dict[str, Any]:
    """The keys of BERT's own."""
    return {
        "num_hidden_layers": spec.num_layers,
        "hidden_size": spec.hidden_size,
        "num_attention_heads": spec.num_heads,
        "intermediate_size": spec.inner_size,
        "max_position_embeddings": spec.context,
        "type_vocab_size": spec.num_segments or NO_SEGMENTS,
        "hidden_act": HUGGING_FACE_ACTIVATIONS[spec.activation],
        "layer_norm_eps": spec.norm_epsilon,
        "hidden_dropout_prob": spec.dropout,
        "attention_probs_dropout_prob": spec.dropout,
        "position_embedding_type": "absolute",
    }


def _distilbert_sizes(spec: BertSpec) -> dict[str, Any]:
    return {
        "n_layers": spec.num_layers,
        "dim": spec.hidden_size,
        "n_heads": spec.num_heads,
        "hidden_dim": spec.inner_size,
        "max_position_embeddings": spec.context,
        "activation": HUGGING_FACE_ACTIVATIONS[spec.activation],
        "dropout": spec.dropout,
        "attention_dropout": spec.dropout,
    }


def _bert_class_name(spec: BertSpec) -> str:
    if spec.pooler:
        return "BertForPreTraining" if spec.masked_head else "BertForNextSentencePrediction"
    return "BertForMaskedLM" if spec.masked_head else "BertModel"


def _is_distilbert(spec: BertSpec) -> bool:
    """One with a pooler is a classifier: only they have such a layer, with a ReLU."""
    has_its_pooler = not spec.pooler or spec.pooler_activation == "relu"
    is_bare = not (spec.num_segments or spec.position_offset)
    return is_bare and has_its_pooler and spec.norm_epsilon == _DISTILBERT_EPSILON


BERT = HubArchitecture(
    model_type="bert",
    spec_type=BertSpec,
    settings=BertSettings,
    habits=Habits(
        prefix="bert.",
        heads=("cls.", "classifier.", "qa_outputs."),
        buffers=re.compile(r"bert\.embeddings\.position_ids"),
        copies={
            "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
            "cls.predictions.decoder.bias": "cls.predictions.bias",
        },
        tasks=("classifier.", "qa_outputs."),
    ),
    tensors=_bert_tensors,
    sizes=bert_sizes,
    class_name=_bert_class_name,
    classifier_name="BertForSequenceClassification",
    classifier=tuple(both("classifier", "classifier")),
    writes=lambda spec: not _is_distilbert(spec) and not spec.position_offset,
    required={"position_embedding_type": ("absolute", None), "is_decoder": (False, None)},
    harmless=frozenset(
        {
            "directionality",
            "pooler_fc_size",
            "pooler_num_attention_heads",
            "pooler_num_fc_layers",
            "pooler_size_per_head",
            "pooler_type",
        }
    ),
)

DISTILBERT = HubArchitecture(
    model_type="distilbert",
    spec_type=BertSpec,
    settings=DistilBertSettings,
    habits=Habits(
        prefix="distilbert.",
        heads=("vocab_", "pre_classifier.", "classifier.", "qa_outputs."),
        buffers=re.compile(r"distilbert\.embeddings\.position_ids"),
        copies={"vocab_projector.weight": "distilbert.embeddings.word_embeddings.weight"},
        tasks=("pre_classifier.", "classifier.", "qa_outputs."),
    ),
    tensors=_distilbert_tensors,
    sizes=_distilbert_sizes,
    class_name=lambda spec: "DistilBertForMaskedLM" if spec.masked_head else "DistilBertModel",
    classifier_name="DistilBertForSequenceClassification",
    classifier=(*both("pooler", "pre_classifier"), *both("classifier", "classifier")),
    writes=_is_distilbert,
    # Sinusoidal positions are stored like learned ones.
    harmless=frozenset({"sinusoidal_pos_embds", "qa_dropout", "seq_classif_dropout"}),
)
