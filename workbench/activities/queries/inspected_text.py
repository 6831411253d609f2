"""A text as a model that is looked into reads it."""

from collections.abc import Sequence

from workbench.activities.queries.fill_mask import masked_ids
from workbench.activities.queries.prompts import prompt_ids
from workbench.errors import BadInput
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer


def inspected_ids(
    tokenizer: Tokenizer,
    text: str,
    framing: Framing,
    most_tokens: int | None = None,
    *,
    causal: bool,
) -> tuple[list[int], int]:
    """The ids of a text that stands at the beginning of a document, and how many were left out.

    Of a longer one the first `most_tokens` are read, with what stands around it.
    """
    require_text(text)
    read = prompt_ids if causal else masked_ids
    ids = read(tokenizer, text, framing)
    require_words(ids[len(framing.begin) : len(ids) - len(framing.end)])
    left_out = max(len(ids) - most_tokens, 0) if most_tokens is not None else 0
    if left_out:
        end = framing.end
        ids = [*ids[: len(ids) - left_out - len(end)], *end]
    return ids, left_out


def require_text(text: str) -> None:
    """Raise BadInput for a text of white space alone."""
    if not text.strip():
        raise BadInput("there is no text to look at; write a sentence")


def require_words(ids: Sequence[int]) -> None:
    """Raise BadInput for a text of which the tokenizer reads nothing."""
    if not ids:
        raise BadInput("the tokenizer finds no token in this text; write words of its language")
