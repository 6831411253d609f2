"""A bracket or a quotation mark that is closed by another sign."""

import re

from workbench.words import Words, words

_BRACKETS = ("()", "[]", "{}", "（）", "【】", "《》")
_QUOTES = ("“”", "‘’", "«»", "「」", "『』")
_STRAIGHT = re.compile(r'(?<!\S)"(?=\S)[^"]*(?<=\S)"(?=[\s.,;:!?)]|$)')
"""Opened behind a space and closed before one: the sign alone does not tell which it is."""
_NOT_ONE = words("not one pair of signs that is opened and closed within the sentence")
_MIXED = words("more than one kind of signs")


def brackets(sentence: str) -> str | Words | None:
    """With the closing sign as that of another kind of brackets."""
    pair = _only_pair(sentence, _BRACKETS)
    if pair is None or isinstance(pair, Words):
        return pair
    place = _BRACKETS.index(pair)
    other = _BRACKETS[place + 1 if place % 3 < 2 else place - 2]
    return sentence.replace(pair[1], other[1])


def quotes(sentence: str) -> str | Words | None:
    """With the opening sign in place of the closing one; a straight one is closed by a bracket."""
    pair = _only_pair(sentence, _QUOTES)
    if '"' not in sentence:
        return (
            pair if pair is None or isinstance(pair, Words) else sentence.replace(pair[1], pair[0])
        )
    if pair is not None:
        return _MIXED
    found = _STRAIGHT.search(sentence)
    if found is None or sentence.count('"') != 2 or ")" in sentence:
        return _NOT_ONE
    end = found.end() - 1
    return f"{sentence[:end]}){sentence[end + 1 :]}"


def _only_pair(sentence: str, signs: tuple[str, ...]) -> str | Words | None:
    """The one kind of signs in a sentence; why there is no pair; None without a sign."""
    present = [pair for pair in signs if pair[0] in sentence or pair[1] in sentence]
    if not present:
        return None
    if len(present) > 1:
        return _MIXED
    return present[0] if _is_one_pair(sentence, present[0]) else _NOT_ONE


def _is_one_pair(sentence: str, pair: str) -> bool:
    opened, closed = sentence.find(pair[0]), sentence.find(pair[1])
    return sentence.count(pair[0]) == sentence.count(pair[1]) == 1 and opened < closed
