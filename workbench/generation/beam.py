"""Beam search: the likeliest whole text among several that are written side by side.

Equal to `generate(num_beams=…)` of Hugging Face's transformers. Shapes: b beams, v vocabulary,
k candidates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from workbench.generation.decoding import DecodingInput, NewToken, new_tokens
from workbench.generation.spec import Beam

NO_BEAM = -1e9
"""The score of all copies of the prompt but the first, so that the beams do not write the same."""


@dataclass(frozen=True)
class Hypothesis:
    """A text so far, the beam whose continuation it is, and its score.

    While it goes on, the score is the sum of its log-probabilities; once it has ended, that sum
    divided by length^length_penalty.
    """

    tokens: tuple[NewToken, ...]
    score: float
    parent: int = 0


def decode(inputs: DecodingInput, strategy: Beam) -> Iterator[NewToken]:
    """The tokens of the best text, each as soon as no other text can win that differs there.

    Many may come at once, and with a length penalty all may come at the end.
    """
    num_beams = strategy.num_beams
    sequences = inputs.prompt()
    logits_bv = sequences.next_logits().expand(num_beams, -1)
    sequences.select(logits_bv.new_zeros(num_beams, dtype=torch.int64))
    running = [Hypothesis((), 0.0), *[Hypothesis((), NO_BEAM)] * (num_beams - 1)]
    ended: list[Hypothesis] = []
    num_yielded = 0
    for length in range(1, inputs.max_new_tokens + 1):
        candidates = _candidates(logits_bv, running, inputs)
        is_last = length == inputs.max_new_tokens
        ends = [is_last or one.tokens[-1].id in inputs.ends for one in candidates]
        new = [one for one, end in zip(candidates[:num_beams], ends, strict=False) if end]
        ended = _best([*ended, *(_final(one, strategy) for one in new)], num_beams)
        going_on = (one for one, end in zip(candidates, ends, strict=True) if not end)
        running = list(going_on)[:num_beams]
        if is_last or _is_over(running[0], ended, strategy, inputs.max_new_tokens):
            break
        decided = _common_length([*running, *ended[:1]], num_yielded)
        yield from _decided(running[0].tokens[num_yielded:decided], inputs)
        num_yielded = decided
        sequences.select(_row([one.parent for one in running], logits_bv))
        sequences.append(_row([one.tokens[-1].id for one in running], logits_bv))
        logits_bv = sequences.next_logits()
    for best in ended[:1]:
        yield from _decided(best.tokens[num_yielded:], inputs)


def _candidates(
    logits_bv: Tensor, running: Sequence[Hypothesis], inputs: DecodingInput
) -> list[Hypothesis]:
    """The likeliest continuations of all beams by a token, best first."""
    scores_b1 = logits_bv.new_tensor([[one.score] for one in running])
    scores_bv = scores_b1 + logits_bv.log_softmax(dim=-1)[:, : inputs.num_pieces]
    width = scores_bv.shape[1]
    # A beam has one continuation for each token that ends it; enough unfinished ones are left.
    most = max(2, 1 + len(inputs.ends)) * len(running)
    best = scores_bv.flatten().topk(min(most, scores_bv.numel()))
    parents_k, ids_k = best.indices // width, best.indices % width
    tokens = new_tokens(logits_bv[parents_k], ids_k, inputs.elapsed_s)
    return [
        Hypothesis((*running[parent].tokens, token), score, parent)
        for parent, token, score in zip(
            parents_k.tolist(), tokens, best.values.tolist(), strict=True
        )
    ]


def _final(text: Hypothesis, strategy: Beam) -> Hypothesis:
    return replace(text, score=text.score / len(text.tokens) ** strategy.length_penalty)


def _best(texts: Sequence[Hypothesis], count: int) -> list[Hypothesis]:
    return sorted(texts, key=lambda text: text.score, reverse=True)[:count]


def _is_over(
    best_running: Hypothesis, ended: Sequence[Hypothesis], strategy: Beam, most_tokens: int
) -> bool:
    """Whether to stop: as many texts as beams have ended, and `early_stopping` is content."""
    if len(ended) < strategy.num_beams:
        return False
    if strategy.early_stopping == "true":
        return True
    may_grow = strategy.early_stopping == "never" and strategy.length_penalty > 0
    length = most_tokens if may_grow else len(best_running.tokens)
    attainable: float = best_running.score / length**strategy.length_penalty
    return attainable <= ended[-1].score


def _common_length(texts: Sequence[Hypothesis], begin: int) -> int:
    """How many tokens all texts share from their beginning; `begin` of them are known to be."""
    columns = zip(*(text.tokens[begin:] for text in texts), strict=False)
    for position, column in enumerate(columns, start=begin):
        if len({token.id for token in column}) > 1:
            return position
    return min(len(text.tokens) for text in texts)


def _decided(tokens: Sequence[NewToken], inputs: DecodingInput) -> list[NewToken]:
    """Tokens that were decided now."""
    elapsed_s = inputs.elapsed_s
    return [replace(token, elapsed_s=elapsed_s) for token in tokens]


def _row(values: Sequence[int], like: Tensor) -> Tensor:
    return like.new_tensor(values, dtype=torch.int64)
