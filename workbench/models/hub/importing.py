"""A folder of the Hugging Face kind as one of our models: settings, and weights under our names."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.models.build import build_empty
from workbench.models.hub.architectures.architecture import HubArchitecture
from workbench.models.hub.architectures.bert import DISTILBERT
from workbench.models.hub.architectures.names import HubTensor, usual
from workbench.models.hub.config import ForeignConfig, read_config
from workbench.models.hub.exporting import classifier_tensors
from workbench.models.hub.reading import ForeignWeights, opened_weights
from workbench.models.hub.sentence import encoder_folder
from workbench.models.spec import AnyModelSpec, BertSpec
from workbench.words import Words, listed, words

_NAMED = 3
"""How many missing or superfluous tensors a sentence names."""


@dataclass(frozen=True)
class ForeignModel:
    """A model read from elsewhere; `weights` fit `build_empty(spec, vocabulary_size)`.

    `ignored` names what was in the folder and is not part of the model: keys of its config,
    modules behind the encoder, layers of a task. `labels` are the classes that a classifier tells,
    `notes` what a person should know of how the model was read, `unsaid` the keys that the
    config lacks and others told.
    """

    spec: AnyModelSpec
    vocabulary_size: int
    weights: dict[str, Tensor]
    architecture: str
    ignored: tuple[str, ...]
    labels: tuple[str, ...] = ()
    notes: tuple[Words, ...] = ()
    unsaid: tuple[str, ...] = ()


def read_foreign_model(folder: Path) -> ForeignModel:
    """Read config and weights, in float32; nothing of the folder is run and no link followed.

    Raises NotFound or BadInput, naming the file and what in it cannot be used.
    """
    inner, modules = encoder_folder(folder)
    config = read_config(inner)
    with opened_weights(inner) as weights:
        names = _usual_names(config.architecture, weights)
        _use_the_copy(config, names)
        spec = _with_heads(config, names)
        labels = _labels_with_weights(config, names)
        if labels:
            spec, wanted = _classifier(config, spec)
        else:
            wanted = tuple(config.architecture.tensors(spec))
        left_out = _left_out(config.architecture, spec, names)
        left_out -= {name for tensor in wanted for name in tensor.theirs}
        _check_head(config, wanted, names, weights.path)
        _check_names(wanted, names.keys() - left_out - _copies(config, spec, names), weights.path)
        shapes = _shapes(spec, config.vocabulary_size, len(labels))
        for tensor in wanted:
            _check_shapes(tensor, shapes[tensor.ours], names, weights)
        tensors = {tensor.ours: _tensor(tensor, names, weights) for tensor in wanted}
        _check_copies(config, spec, names, weights)
    if labels:
        # A classifier comes without the heads that it replaces, which nothing reads.
        lacking = shapes.keys() - tensors.keys()
        tensors |= {name: torch.zeros(shapes[name]) for name in lacking}
    named = sorted(name for name in left_out if not _is_buffer(config.architecture, name))
    return ForeignModel(
        spec,
        config.vocabulary_size,
        tensors,
        config.architecture.model_type,
        (*config.ignored, *modules, *named),
        labels,
        notes=(*config.notes, *_without_classes(config)),
        unsaid=config.unsaid,
    )


def _labels_with_weights(config: ForeignConfig, names: dict[str, str]) -> tuple[str, ...]:
    """The classes, if the layer that tells them is there."""
    layers = {name for tensor in config.architecture.classifier for name in tensor.theirs}
    return config.labels if layers <= names.keys() else ()


def _classifier(
    config: ForeignConfig, spec: AnyModelSpec
) -> tuple[AnyModelSpec, tuple[HubTensor, ...]]:
    """The settings and tensors of a classifier: the body, without the heads that it replaces."""
    if isinstance(spec, BertSpec):
        relu = config.architecture is DISTILBERT
        activation = "relu" if relu else "tanh"
        heads = {"pooler": True, "pooler_activation": activation, "masked_head": False}
        spec = spec.model_copy(update=heads)
    elif not spec.is_causal:
        spec = spec.model_copy(update={"masked_head": False})
    return spec, tuple(classifier_tensors(config.architecture, spec))


def _usual_names(architecture: HubArchitecture[Any], weights: ForeignWeights) -> dict[str, str]:
    """From the usual name of each tensor to the one it has in this file."""
    names: dict[str, str] = {}
    for name in weights.names:
        known_as = usual(architecture.habits, name)
        if known_as in names:
            raise BadInput(
                "{path} holds the same tensor as '{first}' and as '{second}'",
                path=weights.path,
                first=names[known_as],
                second=name,
            )
        names[known_as] = name
    return names


def _with_heads(config: ForeignConfig, names: dict[str, str]) -> AnyModelSpec:
    """The spec with the heads that the weights have."""
    spec = config.spec
    if spec.is_causal:
        return spec
    heads = ("cls.predictions.", "vocab_", "lm_head.", "decoder.")
    masked_head = any(name.startswith(heads) for name in names)
    pooler = any(name.startswith("cls.seq_relationship.") for name in names)
    tied = spec.tied_embeddings or not masked_head
    if not tied:
        _use_the_only_bias(names, *config.architecture.habits.shared_bias)
    update = {"masked_head": masked_head, "tied_embeddings": tied}
    return spec.model_copy(
        update=update | ({"pooler": pooler} if isinstance(spec, BertSpec) else {})
    )


def _use_the_copy(config: ForeignConfig, names: dict[str, str]) -> None:
    """A tied embedding that is stored as the output layer alone is found where it is."""
    for copy, original in config.architecture.habits.copies.items():
        if config.spec.tied_embeddings and original not in names and copy in names:
            names[original] = names.pop(copy)


def _use_the_only_bias(names: dict[str, str], counts: str, other: str) -> None:
    """An untied decoder's bias is the one that counts; older files hold it without its prefix."""
    only = names.pop(other, None)
    if only is not None:
        names.setdefault(counts, only)


def _left_out(
    architecture: HubArchitecture[Any], spec: AnyModelSpec, names: dict[str, str]
) -> set[str]:
    """What is known not to be part of the model: buffers, layers of a task, a lone pooler.

    A pooler whose next-sentence head is not there was not trained, or for another task; so was
    ModernBERT's head without its output layer.
    """
    prefixes = architecture.habits.tasks
    if not spec.has_masked_head:
        prefixes = (*prefixes, "head.")
    if isinstance(spec, BertSpec) and not spec.pooler:
        prefixes = (*prefixes, f"{architecture.habits.prefix}pooler.")
    return {name for name in names if name.startswith(prefixes) or _is_buffer(architecture, name)}


def _is_buffer(architecture: HubArchitecture[Any], name: str) -> bool:
    return architecture.habits.buffers.fullmatch(name) is not None


def _copies(config: ForeignConfig, spec: AnyModelSpec, names: dict[str, str]) -> set[str]:
    """The tensors there that repeat another one because the model is tied."""
    return {n for n in config.architecture.habits.copies if spec.tied_embeddings and n in names}


def _without_classes(config: ForeignConfig) -> tuple[Words, ...]:
    """What to say of a classifier that is read as the model beneath it."""
    if config.unclassed is None:
        return ()
    said = words(
        "{reason}; a classifier here tells one of two or more classes, so that the model comes "
        "without its classifier",
        reason=config.unclassed,
    )
    return (said,)


def _check_head(
    config: ForeignConfig, wanted: tuple[HubTensor, ...], names: dict[str, str], path: Path
) -> None:
    """Raise BadInput for a decoder that was saved with another task's layer as its only output."""
    heads = {name for tensor in wanted if tensor.ours == "head.weight" for name in tensor.theirs}
    task = next((name for name in names if name.startswith(config.architecture.habits.tasks)), "")
    if not config.spec.is_causal or not task or heads <= names.keys():
        return
    if config.unclassed is not None:
        raise BadInput(
            "{path} holds a classifier that cannot be imported: {reason}, and a classifier here "
            "tells one of two or more classes; import the model that it was tuned from instead",
            path=path,
            reason=config.unclassed,
        )
    raise BadInput(
        "{path} has the output layer of a task ({task}) and none that tells the next token "
        "({head}), and its config.json names no classifier that is known here; import the model "
        "that it was tuned from instead",
        path=path,
        task=names[task],
        head=listed(sorted(heads)),
    )


def _check_names(wanted: tuple[HubTensor, ...], names: set[str], path: Path) -> None:
    expected = {name for tensor in wanted for name in tensor.theirs}
    missing = sorted(expected - names)
    if missing == ["lm_head.weight"]:
        raise BadInput(
            "{path} has no output layer of its own (lm_head.weight), and config.json says that it "
            'has one; if the model shares its embeddings, write "tie_word_embeddings": true there',
            path=path,
        )
    if missing:
        raise BadInput(
            "{path} lacks {count} tensors that its config.json asks for, such as {names}; "
            "the two do not belong together",
            path=path,
            count=len(missing),
            names=_first(missing),
        )
    if extra := sorted(names - expected):
        raise BadInput(
            "{path} holds {count} tensors that its config.json does not speak of, such as "
            "{names}; the model is not quite of that type and was not imported",
            path=path,
            count=len(extra),
            names=_first(extra),
        )


def _first(names: list[str]) -> str:
    return ", ".join(names[:_NAMED])


def _shapes(
    spec: AnyModelSpec, vocabulary_size: int, num_classes: int
) -> dict[str, tuple[int, ...]]:
    empty = build_empty(spec, vocabulary_size, num_classes=num_classes)
    return {name: tuple(tensor.shape) for name, tensor in empty.state_dict().items()}


def _check_shapes(
    tensor: HubTensor, shape: tuple[int, ...], names: dict[str, str], weights: ForeignWeights
) -> None:
    for name, rows in zip(tensor.theirs, tensor.rows or shape[:1], strict=True):
        expected = (rows, *shape[1:])
        expected = expected[::-1] if tensor.transposed else expected
        given = weights.shape(names[name])
        if given != expected:
            raise BadInput(
                "'{name}' in {path} is {found}, and config.json asks for {expected}",
                name=names[name],
                path=weights.path,
                found=_times(given),
                expected=_times(expected),
            )


def _times(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "a single number"


def _tensor(tensor: HubTensor, names: dict[str, str], weights: ForeignWeights) -> Tensor:
    parts = [weights.tensor(names[name]) for name in tensor.theirs]
    joined = parts[0] if len(parts) == 1 else torch.cat(parts)
    return tensor.from_theirs(joined)


def _check_copies(
    config: ForeignConfig, spec: AnyModelSpec, names: dict[str, str], weights: ForeignWeights
) -> None:
    originals = config.architecture.habits.copies
    for copy in sorted(_copies(config, spec, names)):
        original = originals[copy]
        if not torch.equal(weights.tensor(names[copy]), weights.tensor(names[original])):
            raise BadInput(
                "'{copy}' and '{original}' in {path} differ, and config.json says they are one "
                "(tie_word_embeddings); correct whichever is wrong",
                copy=names[copy],
                original=names[original],
                path=weights.path,
            )
