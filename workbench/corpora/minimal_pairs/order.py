"""Two neighbours in the wrong order: an article and its word, or the characters of a word."""

import re

from workbench.words import Words, words

_BEFORE_A_WORD = "the|a|an|my|your|our|their|its"
_NEIGHBOURS = re.compile(
    rf"(?<=[a-z,;] )(?<!\b(?:so|as) )(?<!\b(?:too|how) )({_BEFORE_A_WORD}) ([a-z]+)(?![\w'’-])"
)
"""Behind "so", "as", "too" and "how" both orders may be right."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CHARACTERS = re.compile(
    r"(?<![\u4e00-\u9fff])[我你他她它咱]们|因为|所以|如果|时候|什么|怎么|自己|虽然|已经|知道"
)
"""Frequent words whose characters follow each other in one order only; 们 may end another word."""
_LEAST_WORDS, _MOST_WORDS = 4, 30
_SHORT_OR_LONG = words("fewer than {least} or more than {most} words", least=4, most=30)
_NO_ARTICLE = words("no article or possessive inside it before a word")
_NO_WORD = words("none of the frequent Chinese words that have one order only")


def order(sentence: str) -> str | Words | None:
    """With the first such neighbours swapped; None of what is neither English nor Chinese."""
    if _CHINESE.search(sentence):
        word = _CHARACTERS.search(sentence)
        if word is None:
            return _NO_WORD
        return f"{sentence[: word.start()]}{word[0][::-1]}{sentence[word.end() :]}"
    if not _LEAST_WORDS <= len(sentence.split()) <= _MOST_WORDS:
        return _SHORT_OR_LONG
    found = next((one for one in _NEIGHBOURS.finditer(sentence) if one[1] != one[2]), None)
    if found is None:
        return _NO_ARTICLE
    return f"{sentence[: found.start()]}{found[2]} {found[1]}{sentence[found.end() :]}"
