"""Why a token stands where it does: the candidates for one place, step by step."""

import time
from collections.abc import Collection, Mapping

import torch

from workbench.activities.queries.prompts import Prompt
from workbench.errors import BadInput
from workbench.generation.candidates.funnel import TokenCandidates
from workbench.generation.candidates.stages import candidates_for
from workbench.generation.decode import as_ends
from workbench.generation.decoding import DecodingInput
from workbench.generation.spec import Strategy
from workbench.models.build import Model
from workbench.models.load import as_decoder
from workbench.tokenizers.seen import seen_text
from workbench.tokenizers.tokenizer import Tokenizer


def candidates(
    model: Model,
    tokenizer: Tokenizer,
    prompt: Prompt,
    strategy: Strategy,
    top: int,
    *,
    others: Mapping[str, Model],
    also: Collection[int] = (),
) -> TokenCandidates:
    """The candidates for the token behind a prompt, and how a strategy comes to one of them.

    `others` are the further models that the strategy names. The tokens of `also` are told of
    however unlikely they are.
    """
    if top < 1:
        raise BadInput("{count} cannot be shown; ask for at least one", count=top)
    decoder = as_decoder(model)
    inputs = DecodingInput(
        model=decoder,
        prompt_ids=prompt.ids,
        generator=torch.Generator(decoder.head_weight.device),
        max_new_tokens=1,
        ends=as_ends(prompt.ends),
        num_pieces=tokenizer.vocabulary_size,
        started_s=time.perf_counter(),
        spelling=tokenizer,
        others={name: as_decoder(other) for name, other in others.items()},
        num_written=prompt.num_written,
        num_kept=prompt.num_kept,
    )
    return candidates_for(
        inputs, strategy, top, lambda token: seen_text(tokenizer, token, prompt.ids), also
    )
