"""One of our models as a folder that Hugging Face's transformers opens as its own."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, assert_never

import torch
from safetensors.torch import save_file
from torch import Tensor

from workbench.errors import BadInput
from workbench.models.build import Model
from workbench.models.hub.config import CONFIG_NAME
from workbench.models.hub.keys import GPT2_EPSILON
from workbench.models.hub.names import HABITS, Place, places
from workbench.models.hub.reading import WEIGHTS_NAME
from workbench.models.hub.settings import DISTILBERT_EPSILON, Architecture
from workbench.models.model_file import ModelFile
from workbench.models.spec import ActivationName, AnyModelSpec, BertSpec, GPTSpec, LlamaSpec
from workbench.store.files import durable
from workbench.tokenizers.special import SpecialIds

_ACTIVATIONS: dict[ActivationName, str] = {"gelu_tanh": "gelu_new", "gelu": "gelu", "relu": "relu"}

_CLASSIFIERS: dict[Architecture, str] = {
    "bert": "BertForSequenceClassification",
    "distilbert": "DistilBertForSequenceClassification",
    "gpt2": "GPT2ForSequenceClassification",
    "llama": "LlamaForSequenceClassification",
    "qwen2": "Qwen2ForSequenceClassification",
}

_NO_SEGMENTS = 2
"""A BERT without segments is written with this many that add nothing."""


def write_hf_folder(
    model: Model, model_file: ModelFile, folder: Path, ids: SpecialIds | None = None
) -> None:
    """Write config and weights as a new folder, all of it or nothing.

    Raises BadInput for a model that transformers has no architecture for, and for a folder with
    content.
    """
    check_exportable(model_file.spec, classifies=bool(model_file.labels))
    needed_bytes = sum(tensor.nbytes for tensor in model.state_dict().values())
    with durable.staging(folder, needed_bytes=needed_bytes) as staged:
        write_hf_files(model, model_file, staged, ids)


def write_hf_files(
    model: Model, model_file: ModelFile, staged: Path, ids: SpecialIds | None = None
) -> None:
    """The same two files into a folder that somebody else stages (`durable.staging`)."""
    spec = model_file.spec
    config = hf_config(
        spec, model_file.vocabulary_size, ids or SpecialIds(), labels=model_file.labels
    )
    durable.write_json(staged / CONFIG_NAME, config)
    save_file(hf_weights(model, spec), staged / WEIGHTS_NAME, metadata={"format": "pt"})


def check_exportable(spec: AnyModelSpec, *, classifies: bool = False) -> None:
    """Raise BadInput for what transformers cannot compute."""
    if not isinstance(spec, BertSpec):
        return
    if classifies and not spec.pooler:
        raise BadInput(
            "this BERT classifies without a pooler, and transformers knows only classifiers with "
            "one; it cannot be exported as such a folder"
        )
    if spec.norm_position == "pre":
        raise BadInput(
            "this BERT normalises before each part, and transformers knows only BERTs that "
            "normalise after; it cannot be exported as such a folder"
        )


def architecture_of(spec: AnyModelSpec) -> Architecture:
    """The architecture that computes what this spec does."""
    match spec:
        case GPTSpec():
            return "gpt2"
        case LlamaSpec():
            return "qwen2" if spec.qkv_bias else "llama"
        case BertSpec():
            like_distilbert = not spec.num_segments and not spec.pooler
            exact = spec.norm_epsilon == DISTILBERT_EPSILON
            return "distilbert" if like_distilbert and exact else "bert"
        case _:
            assert_never(spec)


# -- weights ----------------------------------------------------------------------------------


def hf_weights(model: Model, spec: AnyModelSpec) -> dict[str, Tensor]:
    """The model's tensors on the CPU under the names, and cut the way, transformers has them."""
    classifies = model.classifier is not None
    check_exportable(spec, classifies=classifies)
    architecture = architecture_of(spec)
    ours = {name: tensor.detach().cpu() for name, tensor in model.state_dict().items()}
    if isinstance(spec, BertSpec) and architecture == "bert" and not spec.num_segments:
        ours["segment_embedding.weight"] = torch.zeros(_NO_SEGMENTS, spec.hidden_size)
    weights: dict[str, Tensor] = {}
    found = _classifier_places(architecture, spec) if classifies else places(architecture, spec)
    for place in found:
        weights |= _cut(place, ours[place.ours])
    if isinstance(spec, BertSpec) and not classifies:
        return _as_bert_saves(weights, architecture, spec)
    return weights


def _classifier_places(architecture: Architecture, spec: AnyModelSpec) -> Iterator[Place]:
    """The body's tensors and the classifier, without the heads that it replaces."""
    for place in places(architecture, spec):
        if place.theirs[0].startswith(HABITS[architecture].prefix):
            yield place
    if isinstance(spec, BertSpec):
        yield Place("classifier.weight", ("classifier.weight",))
        yield Place("classifier.bias", ("classifier.bias",))
    else:
        yield Place("classifier.weight", ("score.weight",))


def _cut(place: Place, tensor: Tensor) -> dict[str, Tensor]:
    parts = torch.split(tensor, list(place.rows)) if place.rows else (tensor,)
    turned = (part.T if place.transposed else part for part in parts)
    # A part of a whole must not take the whole's memory into the file.
    copies = (part.clone(memory_format=torch.contiguous_format) for part in turned)
    return dict(zip(place.theirs, copies, strict=True))


def _as_bert_saves(
    weights: dict[str, Tensor], architecture: Architecture, spec: BertSpec
) -> dict[str, Tensor]:
    """Without the prefix when there is no head; untied, with the bias under both its names."""
    if not spec.masked_head and not spec.pooler:
        prefix = HABITS[architecture].prefix
        return {name.removeprefix(prefix): tensor for name, tensor in weights.items()}
    own_bias = weights.get("cls.predictions.decoder.bias")
    return weights if own_bias is None else weights | {"cls.predictions.bias": own_bias.clone()}


# -- config -----------------------------------------------------------------------------------


def hf_config(
    spec: AnyModelSpec, vocabulary_size: int, ids: SpecialIds, *, labels: Sequence[str] = ()
) -> dict[str, Any]:
    """What `config.json` says of the model; raises BadInput as `check_exportable` does."""
    check_exportable(spec, classifies=bool(labels))
    architecture = architecture_of(spec)
    name = _CLASSIFIERS[architecture] if labels else _class_name(architecture, spec)
    return {
        "architectures": [name],
        "model_type": architecture,
        "vocab_size": vocabulary_size,
        **_sizes(architecture, spec),
        "tie_word_embeddings": spec.tied_embeddings,
        "bos_token_id": ids.bos,
        "eos_token_id": ids.eos,
        "pad_token_id": ids.pad,
        "torch_dtype": "float32",
        **(_classes(labels) if labels else {}),
    }


def _classes(labels: Sequence[str]) -> dict[str, Any]:
    return {
        "id2label": {str(number): label for number, label in enumerate(labels)},
        "label2id": {label: number for number, label in enumerate(labels)},
        "problem_type": "single_label_classification",
    }


def _class_name(architecture: Architecture, spec: AnyModelSpec) -> str:
    match spec:
        case GPTSpec():
            return "GPT2LMHeadModel"
        case LlamaSpec():
            return "Qwen2ForCausalLM" if spec.qkv_bias else "LlamaForCausalLM"
        case BertSpec():
            return _bert_class_name(architecture, spec)
        case _:
            assert_never(spec)


def _bert_class_name(architecture: Architecture, spec: BertSpec) -> str:
    if architecture == "distilbert":
        return "DistilBertForMaskedLM" if spec.masked_head else "DistilBertModel"
    if spec.pooler:
        return "BertForPreTraining" if spec.masked_head else "BertForNextSentencePrediction"
    return "BertForMaskedLM" if spec.masked_head else "BertModel"


def _sizes(architecture: Architecture, spec: AnyModelSpec) -> dict[str, Any]:
    match spec:
        case GPTSpec():
            return _gpt2_sizes(spec)
        case LlamaSpec():
            return _llama_sizes(spec)
        case BertSpec():
            return _distilbert_sizes(spec) if architecture == "distilbert" else _bert_sizes(spec)
        case _:
            assert_never(spec)


def _gpt2_sizes(spec: GPTSpec) -> dict[str, Any]:
    return {
        "n_layer": spec.num_layers,
        "n_embd": spec.hidden_size,
        "n_head": spec.num_heads,
        "n_positions": spec.context,
        "n_ctx": spec.context,
        "n_inner": spec.inner_size,
        "activation_function": _ACTIVATIONS[spec.activation],
        "layer_norm_epsilon": GPT2_EPSILON,
        "resid_pdrop": spec.dropout,
        "embd_pdrop": spec.dropout,
        "attn_pdrop": spec.dropout,
    }


def _llama_sizes(spec: LlamaSpec) -> dict[str, Any]:
    """The rotary base is written the old way and the new, for readers of either."""
    return {
        "num_hidden_layers": spec.num_layers,
        "hidden_size": spec.hidden_size,
        "num_attention_heads": spec.num_heads,
        "num_key_value_heads": spec.kv_heads,
        "intermediate_size": spec.inner_size,
        "max_position_embeddings": spec.context,
        "hidden_act": "silu",
        "rms_norm_eps": spec.norm_epsilon,
        "rope_theta": spec.rope_theta,
        "rope_parameters": {"rope_type": "default", "rope_theta": spec.rope_theta},
        "attention_dropout": spec.dropout,
    }


def _bert_sizes(spec: BertSpec) -> dict[str, Any]:
    return {
        "num_hidden_layers": spec.num_layers,
        "hidden_size": spec.hidden_size,
        "num_attention_heads": spec.num_heads,
        "intermediate_size": spec.inner_size,
        "max_position_embeddings": spec.context,
        "type_vocab_size": spec.num_segments or _NO_SEGMENTS,
        "hidden_act": _ACTIVATIONS[spec.activation],
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
        "activation": _ACTIVATIONS[spec.activation],
        "dropout": spec.dropout,
        "attention_dropout": spec.dropout,
    }
