"""A text as a model reads it that is looked into; importing this imports torch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.activities.queries.fill_mask import masked_ids
from workbench.activities.queries.prompts import prompt_ids
from workbench.errors import BadInput
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.seen import seen_text
from workbench.tokenizers.tokenizer import Tokenizer


@dataclass(frozen=True)
class InspectedText:
    """The ids of a text with what stands around it; `left_out` at its end were not read."""

    ids: tuple[int, ...]
    left_out: int = 0


def inspected_text(
    tokenizer: Tokenizer,
    text: str,
    framing: Framing,
    *,
    is_causal: bool,
    most_tokens: int | None = None,
) -> InspectedText:
    """A text at the beginning of a document; of a longer one the first `most_tokens` are read,
    with what stands around it. Raises BadInput where there is none."""
    if not text.strip():
        raise BadInput("there is no text to look at; write a sentence")
    ids = (prompt_ids if is_causal else masked_ids)(tokenizer, text, framing)
    require_words(ids[len(framing.begin) : len(ids) - len(framing.end)])
    left_out = max(len(ids) - most_tokens, 0) if most_tokens is not None else 0
    if left_out:
        end = framing.end
        ids = [*ids[: len(ids) - left_out - len(end)], *end]
    return InspectedText(tuple(ids), left_out)


def require_words(ids: Sequence[int]) -> None:
    """Raise BadInput for a text of which the tokenizer reads nothing."""
    if not ids:
        raise BadInput("the tokenizer finds no token in this text; write words of its language")


def piece_namer(tokenizer: Tokenizer) -> Callable[[int], str]:
    """Gives tokens as people see them alone; a row of the output layer without piece is its id."""

    def name(token: int) -> str:
        if token >= tokenizer.vocabulary_size:
            return f"⟨{token}⟩"
        return seen_text(tokenizer, token)

    return name
