"""Speculative decoding: tokens are drafted cheaply, and the model reads many of them at once.

What is written is the model's own: greedily the same text, at random from the same distribution
(Leviathan et al. 2023, arXiv 2211.17192; Chen et al. 2023, arXiv 2302.01318). A draft comes from a
smaller model, or from where the text's last tokens stood before (prompt lookup, Saxena 2023).
Shapes: d drafted tokens, v vocabulary.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import torch
from torch import Tensor

from workbench.generation.decoding import DecodingInput, NewToken, new_tokens
from workbench.generation.filters.chain import filtered, filters_of
from workbench.generation.penalties.chain import penalised, penalties_of
from workbench.generation.sequences import TokenSequences
from workbench.generation.spec import Speculative, named_models

Distribution = Callable[[Tensor, Sequence[int]], Tensor]
"""From the logits v behind a text to the probabilities v of its next token."""


@dataclass(frozen=True)
class Draft:
    """Drafted tokens, and the probabilities v that each was drawn from."""

    ids: list[int]
    probabilities: list[Tensor]


class Drafter(Protocol):
    """Proposes how a text goes on."""

    def propose(self, text: Sequence[int], most: int) -> Draft:
        """At most so many tokens."""

    def settle(self, num_refused: int, chosen: int) -> None:
        """The last tokens of the draft were refused, and this one stands behind the others."""


def decode(inputs: DecodingInput, strategy: Speculative) -> Iterator[NewToken]:
    """The tokens of one text, as many at a time as were accepted, and one more."""
    distribution = _distribution(inputs, strategy)
    drafter = _drafter(inputs, strategy, distribution)
    text, sequences = list(inputs.prompt_ids), inputs.prompt()
    end = len(text) + inputs.max_new_tokens
    while len(text) < end:
        most = min(strategy.num_draft_tokens, end - len(text) - 1, sequences.room)
        draft = drafter.propose(text, most)
        logits_dv = sequences.read_ahead(draft.ids)
        own = [
            distribution(logits_v[: inputs.num_pieces], [*text, *draft.ids[:place]])
            for place, logits_v in enumerate(logits_dv)
        ]
        written = verified(draft, own, inputs.generator)
        num_accepted = len(written) - 1
        sequences.take_back(len(draft.ids) - num_accepted)
        chosen = torch.tensor(written, device=logits_dv.device)
        sequences.append(chosen[-1:])
        drafter.settle(len(draft.ids) - num_accepted, written[-1])
        text += written
        told = new_tokens(logits_dv[: len(written)], chosen, inputs.elapsed_s)
        yield from (replace(token, is_drafted=True) for token in told[:-1])
        yield told[-1]


def verified(draft: Draft, own: Sequence[Tensor], generator: torch.Generator) -> list[int]:
    """The drafted tokens that are accepted, and one of the model's own behind them.

    `own` are the model's probabilities behind each, one more than were drafted. A token is accepted
    with min(1, own/draft); the one in place of the first refused is drawn from what the model has
    more of than the draft, so that together they are drawn from `own`.
    """
    written: list[int] = []
    for token, draft_v, own_v in zip(draft.ids, draft.probabilities, own, strict=False):
        chance = torch.rand((), generator=generator, device=own_v.device)
        if bool(chance * draft_v[token] >= own_v[token]):
            return [*written, _drawn((own_v - draft_v).clamp(min=0.0), own_v, generator)]
        written.append(token)
    return [*written, _drawn(own[-1], own[-1], generator)]


def _drawn(weights_v: Tensor, own_v: Tensor, generator: torch.Generator) -> int:
    """A token by its weight; where rounding left none, by the model's own probability."""
    weights_v = weights_v if bool(weights_v.sum() > 0) else own_v
    return int(torch.multinomial(weights_v, 1, generator=generator))


def _distribution(inputs: DecodingInput, strategy: Speculative) -> Distribution:
    """The probabilities that tokens are drawn by; greedily the likeliest one has all of it."""
    penalties = penalties_of(strategy, inputs)
    filters = filters_of(strategy, inputs.generator)

    def distribution(logits_v: Tensor, text: Sequence[int]) -> Tensor:
        logits_1v = logits_v[None]
        if penalties:
            logits_1v = penalised(logits_1v, _row(text, logits_v), penalties)
        if strategy.do_sample:
            return filtered(logits_1v, filters).softmax(dim=-1)[0]
        return torch.zeros_like(logits_v).index_fill_(0, logits_1v[0].argmax(), 1.0)

    return distribution


def _drafter(inputs: DecodingInput, strategy: Speculative, distribution: Distribution) -> Drafter:
    names = named_models(strategy)
    if not names:
        width = inputs.model.head_weight[: inputs.num_pieces].shape[0]
        return LookupDrafter(strategy.ngram_size, inputs.model.head_weight.new_zeros(width).float())
    sequences = inputs.prompt_of(inputs.others[names[0]])
    return ModelDrafter(sequences, distribution, inputs.num_pieces, inputs.generator)


class ModelDrafter:
    """A model that writes a few tokens on its own."""

    def __init__(
        self,
        sequences: TokenSequences,
        distribution: Distribution,
        num_pieces: int | None,
        generator: torch.Generator,
    ) -> None:
        self._sequences, self._distribution = sequences, distribution
        self._num_pieces, self._generator = num_pieces, generator

    def propose(self, text: Sequence[int], most: int) -> Draft:
        draft = Draft([], [])
        for _ in range(min(most, self._sequences.most_ahead)):
            logits_v = self._sequences.next_logits()[0, : self._num_pieces]
            probabilities_v = self._distribution(logits_v, [*text, *draft.ids])
            drawn_1 = torch.multinomial(probabilities_v, 1, generator=self._generator)
            self._sequences.append(drawn_1)
            draft.ids.append(int(drawn_1))
            draft.probabilities.append(probabilities_v)
        return draft

    def settle(self, num_refused: int, chosen: int) -> None:
        self._sequences.take_back(num_refused)
        self._sequences.append(self._sequences.ids_bt.new_tensor([chosen]))


class LookupDrafter:
    """Goes on as the text did where its last tokens stood before; sure of what it drafts."""

    def __init__(self, ngram_size: int, nothing_v: Tensor) -> None:
        self._ngram_size, self._nothing_v = ngram_size, nothing_v

    def propose(self, text: Sequence[int], most: int) -> Draft:
        width = len(self._nothing_v)
        ids = [token for token in looked_up(text, self._ngram_size, most) if token < width]
        sure = [
            self._nothing_v.index_fill(0, _row([token], self._nothing_v)[0], 1.0) for token in ids
        ]
        return Draft(ids, sure)

    def settle(self, num_refused: int, chosen: int) -> None:
        """The text alone is looked at."""


def looked_up(text: Sequence[int], ngram_size: int, most: int) -> list[int]:
    """What followed the last place where the text's last tokens stood, as many as can be met."""
    for size in range(min(ngram_size, len(text) - 1), 0, -1):
        ending = list(text[-size:])
        for begin in range(len(text) - size - 1, -1, -1):
            if list(text[begin : begin + size]) == ending:
                return list(text[begin + size : begin + size + most])
    return []


def _row(ids: Sequence[int], like: Tensor) -> Tensor:
    return like.new_tensor([list(ids)], dtype=torch.int64)
