"""Penalties and bans one after the other, and what was chosen under them.

Shapes: b sequences, t tokens, v vocabulary.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.generation.decoding import DecodingInput
from workbench.generation.penalties.dry import penalise_going_on
from workbench.generation.penalties.repetition import (
    ban_repeated_ngrams,
    penalise_presence_and_frequency,
    penalise_repetition,
)
from workbench.generation.penalties.spec import Penalties, biased_text
from workbench.generation.penalties.words import Biases, add_bias, ban
from workbench.generation.spelling import Spelling, ids_that_hold, needed, sequences_of
from workbench.generation.stepwise import Choose

Change = Callable[[Tensor, Tensor], Tensor]
"""From float32 logits bv and the ids bt so far, prompt included, to the changed logits."""


@dataclass(frozen=True)
class Penalty:
    """One step of the chain, by the name of the setting that turns it on."""

    name: str
    change: Change

    def __call__(self, logits_bv: Tensor, ids_bt: Tensor) -> Tensor:
        return self.change(logits_bv, ids_bt)


def penalties_of(settings: Penalties, inputs: DecodingInput) -> tuple[Penalty, ...]:
    """What the settings do to the model's own logits, in its order; what is off is not among it."""
    return tuple(Penalty(name, change) for name, change in _steps(settings, inputs))


def _steps(settings: Penalties, inputs: DecodingInput) -> Iterator[tuple[str, Change]]:
    if settings.token_bias:
        yield "token_bias", partial(add_bias, biases=_favoured(settings, inputs.spelling))
    if settings.repetition_penalty != 1.0:
        penalty = settings.repetition_penalty
        yield "repetition_penalty", partial(penalise_repetition, penalty=penalty)
    if settings.presence_penalty or settings.frequency_penalty:
        name = "presence_penalty" if settings.presence_penalty else "frequency_penalty"
        yield name, partial(_penalise_new, begin=inputs.begin, settings=settings)
    if settings.no_repeat_ngram_size:
        size = settings.no_repeat_ngram_size
        yield "no_repeat_ngram_size", partial(ban_repeated_ngrams, size=size)
    if settings.dry_multiplier:
        yield "dry_multiplier", _dry(settings, inputs.spelling)
    if settings.bad_words:
        yield "bad_words", partial(add_bias, biases=_forbidden(settings, inputs))
    if settings.min_new_tokens and inputs.ends:
        least = inputs.begin + settings.min_new_tokens
        yield "min_new_tokens", partial(_ban_ends, ends=inputs.ends, least=least)


def penalised(logits_bv: Tensor, ids_bt: Tensor, penalties: tuple[Penalty, ...]) -> Tensor:
    """The logits as a token is chosen by them; raises BadInput where none may be, in any row."""
    for step in penalties:
        logits_bv = step(logits_bv, ids_bt)
    if penalties and not bool((logits_bv > float("-inf")).any()):
        raise BadInput(
            "after {tokens} tokens every token is forbidden; ease no_repeat_ngram_size, bad_words "
            "or min_new_tokens",
            tokens=ids_bt.shape[1],
        )
    return logits_bv


def under_penalties(choose: Choose, settings: Penalties, inputs: DecodingInput) -> Choose:
    """Chooses as `choose` does, from logits under penalties; `choose` itself if none is set."""
    penalties = penalties_of(settings, inputs)
    return _PenalisedChoice(choose, penalties, inputs.prompt_row()) if penalties else choose


class _PenalisedChoice:
    """Remembers what it chose, for what it chooses next."""

    def __init__(self, choose: Choose, penalties: tuple[Penalty, ...], ids_bt: Tensor) -> None:
        self._choose, self._penalties, self._ids_bt = choose, penalties, ids_bt

    def __call__(self, logits_bv: Tensor) -> Tensor:
        chosen_b = self._choose(penalised(logits_bv, self._ids_bt, self._penalties))
        self._ids_bt = torch.cat([self._ids_bt, chosen_b[:, None]], dim=1)
        return chosen_b


def _penalise_new(logits_bv: Tensor, ids_bt: Tensor, begin: int, settings: Penalties) -> Tensor:
    presence, frequency = settings.presence_penalty, settings.frequency_penalty
    return penalise_presence_and_frequency(logits_bv, ids_bt[:, begin:], presence, frequency)


def _ban_ends(logits_bv: Tensor, ids_bt: Tensor, ends: frozenset[int], least: int) -> Tensor:
    return ban(logits_bv, ends) if ids_bt.shape[1] < least else logits_bv


def _dry(settings: Penalties, spelling: Spelling | None) -> Change:
    texts = settings.dry_sequence_breakers
    return partial(
        penalise_going_on,
        multiplier=settings.dry_multiplier,
        base=settings.dry_base,
        allowed_length=settings.dry_allowed_length,
        last_n=settings.dry_penalty_last_n,
        breakers=ids_that_hold(needed(spelling), texts) if texts else frozenset(),
    )


def _favoured(settings: Penalties, spelling: Spelling | None) -> Biases:
    """The bias of each sequence; of two lines with the same one the latter counts."""
    entries = (biased_text(entry) for entry in settings.token_bias)
    return {ids: bias for text, bias in entries for ids in sequences_of(text, spelling)}


def _forbidden(settings: Penalties, inputs: DecodingInput) -> Biases:
    """Every forbidden sequence; the tokens that end a text are none, as in transformers."""
    spelled = (ids for word in settings.bad_words for ids in sequences_of(word, inputs.spelling))
    return {ids: float("-inf") for ids in spelled if not (len(ids) == 1 and ids[0] in inputs.ends)}
