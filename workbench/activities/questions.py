"""Answers about saved models, as plain values and numpy arrays; importing this imports torch."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.activities.prompts import prompt_ids
from workbench.activities.writing import continuation
from workbench.errors import BadInput
from workbench.generation.scoring import score
from workbench.generation.spec import Greedy, Sample
from workbench.inspection.attention import attention_maps
from workbench.inspection.maps import AttentionMaps
from workbench.models.build import Model
from workbench.models.load import as_decoder, load_model
from workbench.store.records import CheckpointRecord
from workbench.tokenizers.tokenizer import Tokenizer

MODELS_KEPT = 4
"""Teacher and student and one more of each: what stands side by side is loaded once."""


@dataclass(frozen=True)
class GeneratedToken:
    """A token a model wrote; probabilities are its own, before temperature and filters.

    `log_probability` and `entropy` are in nats, `rank` counts from 1, `elapsed_s` from the call.
    """

    id: int
    text: str
    log_probability: float
    entropy: float
    rank: int
    elapsed_s: float


@dataclass(frozen=True)
class ScoredToken:
    """A token of a given text and how likely the model found it."""

    id: int
    text: str
    log_probability: float
    entropy: float
    rank: int


class LoadedModels:
    """The models asked last, kept in memory; used by one thread at a time."""

    def __init__(self) -> None:
        self._models: dict[tuple[Path, str], Model] = {}

    def get(self, checkpoint: CheckpointRecord) -> Model:
        """The model of a checkpoint; loaded, and verified, when it is not at hand."""
        key = (checkpoint.folder, checkpoint.digest)
        model = self._models.pop(key, None) or load_model(checkpoint.folder)[0]
        self._models[key] = model
        while len(self._models) > MODELS_KEPT:
            del self._models[next(iter(self._models))]
        return model


def write(
    model: Model,
    tokenizer: Tokenizer,
    prompt: str,
    strategy: Greedy | Sample,
    *,
    seed: int,
    max_new_tokens: int,
) -> Iterator[GeneratedToken]:
    """The tokens of the continuation, as they come."""
    for one in continuation(
        as_decoder(model), tokenizer, prompt, strategy, seed=seed, max_new_tokens=max_new_tokens
    ):
        yield GeneratedToken(
            id=one.token.id,
            text=one.text,
            log_probability=one.token.log_probability,
            entropy=one.token.entropy,
            rank=one.token.rank,
            elapsed_s=one.token.elapsed_s,
        )


def attention(model: Model, tokenizer: Tokenizer, text: str) -> AttentionMaps:
    """Every head's attention on a text that stands at the beginning of a document."""
    if not text.strip():
        raise BadInput("there is no text to look at; write a sentence")
    ids = prompt_ids(tokenizer, text)
    return attention_maps(model, ids, [tokenizer.piece(i) for i in ids])


def score_text(model: Model, tokenizer: Tokenizer, text: str) -> tuple[ScoredToken, ...]:
    """How likely the model finds each token of a text."""
    scores = score(as_decoder(model), prompt_ids(tokenizer, text))
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
