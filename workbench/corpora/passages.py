"""Passages of a corpus, to try models on: read where they stand, without the rest of the corpus."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.corpora.corpus import Corpus, Split
from workbench.errors import BadInput

SPREAD = (0.0, 0.2, 0.4, 0.6, 0.8)
"""Places all over the validation part, each a share of it."""
MOST_PASSAGES = 10_000
"""So many can be asked for at once."""
MOST_CHARACTERS = 300
_MOST_BYTES = 4 * MOST_CHARACTERS
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*\s+|[。！？]+[”’」』）]*|\n+")


@dataclass(frozen=True)
class CorpusPassage:
    """Some whole sentences, where it can be; `document` counts from 1 within its part."""

    corpus: str
    document: int
    text: str


def require_passages(count: int) -> None:
    """Raise BadInput for a number of passages that cannot be read."""
    if not 1 <= count <= MOST_PASSAGES:
        raise BadInput(
            "{count} passages cannot be read; ask for 1 to {most}", count=count, most=MOST_PASSAGES
        )


def passages(corpus: Corpus, shares: Sequence[float]) -> tuple[CorpusPassage, ...]:
    """The passages at some places of the validation part, or of the training text without one.

    A place is a share of the documents (from 0 to below 1); inside one that is longer than a
    passage it goes on. Each passage is given once.
    """
    kept: dict[str, CorpusPassage] = {}
    for share in shares if corpus.count() else ():
        passage = _at(corpus, share)
        if passage.text:
            kept.setdefault(passage.text, passage)
    return tuple(kept.values())


def _at(corpus: Corpus, share: float) -> CorpusPassage:
    split: Split = "validation" if corpus.count("validation") else "train"
    number, inside = divmod(share * corpus.count(split), 1.0)
    text, begins = corpus.stretch(split, int(number), inside, _MOST_BYTES)
    return CorpusPassage(corpus.name, int(number) + 1, _whole_sentences(text, begins=begins))


def _whole_sentences(text: str, *, begins: bool) -> str:
    """A stretch without the broken sentences at its ends, as far as others are left."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    first = 0 if begins else next((end for end in ends if end < MOST_CHARACTERS), 0)
    rest = text[first:]
    if len(rest) <= MOST_CHARACTERS:
        return rest.strip()
    last = max((end - first for end in ends if 0 < end - first <= MOST_CHARACTERS), default=0)
    if not last:
        last = rest.rfind(" ", 0, MOST_CHARACTERS) + 1
    return rest[: last or MOST_CHARACTERS].strip()
