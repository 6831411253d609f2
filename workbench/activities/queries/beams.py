"""The texts that a beam search found, as people read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.activities.queries.prompts import Prompt
from workbench.errors import BadInput
from workbench.generation.decoding import BeamText
from workbench.generation.spec import BeamSettings, Strategy
from workbench.tokenizers.decoder import Decoder
from workbench.tokenizers.tokenizer import REPLACEMENT, Tokenizer

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import GeneratedToken


@dataclass(frozen=True)
class WrittenBeam:
    """A text behind a prompt; `score` is its log-probability divided by length^length_penalty."""

    ids: tuple[int, ...]
    text: str
    score: float


def written_beams(
    tokenizer: Tokenizer, prompt: Prompt, beams: Sequence[BeamText]
) -> tuple[WrittenBeam, ...]:
    """Texts that were written side by side, in their order."""
    return tuple(
        WrittenBeam(beam.ids, text_behind(tokenizer, prompt.ids, beam.ids), beam.score)
        for beam in beams
    )


def best_of(strategy: Strategy, tokens: Iterable["GeneratedToken"]) -> tuple[WrittenBeam, ...]:
    """The best texts of the search that gave these tokens; raises BadInput where it is none."""
    if not isinstance(strategy, BeamSettings):
        raise BadInput(
            "'{strategy}' writes one text; several come from a beam search, such as {example}",
            strategy=strategy.kind,
            example="beam(num_return_sequences=4)",
        )
    *_, last = tokens
    return last.beams


def text_behind(tokenizer: Tokenizer, prompt_ids: Sequence[int], ids: Sequence[int]) -> str:
    """The text of tokens behind a prompt, without a character that they do not finish."""
    decoder = Decoder(tokenizer)
    for token_id in prompt_ids:
        decoder.feed(token_id)
    decoder.flush()
    text = "".join(decoder.feed(token_id) for token_id in ids)
    return text + decoder.flush().rstrip(REPLACEMENT)
