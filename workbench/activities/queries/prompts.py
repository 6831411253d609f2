"""How a prompt is read: as the beginning of a document; torch is not needed."""

from workbench.tokenizers.tokenizer import Tokenizer


def prompt_ids(tokenizer: Tokenizer, prompt: str) -> list[int]:
    """A prompt as the beginning of a document."""
    return [*tokenizer.prompt_begin, *tokenizer.encode(prompt)]
