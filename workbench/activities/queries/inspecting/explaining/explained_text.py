"""A text as a model reads it, and what it says at a place; importing this imports torch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from torch import Tensor

from workbench.activities.finetune.classify import encoded_to_classify
from workbench.activities.queries.fill_mask import masked_ids
from workbench.activities.queries.inspecting.explaining.targets import (
    Meant,
    class_meant,
    position_in,
    token_meant,
    token_names,
)
from workbench.activities.queries.inspecting.text_pair import ReadPair, read_pair
from workbench.activities.queries.prompts import Prompt
from workbench.data.special_ids import encoder_ids
from workbench.errors import BadInput
from workbench.inspection.attribution.output_head import (
    OutputHead,
    class_head,
    masked_token_head,
    next_token_head,
)
from workbench.models.build import Model
from workbench.models.load import as_classifier, as_decoder, as_masked_model
from workbench.models.model_file import ModelFile
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.seen import seen_tokens
from workbench.tokenizers.tokenizer import Tokenizer


@dataclass(frozen=True)
class ExplainedText:
    """A text as a model reads it, and what it says at a place of it.

    `ids` are read; `shown` are those that a person sees, of which some may stand behind them.
    `usual` is what is explained unless another token is named, `meant` and `named` go from names
    to numbers and back.
    """

    ids: tuple[int, ...]
    shown: tuple[str, ...]
    position: int | None
    head: OutputHead
    usual: int | None
    meant: Callable[[Tensor], Meant]
    named: Callable[[int], str]
    left_out: int = 0


def next_token(
    model: Model, tokenizer: Tokenizer, prompt: Prompt, position: int, most_tokens: int | None
) -> ExplainedText:
    """What a decoder expects behind a position; the text's own next token is what is usual."""
    ids = prompt.ids[:most_tokens]
    place = position_in(ids, position)
    read = ids[: place + 1]
    return ExplainedText(
        ids=read,
        shown=seen_tokens(tokenizer, ids),
        position=place,
        head=next_token_head(as_decoder(model), tokenizer.vocabulary_size),
        usual=None if place + 1 == len(ids) else ids[place + 1],
        meant=lambda logits_v: token_meant(tokenizer, logits_v),
        named=token_names(tokenizer, read),
        left_out=len(prompt.ids) - len(ids),
    )


def masked_token(
    model: Model,
    tokenizer: Tokenizer,
    texts: tuple[str, str],
    framing: Framing,
    position: int | None,
    most_tokens: int | None,
) -> ExplainedText:
    """What a model that fills in masks expects at a position, by default the first mask, of a text
    or of it and a second one."""
    as_masked_model(model)  # raises for another
    read = _read_masked(model, tokenizer, texts, framing, most_tokens)
    place = (
        _first_mask(tokenizer, read.ids) if position is None else position_in(read.ids, position)
    )
    segments = read.segments(model, framing) or ()
    return ExplainedText(
        ids=tuple(read.ids),
        shown=seen_tokens(tokenizer, read.ids),
        position=place,
        head=masked_token_head(model, place, tokenizer.vocabulary_size, segments),
        usual=None,
        meant=lambda logits_v: token_meant(tokenizer, logits_v),
        named=token_names(tokenizer, ()),
        left_out=read.left_out,
    )


def text_class(
    model: Model, tokenizer: Tokenizer, file: ModelFile, text: str, second: str
) -> ExplainedText:
    """Which class a classifier takes a text for, or a pair."""
    encoded = encoded_to_classify(file, tokenizer, text, second)
    ids = tuple(encoded.ids.tolist())
    segments = [int(place >= encoded.begins) for place in range(len(ids))]
    return ExplainedText(
        ids=ids,
        shown=seen_tokens(tokenizer, ids),
        position=None,
        head=class_head(as_classifier(model), len(ids), segments),
        usual=None,
        meant=lambda _: class_meant(file.labels),
        named=lambda number: file.labels[number],
    )


def _read_masked(
    model: Model,
    tokenizer: Tokenizer,
    texts: tuple[str, str],
    framing: Framing,
    most_tokens: int | None,
) -> ReadPair:
    first, second = texts
    if not first.strip():
        raise BadInput("there is no text to look at; write a sentence")
    if second.strip():
        return read_pair(model, tokenizer, first, second, framing, most_tokens)
    whole = masked_ids(tokenizer, first, framing)
    if most_tokens is None or len(whole) <= most_tokens:
        return ReadPair(whole)
    end = framing.end
    ids = [*whole[: most_tokens - len(end)], *end]
    return ReadPair(ids, left_out=len(whole) - len(ids))


def _first_mask(tokenizer: Tokenizer, ids: Sequence[int]) -> int:
    mask = encoder_ids(tokenizer.special).mask
    if mask not in ids:
        raise BadInput("there is no [MASK] in the text; write one, or name a position to explain")
    return ids.index(mask)
