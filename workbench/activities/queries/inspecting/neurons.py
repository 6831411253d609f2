"""The neurons of a layer on a text, what they promote, and where in a corpus they are strongest.

Importing this imports torch.
"""

from collections.abc import Iterator

from torch import Tensor

from workbench.activities.queries.inspecting.inspected_text import inspected_text, piece_namer
from workbench.activities.queries.inspecting.predictions import require_predictions
from workbench.data.causal.layout import Tokens
from workbench.errors import BadInput
from workbench.inspection.maps.query_key import QueryKey, query_key
from workbench.inspection.neurons.activations import neuron_activations
from workbench.inspection.neurons.passages import strongest_passages
from workbench.inspection.neurons.promoted import added_row, promoted_logits, strongest_tokens
from workbench.inspection.neurons.reading import (
    NeuronActivations,
    NeuronPassage,
    NeuronPassages,
    NeuronTokens,
    WeighedToken,
)
from workbench.models.build import Model
from workbench.models.inference import query_threads
from workbench.models.load import PredictsNoToken
from workbench.named import named
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.seen import seen_tokens
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.words import Words


def neurons_on_text(
    model: Model,
    tokenizer: Tokenizer,
    text: str,
    framing: Framing,
    layer: int,
    most_tokens: int | None = None,
) -> NeuronActivations:
    """The activations of a layer's neurons on a text; of a longer one the first are read."""
    read = inspected_text(
        tokenizer, text, framing, is_causal=model.is_causal, most_tokens=most_tokens
    )
    threads = query_threads()
    activations_tn = neuron_activations(model, read.ids, layer, threads)
    tokens = seen_tokens(tokenizer, read.ids)
    return NeuronActivations(tokens, layer, activations_tn, read.left_out, threads)


def neuron_tokens(
    model: Model, tokenizer: Tokenizer, layer: int, neuron: int, top_k: int
) -> NeuronTokens:
    """What a neuron promotes and suppresses.

    Raises BadInput for one that is not there, PredictsNoToken for a classifier or an encoder
    without its head.
    """
    _require_positive(top_k)
    row_c = added_row(model, layer, neuron)
    require_predictions(model)
    logits_v = promoted_logits(model, layer, neuron)
    # Rows of the output layer without a piece are nobody's token.
    named_v = logits_v[: tokenizer.vocabulary_size]
    promoted, suppressed = strongest_tokens(named_v, top_k)
    return NeuronTokens(
        layer,
        neuron,
        _weighed(tokenizer, named_v, promoted),
        _weighed(tokenizer, named_v, suppressed),
        weight_norm=float(row_c.norm()),
        is_direct=model.is_causal,
    )


def tokens_or_reason(
    model: Model, tokenizer: Tokenizer, layer: int, neuron: int, top_k: int
) -> NeuronTokens | Words:
    """The same; of a model that predicts no token, why it has no answer."""
    try:
        return neuron_tokens(model, tokenizer, layer, neuron, top_k)
    except PredictsNoToken as reason:
        return reason.words


def neuron_passages(
    model: Model,
    tokenizer: Tokenizer,
    tokens: Tokens,
    framing: Framing,
    layer: int,
    neuron: int,
    most_passages: int,
) -> Iterator[NeuronPassages]:
    """Search some text for where a neuron is strongest; how far it is after each window."""
    _require_positive(most_passages)
    added_row(model, layer, neuron)  # raises where there is none
    if not len(tokens):
        raise BadInput(
            "the {split} part of the corpus has no text to read; "
            "add documents or raise its validation share",
            split=named("validation"),
        )
    around = ((), ()) if model.is_causal else (framing.begin, framing.end)
    name = piece_namer(tokenizer)
    for search in strongest_passages(
        model, tokens, layer, neuron, around=around, most_passages=most_passages
    ):
        passages = tuple(
            NeuronPassage(one.begin, tuple(map(name, one.ids)), one.activations, one.peak)
            for one in search.passages
        )
        yield NeuronPassages(layer, neuron, search.done, search.total, passages)


def query_key_on_text(
    model: Model,
    tokenizer: Tokenizer,
    text: str,
    framing: Framing,
    *,
    layer: int,
    head: int,
    query: int,
    key: int,
    most_tokens: int | None = None,
) -> QueryKey:
    """A head's query and key at two positions of a text; of a longer one the first are read."""
    read = inspected_text(
        tokenizer, text, framing, is_causal=model.is_causal, most_tokens=most_tokens
    )
    pieces = seen_tokens(tokenizer, read.ids)
    return query_key(model, read.ids, pieces, layer=layer, head=head, query=query, key=key)


def _weighed(tokenizer: Tokenizer, logits_v: Tensor, ids: list[int]) -> tuple[WeighedToken, ...]:
    name = piece_namer(tokenizer)
    return tuple(WeighedToken(i, name(i), float(logits_v[i])) for i in ids)


def _require_positive(count: int) -> None:
    if count < 1:
        raise BadInput("{count} cannot be shown; ask for at least one", count=count)
