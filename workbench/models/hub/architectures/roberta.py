"""RoBERTa and XLM-R in the files of others: BERT that counts positions from its pad token's id."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import Field

from workbench.models.hub.architectures.architecture import HubArchitecture
from workbench.models.hub.architectures.bert import BertSettings, bert_block, bert_sizes
from workbench.models.hub.architectures.names import Habits, HubTensor, both
from workbench.models.spec import AnyModelSpec, BertSpec
from workbench.spec import validate


class RobertaSettings(BertSettings):
    """BERT's names; the rows of its position table up to the pad token's id are never a token's."""

    pad_token_id: int = Field(1, ge=0)

    def to_spec(self, where: str) -> AnyModelSpec:
        before = self.pad_token_id + 1
        plain = self.plain() | {"position_offset": before, "skip_pad_positions": True}
        return validate(BertSpec, plain | {"context": plain["context"] - before}, where)


def _tensors(spec: BertSpec) -> Iterator[HubTensor]:
    embeddings = "roberta.embeddings"
    yield HubTensor("token_embedding.weight", (f"{embeddings}.word_embeddings.weight",))
    yield HubTensor("position_embedding.weight", (f"{embeddings}.position_embeddings.weight",))
    yield HubTensor("segment_embedding.weight", (f"{embeddings}.token_type_embeddings.weight",))
    yield from both("embedding_norm", f"{embeddings}.LayerNorm")
    for layer in range(spec.num_layers):
        yield from bert_block(f"blocks.{layer}", f"roberta.encoder.layer.{layer}", spec.hidden_size)
    if spec.masked_head:
        yield from both("masked_head.dense", "lm_head.dense")
        yield from both("masked_head.norm", "lm_head.layer_norm")
        # Untied, it is the decoder's own bias that is added.
        bias = "bias" if spec.tied_embeddings else "decoder.bias"
        yield HubTensor("masked_head.bias", (f"lm_head.{bias}",))
        if not spec.tied_embeddings:
            yield HubTensor("head.weight", ("lm_head.decoder.weight",))


def _sizes(spec: BertSpec) -> dict[str, Any]:
    positions = spec.context + spec.position_offset
    return bert_sizes(spec) | {"max_position_embeddings": positions}


ROBERTA = HubArchitecture(
    model_type="roberta",
    spec_type=BertSpec,
    settings=RobertaSettings,
    habits=Habits(
        prefix="roberta.",
        heads=("lm_head.", "classifier.", "qa_outputs."),
        buffers=re.compile(r"roberta\.embeddings\.(position_ids|token_type_ids)"),
        copies={
            "lm_head.decoder.weight": "roberta.embeddings.word_embeddings.weight",
            "lm_head.decoder.bias": "lm_head.bias",
        },
        tasks=("classifier.", "qa_outputs."),
    ),
    tensors=_tensors,
    sizes=_sizes,
    class_name=lambda spec: "RobertaForMaskedLM" if spec.masked_head else "RobertaModel",
    classifier_name="RobertaForSequenceClassification",
    classifier=(*both("pooler", "classifier.dense"), *both("classifier", "classifier.out_proj")),
    writes=lambda spec: spec.position_offset > 0,
    # Its masked-token head knows no other activation.
    required={
        "position_embedding_type": ("absolute", None),
        "is_decoder": (False, None),
        "hidden_act": ("gelu", None),
    },
)

XLM_ROBERTA = replace(
    ROBERTA,
    model_type="xlm-roberta",
    classifier_name="XLMRobertaForSequenceClassification",
    writes=lambda spec: False,
)
"""Read, and written as the RoBERTa that it is."""
