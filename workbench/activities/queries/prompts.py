"""How a prompt is read, a text or a chat; torch is not needed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.corpora.formats.records import Turn
from workbench.errors import BadInput
from workbench.models.model_file import ModelFile, framing_of
from workbench.tokenizers.chat.spelled import unbroken
from workbench.tokenizers.chat.template import ChatTemplate
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer


@dataclass(frozen=True)
class Prompt:
    """What a model reads before it writes, and the tokens that each end what it writes."""

    text: str
    ids: tuple[int, ...]
    ends: tuple[int, ...]


def text_prompt(tokenizer: Tokenizer, text: str, framing: Framing) -> Prompt:
    """A text to be continued; raises BadInput as `prompt_ids` does."""
    return Prompt(text, tuple(prompt_ids(tokenizer, text, framing)), framing.ends)


def chat_prompt(
    tokenizer: Tokenizer, file: ModelFile, chat: Sequence[Turn], now: float | None = None
) -> Prompt:
    """A chat to be answered, as the model's own chat template has it; nothing is put around it.

    `now` is what the template takes for the time, in seconds: that of the call unless given.
    Raises BadInput for a model without one, or where the template refuses the chat.
    """
    if not file.chat_template:
        raise BadInput(
            "this model brings no chat template, so that it cannot be asked as in a chat; give it "
            "a text to continue"
        )
    template = ChatTemplate(file.chat_template, tokenizer, time.time() if now is None else now)
    asked = template.asked(chat)
    (spelled,) = tokenizer.encode_spelled([asked.text])
    if not len(spelled.ids_t):
        raise BadInput("the model's chat template makes an empty text of this chat")
    ends = tuple(dict.fromkeys((*framing_of(file, tokenizer).ends, *asked.ends)))
    return Prompt(unbroken(asked.text), tuple(spelled.ids_t.tolist()), ends)


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
