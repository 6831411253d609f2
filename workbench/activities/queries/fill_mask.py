"""Texts with [MASK] in them: from what a person wrote to ids, and back to what was filled in."""

import torch

from workbench.data.special_ids import encoder_ids
from workbench.errors import BadInput
from workbench.generation.fill_mask import FilledMask, fill_masks, follows_probability
from workbench.models.blocks.encoder import EncoderModel
from workbench.tokenizers.framing import Framing, encoder_framing
from workbench.tokenizers.tokenizer import Tokenizer, clean
from workbench.training.measuring.evaluation import evaluating

MASK_TEXT = "[MASK]"
"""How a person writes a mask, whatever the tokenizer calls it; its own spelling does too."""


def masked_ids(tokenizer: Tokenizer, text: str, framing: Framing) -> list[int]:
    """A framed text with a mask for each [MASK]; no other special token is read in it."""
    encoder_ids(tokenizer.special)  # raises for a tokenizer without a mask
    return framing.around(tokenizer.encode_masked(mask_parts(tokenizer, clean(text))))


def mask_parts(tokenizer: Tokenizer, text: str) -> list[str]:
    """What stands before, between and behind the masks of a text.

    A mask is written as [MASK], or as the tokenizer spells its own.
    """
    mask = tokenizer.special.mask
    own = MASK_TEXT if mask is None else tokenizer.piece(mask)
    return text.replace(own, MASK_TEXT).split(MASK_TEXT)


def has_mask(tokenizer: Tokenizer, text: str) -> bool:
    """Whether there is a mask in a text."""
    return len(mask_parts(tokenizer, text)) > 1


def fill(
    model: EncoderModel, tokenizer: Tokenizer, text: str, top_k: int, framing: Framing
) -> tuple[FilledMask, ...]:
    """The likeliest tokens for each [MASK] of a text, from ids of the tokenizer's own text."""
    marks = encoder_ids(tokenizer.special)
    # Models may have more rows than their tokenizer has pieces.
    without_piece = range(tokenizer.vocabulary_size, len(model.head_weight))
    barred = (*marks.all, *without_piece)
    ids = masked_ids(tokenizer, text, framing)
    return fill_masks(model, ids, marks.mask, top_k, barred=barred)


def next_sentence_probability(
    model: EncoderModel, tokenizer: Tokenizer, first: str, second: str, framing: Framing
) -> float:
    """How sure the model is that `second` follows `first`."""
    if not (first.strip() and second.strip()):
        raise BadInput("there are not two sentences; write both")
    head = [*framing.begin, *tokenizer.encode(first), *framing.between]
    tail = [*tokenizer.encode(second), *framing.end]
    one, other = framing.segments
    ids, segments = head + tail, [one] * len(head) + [other] * len(tail)
    return follows_probability(model, ids, segments)


def fill_best(
    model: EncoderModel, tokenizer: Tokenizer, text: str, framing: Framing | None = None
) -> str:
    """An arrow and the likeliest token for each [MASK] of a text, of which it has at least one.

    For a model in training; it is put in eval mode meanwhile.
    """
    with evaluating(model), torch.autocast(model.head_weight.device.type, enabled=False):
        frame = encoder_framing(tokenizer) if framing is None else framing
        filled = fill(model, tokenizer, text, 1, frame)
    best = (tokenizer.decode([one.candidates[0].id]).strip() for one in filled)
    return f" → {', '.join(best)}"
