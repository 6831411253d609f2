"""How a prompt is read; torch is not needed."""

from workbench.errors import BadInput
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer


def prompt_ids(tokenizer: Tokenizer, prompt: str, framing: Framing) -> list[int]:
    """A prompt as a model reads it; an empty one as the beginning of a document.

    Raises BadInput where there is not a single token to begin with.
    """
    ids = _ids(tokenizer, prompt, framing)
    if not ids:
        raise BadInput(
            "the prompt is empty, and this model knows no token that begins a text; write a prompt"
        )
    return ids


def can_begin(tokenizer: Tokenizer, prompt: str, framing: Framing) -> bool:
    """Whether there is a token to begin with."""
    return bool(_ids(tokenizer, prompt, framing))


def _ids(tokenizer: Tokenizer, prompt: str, framing: Framing) -> list[int]:
    return framing.around(tokenizer.encode(prompt)) or list(
        tokenizer.special.prompt_begin or framing.ends[:1]
    )
