"""Texts with [MASK] in them: from what a person wrote to ids, and back to what was filled in."""

import torch

from workbench.data.special_ids import encoder_ids
from workbench.errors import BadInput
from workbench.generation.fill_mask import FilledMask, fill_masks, follows_probability
from workbench.models.bert import Bert
from workbench.tokenizers.tokenizer import Tokenizer, clean
from workbench.training.evaluation import evaluating

MASK_TEXT = "[MASK]"
"""How a person writes a mask, whatever the tokenizer calls it."""


def masked_ids(tokenizer: Tokenizer, text: str) -> list[int]:
    """`[CLS] text [SEP]` with a mask for each [MASK]; tokenizers read no special tokens in text."""
    marks = encoder_ids(tokenizer.special)
    parts = [part.rstrip() for part in clean(text).split(MASK_TEXT)]
    first, *rest = tokenizer.encode_parts(parts, num_threads=1, at_beginning=True)
    ids = [marks.cls, *first.tolist()]
    for part in rest:
        ids += [marks.mask, *part.tolist()]
    return [*ids, marks.sep]


def fill(model: Bert, tokenizer: Tokenizer, text: str, top_k: int) -> tuple[FilledMask, ...]:
    """The likeliest tokens for each [MASK] of a text, from ids of the tokenizer's own text."""
    marks = encoder_ids(tokenizer.special)
    # Models may have more rows than their tokenizer has pieces.
    without_piece = range(tokenizer.vocabulary_size, len(model.head_weight))
    barred = (*marks.all, *without_piece)
    return fill_masks(model, masked_ids(tokenizer, text), marks.mask, top_k, barred=barred)


def next_sentence_probability(model: Bert, tokenizer: Tokenizer, first: str, second: str) -> float:
    """How sure the model is that `second` follows `first`."""
    if not (first.strip() and second.strip()):
        raise BadInput("there are not two sentences; write both")
    marks = encoder_ids(tokenizer.special)
    a, b = tokenizer.encode(first), tokenizer.encode(second)
    ids = [marks.cls, *a, marks.sep, *b, marks.sep]
    segments = [0] * (len(a) + 2) + [1] * (len(b) + 1)
    return follows_probability(model, ids, segments)


def fill_best(model: Bert, tokenizer: Tokenizer, text: str) -> str:
    """An arrow and the likeliest token for each [MASK] of a text, of which it has at least one.

    For a model in training; it is put in eval mode meanwhile.
    """
    with evaluating(model), torch.autocast(model.head_weight.device.type, enabled=False):
        filled = fill(model, tokenizer, text, top_k=1)
    best = (tokenizer.decode([one.candidates[0].id]).strip() for one in filled)
    return f" → {', '.join(best)}"
