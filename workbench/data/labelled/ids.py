"""From the texts of an example to the ids that a model reads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.corpora.formats.records import ASSISTANT, USER, Turn
from workbench.data.labelled.batches import Encoded, Ids
from workbench.data.labelled.examples import Example
from workbench.data.labelled.template import filled
from workbench.errors import BadInput
from workbench.tokenizers.chat.template import ChatTemplate, Refused, Rendered
from workbench.tokenizers.framing import Framing, decoder_framing
from workbench.tokenizers.tokenizer import Tokenizer, clean


@dataclass(frozen=True)
class ExampleFrame:
    """What stands around a text and a second one; `context` is the most tokens together.

    Without `tells_second` a second text is of the same segment as the first.
    """

    before: tuple[int, ...]
    between: tuple[int, ...]
    after: tuple[int, ...]
    context: int
    tells_second: bool = True

    def around(self, first: Sequence[int], second: Sequence[int]) -> Encoded:
        """The framed texts, cut at the end of the longer one until they fit."""
        between = self.between if second else ()
        room = self.context - len(self.before) - len(between) - len(self.after)
        if room < 2:
            raise BadInput(
                "a context of {context} tokens is too short for an example; choose another model",
                context=self.context,
            )
        a, b = _fitting(len(first), len(second), room)
        head = [*self.before, *first[:a], *between]
        ids = np.array([*head, *second[:b], *self.after], dtype=np.int64)
        is_cut = a + b < len(first) + len(second)
        begins = len(head) if second and self.tells_second else len(ids)
        return Encoded(ids, begins=begins, is_cut=is_cut)


def _fitting(first: int, second: int, room: int) -> tuple[int, int]:
    """How much of both lengths fits, the longer one giving way."""
    over = first + second - room
    if over <= 0:
        return first, second
    from_longer = min(over, abs(first - second))
    first, second = (
        (first - from_longer, second) if first >= second else (first, second - from_longer)
    )
    rest = over - from_longer
    return max(0, first - (rest + 1) // 2), max(0, second - rest // 2)


def encoded_texts(
    examples: Sequence[Example], labels: Sequence[str], tokenizer: Tokenizer, frame: ExampleFrame
) -> list[Encoded]:
    """Texts with the numbers of their classes."""
    numbers = {label: number for number, label in enumerate(labels)}
    firsts = tokenizer.encode_batch([clean(example.first) for example in examples], 1)
    seconds = tokenizer.encode_batch([clean(example.second) for example in examples], 1)
    encoded = []
    for example, first, second in zip(examples, firsts, seconds, strict=True):
        framed = frame.around(first.tolist(), second.tolist() if example.second else [])
        encoded.append(replace(framed, label=numbers[example.target]))
    return encoded


def encoded_responses(
    examples: Sequence[Example],
    template: str,
    tokenizer: Tokenizer,
    context: int,
    framing: Framing | None = None,
) -> list[Encoded]:
    """Prompts in their template, each with the response to learn and the document's end.

    `framing` is that of a model trained here unless another is given.

    What is longer than the context loses the response's end; an example of which no response is
    left is left out.
    """
    begin = (decoder_framing(tokenizer) if framing is None else framing).begin
    prompts = [clean(filled(template, example.first)) for example in examples]
    prompt_ids = tokenizer.encode_batch(prompts, 1)
    response_ids = tokenizer.encode_batch([clean(example.target) for example in examples], 1)
    encoded = []
    for prompt_n, response_n in zip(prompt_ids, response_ids, strict=True):
        head = [*begin, *prompt_n.tolist()]
        ids = np.array([*head, *response_n.tolist(), *tokenizer.document_end], dtype=np.int64)
        if len(head) < min(len(ids), context):
            is_cut = len(ids) > context
            encoded.append(Encoded(ids[:context], begins=len(head), is_cut=is_cut))
    return encoded


@dataclass(frozen=True)
class EncodedChats:
    """Chats as ids, and those that cannot be learnt from: refused, or too long for an answer."""

    encoded: list[Encoded]
    refused: list[Refused]
    too_long: int


def encoded_chats(
    examples: Sequence[Example], template: ChatTemplate, tokenizer: Tokenizer, context: int
) -> EncodedChats:
    """Chats, or prompts with their responses, by a model's template; the assistant's words learnt.

    What is longer than the context loses its end. Raises BadInput for a template that cannot be
    used.
    """
    encoded, refused, too_long = [], [], 0
    for rendered in template.learnt([turns_of(example) for example in examples]):
        if isinstance(rendered, Refused):
            refused.append(rendered)
            continue
        ids_t, learnt_t = _learnt(rendered, tokenizer)
        if learnt_t[1:context].any():
            is_cut = bool(learnt_t[context:].any())
            begins = int(learnt_t.argmax())
            encoded.append(
                Encoded(ids_t[:context], begins, learnt_t=learnt_t[:context], is_cut=is_cut)
            )
        else:
            too_long += 1
    return EncodedChats(encoded, refused, too_long)


def turns_of(example: Example) -> tuple[Turn, ...]:
    """An example as a chat: a prompt is a user's words, a response the assistant's."""
    if example.turns:
        return example.turns
    return Turn(USER, example.first), Turn(ASSISTANT, example.target)


def _learnt(rendered: Rendered, tokenizer: Tokenizer) -> tuple[Ids, NDArray[np.bool_]]:
    """The ids of a rendered chat, and which of them reach into the assistant's words.

    The first of all is predicted from nothing, so that it is never learnt.
    """
    (spelled,) = tokenizer.encode_spelled([rendered.text])
    learnt_t = np.zeros(len(spelled.ids_t), dtype=np.bool_)
    for begin, end in rendered.spans:
        learnt_t |= (spelled.begins_t < end) & (spelled.ends_t > begin)
    learnt_t[:1] = False
    return spelled.ids_t.astype(np.int64), learnt_t
