"""Speculative decoding beside plain decoding on the same prompts, in turns: what drafts are worth.

A machine that is busy slows both down alike, for they take turns; each round is compared by itself.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import median

import torch

from workbench.generation.decoding import NewToken
from workbench.generation.drafting.measured import (
    MeasuredDrafts,
    WrittenTrial,
    measured_drafts,
)
from workbench.generation.drafting.passes import DraftPass, within_text
from workbench.generation.sequences import TokenSequences
from workbench.models.build import Decoder
from workbench.models.inference import inference_context

PLAIN = 0
"""The length of drafts of a text that is written without any."""
REPORT_EVERY_S = 0.25
_WARM_UP_TOKENS = 8

OnPass = Callable[[DraftPass], None]
Write = Callable[[int, int, int, int, OnPass], Iterator[NewToken]]
"""Begins a text, from the number of its prompt, the length of drafts, the round and a bound on its
tokens; `OnPass` is told of each pass over a draft."""


class DraftLab:
    """Writes every prompt without drafts and with drafts of each length, round by round."""

    def __init__(
        self, write: Write, num_prompts: int, lengths: Sequence[int], max_new_tokens: int
    ) -> None:
        self._write, self._max_new_tokens = write, max_new_tokens
        self._prompts, self._lengths = range(num_prompts), tuple(lengths)
        self._rounds: dict[int, list[list[WrittenTrial]]] = {one: [] for one in self.all_lengths}

    @property
    def all_lengths(self) -> tuple[int, ...]:
        """Without drafts first."""
        return (PLAIN, *self._lengths)

    @property
    def texts_a_round(self) -> int:
        return len(self._prompts) * len(self.all_lengths)

    @property
    def done(self) -> int:
        """How many texts are written."""
        return sum(len(texts) for rounds in self._rounds.values() for texts in rounds)

    def warm_up(self) -> Iterator[None]:
        """Begin each kind of text untimed: what is done for the first time takes longer."""
        for length in self.all_lengths:
            for _ in self._write(0, length, 0, _WARM_UP_TOKENS, lambda one: None):
                yield

    def run(self, num_rounds: int) -> Iterator[None]:
        """Write them all; yields now and then."""
        for number in range(num_rounds):
            for length in self.all_lengths:
                self._rounds[length].append([])
                for prompt in self._prompts:
                    yield from self._trial(prompt, length, number)
                    yield

    def measured(self) -> tuple[MeasuredDrafts, ...]:
        """Each length that has been through a round, beside the same rounds without drafts."""
        plain = self._whole(PLAIN)
        rounds = ((length, self._whole(length)) for length in self._lengths)
        return tuple(
            measured_drafts(length, whole, plain) for length, whole in rounds if plain and whole
        )

    def trials(self, length: int) -> Sequence[WrittenTrial]:
        """The first round's texts of a length, a prompt each, as far as they are written."""
        rounds = self._rounds[length]
        return rounds[0] if rounds else ()

    def differences(self) -> Iterator[tuple[int, int, int]]:
        """Where texts with drafts depart from those without: prompt, length of drafts, place."""
        for length in self._lengths:
            for with_drafts, without in zip(
                self._rounds[length], self._rounds[PLAIN], strict=False
            ):
                for prompt, (one, other) in enumerate(zip(with_drafts, without, strict=False)):
                    if one.ids != other.ids:
                        yield prompt, length, _first_difference(one.ids, other.ids)

    def num_compared(self) -> int:
        """How many tokens of texts with drafts were compared with those without."""
        return sum(
            len(one.ids)
            for length in self._lengths
            for texts in self._rounds[length]
            for one in texts
        )

    def _whole(self, length: int) -> list[list[WrittenTrial]]:
        """Its rounds that are through."""
        return [texts for texts in self._rounds[length] if len(texts) == len(self._prompts)]

    def _trial(self, prompt: int, length: int, number: int) -> Iterator[None]:
        """Write one text; the time of whoever looks on does not count."""
        passes: list[DraftPass] = []
        tokens: list[NewToken] = []
        times_s: list[float] = []
        writing = self._write(prompt, length, number, self._max_new_tokens, passes.append)
        told_s = time.perf_counter()
        while True:
            began_s = time.perf_counter()
            token = next(writing, None)
            now_s = time.perf_counter()
            times_s.append(now_s - began_s)
            if token is None:
                break
            tokens.append(token)
            if now_s - told_s > REPORT_EVERY_S:
                yield
                told_s = time.perf_counter()
        # Tokens are told several at a time: when each was decided, it says itself.
        decided_s = [token.elapsed_s for token in tokens]
        steps_s = [later - earlier for earlier, later in pairwise(decided_s)] or times_s
        self._rounds[length][-1].append(
            WrittenTrial(
                ids=tuple(token.id for token in tokens),
                is_drafted=tuple(token.is_drafted for token in tokens),
                passes=tuple(within_text(passes, len(tokens))),
                seconds=sum(times_s),
                step_s=median(steps_s),
            )
        )


def gap_behind(model: Decoder, ids: Sequence[int], num_pieces: int | None) -> float:
    """How far apart the model's two likeliest tokens are behind a text, in logits."""
    with inference_context():
        row_1t = torch.tensor([list(ids)], device=model.head_weight.device)
        logits_1v = TokenSequences(model, row_1t).next_logits()[:, :num_pieces]
        first, second = logits_1v[0].topk(2).values.tolist()
    return float(first - second)


def _first_difference(one: Sequence[int], other: Sequence[int]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
