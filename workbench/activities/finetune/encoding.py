"""From a task's examples to the ids that a model learns from, and what is lost on the way.

torch is not needed: the same is shown before a run starts.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from workbench.data.labelled.batches import Encoded
from workbench.data.labelled.examples import Example, Examples
from workbench.data.labelled.ids import (
    EncodedChats,
    ExampleFrame,
    encoded_chats,
    encoded_responses,
    encoded_texts,
)
from workbench.data.special_ids import encoder_ids
from workbench.errors import BadInput
from workbench.events import Level, Note
from workbench.models.model_file import ModelFile, class_framing_of, framing_of
from workbench.tokenizers.chat.template import ChatTemplate
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.finetune_spec import InstructSpec
from workbench.words import Words, words


@dataclass(frozen=True)
class EncodedExamples:
    """The examples that are learnt from and those that are measured on, as ids."""

    train: list[Encoded]
    validation: list[Encoded]

    @property
    def everyone(self) -> list[Encoded]:
        return [*self.train, *self.validation]

    @property
    def cut(self) -> int:
        """How many of them did not fit into the context as a whole."""
        return sum(one.is_cut for one in self.everyone)


def class_frame(file: ModelFile, tokenizer: Tokenizer) -> ExampleFrame:
    """The special tokens around a text whose class is told."""
    if not file.spec.is_causal:
        encoder_ids(tokenizer.special)  # names what a tokenizer lacks
    framing = class_framing_of(file, tokenizer)
    return ExampleFrame(
        framing.begin,
        framing.between,
        framing.end,
        file.spec.context,
        # A RoBERTa has one row of segments.
        tells_second=len(set(framing.segments)) > 1 and getattr(file.spec, "num_segments", 2) != 1,
    )


def classes(
    examples: Examples, labels: Sequence[str], base: ModelFile, tokenizer: Tokenizer
) -> Generator[Note, None, EncodedExamples]:
    """Texts with the numbers of their classes."""
    frame = class_frame(base, tokenizer)
    parts = (examples.train, examples.validation)
    encoded = EncodedExamples(*(encoded_texts(part, labels, tokenizer, frame) for part in parts))
    if encoded.cut:
        said = words(
            "{count} of {total} texts are cut at the context of {context} tokens; what stands "
            "behind is not read",
            count=encoded.cut,
            total=len(encoded.everyone),
            context=base.spec.context,
        )
        yield Note(words=said, level=Level.WARNING)
    return encoded


def reading_with(base: ModelFile, teacher: ModelFile | None) -> ModelFile:
    """The model that is tuned; one without a chat template reads by that of its teacher."""
    if teacher is None or base.chat_template or not teacher.chat_template:
        return base
    return base.reading_as(teacher)


def uses_chat_template(task: InstructSpec, base: ModelFile) -> bool:
    """Whether examples are read by the model's own chat template."""
    return task.chat_template == "model" or (
        task.chat_template == "auto" and bool(base.chat_template or task.chat)
    )


def answers(
    examples: Examples,
    task: InstructSpec,
    base: ModelFile,
    tokenizer: Tokenizer,
    now: float,
) -> Generator[Note, None, EncodedExamples]:
    """Prompts with their responses, or chats; `now` is what a chat template takes for it (s).

    Raises BadInput where nothing is left to learn, or the model's chat template cannot be used.
    """
    if uses_chat_template(task, base):
        encoded = yield from _chats(
            examples, ChatTemplate(base.chat_template, tokenizer, now), base
        )
    else:
        encoded = yield from _responses(examples, task, base, tokenizer)
    if encoded.cut:
        said = words(
            "{count} of {total} answers are cut at the context of {context} tokens; their end is "
            "not learnt",
            count=encoded.cut,
            total=len(encoded.everyone),
            context=base.spec.context,
        )
        yield Note(words=said, level=Level.WARNING)
    return encoded


def _responses(
    examples: Examples, task: InstructSpec, base: ModelFile, tokenizer: Tokenizer
) -> Generator[Note, None, EncodedExamples]:
    framing = framing_of(base.reading_as(base), tokenizer)

    def encoded(part: Sequence[Example]) -> list[Encoded]:
        return encoded_responses(part, task.template, tokenizer, base.spec.context, framing)

    made = EncodedExamples(encoded(examples.train), encoded(examples.validation))
    _require_some(made, base)
    given = len(examples.train) + len(examples.validation)
    yield from _too_long_note(given - len(made.everyone), base)
    return made


def _chats(
    examples: Examples, template: ChatTemplate, base: ModelFile
) -> Generator[Note, None, EncodedExamples]:
    parts = [
        encoded_chats(part, template, template.tokenizer, base.spec.context)
        for part in (examples.train, examples.validation)
    ]
    made = EncodedExamples(*(part.encoded for part in parts))
    refused = _refused(parts)
    if not (made.train and made.validation) and refused is not None:
        raise BadInput("nothing is left to learn or to measure on: {reason}", reason=refused)
    _require_some(made, base)
    if refused is not None:
        yield Note(words=refused, level=Level.WARNING)
    yield from _too_long_note(sum(part.too_long for part in parts), base)
    return made


def _refused(parts: Sequence[EncodedChats]) -> Words | None:
    """Why chats are left out, with the first reason that the template gives."""
    everyone = [one for part in parts for one in part.refused]
    told = [one.reason for one in everyone if one.reason]
    if told:
        return words(
            "{count} chats are left out, which the model's chat template refuses: {reason}",
            count=len(everyone),
            reason=told[0],
        )
    if everyone:
        return words(
            "{count} chats are left out, since what the assistant says cannot be found in what the "
            "model's chat template makes of them",
            count=len(everyone),
        )
    return None


def _require_some(made: EncodedExamples, base: ModelFile) -> None:
    if not (made.train and made.validation):
        raise BadInput(
            "no response fits beside its prompt into the context of {context} tokens; "
            "choose a model with a longer context, or shorter prompts",
            context=base.spec.context,
        )


def _too_long_note(count: int, base: ModelFile) -> Generator[Note]:
    if count:
        yield Note(
            words=words(
                "{count} prompts fill the whole context of {context} tokens; left out",
                count=count,
                context=base.spec.context,
            ),
            level=Level.WARNING,
        )
