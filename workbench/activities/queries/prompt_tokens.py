"""A prompt as a model reads it, token by token, and what is odd about it; torch is not needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from workbench.activities.queries.prompts import read_prompt, text_ids
from workbench.data.labelled.template import filled
from workbench.generation.prompt_spec import PromptSpec
from workbench.models.model_file import ModelFile, framing_of
from workbench.tokenizers.seen import seen_tokens
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.words import Words, words

_WORD = "the"
"""What is thought to follow, to see whether it changes how the white space before it is read."""


@dataclass(frozen=True)
class PromptToken:
    """A token that a model reads; `text` shows spaces as ▁ and bytes of a character as ⟨E4⟩."""

    id: int
    text: str
    is_special: bool = False
    is_unknown: bool = False


@dataclass(frozen=True)
class LooseEnd:
    """White space at a prompt's end that is read otherwise than it would be in front of a word.

    `read` are its tokens, `before_a_word` what stands in their place where a word follows at once:
    tokens that a model saw in training, and cannot write behind this prompt.
    """

    read: tuple[str, ...]
    before_a_word: tuple[str, ...]


@dataclass(frozen=True)
class PromptTokens:
    """All that a model reads before it writes; of more than `context` it reads the end.

    `begins_twice`: the beginning that is put there stands in the text as well.
    """

    tokens: tuple[PromptToken, ...]
    context: int
    loose_end: LooseEnd | None = None
    begins_twice: bool = False

    @property
    def num_unknown(self) -> int:
        """How many tokens stand for characters that the tokenizer does not know."""
        return sum(token.is_unknown for token in self.tokens)

    @property
    def num_left_out(self) -> int:
        """How many tokens at the beginning are not read."""
        return max(0, len(self.tokens) - self.context)

    def lost(self, model: str) -> Iterator[Words]:
        """What the model of this name does not read as it stands there, a sentence each."""
        if self.num_left_out:
            yield words(
                "'{model}' does not read the first {left_out} of the prompt's {total} tokens: its "
                "context has {context}",
                model=model,
                left_out=self.num_left_out,
                total=len(self.tokens),
                context=self.context,
            )
        if self.num_unknown:
            yield words(
                "'{model}' does not know some characters of the prompt; of its {total} tokens, "
                "{unknown} stand for them",
                model=model,
                total=len(self.tokens),
                unknown=self.num_unknown,
            )


def prompt_tokens(
    tokenizer: Tokenizer, file: ModelFile, asked: PromptSpec, context: int
) -> PromptTokens:
    """A prompt as `read_prompt` reads it; raises BadInput as that does."""
    ids = read_prompt(tokenizer, file, asked).ids
    begin = framing_of(file, tokenizer).begin
    is_open = not (asked.chat or asked.written or asked.prefill)
    return PromptTokens(
        tuple(map(partial(_token, tokenizer), ids, seen_tokens(tokenizer, ids))),
        context,
        loose_end(tokenizer, filled(file.template, asked.text), asked) if is_open else None,
        begins_twice=bool(begin) and ids[: 2 * len(begin)] == begin * 2,
    )


def loose_end(tokenizer: Tokenizer, text: str, asked: PromptSpec) -> LooseEnd | None:
    """How white space at the end of a text hinders the word that would follow; None if it does not.

    A tokenizer that puts a space and the word behind it into one token writes no such token behind
    a space; what is read does then not begin what is read of the text with a word behind it.
    """
    if not text[-1:].isspace():
        return None
    alone = text_ids(tokenizer, text, parse_special=asked.parse_special)
    followed = text_ids(tokenizer, text + _WORD, parse_special=asked.parse_special)
    same = _common_length(alone, followed)
    if same == len(alone):
        return None
    return LooseEnd(seen_tokens(tokenizer, alone[same:]), seen_tokens(tokenizer, followed[same:]))


def _common_length(one: Sequence[int], other: Sequence[int]) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _token(tokenizer: Tokenizer, token: int, text: str) -> PromptToken:
    is_unknown = token == tokenizer.special.unk
    is_special = not is_unknown and tokenizer.is_silent(token)
    return PromptToken(token, text, is_special, is_unknown)
