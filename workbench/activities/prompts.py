"""How a prompt is read: as the beginning of a document; torch is not needed."""

from workbench.tokenizers.special import BOS
from workbench.tokenizers.tokenizer import Tokenizer


def prompt_ids(tokenizer: Tokenizer, prompt: str) -> list[int]:
    """A prompt as the beginning of a document."""
    return [BOS, *tokenizer.encode(prompt)]
