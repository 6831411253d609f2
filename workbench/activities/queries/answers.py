"""An expected answer as tokens behind a prompt; torch is not needed."""

import unicodedata
from collections.abc import Sequence
from itertools import takewhile

from workbench.activities.queries.prompts import read_prompt
from workbench.errors import BadInput
from workbench.generation.prompt_spec import PromptSpec
from workbench.models.model_file import ModelFile
from workbench.tokenizers.tokenizer import Tokenizer, clean

_CLOSING = ("Po", "Pe", "Pf")
"""Categories of signs that stand right behind a word."""


def answer_ids(
    tokenizer: Tokenizer, file: ModelFile, prompt: PromptSpec, answer: str
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The tokens that are read, and those of the answer: the text of both, cut into tokens.

    Where a token spans the border it is the answer's. Behind a chat or a template the answer is cut
    by itself. Raises BadInput for an empty answer, and as `read_prompt` does.
    """
    if not answer.strip():
        raise BadInput("the expected answer is empty; write one, or leave its column out")
    read = read_prompt(tokenizer, file, prompt).ids
    if prompt.chat or file.template or prompt.written or prompt.prefill:
        return read, tuple(tokenizer.encode(clean(answer)))
    whole = prompt.model_copy(update={"text": joined_answer(prompt.text, answer)})
    both = read_prompt(tokenizer, file, whole).ids
    common = _common_length(read, both)
    if not 0 < common < len(both):
        return read, tuple(tokenizer.encode(clean(answer)))
    return both[:common], both[common:]


def joined_answer(prompt: str, answer: str) -> str:
    """A prompt with its answer: a space between where both are of words that are so written."""
    if not prompt or prompt[-1].isspace() or answer[:1].isspace():
        return prompt + answer
    are_apart = _stands_apart(prompt[-1], is_end=True) and _stands_apart(answer[0], is_end=False)
    return f"{prompt} {answer}" if are_apart else prompt + answer


def _stands_apart(character: str, *, is_end: bool) -> bool:
    """Whether a space stands between this character, at the end or beginning of one, and a word."""
    if unicodedata.east_asian_width(character) in "WF":
        return False
    if character.isalnum():
        return True
    return is_end and unicodedata.category(character) in _CLOSING


def _common_length(one: Sequence[int], other: Sequence[int]) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def is_answered(written: str, answer: str) -> bool:
    """Whether a text is the expected answer, but for white space at its ends."""
    return written.strip() == answer.strip()


def begins_with_answer(written: str, answer: str) -> bool:
    """Whether a text begins with the expected answer, as whole words."""
    text, wanted = written.strip(), answer.strip()
    if not wanted or not text.startswith(wanted):
        return False
    behind = text[len(wanted) : len(wanted) + 1]
    is_one_word = wanted[-1].isalnum() and behind.isalnum()
    return not is_one_word or unicodedata.east_asian_width(behind) in "WF"
