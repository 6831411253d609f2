"""Which tokens of a text speak for what a saved model says of it; importing this imports torch."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch

from workbench.activities.finetune.classify import encoded_to_classify
from workbench.activities.queries.fill_mask import masked_ids
from workbench.activities.queries.inspecting.targets import (
    Meant,
    chosen_targets,
    class_meant,
    position_in,
    token_meant,
    token_names,
)
from workbench.activities.queries.prompts import Prompt
from workbench.data.special_ids import encoder_ids
from workbench.errors import BadInput
from workbench.inspection.attribution.gradients import EmbeddingSaliency, saliency
from workbench.inspection.attribution.scores import (
    Logits,
    class_logits,
    masked_token_logits,
    next_token_logits,
    score_of,
)
from workbench.inspection.attribution.spec import SaliencySettings
from workbench.inspection.attribution.token_saliency import SaliencyProgress, TokenSaliency
from workbench.inspection.bounds import require_readable
from workbench.models.build import Model
from workbench.models.inference import inference_context, query_threads
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
    logits: Logits
    usual: int | None
    meant: Callable[[torch.Tensor], Meant]
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
        logits=next_token_logits(as_decoder(model), tokenizer.vocabulary_size),
        usual=None if place + 1 == len(ids) else ids[place + 1],
        meant=lambda logits_v: token_meant(tokenizer, logits_v),
        named=token_names(tokenizer, read),
        left_out=len(prompt.ids) - len(ids),
    )


def masked_token(
    model: Model,
    tokenizer: Tokenizer,
    text: str,
    framing: Framing,
    position: int | None,
    most_tokens: int | None,
) -> ExplainedText:
    """What a model that fills in masks expects at a position, by default the first mask."""
    encoder = as_masked_model(model)
    if not text.strip():
        raise BadInput("there is no text to look at; write a sentence")
    whole = masked_ids(tokenizer, text, framing)
    ids, end = whole, framing.end
    if most_tokens is not None and len(whole) > most_tokens:
        ids = [*whole[: most_tokens - len(end)], *end]
    place = _first_mask(tokenizer, ids) if position is None else position_in(ids, position)
    return ExplainedText(
        ids=tuple(ids),
        shown=seen_tokens(tokenizer, ids),
        position=place,
        logits=masked_token_logits(encoder, place, tokenizer.vocabulary_size),
        usual=None,
        meant=lambda logits_v: token_meant(tokenizer, logits_v),
        named=token_names(tokenizer, ()),
        left_out=len(whole) - len(ids),
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
        logits=class_logits(as_classifier(model), segments),
        usual=None,
        meant=lambda _: class_meant(file.labels),
        named=lambda number: file.labels[number],
    )


def token_saliency(
    model: Model,
    tokenizer: Tokenizer,
    text: ExplainedText,
    settings: SaliencySettings,
    *,
    token: int | str | None = None,
    versus: int | str | None = None,
) -> Iterator[SaliencyProgress | TokenSaliency]:
    """Tells how far it is, and in the end the answer."""
    require_readable(model, len(text.ids))
    threads = query_threads()
    with inference_context(threads):
        ids_bt = torch.tensor([text.ids], device=model.head_weight.device)
        logits_x = text.logits(ids_bt)[0]
    wanted = text.usual if token is None else token
    chosen = chosen_targets(logits_x, wanted, versus, text.meant(logits_x), text.named)
    score = score_of(text.logits, settings.explained, *chosen.numbers)
    reference = _reference(tokenizer)
    for found in saliency(model, text.ids, score, settings, threads, reference):
        if isinstance(found, EmbeddingSaliency):
            yield TokenSaliency(
                tokens=text.shown,
                values=_beside(found.values_t.tolist(), text.shown),
                position=text.position,
                target=chosen.target,
                versus=chosen.versus,
                candidates=chosen.candidates,
                score=found.score,
                baseline_score=found.baseline_score,
                settings=settings,
                steps=found.steps,
                baseline=_baseline(tokenizer, settings, reference),
                threads=threads,
                left_out=text.left_out,
            )
        else:
            yield found


def _first_mask(tokenizer: Tokenizer, ids: Sequence[int]) -> int:
    mask = encoder_ids(tokenizer.special).mask
    if mask not in ids:
        raise BadInput("there is no [MASK] in the text; write one, or name a position to explain")
    return ids.index(mask)


def _beside(values: Sequence[float], tokens: Sequence[str]) -> tuple[float, ...]:
    """Tokens behind those that are read have nothing to do with it."""
    return (*values, *(0.0 for _ in range(len(tokens) - len(values))))


def _reference(tokenizer: Tokenizer) -> int | None:
    """A token that says nothing: for unknown text, else for padding, else for a mask."""
    special = tokenizer.special
    tokens = (special.unk, special.pad, special.mask, special.boundary)
    return next((token for token in tokens if token is not None), None)


def _baseline(tokenizer: Tokenizer, settings: SaliencySettings, reference: int | None) -> str:
    """What the baseline is, as people see it."""
    if settings.method == "gradient_x_input" or settings.baseline == "zero":
        return "zero"
    if settings.baseline == "mean" or reference is None:
        return "mean"
    return tokenizer.piece(reference)
