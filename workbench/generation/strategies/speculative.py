"""Speculative decoding: tokens are drafted cheaply, and the model reads many of them at once.

What is written is the model's own: greedily the same text, at random from the same distribution
(Leviathan et al. 2023, arXiv 2211.17192; Chen et al. 2023, arXiv 2302.01318). A draft comes from a
smaller model, or from where the text's last tokens stood before (prompt lookup, Saxena 2023).
Shapes: d drafted tokens, v vocabulary.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import torch
from torch import Tensor

from workbench.generation.decoding import DecodingInput, NewToken, new_tokens
from workbench.generation.drafting.passes import DraftPass
from workbench.generation.filters.chain import Filter, filtered, filters_of
from workbench.generation.penalties.chain import penalised, penalties_of
from workbench.generation.sequences import TokenSequences
from workbench.generation.spec import Speculative, named_models

Draw = Callable[[Tensor], Tensor]
"""From logits dv to the probabilities that tokens are drawn by."""

Penalise = Callable[[Tensor, Sequence[int], Sequence[int]], Tensor]
"""From the logits dv behind a text, and behind each token that follows it, to those that tokens are
chosen by."""


@dataclass(frozen=True)
class Draft:
    """Drafted tokens, and the probabilities dv that they were drawn from; None: sure of each."""

    ids: list[int]
    probabilities_dv: Tensor | None = None


class Drafter(Protocol):
    """Proposes how a text goes on."""

    def propose(self, text: Sequence[int], most: int) -> Draft:
        """At most so many tokens."""

    def settle(self, num_refused: int, chosen: int) -> None:
        """The last tokens of the draft were refused, and this one stands behind the others."""


def decode(inputs: DecodingInput, strategy: Speculative) -> Iterator[NewToken]:
    """The tokens of one text, as many at a time as were accepted, and one more."""
    penalise, filters = _penalise(inputs, strategy), filters_of(strategy, inputs.generator)
    draw = partial(_probabilities, filters=filters) if strategy.do_sample else None
    drafter = _drafter(inputs, strategy, penalise, draw)
    text, sequences = list(inputs.prompt_ids), inputs.prompt()
    end = len(text) + inputs.max_new_tokens
    while len(text) < end:
        most = min(strategy.num_draft_tokens, end - len(text) - 1, sequences.room)
        began_s = inputs.elapsed_s
        draft = drafter.propose(text, most)
        drafted_s = inputs.elapsed_s
        logits_dv = sequences.read_ahead(draft.ids)
        read_s = inputs.elapsed_s
        own_dv = penalise(logits_dv[:, : inputs.num_pieces], text, draft.ids)
        if draw is None:
            written = agreed(draft.ids, own_dv.argmax(dim=-1).tolist())
        else:
            written = verified(draft, draw(own_dv), inputs.generator)
        num_drafted, num_accepted = len(draft.ids), len(written) - 1
        sequences.take_back(num_drafted - num_accepted)
        chosen = torch.tensor(written, device=logits_dv.device)
        sequences.append(chosen[-1:])
        drafter.settle(num_drafted - num_accepted, written[-1])
        text += written
        told = new_tokens(logits_dv[: len(written)], chosen, inputs.elapsed_s)
        if inputs.on_pass is not None:
            costs_s = drafted_s - began_s, read_s - drafted_s
            inputs.on_pass(DraftPass(num_drafted, num_accepted, *costs_s))
        yield from (replace(token, is_drafted=True) for token in told[:-1])
        yield told[-1]


def agreed(drafted: Sequence[int], own: Sequence[int]) -> list[int]:
    """The drafted tokens that are the model's likeliest, and its own behind them.

    `own` are the likeliest behind each, one more than were drafted.
    """
    pairs = enumerate(zip(drafted, own, strict=False))
    num_accepted = next((place for place, (a, b) in pairs if a != b), len(drafted))
    return list(own[: num_accepted + 1])


def verified(draft: Draft, own_dv: Tensor, generator: torch.Generator) -> list[int]:
    """The drafted tokens that are accepted, and one of the model's own behind them.

    `own_dv` are the model's probabilities behind each, one more than were drafted. A token is
    accepted with min(1, own/draft); the one in place of the first refused is drawn from what the
    model has more of than the draft, so that together they are drawn from its own.
    """
    num_accepted, weights_v = len(draft.ids), own_dv[-1]
    if draft.ids:
        ids_d1 = torch.tensor(draft.ids, device=own_dv.device)[:, None]
        chances_d1 = torch.rand(ids_d1.shape, generator=generator, device=own_dv.device)
        if draft.probabilities_dv is not None:
            chances_d1 = chances_d1 * draft.probabilities_dv.gather(1, ids_d1)
        refused = (chances_d1 >= own_dv[:-1].gather(1, ids_d1))[:, 0].tolist()
        if True in refused:
            num_accepted = refused.index(True)
            weights_v = _left_over(draft, own_dv[num_accepted], num_accepted)
    drawn = _drawn(weights_v, own_dv[num_accepted], generator)
    return [*draft.ids[:num_accepted], drawn]


def _left_over(draft: Draft, own_v: Tensor, place: int) -> Tensor:
    """What the model has more of than the draft at a place, v."""
    if draft.probabilities_dv is not None:
        return (own_v - draft.probabilities_dv[place]).clamp(min=0.0)
    refused_1 = torch.tensor(draft.ids[place : place + 1], device=own_v.device)
    return own_v.index_fill(0, refused_1, 0.0)


def _drawn(weights_v: Tensor, own_v: Tensor, generator: torch.Generator) -> int:
    """A token by its weight; where rounding left none, by the model's own probability."""
    weights_v = weights_v if bool(weights_v.sum() > 0) else own_v
    return int(torch.multinomial(weights_v, 1, generator=generator))


def _probabilities(logits_dv: Tensor, filters: tuple[Filter, ...]) -> Tensor:
    """What tokens are drawn by, dv."""
    return filtered(logits_dv, filters).softmax(dim=-1)


def _penalise(inputs: DecodingInput, strategy: Speculative) -> Penalise:
    """Each row sees the text up to its own place; without penalties all stay as they are."""
    penalties = penalties_of(strategy, inputs)
    if not penalties:
        return lambda logits_dv, text, following: logits_dv

    def penalise(logits_dv: Tensor, text: Sequence[int], following: Sequence[int]) -> Tensor:
        ids_1t = torch.tensor([[*text, *following]], device=logits_dv.device)
        rows = (
            penalised(row_1v, ids_1t[:, : len(text) + place], penalties)
            for place, row_1v in enumerate(torch.split(logits_dv, 1))
        )
        return torch.cat(list(rows))

    return penalise


def _drafter(
    inputs: DecodingInput, strategy: Speculative, penalise: Penalise, draw: Draw | None
) -> Drafter:
    names = named_models(strategy)
    if not names:
        width = len(inputs.model.head_weight[: inputs.num_pieces])
        return LookupDrafter(strategy.ngram_size, width)
    sequences = inputs.prompt_of(inputs.others[names[0]])
    return ModelDrafter(sequences, penalise, draw, inputs)


class ModelDrafter:
    """A model that writes a few tokens on its own, under the same penalties and filters."""

    def __init__(
        self,
        sequences: TokenSequences,
        penalise: Penalise,
        draw: Draw | None,
        inputs: DecodingInput,
    ) -> None:
        self._sequences, self._penalise, self._draw = sequences, penalise, draw
        self._num_pieces, self._generator = inputs.num_pieces, inputs.generator

    def propose(self, text: Sequence[int], most: int) -> Draft:
        ids, rows = [*text], []
        for _ in range(min(most, self._sequences.most_ahead)):
            logits_1v = self._sequences.next_logits()[:, : self._num_pieces]
            logits_1v = self._penalise(logits_1v, ids, ())
            if self._draw is None:
                chosen_1 = logits_1v.argmax(dim=-1)
            else:
                rows.append(self._draw(logits_1v))
                chosen_1 = torch.multinomial(rows[-1][0], 1, generator=self._generator)
            self._sequences.append(chosen_1)
            ids.append(int(chosen_1))
        return Draft(ids[len(text) :], torch.cat(rows) if rows else None)

    def settle(self, num_refused: int, chosen: int) -> None:
        self._sequences.take_back(num_refused)
        self._sequences.append(self._sequences.ids_bt.new_tensor([chosen]))


class LookupDrafter:
    """Goes on as the text did where its last tokens stood before; sure of what it drafts."""

    def __init__(self, ngram_size: int, width: int) -> None:
        self._ngram_size, self._width = ngram_size, width

    def propose(self, text: Sequence[int], most: int) -> Draft:
        ids = looked_up(text, self._ngram_size, most)
        return Draft([token for token in ids if token < self._width])

    def settle(self, num_refused: int, chosen: int) -> None:
        """The text alone is looked at."""


def looked_up(text: Sequence[int], ngram_size: int, most: int) -> list[int]:
    """What followed the last place where the text's last tokens stood, as many as can be met.

    Sought at the speed of bytes, for a text is looked through at each pass.
    """
    numbers = array("q", text)
    whole, width = numbers.tobytes(), numbers.itemsize
    for size in range(min(ngram_size, len(text) - 1), 0, -1):
        ending = numbers[-size:].tobytes()
        begin = whole.rfind(ending, 0, len(whole) - width)
        while begin > 0 and begin % width:
            begin = whole.rfind(ending, 0, begin + len(ending) - 1)
        if begin >= 0:
            begin = begin // width + size
            return list(text[begin : begin + most])
    return []
