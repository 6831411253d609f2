"""A GGUF file as one of our models: settings, and weights under our names, in float32."""

from pathlib import Path

import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.file_formats.gguf_header import GGUFHeader, read_gguf_header
from workbench.models.build import build_empty
from workbench.models.hub.architectures.llama import halved
from workbench.models.hub.architectures.names import HubTensor
from workbench.models.hub.config import config_of
from workbench.models.hub.gguf.architectures import GGUFArchitecture
from workbench.models.hub.gguf.config import (
    ROTARY_FACTORS,
    architecture_of_gguf,
    gguf_config,
    ignored_settings,
)
from workbench.models.hub.gguf.weights import GGUFWeights, opened_gguf
from workbench.models.hub.importing import ForeignModel
from workbench.models.spec import AnyModelSpec
from workbench.words import Words, listed, words

_NAMED = 3
_ROTATED = ("attn_q.weight", "attn_k.weight", "attn_q.bias", "attn_k.bias")


def read_gguf_model(path: Path) -> ForeignModel:
    """Settings and weights, each tensor made float32 on its own; its notes say how they were kept.

    Raises BadInput, naming the file and what in it cannot be used.
    """
    header = read_gguf_header(path)
    name, architecture = architecture_of_gguf(header)
    with opened_gguf(header) as weights:
        factors = weights.tensor(ROTARY_FACTORS) if ROTARY_FACTORS in weights.names else None
        config = config_of(gguf_config(header, factors), path)
        wanted = tuple(config.architecture.tensors(config.spec))
        places = {theirs: architecture.own_name(theirs) for t in wanted for theirs in t.theirs}
        _check_names(set(places.values()), weights)
        shapes = _shapes(config.spec, config.vocabulary_size)
        for tensor in wanted:
            _check_shapes(tensor, shapes[tensor.ours], places, weights)
        kept = _Kept(weights, architecture, config.spec.head_size)
        tensors = {t.ours: kept.joined([places[theirs] for theirs in t.theirs]) for t in wanted}
        notes = tuple(_notes(header, weights))
    ignored = tuple(ignored_settings(header, name, architecture))
    return ForeignModel(config.spec, config.vocabulary_size, tensors, name, ignored, notes=notes)


class _Kept:
    """Tensors of the file in the order of rows that ours have."""

    def __init__(
        self, weights: GGUFWeights, architecture: GGUFArchitecture, head_size: int
    ) -> None:
        self._weights = weights
        self._interleaved = architecture.interleaved
        self._head_size = head_size

    def joined(self, names: list[str]) -> Tensor:
        parts = [self._tensor(name) for name in names]
        return parts[0] if len(parts) == 1 else torch.cat(parts)

    def _tensor(self, name: str) -> Tensor:
        tensor = self._weights.tensor(name)
        if self._interleaved and name.endswith(_ROTATED):
            return halved(tensor, self._head_size)
        return tensor


def _shapes(spec: AnyModelSpec, vocabulary_size: int) -> dict[str, tuple[int, ...]]:
    empty = build_empty(spec, vocabulary_size)
    return {name: tuple(tensor.shape) for name, tensor in empty.state_dict().items()}


def _check_names(wanted: set[str], weights: GGUFWeights) -> None:
    if missing := sorted(wanted - weights.names):
        raise BadInput(
            "{path} lacks {count} tensors that its settings ask for, such as {names}; "
            "it is not whole, so download it again",
            path=weights.path,
            count=len(missing),
            names=listed(missing[:_NAMED]),
        )
    if extra := sorted(weights.names - wanted - {ROTARY_FACTORS}):
        raise BadInput(
            "{path} holds {count} tensors that its settings do not speak of, such as {names}; "
            "the model is not quite of that type and was not imported",
            path=weights.path,
            count=len(extra),
            names=listed(extra[:_NAMED]),
        )


def _check_shapes(
    tensor: HubTensor, shape: tuple[int, ...], places: dict[str, str], weights: GGUFWeights
) -> None:
    for theirs, rows in zip(tensor.theirs, tensor.rows or shape[:1], strict=True):
        given, expected = weights.shape(places[theirs]), (rows, *shape[1:])
        if given != expected:
            raise BadInput(
                "'{name}' in {path} is {found}, and its settings ask for {expected}",
                name=places[theirs],
                path=weights.path,
                found="×".join(map(str, given)),
                expected="×".join(map(str, expected)),
            )


def _notes(header: GGUFHeader, weights: GGUFWeights) -> list[Words]:
    kinds = weights.stored_as()
    if not kinds:
        return []
    said = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
    return [
        words(
            "weights that {path} keeps rounded were made float32, as near the original model as "
            "the file is: {kinds}",
            path=header.path.name,
            kinds=said,
        )
    ]
