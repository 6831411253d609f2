"""Small language tests of a model of a project: minimal pairs from a corpus."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.project.models.opened_model import OpenedModel
from workbench.store.records import CheckpointRecord

if TYPE_CHECKING:
    from workbench.corpora.minimal_pairs.pair import FoundPairs
    from workbench.inspection.comparison.pair_scores import PairScores

DEFAULT_PAIRS = 50
"""Of each kind."""


class LanguageTestedModel(OpenedModel):
    """A model that is asked which of two texts is the right one."""

    def pairs(self, corpus: str, *, most: int = DEFAULT_PAIRS) -> "Iterator[PairScores]":
        """Minimal pairs of a corpus's validation part, at most so many of each kind.

        Yields what is known after each pair, the whole at last. Raises BadInput for a corpus that
        gives none, and for a BERT, which does not tell how likely a text is.
        """
        from workbench.activities.queries.inspecting.pairs import pairs_of

        yield from self._scored(self.checkpoint, pairs_of(self._project, corpus, most))

    def pairs_over_checkpoints(
        self, corpus: str, *, most: int = DEFAULT_PAIRS
    ) -> "Iterator[PairScores]":
        """The same at each checkpoint that can be read, oldest first, one after the other."""
        from workbench.activities.queries.inspecting.pairs import pairs_of

        found = pairs_of(self._project, corpus, most)
        for checkpoint in self.record.checkpoints:
            if not checkpoint.is_damaged:
                yield from self._scored(checkpoint, found)

    def _scored(self, checkpoint: CheckpointRecord, found: "FoundPairs") -> "Iterator[PairScores]":
        from workbench.activities.queries.inspecting.pairs import scored_pairs
        from workbench.inspection.comparison.pair_scores import PairScores
        from workbench.models.load import as_decoder

        model = as_decoder(self.network_at(checkpoint))
        at = PairScores(checkpoint.step, checkpoint.digest, (), found=found)
        yield from scored_pairs(model, self.tokenizer, self.framing(), found.pairs, at)
