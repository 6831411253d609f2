"""A name of another person where one comes again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.corpora.minimal_pairs.sentences import sentences
from workbench.words import Words, words

_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+\b")
"""Inside a sentence: behind a word or a comma."""
_WORD = re.compile(r"\b[A-Za-z]+\b")


@dataclass(frozen=True)
class KnownNames:
    """Words with a capital inside a sentence that are never written without one, by alphabet."""

    names: tuple[str, ...]
    places: Mapping[str, int]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "KnownNames":
        words_of_texts = {word for text in texts for word in _WORD.findall(text)}
        capital = {match for text in texts for match in _NAME.findall(text)}
        names = tuple(sorted(name for name in capital if name.lower() not in words_of_texts))
        return cls(names, {name: place for place, name in enumerate(names)})

    def another(self, name: str, but_for: frozenset[str]) -> str | None:
        """The next one by alphabet, from the beginning behind the last."""
        place, number = self.places[name], len(self.names)
        behind = (self.names[(place + far) % number] for far in range(1, number))
        return next((other for other in behind if other not in but_for), None)


def names(text: str, known: KnownNames) -> tuple[str, str] | Words | None:
    """The last mention of a name, and the same with a name that the document does not hold.

    It begins with the sentence of the mention before, so that a short context holds both.
    """
    mentions = [match for match in _WORD.finditer(text) if match[0] in known.places]
    if not mentions:
        return None
    there = frozenset(match[0] for match in mentions)
    for number, last in reversed(list(enumerate(mentions))):
        before = [match for match in mentions[:number] if match[0] == last[0]]
        if not before:
            continue
        other = known.another(last[0], there)
        if other is None:
            return words("the text has no other name")
        said = text[_sentence_start(text, before[-1].start()) : last.start()]
        return f"{said}{last[0]}", f"{said}{other}"
    return words("no name comes again in the document")


def _sentence_start(text: str, place: int) -> int:
    starts = (match.start() + len(match[0]) - len(match[0].lstrip()) for match in sentences(text))
    return max((start for start in starts if start <= place), default=0)
