"""Small language tests of a model: minimal pairs, and whether it may take another's place."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from workbench.errors import BadInput
from workbench.project.models.opened_model import OpenedModel
from workbench.store.records import CheckpointRecord

if TYPE_CHECKING:
    from workbench.activities.queries.inspecting.checkpoints.promotion import TextReader
    from workbench.corpora.minimal_pairs.pair import FoundPairs
    from workbench.inspection.comparison.pair_scores import PairScores
    from workbench.inspection.comparison.promotion import PromotionCheck

DEFAULT_PAIRS = 50
"""Of each kind."""


class LanguageTestedModel(OpenedModel):
    """A model that is asked which of two texts is the right one."""

    def pairs(self, corpus: str, *, most: int = DEFAULT_PAIRS) -> "Iterator[PairScores]":
        """Minimal pairs of a corpus's validation part, at most so many of each kind.

        Yields what is known after each pair, the whole at last. Raises BadInput for a corpus that
        gives none, and for a BERT, which does not tell how likely a text is.
        """
        from workbench.activities.queries.inspecting.checkpoints.pairs import pairs_of

        yield from self._scored(self.checkpoint, pairs_of(self._project, corpus, most))

    def pairs_over_checkpoints(
        self, corpus: str, *, most: int = DEFAULT_PAIRS
    ) -> "Iterator[PairScores]":
        """The same at each checkpoint that can be read, oldest first, one after the other."""
        from workbench.activities.queries.inspecting.checkpoints.pairs import pairs_of

        found = pairs_of(self._project, corpus, most)
        for checkpoint in self.record.checkpoints:
            if not checkpoint.is_damaged:
                yield from self._scored(checkpoint, found)

    def promotion(self, best: str = "", **asked: Any) -> "Iterator[PromotionCheck]":
        """Whether this checkpoint is not worse than another model, its own best one by default.

        `asked` is what `PromotionAsked` takes: measures, corpus, probes. Yields what is known after
        each text, the whole at last; raises BadInput.

        *_, check = model.promotion("best so far", measures=("pairs",), corpus="novel")
        """
        from workbench.activities.queries.inspecting.checkpoints.promotion import (
            compared_for_promotion,
        )
        from workbench.inspection.comparison.promotion import PromotionAsked

        question = PromotionAsked(**asked)
        other = self._sibling(best or f"{self.name}@best")
        if other.checkpoint.folder == self.checkpoint.folder:
            raise BadInput(
                "'{checkpoint}' would be compared with itself and could not be worse; compare it "
                "with another model or checkpoint",
                checkpoint=f"{self.name}@{self.checkpoint.step}",
            )
        yield from compared_for_promotion(
            self._project, self.as_text_reader(), other.as_text_reader(), question
        )

    def as_text_reader(self) -> "TextReader":
        """The network with what it reads texts by; raises BadInput for a BERT."""
        from workbench.activities.queries.inspecting.checkpoints.promotion import TextReader
        from workbench.models.load import as_decoder

        named = f"{self.name}@{self.checkpoint.step}"
        return TextReader(named, as_decoder(self.network()), self.tokenizer, self.framing())

    def _scored(self, checkpoint: CheckpointRecord, found: "FoundPairs") -> "Iterator[PairScores]":
        from workbench.activities.queries.inspecting.checkpoints.pairs import scored_pairs
        from workbench.inspection.comparison.pair_scores import PairScores
        from workbench.models.load import as_decoder

        model = as_decoder(self.network_at(checkpoint))
        at = PairScores(checkpoint.step, checkpoint.digest, (), found=found)
        yield from scored_pairs(model, self.tokenizer, self.framing(), found.pairs, at)
