"""What each head of a model of a project does, measured over many texts."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from workbench.inspection.heads.spec import DEFAULT_STAGES, asked_stages
from workbench.project.models.opened_model import OpenedModel

if TYPE_CHECKING:
    from workbench.activities.queries.inspecting.head_passages import ReadingModels
    from workbench.inspection.heads.table import HeadMeasurements, HeadsProgress


class MeasuredModel(OpenedModel):
    """A model whose heads are measured."""

    def heads(
        self,
        text: str = "",
        *,
        corpus: str = "",
        passages: int = 100,
        tokens: int = 256,
        measures: Collection[str] = DEFAULT_STAGES,
        seed: int = 0,
    ) -> "Iterator[HeadsProgress | HeadMeasurements]":
        """Measure every head on a text, or on passages of so many tokens of a corpus's validation
        part: yields how far it is, and at last the table.

        `measures` are those that are asked for: induction, copying, ablation. `seed` draws the
        random tokens of the induction score, and the tokens that are masked for a BERT.

        *_, table = model.heads(corpus="novel")
        """
        from workbench.activities.queries.inspecting.head_measured import measured_heads
        from workbench.activities.queries.inspecting.head_passages import HeadsAsked

        asked = HeadsAsked(text, corpus, passages, tokens, asked_stages(measures), seed)
        yield from measured_heads(self._project, self.as_read(), asked)

    def as_read(self) -> "ReadingModels":
        """The network with what it reads by."""
        from workbench.activities.queries.inspecting.head_passages import ReadingModels

        return ReadingModels(
            self.reference,
            self.checkpoint.step,
            self.network(),
            self.tokenizer,
            self.text_framing(),
        )
