"""From the texts of an example to the ids that a model reads."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.data.labelled.batches import Encoded
from workbench.data.labelled.examples import Example
from workbench.data.labelled.template import filled
from workbench.errors import BadInput
from workbench.tokenizers.framing import Framing, decoder_framing
from workbench.tokenizers.tokenizer import Tokenizer, clean


@dataclass(frozen=True)
class ExampleFrame:
    """What stands around a text and a second one; `context` is the most tokens together."""

    before: tuple[int, ...]
    between: tuple[int, ...]
    after: tuple[int, ...]
    context: int

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
        return Encoded(ids, begins=len(head) if second else len(ids))


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
        encoded.append(Encoded(framed.ids, framed.begins, numbers[example.target]))
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
            encoded.append(Encoded(ids[:context], begins=len(head)))
    return encoded
