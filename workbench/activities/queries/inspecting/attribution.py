"""Why a saved model finds a token likely: the parts of its logit; importing this imports torch."""

from workbench.activities.queries.inspecting.targets import (
    chosen_targets,
    position_in,
    token_meant,
    token_names,
)
from workbench.activities.queries.prompts import Prompt
from workbench.errors import BadInput
from workbench.inspection.attribution.direct import attributed, read_text
from workbench.inspection.attribution.parts import LogitAttribution
from workbench.inspection.bounds import require_readable
from workbench.models.build import Decoder, Model
from workbench.models.inference import query_threads
from workbench.tokenizers.seen import seen_tokens
from workbench.tokenizers.tokenizer import Tokenizer


def logit_attribution(
    model: Model,
    tokenizer: Tokenizer,
    prompt: Prompt,
    *,
    position: int = -1,
    token: int | str | None = None,
    versus: int | str | None = None,
    most_tokens: int | None = None,
) -> LogitAttribution:
    """The parts of the logit of a token behind a position of a text.

    By default it is the token that the text goes on with, and at its end the likeliest. Of a longer
    text only the first `most_tokens` are read.
    """
    decoder = _as_sum_of_parts(model)
    ids = prompt.ids[:most_tokens]
    place = position_in(ids, position)
    read_ids = ids[: place + 1]
    require_readable(model, len(read_ids))
    threads = query_threads()
    read = read_text(decoder, read_ids, threads)
    logits_v = read.logits_v[: tokenizer.vocabulary_size]
    following = None if place + 1 == len(ids) else ids[place + 1]
    chosen = chosen_targets(
        logits_v,
        following if token is None else token,
        versus,
        token_meant(tokenizer, logits_v),
        token_names(tokenizer, read_ids),
    )
    return LogitAttribution(
        tokens=seen_tokens(tokenizer, ids),
        position=place,
        target=chosen.target,
        versus=chosen.versus,
        candidates=chosen.candidates,
        parts=attributed(read, *chosen.numbers, threads),
        threads=threads,
        left_out=len(prompt.ids) - len(ids),
    )


def _as_sum_of_parts(model: Model) -> Decoder:
    """The model, if its logits are sums of what its parts add."""
    if not model.is_causal:
        raise BadInput(
            "this model fills in masks or tells classes: a head that is not linear stands before "
            "its logits, so that they are no sum of parts; ask for the saliency of tokens instead"
        )
    if model.classifier is not None:
        raise BadInput(
            "this model tells classes and predicts no token; ask for the saliency of tokens instead"
        )
    return model
