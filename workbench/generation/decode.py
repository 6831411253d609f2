"""Writing behind a prompt by a decoding strategy."""

import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

import torch

from workbench.errors import BadInput
from workbench.generation.constraints.constraint import constraint_of
from workbench.generation.decoding import BeamText, DecodingInput, NewToken, Written
from workbench.generation.drafting.passes import DraftPass
from workbench.generation.seeds import require_seed
from workbench.generation.sequences import SlidingWatch
from workbench.generation.spec import (
    Beam,
    BeamSample,
    ContrastiveDecoding,
    ContrastiveSearch,
    DiverseBeam,
    Dola,
    Greedy,
    ModelAverage,
    Sample,
    Speculative,
    Strategy,
)
from workbench.generation.spelling import Spelling, needed
from workbench.generation.strategies import (
    beam,
    contrastive_search,
    dola,
    greedy,
    joint,
    sample,
    speculative,
)
from workbench.generation.strategies.beam import AnyBeam, Observe
from workbench.generation.texts.ending import EndingWatch, StopTexts
from workbench.generation.texts.told_tokens import Noted, in_blocks, told
from workbench.models.build import Decoder
from workbench.models.inference import inference_context, query_threads


def generate(
    model: Decoder,
    prompt_ids: Sequence[int],
    strategy: Strategy,
    *,
    seed: int = 0,
    max_new_tokens: int,
    eos: int | Collection[int] | None = None,
    num_pieces: int | None = None,
    spelling: Spelling | None = None,
    others: Mapping[str, Decoder] | None = None,
    num_written: int = 0,
    num_kept: int = 0,
    threads: int | None = None,
    on_pass: Callable[[DraftPass], None] | None = None,
) -> Iterator[NewToken]:
    """Continue a prompt, lazily; ends behind `eos`, or one of several, which is yielded, behind a
    stop text of the strategy's, where its constraint is met, or `max_new_tokens`: its last token
    says why.

    Only ids below `num_pieces` are chosen: models may have more rows than their tokenizer pieces.
    `spelling` is the tokenizer, for a strategy that names texts, and `others` are the further
    models that a strategy names. The last `num_written` tokens of the prompt count as written by
    the model: penalties and loops see them so. Its first `num_kept` stay in front of what is read
    where the context slides. `on_pass` is told of each pass over a draft.

    The text may outgrow the model's context (see `TokenSequences`). The same seed gives the same
    tokens on as many `threads` (by default `query_threads`); no random state but the call's own is
    touched. `model` must be in eval mode. Raises BadInput for an empty prompt, NotFinite when the
    model's output is no distribution.
    """
    inputs = decoding_input(
        model,
        prompt_ids,
        strategy,
        seed=seed,
        max_new_tokens=max_new_tokens,
        eos=eos,
        num_pieces=num_pieces,
        spelling=spelling,
        others=others,
        num_written=num_written,
        num_kept=num_kept,
    )
    watched = replace(inputs, on_pass=on_pass)
    yield from decode_text(watched, strategy, threads or query_threads())


def decode_text(inputs: DecodingInput, strategy: Strategy, threads: int) -> Iterator[NewToken]:
    """The tokens of one text until it is over, each told with what the model saw."""
    blocks = in_blocks(_noted(inputs, _decode(inputs, strategy)))
    while True:
        # Left before each yield, for its consumer must not run inside.
        with inference_context(threads):
            block = told(next(blocks, ()))
        if not block:
            return
        yield from block


def decoding_input(
    model: Decoder,
    prompt_ids: Sequence[int],
    strategy: Strategy,
    *,
    seed: int = 0,
    max_new_tokens: int,
    eos: int | Collection[int] | None = None,
    num_pieces: int | None = None,
    spelling: Spelling | None = None,
    others: Mapping[str, Decoder] | None = None,
    num_written: int = 0,
    num_kept: int = 0,
) -> DecodingInput:
    """What a strategy is given; raises BadInput as `generate` does."""
    if not prompt_ids:
        raise BadInput("there is no token to continue; begin the prompt with at least one")
    if max_new_tokens < 0:
        raise BadInput("{count} tokens cannot be written; ask for 0 or more", count=max_new_tokens)
    require_seed(seed)
    stops, begin, ends = strategy.stop_strings, len(prompt_ids) - num_written, as_ends(eos)
    constraint = constraint_of(strategy, spelling, ends, prompt_ids[:begin])
    if constraint is not None:
        constraint.require_possible(prompt_ids[begin:])
    return DecodingInput(
        model=model,
        prompt_ids=tuple(prompt_ids),
        generator=torch.Generator(model.head_weight.device).manual_seed(seed),
        max_new_tokens=min(max_new_tokens, sys.maxsize),
        ends=ends,
        num_pieces=num_pieces,
        started_s=time.perf_counter(),
        spelling=spelling,
        stop_texts=StopTexts(stops, needed(spelling)) if stops else None,
        others=others or {},
        num_written=num_written,
        num_kept=num_kept,
        constraint=constraint,
    )


def watch_of(inputs: DecodingInput) -> EndingWatch:
    """What sees where the text is over."""
    return EndingWatch(
        inputs.prompt_ids,
        inputs.ends,
        inputs.max_new_tokens,
        inputs.stop_texts,
        inputs.is_complete,
    )


def sliding_of(inputs: DecodingInput) -> SlidingWatch:
    """What sees where the context has slid."""
    return SlidingWatch(len(inputs.prompt_ids), inputs.model.context)


def _noted(inputs: DecodingInput, tokens: Iterator[Written]) -> Iterator[tuple[Noted]]:
    """The tokens until the text is over."""
    watch, sliding = watch_of(inputs), sliding_of(inputs)
    for token in tokens:
        noted = Noted(token, watch.ending(token.id), watch.loop(), slid=sliding.slid())
        yield (noted,)
        if noted.ending:
            return


def beam_texts(
    inputs: DecodingInput,
    strategy: AnyBeam,
    observe: Observe | None = None,
    threads: int | None = None,
) -> tuple[BeamText, ...]:
    """The best `num_return_sequences` texts that a beam search finds, best first.

    `observe` is told every step of the search, and may raise to end it.
    """
    with inference_context(threads or query_threads()):
        return beam.beam_texts(inputs, strategy, observe)


def as_ends(eos: int | Collection[int] | None) -> frozenset[int]:
    """The tokens behind which a text is over: none, one or several."""
    if eos is None:
        return frozenset()
    return frozenset((eos,)) if isinstance(eos, int) else frozenset(eos)


def _decode(inputs: DecodingInput, strategy: Strategy) -> Iterator[Written]:
    """The tokens of the text that a strategy writes, each as soon as the strategy has decided it.

    Each strategy owns the loop, and the state, behind the iterator it gives.
    """
    match strategy:
        case Greedy():
            return greedy.decode(inputs, strategy)
        case Sample():
            return sample.decode(inputs, strategy)
        case Beam() | DiverseBeam() | BeamSample():
            return beam.decode(inputs, strategy)
        case ContrastiveSearch():
            return contrastive_search.decode(inputs, strategy)
        case ContrastiveDecoding():
            return joint.decode_contrastive(inputs, strategy)
        case ModelAverage():
            return joint.decode_average(inputs, strategy)
        case Dola():
            return dola.decode(inputs, strategy)
        case Speculative():
            return speculative.decode(inputs, strategy)
        case _:
            assert_never(strategy)
