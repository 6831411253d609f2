"""The sentences of a split as flat arrays.

Shape legend: n = tokens, s = sentences (+ 1 in offsets), d = documents (+ 1 in offsets).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.data.causal.layout import Tokens
from workbench.tokenizers.source import Split

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SentenceArrays:
    """Sentence i is `tokens_n[sentences_s[i] : sentences_s[i + 1]]`, none is empty; document i has
    the sentences from `documents_d[i]` up to `documents_d[i + 1]`, perhaps none.
    """

    tokens_n: Tokens
    sentences_s: Indices
    documents_d: Indices
    split: Split = "train"

    @property
    def num_sentences(self) -> int:
        return len(self.sentences_s) - 1

    @property
    def num_documents(self) -> int:
        return len(self.documents_d) - 1

    def sentence(self, i: int) -> Tokens:
        """The ids of the i-th sentence, without special tokens."""
        return self.tokens_n[self.sentences_s[i] : self.sentences_s[i + 1]]

    def documents_of(self, sentences: Indices) -> Indices:
        """The document that each sentence stands in."""
        return np.searchsorted(self.documents_d, sentences, side="right") - 1

    def reaching(self, sentences: Indices, num_tokens: int | Indices) -> Indices:
        """One behind the last of the sentences that from each on make up `num_tokens`.

        It may lie behind the document's end and behind the last sentence.
        """
        return np.searchsorted(self.sentences_s, self.sentences_s[sentences] + num_tokens)
