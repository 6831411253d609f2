"""One of our models as a folder that Hugging Face's transformers opens as its own."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from workbench.errors import BadInput
from workbench.models.build import Model
from workbench.models.families import ARCHITECTURES
from workbench.models.hub.architectures.architecture import HubArchitecture
from workbench.models.hub.architectures.bert import DISTILBERT, NO_SEGMENTS
from workbench.models.hub.architectures.names import HubTensor
from workbench.models.hub.config import CONFIG_NAME
from workbench.models.hub.reading import WEIGHTS_NAME
from workbench.models.model_file import ModelFile
from workbench.models.spec import AnyModelSpec, BertSpec
from workbench.store.files import durable
from workbench.tokenizers.special import SpecialIds

_TINY = 2.0**-12
"""Small enough for tanh to be linear, large enough for half precision."""


def write_hf_files(
    model: Model,
    model_file: ModelFile,
    staged: Path,
    ids: SpecialIds | None = None,
    *,
    ends: Sequence[int] = (),
) -> None:
    """Write config and weights into a folder that is staged (`durable.staging`).

    Where several tokens end what the model writes, they are `ends`.

    Raises BadInput for a model that transformers has no architecture for.
    """
    spec = model_file.spec
    config = hf_config(
        spec, model_file.vocabulary_size, ids or SpecialIds(), labels=model_file.labels
    )
    if len(ends) > 1:
        config["eos_token_id"] = list(ends)
    durable.write_json(staged / CONFIG_NAME, config)
    save_file(hf_weights(model, spec), staged / WEIGHTS_NAME, metadata={"format": "pt"})


def check_exportable(spec: AnyModelSpec, *, classifies: bool = False) -> None:
    """Raise BadInput for what transformers cannot compute."""
    if not isinstance(spec, BertSpec):
        return
    is_distilberts = classifies and architecture_of(spec) is DISTILBERT
    if spec.pooler and spec.pooler_activation == "relu" and not is_distilberts:
        raise BadInput(
            "this BERT's pooler applies ReLU, and transformers knows such a layer only in "
            "DistilBERT's classifiers; it cannot be exported as such a folder"
        )
    if spec.position_offset and spec.pooler and not classifies:
        raise BadInput(
            "this model counts positions as RoBERTa and tells which sentences follow, and "
            "transformers knows no RoBERTa that does; export the model as ONNX instead"
        )
    if spec.norm_position == "pre":
        raise BadInput(
            "this BERT normalises before each part, and transformers knows only BERTs that "
            "normalise after; it cannot be exported as such a folder"
        )


def architecture_of(spec: AnyModelSpec) -> HubArchitecture[Any]:
    """The architecture that computes what this spec does; raises BadInput where none does."""
    for architecture in ARCHITECTURES:
        if isinstance(spec, architecture.spec_type) and architecture.writes(spec):
            return architecture
    raise BadInput(
        "transformers has no architecture with this combination of settings of a {family}; "
        "export the model as ONNX instead",
        family=spec.title,
    )


# -- weights ----------------------------------------------------------------------------------


def hf_weights(model: Model, spec: AnyModelSpec) -> dict[str, Tensor]:
    """The model's tensors on the CPU under the names, and cut the way, transformers has them."""
    classifies = model.classifier is not None
    check_exportable(spec, classifies=classifies)
    architecture = architecture_of(spec)
    ours = {name: tensor.detach().cpu() for name, tensor in model.state_dict().items()}
    if isinstance(spec, BertSpec) and architecture is not DISTILBERT and not spec.num_segments:
        ours["segment_embedding.weight"] = torch.zeros(NO_SEGMENTS, spec.hidden_size)
    if isinstance(spec, BertSpec) and classifies and not spec.pooler:
        ours |= _layer_that_passes(ours, architecture, spec)
        spec = spec.model_copy(update={"pooler": True})
    weights: dict[str, Tensor] = {}
    tensors = classifier_tensors(architecture, spec) if classifies else architecture.tensors(spec)
    for tensor in tensors:
        weights |= _cut(tensor, ours[tensor.ours])
    if not (spec.is_causal or classifies):
        return _as_bert_saves(weights, architecture, spec)
    return weights


def _layer_that_passes(
    ours: dict[str, Tensor], architecture: HubArchitecture[Any], spec: BertSpec
) -> dict[str, Tensor]:
    """For a classifier of the first token's own state x: a pooler that changes nothing.

    Transformers' classifiers all have a layer there. With ReLU: what a norm gives is at most
    |γ|·√c + |β| in size, so that x + s is positive for that shift s, which the classifier's bias
    takes off again. With tanh: tanh(εx) / ε is x but for a share of (εx)²/3.
    """
    size, weight = spec.hidden_size, ours["classifier.weight"]
    if architecture is not DISTILBERT:
        return {
            "pooler.weight": _TINY * torch.eye(size),
            "pooler.bias": torch.zeros(size),
            "classifier.weight": weight / _TINY,
        }
    norm = f"blocks.{spec.num_layers - 1}.ffn_norm"
    shift_c = ours[f"{norm}.weight"].abs() * math.sqrt(size) + ours[f"{norm}.bias"].abs()
    taken_off = ours["classifier.bias"].double() - weight.double() @ shift_c.double()
    return {
        "pooler.weight": torch.eye(size),
        "pooler.bias": shift_c,
        "classifier.bias": taken_off.float(),
    }


def classifier_tensors(
    architecture: HubArchitecture[Any], spec: AnyModelSpec
) -> Iterator[HubTensor]:
    """The body's tensors and the classifier, without the heads that it replaces."""
    for tensor in architecture.tensors(spec):
        if tensor.theirs[0].startswith(architecture.habits.prefix):
            yield tensor
    yield from architecture.classifier


def _cut(tensor: HubTensor, weight: Tensor) -> dict[str, Tensor]:
    parts = torch.split(weight, list(tensor.rows)) if tensor.rows else (weight,)
    turned = (tensor.to_theirs(part) for part in parts)
    # A part of a whole must not take the whole's memory into the file.
    copies = (part.clone(memory_format=torch.contiguous_format) for part in turned)
    return dict(zip(tensor.theirs, copies, strict=True))


def _as_bert_saves(
    weights: dict[str, Tensor], architecture: HubArchitecture[Any], spec: AnyModelSpec
) -> dict[str, Tensor]:
    """Without the prefix when there is no head; untied, with the bias under both its names."""
    if not spec.has_masked_head and not spec.has_pooler:
        prefix = architecture.habits.prefix
        return {name.removeprefix(prefix): tensor for name, tensor in weights.items()}
    shared = architecture.habits.shared_bias
    own_bias = weights.get(shared[0])
    return weights if own_bias is None else weights | {shared[1]: own_bias.clone()}


# -- config -----------------------------------------------------------------------------------


def hf_config(
    spec: AnyModelSpec, vocabulary_size: int, ids: SpecialIds, *, labels: Sequence[str] = ()
) -> dict[str, Any]:
    """What `config.json` says of the model; raises BadInput as `check_exportable` does."""
    check_exportable(spec, classifies=bool(labels))
    architecture = architecture_of(spec)
    name = architecture.classifier_name if labels else architecture.class_name(spec)
    pad = _pad_counted_from(spec, ids)
    return {
        "architectures": [name],
        "model_type": architecture.model_type,
        "vocab_size": vocabulary_size,
        **architecture.sizes(spec),
        "tie_word_embeddings": spec.tied_embeddings,
        "bos_token_id": ids.bos,
        "eos_token_id": ids.eos,
        "pad_token_id": pad,
        "torch_dtype": "float32",
        **(_classes(labels) if labels else {}),
    }


def _pad_counted_from(spec: AnyModelSpec, ids: SpecialIds) -> int | None:
    """The pad token; RoBERTa counts positions from it, so that it cannot be another."""
    if not isinstance(spec, BertSpec) or not spec.position_offset:
        return ids.pad
    counted = spec.position_offset - 1
    if ids.pad not in (None, counted):
        raise BadInput(
            "transformers counts RoBERTa's positions from the pad token's id, which is {pad} here, "
            "and this model's begin at row {offset}; export the model as ONNX instead",
            pad=ids.pad,
            offset=spec.position_offset,
        )
    return counted


def _classes(labels: Sequence[str]) -> dict[str, Any]:
    return {
        "id2label": {str(number): label for number, label in enumerate(labels)},
        "label2id": {label: number for number, label in enumerate(labels)},
        "problem_type": "single_label_classification",
    }
