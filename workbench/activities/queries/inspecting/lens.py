"""The logit lens on a text; importing this imports torch."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workbench.activities.queries.inspecting.inspected_text import (
    InspectedText,
    inspected_text,
    piece_namer,
)
from workbench.activities.queries.inspecting.predictions import require_predictions
from workbench.data.special_ids import encoder_ids
from workbench.errors import BadInput
from workbench.inspection.bounds import require_position, require_readable
from workbench.inspection.comparison.same_tokens import require_same_tokens
from workbench.inspection.lens.logit_lens import LensInput, logit_lens
from workbench.inspection.lens.reading import LensComparison, LensProgress, LogitLens
from workbench.models.build import Model
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.seen import seen_tokens
from workbench.tokenizers.tokenizer import Tokenizer

TOP_K = 10


def lens_steps(
    model: Model,
    tokenizer: Tokenizer,
    text: str,
    framing: Framing,
    *,
    masked: Sequence[int] = (),
    top_k: int = TOP_K,
    most_tokens: int | None = None,
) -> Iterator[LensProgress | LogitLens]:
    """How far the lens is, and at last itself.

    Of a text longer than `most_tokens` the first are read; without a bound one that is longer than
    the context raises BadInput. A BERT reads a mask in place of the tokens at `masked` (from 0,
    with what stands around the text).
    """
    if top_k < 1:
        raise BadInput("{count} cannot be shown; ask for at least one", count=top_k)
    require_predictions(model)
    read = inspected_text(
        tokenizer, text, framing, is_causal=model.is_causal, most_tokens=most_tokens
    )
    yield from read_lens_steps(model, tokenizer, read, masked=masked, top_k=top_k)


def read_lens_steps(
    model: Model,
    tokenizer: Tokenizer,
    read: InspectedText,
    *,
    masked: Sequence[int] = (),
    top_k: int = TOP_K,
) -> Iterator[LensProgress | LogitLens]:
    """The same of a text that has been read already, by a model that has a lens."""
    require_readable(model, len(read.ids))
    if model.is_causal:
        asked = _next_tokens(read.ids, masked)
    else:
        asked = _own_tokens(read.ids, masked, encoder_ids(tokenizer.special).mask)
    for step in logit_lens(model, asked, piece_namer(tokenizer), top_k=top_k):
        if isinstance(step, LogitLens):
            tokens = seen_tokens(tokenizer, asked.ids)
            yield replace(step, tokens=tokens, left_out=read.left_out)
        else:
            yield step


def the_lens(steps: Iterator[LensProgress | LogitLens]) -> LogitLens:
    """What the steps come to."""
    return next(step for step in steps if isinstance(step, LogitLens))


def compared_lenses(teacher: LogitLens, student: LogitLens) -> LensComparison:
    """Two lenses side by side; raises BadInput where the models read other tokens."""
    if teacher.target != student.target:
        raise BadInput(
            "one of the two models predicts the next token and the other is a BERT, which fills in "
            "masks; compare two models of one of these kinds"
        )
    require_same_tokens(teacher.tokens, student.tokens)
    return LensComparison(teacher, student)


def _next_tokens(ids: tuple[int, ...], masked: Sequence[int]) -> LensInput:
    if masked:
        raise BadInput(
            "this model predicts the next token and has no mask to put in a token's place; leave "
            "the masks out, or choose a BERT model"
        )
    return LensInput(ids, (*ids[1:], -1))


def _own_tokens(ids: tuple[int, ...], masked: Sequence[int], mask: int) -> LensInput:
    """Each token's own is the true one; a mask that the text has itself stands for nobody knows
    which."""
    for position in masked:
        require_position(len(ids), position)
    true_ids = tuple(-1 if token == mask else token for token in ids)
    places = tuple(sorted(set(masked)))
    read = tuple(mask if place in places else token for place, token in enumerate(ids))
    return LensInput(read, true_ids, places)
