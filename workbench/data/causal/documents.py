"""Where the documents of a token stream begin, by the token that stands at their beginning or end.

Shape legend: t = tokens.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.data.causal.layout import Tokens
from workbench.tokenizers.special import SpecialIds

_READ_AT_ONCE = 1 << 22


@dataclass(frozen=True)
class DocumentMarks:
    """The token that begins each document, or the one that ends each; neither where a tokenizer
    has none."""

    begin: int | None = None
    end: int | None = None

    @classmethod
    def of(cls, special: SpecialIds) -> "DocumentMarks":
        if special.document_begin:
            return cls(begin=special.document_begin[0])
        return cls(end=special.boundary)

    @property
    def are_known(self) -> bool:
        """Whether documents can be told from each other at all."""
        return self.begin is not None or self.end is not None

    def begins_t(self, tokens: Tokens, before: int | None) -> NDArray[np.bool_]:
        """Which tokens begin a document; `before` is the token before the first, None at the
        beginning of the stream."""
        if self.begin is not None:
            return np.asarray(tokens == self.begin)
        begins_t = np.zeros(len(tokens), dtype=np.bool_)
        if len(tokens):
            begins_t[1:] = tokens[:-1] == self.end
            begins_t[0] = before is None or before == self.end
        return begins_t

    def documents_before(self, tokens: Tokens, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many documents begin before each of the places, which are sorted."""
        counts = np.zeros(len(places), dtype=np.int64)
        seen = at = 0
        for index, place in enumerate(places.tolist()):
            while at < place:
                end = min(place, at + _READ_AT_ONCE)
                before = int(tokens[at - 1]) if at else None
                seen += int(self.begins_t(tokens[at:end], before).sum())
                at = end
            counts[index] = seen
        return counts
