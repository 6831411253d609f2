"""Answers about saved models, as plain values and numpy arrays; importing this imports torch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from workbench.activities.finetune.classify import class_shares
from workbench.activities.queries.beams import WrittenBeam, written_beams
from workbench.activities.queries.fill_mask import fill, next_sentence_probability
from workbench.activities.queries.prompts import Prompt, prompt_ids
from workbench.activities.text.samples import WrittenToken, continuation
from workbench.data.masked.masking import word_beginnings
from workbench.generation.scoring import score
from workbench.generation.spec import Strategy
from workbench.generation.texts.ending import Ending
from workbench.models.build import Model
from workbench.models.inference import query_threads
from workbench.models.load import as_classifier, as_decoder, as_masked_model
from workbench.models.model_file import ModelFile
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.seen import seen_text
from workbench.tokenizers.tokenizer import Tokenizer


@dataclass(frozen=True)
class GeneratedToken:
    """A token a model wrote; probabilities are its own, before temperature and filters.

    `log_probability` and `entropy` are in nats, `rank` counts from 1, `elapsed_s` from the call.
    The same seed writes the same on as many `threads`. The last token says in `ending` why the
    text is over, and `loop` of one token that it has begun to repeat so many tokens over and over.
    `is_drafted` is a token that speculative decoding drafted and the model accepted. The last
    token of a beam search has the best texts in `beams`, its own first. `piece` is the token as
    people see it; `text` is empty until a character is complete. `slid`: the context was full
    before it, and its latest half was read again.
    """

    id: int
    text: str
    log_probability: float
    entropy: float
    rank: int
    elapsed_s: float
    threads: int
    ending: Ending | None = None
    loop: int = 0
    is_drafted: bool = False
    beams: tuple[WrittenBeam, ...] = ()
    piece: str = ""
    slid: bool = False


@dataclass(frozen=True)
class ScoredToken:
    """A token of a given text and how likely the model found it."""

    id: int
    text: str
    log_probability: float
    entropy: float
    rank: int


def write(
    model: Model,
    tokenizer: Tokenizer,
    prompt: Prompt,
    strategy: Strategy,
    *,
    seed: int,
    max_new_tokens: int,
    others: Mapping[str, Model] | None = None,
) -> Iterator[GeneratedToken]:
    """The tokens of the continuation, as they come; one number of threads computes them all.

    `others` are the further models that the strategy names.
    """
    threads = query_threads()
    for one in continuation(
        as_decoder(model),
        tokenizer,
        prompt,
        strategy,
        seed=seed,
        max_new_tokens=max_new_tokens,
        others={name: as_decoder(other) for name, other in (others or {}).items()},
        threads=threads,
    ):
        told = generated_token(one, tokenizer, threads)
        yield replace(told, beams=written_beams(tokenizer, prompt, one.token.beams))


def generated_token(one: WrittenToken, tokenizer: Tokenizer, threads: int) -> GeneratedToken:
    """A written token as the facade gives it."""
    token = one.token
    return GeneratedToken(
        id=token.id,
        text=one.text,
        log_probability=token.log_probability,
        entropy=token.entropy,
        rank=token.rank,
        elapsed_s=token.elapsed_s,
        threads=threads,
        ending=token.ending,
        loop=token.loop,
        is_drafted=token.is_drafted,
        piece=seen_text(tokenizer, token.id),
        slid=token.slid,
    )


@dataclass(frozen=True)
class FilledCandidate:
    """A token for a mask: its id, the piece as the vocabulary spells it, its probability, what of
    it is read, and whether it goes on with the word before it."""

    id: int
    piece: str
    probability: float
    text: str
    continues: bool


@dataclass(frozen=True)
class FilledPosition:
    """One mask of a text, counted from 0 among the text's tokens, and what may stand there."""

    position: int
    candidates: tuple[FilledCandidate, ...]


def fill_mask(
    model: Model, tokenizer: Tokenizer, text: str, top_k: int, framing: Framing
) -> tuple[FilledPosition, ...]:
    """The likeliest tokens for each [MASK] of a text, best first."""
    return tuple(
        FilledPosition(
            one.position,
            tuple(_candidate(tokenizer, c.id, c.probability) for c in one.candidates),
        )
        for one in fill(as_masked_model(model), tokenizer, text, top_k, framing)
    )


def _candidate(tokenizer: Tokenizer, token_id: int, probability: float) -> FilledCandidate:
    piece, follower = tokenizer.piece(token_id), tokenizer.follower_mark
    text = tokenizer.decode([token_id]).strip().removeprefix(follower)
    begins = bool(word_beginnings([piece], follower)[0])
    return FilledCandidate(token_id, piece, probability, text, not begins)


def classify(
    model: Model, tokenizer: Tokenizer, file: ModelFile, text: str, second: str
) -> dict[str, float]:
    """The probability of each class for a text, or a pair of texts; likeliest first."""
    return class_shares(as_classifier(model), file, tokenizer, text, second)


def next_sentence(
    model: Model, tokenizer: Tokenizer, first: str, second: str, framing: Framing
) -> float:
    """How sure a BERT is that one sentence follows another: a probability."""
    return next_sentence_probability(as_masked_model(model), tokenizer, first, second, framing)


def score_text(
    model: Model, tokenizer: Tokenizer, text: str, framing: Framing
) -> tuple[ScoredToken, ...]:
    """How likely the model finds each token of a text."""
    scores = score(as_decoder(model), prompt_ids(tokenizer, text, framing))
    columns = zip(
        scores.ids_t.tolist(),
        scores.log_probabilities_t.tolist(),
        scores.entropies_t.tolist(),
        scores.ranks_t.tolist(),
        strict=True,
    )
    return tuple(
        ScoredToken(i, tokenizer.piece(i), log_probability, entropy, rank)
        for i, log_probability, entropy, rank in columns
    )
