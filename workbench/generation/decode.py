"""Writing behind a prompt by a decoding strategy."""

import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

import torch

from workbench.errors import BadInput
from workbench.generation import beam, contrastive_search, greedy, joint, sample, speculative
from workbench.generation.decoding import DecodingInput, NewToken
from workbench.generation.ending import EndingWatch, StopTexts
from workbench.generation.sequences import SlidingWatch
from workbench.generation.spec import (
    SEEDS,
    Beam,
    BeamSample,
    ContrastiveDecoding,
    ContrastiveSearch,
    DiverseBeam,
    Greedy,
    ModelAverage,
    Sample,
    Speculative,
    Strategy,
)
from workbench.generation.spelling import Spelling, needed
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
) -> Iterator[NewToken]:
    """Continue a prompt, lazily; ends behind `eos`, or one of several, which is yielded, behind a
    stop text of the strategy's, or `max_new_tokens`: its last token says why.

    Only ids below `num_pieces` are chosen: models may have more rows than their tokenizer pieces.
    `spelling` is the tokenizer, for a strategy that names texts, and `others` are the further
    models that a strategy names. The last `num_written` tokens of the prompt count as written by
    the model: penalties and loops see them so. Its first `num_kept` stay in front of what is read
    where the context slides.

    The text may outgrow the model's context (see `TokenSequences`). The same seed gives the same
    tokens on as many `threads` (by default `query_threads`); no random state but the call's own is
    touched. `model` must be in eval mode. Raises BadInput for an empty prompt, NotFinite when the
    model's output is no distribution.
    """
    if not prompt_ids:
        raise BadInput("there is no token to continue; begin the prompt with at least one")
    if max_new_tokens < 0:
        raise BadInput("{count} tokens cannot be written; ask for 0 or more", count=max_new_tokens)
    least, most = SEEDS
    if not least <= seed <= most:
        raise BadInput(
            "the seed {seed} does not fit into 64 bits; choose a smaller one", seed=str(seed)
        )
    threads = threads or query_threads()
    most, ends = min(max_new_tokens, sys.maxsize), as_ends(eos)
    stops = strategy.stop_strings
    stop_texts = StopTexts(stops, needed(spelling)) if stops else None
    inputs = DecodingInput(
        model=model,
        prompt_ids=tuple(prompt_ids),
        generator=torch.Generator(model.head_weight.device).manual_seed(seed),
        max_new_tokens=most,
        ends=ends,
        num_pieces=num_pieces,
        started_s=time.perf_counter(),
        spelling=spelling,
        stop_texts=stop_texts,
        others=others or {},
        num_written=num_written,
        num_kept=num_kept,
    )
    sliding = SlidingWatch(len(prompt_ids), model.context)
    watch = EndingWatch(prompt_ids, ends, most, stop_texts)
    tokens = _decode(inputs, strategy)
    while True:
        with inference_context(
            threads
        ):  # left before each yield, for its consumer must not run inside
            token = next(tokens, None)
        if token is None:
            return
        ending, loop, slid = watch.ending(token.id), watch.loop(), sliding.slid()
        is_plain = not (ending or loop or slid)
        yield token if is_plain else replace(token, ending=ending, loop=loop, slid=slid)
        if ending:
            return


def as_ends(eos: int | Collection[int] | None) -> frozenset[int]:
    """The tokens behind which a text is over: none, one or several."""
    if eos is None:
        return frozenset()
    return frozenset((eos,)) if isinstance(eos, int) else frozenset(eos)


def _decode(inputs: DecodingInput, strategy: Strategy) -> Iterator[NewToken]:
    """The tokens of the text that a strategy writes, each as soon as the strategy has decided it.

    Each strategy owns the loop, and the state, behind the iterator it gives.
    """
    match strategy:
        case Greedy():
            return greedy.decode(inputs, strategy)
        case Sample():
            return sample.decode(inputs, strategy)
        case Beam():
            return beam.decode(inputs, strategy)
        case DiverseBeam():
            return beam.decode_diverse(inputs, strategy)
        case BeamSample():
            return beam.decode_sampled(inputs, strategy)
        case ContrastiveSearch():
            return contrastive_search.decode(inputs, strategy)
        case ContrastiveDecoding():
            return joint.decode_contrastive(inputs, strategy)
        case ModelAverage():
            return joint.decode_average(inputs, strategy)
        case Speculative():
            return speculative.decode(inputs, strategy)
        case _:
            assert_never(strategy)
