"""How a prompt is read, a text or a chat; torch is not needed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.corpora.formats.records import Turn
from workbench.data.labelled.template import filled
from workbench.errors import BadInput
from workbench.generation.prompt_spec import PromptSpec
from workbench.models.model_file import ModelFile, framing_of
from workbench.tokenizers.chat.spelled import broken, unbroken
from workbench.tokenizers.chat.template import ChatTemplate
from workbench.tokenizers.decoder import Decoder
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer, clean


@dataclass(frozen=True)
class Prompt:
    """What a model reads before it writes, and the tokens that each end what it writes."""

    text: str
    ids: tuple[int, ...]
    ends: tuple[int, ...]
    num_written: int = 0
    """So many of the last ids are of the text that is continued."""
    num_kept: int = 0
    """So many of the first stay in front where the context slides: what begins a text."""


def read_prompt(tokenizer: Tokenizer, file: ModelFile, asked: PromptSpec) -> Prompt:
    """A prompt as a model reads it, with what was written behind it before.

    A model that was tuned to answer reads a text in its template. Raises BadInput as `chat_prompt`
    and `prompt_ids` do.
    """
    if asked.chat:
        if len(asked.history) % 2:
            raise BadInput(
                "the history ends with what the user said, and has no answer to it; leave it out, "
                "or add the answer"
            )
        prompt = chat_prompt(tokenizer, file, asked.turns(), parse_special=asked.parse_special)
    elif asked.system or asked.history:
        raise BadInput("only a chat has a system's words and a history; ask the model as in a chat")
    else:
        whole = framing_of(file, tokenizer)
        framing = whole if asked.add_special_tokens else whole.bare()
        text = filled(file.template, asked.text)
        prompt = text_prompt(tokenizer, text, framing, parse_special=asked.parse_special)
    begun = begun_ids(tokenizer, asked.prefill, at_beginning=not prompt.text)
    written = (*begun, *asked.written)
    if unknown := [token for token in written if not 0 <= token < tokenizer.vocabulary_size]:
        raise BadInput(
            "the token {token} of the text to be continued is not among the {size} of this model's "
            "tokenizer",
            token=unknown[0],
            size=tokenizer.vocabulary_size,
        )
    return replace(prompt, ids=(*prompt.ids, *written), num_written=len(written))


def text_prompt(
    tokenizer: Tokenizer, text: str, framing: Framing, *, parse_special: bool = False
) -> Prompt:
    """A text to be continued; raises BadInput as `prompt_ids` does."""
    ids = tuple(prompt_ids(tokenizer, text, framing, parse_special=parse_special))
    return Prompt(text, ids, framing.ends, num_kept=_num_kept(ids, framing))


def chat_prompt(
    tokenizer: Tokenizer,
    file: ModelFile,
    chat: Sequence[Turn],
    now: float | None = None,
    *,
    parse_special: bool = False,
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
    template = ChatTemplate(
        file.chat_template,
        tokenizer,
        time.time() if now is None else now,
        parse_special=parse_special,
    )
    asked = template.asked(chat)
    (spelled,) = tokenizer.encode_spelled([asked.text])
    if not len(spelled.ids_t):
        raise BadInput("the model's chat template makes an empty text of this chat")
    framing, ids = framing_of(file, tokenizer), tuple(spelled.ids_t.tolist())
    ends = tuple(dict.fromkeys((*framing.ends, *asked.ends)))
    return Prompt(unbroken(asked.text), ids, ends, num_kept=_num_kept(ids, framing))


def _num_kept(ids: tuple[int, ...], framing: Framing) -> int:
    """The beginning that the model's tokenizer puts there, or its template does."""
    begin = framing.begin
    return len(begin) if ids[: len(begin)] == begin else 0


def prompt_ids(
    tokenizer: Tokenizer, prompt: str, framing: Framing, *, parse_special: bool = False
) -> list[int]:
    """A prompt as a model reads it; an empty one as the beginning of a document.

    Raises BadInput where there is not a single token to begin with.
    """
    ids = _ids(tokenizer, prompt, framing, parse_special=parse_special)
    if not ids:
        raise BadInput(
            "the prompt is empty, and this model knows no token that begins a text; write a prompt"
        )
    return ids


def can_begin(tokenizer: Tokenizer, prompt: str, framing: Framing) -> bool:
    """Whether there is a token to begin with."""
    return bool(_ids(tokenizer, prompt, framing))


def begun_ids(tokenizer: Tokenizer, text: str, *, at_beginning: bool) -> list[int]:
    """The ids of a text that goes on where another ends, or where nothing but that is read."""
    if not text:
        return []
    (ids,) = tokenizer.encode_parts([clean(text)], num_threads=1, at_beginning=at_beginning)
    return [int(token) for token in ids]


def text_ids(tokenizer: Tokenizer, text: str, *, parse_special: bool = False) -> list[int]:
    """The ids of a text; with `parse_special`, special tokens that it spells are read as such."""
    if not parse_special:
        return tokenizer.encode(text)
    (spelled,) = tokenizer.encode_spelled([broken(text, ())])
    ids: list[int] = spelled.ids_t.tolist()
    return ids


def _ids(
    tokenizer: Tokenizer, prompt: str, framing: Framing, *, parse_special: bool = False
) -> list[int]:
    ids = text_ids(tokenizer, prompt, parse_special=parse_special)
    return framing.around(ids) or list(tokenizer.special.prompt_begin or framing.ends[:1])


def text_behind(tokenizer: Tokenizer, prompt: Prompt) -> str:
    """The text of the last `num_written` tokens of a prompt, which goes on where the others end."""
    decoder = Decoder(tokenizer)
    begin = len(prompt.ids) - prompt.num_written
    for token in prompt.ids[:begin]:
        decoder.feed(token)
    decoder.flush()
    return "".join(map(decoder.feed, prompt.ids[begin:])) + decoder.flush()
