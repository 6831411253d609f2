"""A draft beside its teacher: acceptance, costs, speed-ups and the text, as plain values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.activities.queries.prompts import Prompt
from workbench.activities.queries.speculation_verdict import (
    TextDifference,
    equality,
    unsteady,
    verdict,
)
from workbench.errors import BadInput
from workbench.generation.decode import generate
from workbench.generation.decoding import NewToken
from workbench.generation.drafting.lab import PLAIN, DraftLab, OnPass, gap_behind
from workbench.generation.drafting.lengths import check_lengths
from workbench.generation.drafting.measured import MeasuredDrafts, WrittenTrial, rate
from workbench.generation.drafting.speed_up import best_length
from workbench.generation.seeds import seeds_from
from workbench.generation.spec import Greedy, Sample, Speculative, Strategy
from workbench.models.build import Decoder, Model
from workbench.models.inference import query_threads
from workbench.models.load import as_decoder
from workbench.spec import to_plain, validate
from workbench.tokenizers.decoder import Decoder as TextDecoder
from workbench.tokenizers.tokenizer import REPLACEMENT, Tokenizer
from workbench.words import Words, listed

MOST_ROUNDS = 100


@dataclass(frozen=True)
class DraftedToken:
    """A token of a text: drafted and accepted, or the teacher's own."""

    id: int
    text: str
    is_drafted: bool


@dataclass(frozen=True)
class DraftedText:
    """What was written behind the first prompt with drafts of a length; 0: without drafts."""

    length: int
    tokens: tuple[DraftedToken, ...]


@dataclass(frozen=True)
class Speculation:
    """What is known so far: `done` of `total` texts are written.

    `lengths` has each length of drafts that has been through a round, `predicted_length` what the
    paper's formula would choose of a model's drafts (0: none pays; None: not known, or no model's).
    """

    done: int
    total: int
    threads: int
    do_sample: bool
    has_draft_model: bool
    tokens_per_second: float | None = None
    step_s: float | None = None
    lengths: tuple[MeasuredDrafts, ...] = ()
    texts: tuple[DraftedText, ...] = ()
    differences: tuple[TextDifference, ...] = ()
    num_compared: int = 0

    @property
    def best(self) -> MeasuredDrafts | None:
        """The length that was measured to be the fastest."""
        return max(self.lengths, key=lambda one: one.speed_up, default=None)

    @property
    def predicted_length(self) -> int | None:
        best = self.best
        if best is None or not self.has_draft_model:
            return None
        return best_length(best.acceptance_rate, best.costs.cost)

    @property
    def verdict(self) -> Words | None:
        """Whether drafts pay, in a sentence; None before a round is through."""
        return verdict(self.best) if self.best is not None else None

    @property
    def unsteady(self) -> Words | None:
        """That the machine was too busy for figures to be relied on, if it was."""
        return unsteady(self.best) if self.best is not None else None

    @property
    def equality(self) -> Words | None:
        """Whether the text stayed the teacher's own."""
        return equality(self.num_compared, self.differences, do_sample=self.do_sample)


def speculation(
    teacher: Model,
    tokenizer: Tokenizer,
    prompts: Sequence[Prompt],
    strategy: Strategy,
    draft: Model | None,
    *,
    lengths: Sequence[int],
    ngram_size: int,
    seed: int,
    max_new_tokens: int,
    rounds: int,
) -> Iterator[Speculation]:
    """Write the prompts with and without drafts, in turns; yields what is known now and then.

    Without a `draft` model, drafts are what followed the same tokens before. Raises BadInput for a
    strategy that has no drafts, and for impossible lengths or rounds.
    """
    _check(prompts, lengths, rounds)
    seeds = seeds_from(seed, rounds)
    strategies = {length: _drafting(strategy, length, ngram_size, draft) for length in lengths}
    decoder, threads = as_decoder(teacher), query_threads()
    others = {_DRAFT: as_decoder(draft)} if draft is not None else {}

    def write(
        prompt: int, length: int, number: int, most: int, on_pass: OnPass
    ) -> Iterator[NewToken]:
        asked = prompts[prompt]
        return generate(
            decoder,
            asked.ids,
            strategies.get(length, strategy),
            seed=seeds[number],
            max_new_tokens=min(most, max_new_tokens),
            eos=asked.ends,
            num_pieces=tokenizer.vocabulary_size,
            spelling=tokenizer,
            others=others,
            num_written=asked.num_written,
            threads=threads,
            on_pass=on_pass,
        )

    lab = DraftLab(write, len(prompts), lengths, max_new_tokens)
    empty = Speculation(
        done=0,
        total=rounds * lab.texts_a_round,
        threads=threads,
        do_sample=_is_drawn(strategy),
        has_draft_model=draft is not None,
    )
    answers = _Answers(empty, lab, decoder, tokenizer, prompts)
    for _ in lab.warm_up():
        yield answers.now()
    for _ in lab.run(rounds):
        yield answers.now()


class _Answers:
    """What a lab has found, as plain values; `empty` is what is known before it has begun."""

    def __init__(
        self,
        empty: Speculation,
        lab: DraftLab,
        teacher: Decoder,
        tokenizer: Tokenizer,
        prompts: Sequence[Prompt],
    ) -> None:
        self._empty, self._lab, self._teacher = empty, lab, teacher
        self._tokenizer, self._prompts = tokenizer, prompts
        self._gaps: dict[tuple[int, int], float] = {}

    def now(self) -> Speculation:
        plain, do_sample = self._lab.trials(PLAIN), self._empty.do_sample
        is_known = len(plain) == len(self._prompts)
        return replace(
            self._empty,
            done=self._lab.done,
            tokens_per_second=rate(plain) if is_known else None,
            step_s=plain[0].step_s if is_known else None,
            lengths=self._lab.measured(),
            texts=tuple(self._texts()),
            differences=() if do_sample else tuple(self._differences()),
            num_compared=0 if do_sample else self._lab.num_compared(),
        )

    def _texts(self) -> Iterator[DraftedText]:
        for length in self._lab.all_lengths:
            for trial in self._lab.trials(length)[:1]:
                yield DraftedText(length, tuple(self._spelled(trial)))

    def _spelled(self, trial: WrittenTrial) -> Iterator[DraftedToken]:
        decoder = TextDecoder(self._tokenizer)
        for token in self._prompts[0].ids:
            decoder.feed(token)
        decoder.flush()
        last = len(trial.ids) - 1
        for number, (token, is_drafted) in enumerate(zip(trial.ids, trial.is_drafted, strict=True)):
            text = decoder.feed(token)
            if number == last:
                text += decoder.flush().rstrip(REPLACEMENT)
            yield DraftedToken(token, text, is_drafted)

    def _differences(self) -> Iterator[TextDifference]:
        for prompt, length, place in dict.fromkeys(self._lab.differences()):
            if (prompt, place) not in self._gaps:
                plain = self._lab.trials(PLAIN)[prompt].ids[:place]
                ids = (*self._prompts[prompt].ids, *plain)
                self._gaps[prompt, place] = gap_behind(
                    self._teacher, ids, self._tokenizer.vocabulary_size
                )
            yield TextDifference(prompt, length, place, self._gaps[prompt, place])


_DRAFT = "draft"
"""The name of the one further model."""


def _is_drawn(strategy: Strategy) -> bool:
    return isinstance(strategy, Sample)


def _drafting(strategy: Strategy, length: int, ngram_size: int, draft: Model | None) -> Speculative:
    """The same settings with drafts; raises BadInput for those that drafts cannot have."""
    if not isinstance(strategy, Greedy | Sample):
        raise BadInput(
            "only greedy decoding and sampling can have drafts; choose greedy, or "
            "sample(temperature=0.8)"
        )
    plain, defaults = to_plain(strategy), to_plain(type(strategy)())
    shared = {name: value for name, value in plain.items() if name in Speculative.model_fields}
    missing = [name for name in plain if name not in shared and plain[name] != defaults[name]]
    if missing:
        raise BadInput(
            "speculative decoding has no {settings}; leave them out", settings=listed(missing)
        )
    return validate(
        Speculative,
        shared
        | {
            "kind": "speculative",
            "draft": _DRAFT if draft is not None else "",
            "num_draft_tokens": length,
            "ngram_size": ngram_size,
            "do_sample": _is_drawn(strategy),
        },
    )


def _check(prompts: Sequence[Prompt], lengths: Sequence[int], rounds: int) -> None:
    if not prompts:
        raise BadInput("there is no prompt to write behind; give one")
    check_lengths(lengths)
    if not 1 <= rounds <= MOST_ROUNDS:
        raise BadInput(
            "{rounds} rounds cannot be measured; choose 1 to {most}",
            rounds=rounds,
            most=MOST_ROUNDS,
        )
