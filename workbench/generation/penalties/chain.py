"""Penalties and bans one after the other, and what was chosen under them.

Shapes: b sequences, t tokens, v vocabulary.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.generation.constraints.constraint import constraint_of
from workbench.generation.constraints.grammar import CONSTRAINTS
from workbench.generation.decoding import DecodingInput
from workbench.generation.filters.spec import Filters
from workbench.generation.order import order_of, penalty_names
from workbench.generation.penalties.dry import penalise_going_on
from workbench.generation.penalties.repetition import (
    ban_repeated_ngrams,
    penalise_presence_and_frequency,
    penalise_repetition,
)
from workbench.generation.penalties.spec import Penalties, biased_text
from workbench.generation.penalties.words import Biases, add_bias, ban
from workbench.generation.spelling import Spelling, beginnings_of, needed, sequences_of
from workbench.generation.strategies.stepwise import Choose
from workbench.words import listed

Change = Callable[[Tensor, Tensor], Tensor]
"""From float32 logits bv and the ids bt so far, prompt included, to the changed logits."""


_BANS = ("no_repeat_ngram_size", "bad_words", "min_new_tokens", *CONSTRAINTS)


@dataclass(frozen=True)
class Penalty:
    """One step of the chain, by the name of the setting that turns it on."""

    name: str
    change: Change

    def __call__(self, logits_bv: Tensor, ids_bt: Tensor) -> Tensor:
        return self.change(logits_bv, ids_bt)


def penalties_of(settings: Penalties, inputs: DecodingInput) -> tuple[Penalty, ...]:
    """What the settings do to the model's own logits, in its order; what is off is not among it."""
    names = (name for name in penalty_names(settings) if name != "min_new_tokens" or inputs.ends)
    return tuple(Penalty(name, _change(name, settings, inputs)) for name in names)


def _change(name: str, settings: Penalties, inputs: DecodingInput) -> Change:
    match name:
        case "token_bias":
            return partial(add_bias, biases=_favoured(settings, inputs.spelling))
        case "repetition_penalty":
            change = partial(penalise_repetition, penalty=settings.repetition_penalty)
            return _of_the_last(settings, change)
        case "presence_penalty":
            presence = settings.presence_penalty
            change = partial(penalise_presence_and_frequency, presence=presence, frequency=0.0)
            return _of_what_is_written(settings, inputs, change)
        case "frequency_penalty":
            frequency = settings.frequency_penalty
            change = partial(penalise_presence_and_frequency, presence=0.0, frequency=frequency)
            return _of_what_is_written(settings, inputs, change)
        case "no_repeat_ngram_size":
            return partial(ban_repeated_ngrams, size=settings.no_repeat_ngram_size)
        case "dry_multiplier":
            return _dry(settings, inputs.spelling)
        case "bad_words":
            return partial(add_bias, biases=_forbidden(settings, inputs))
        case "min_new_tokens":
            least = inputs.begin + settings.min_new_tokens
            return partial(_ban_ends, ends=inputs.ends, least=least)
        case _:
            return _constrained(settings, inputs)


def penalised(logits_bv: Tensor, ids_bt: Tensor, penalties: tuple[Penalty, ...]) -> Tensor:
    """The logits as a token is chosen by them; raises BadInput where none may be, in any row."""
    for step in penalties:
        logits_bv = step(logits_bv, ids_bt)
    if penalties and not bool((logits_bv > float("-inf")).any()):
        raise all_forbidden([step.name for step in penalties], ids_bt.shape[1])
    return logits_bv


def all_forbidden(names: Iterable[str], num_tokens: int) -> BadInput:
    """What is said where these penalties and bans leave no token."""
    settings = listed(name for name in names if name in _BANS)
    if num_tokens == 1:
        return BadInput(
            "after 1 token every token is forbidden; ease {settings}", settings=settings
        )
    return BadInput(
        "after {tokens} tokens every token is forbidden; ease {settings}",
        tokens=num_tokens,
        settings=settings,
    )


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


def _of_the_last(settings: Penalties, change: Change) -> Change:
    """As llama.cpp looks at the last tokens alone, those of the prompt too."""
    if not isinstance(settings, Filters) or settings.order != "llama.cpp":
        return change
    last = settings.repeat_last_n

    def of_the_last(logits_bv: Tensor, ids_bt: Tensor) -> Tensor:
        begin = max(0, ids_bt.shape[1] - last) if last >= 0 else 0
        return change(logits_bv, ids_bt[:, begin:])

    return of_the_last


def _of_what_is_written(settings: Penalties, inputs: DecodingInput, change: Change) -> Change:
    """What counts the tokens behind the prompt; in llama.cpp's order, the last ones."""
    if order_of(settings) == "llama.cpp":
        return _of_the_last(settings, change)
    begin = inputs.begin
    return lambda logits_bv, ids_bt: change(logits_bv, ids_bt[:, begin:])


def _constrained(settings: Penalties, inputs: DecodingInput) -> Change:
    begin = inputs.begin
    constraint = inputs.constraint or constraint_of(
        settings, inputs.spelling, inputs.ends, inputs.prompt_ids[:begin]
    )
    assert constraint is not None
    return partial(constraint.allowed, begin=begin)


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
        breakers=beginnings_of(needed(spelling), texts) if texts else {},
    )


def _favoured(settings: Penalties, spelling: Spelling | None) -> Biases:
    """The bias of each sequence; of two lines with the same one the latter counts."""
    entries = (biased_text(entry) for entry in settings.token_bias)
    return {ids: bias for text, bias in entries for ids in sequences_of(text, spelling)}


def _forbidden(settings: Penalties, inputs: DecodingInput) -> Biases:
    """Every forbidden sequence; the tokens that end a text are none, as in transformers."""
    spelled = (ids for word in settings.bad_words for ids in sequences_of(word, inputs.spelling))
    return {ids: float("-inf") for ids in spelled if not (len(ids) == 1 and ids[0] in inputs.ends)}
