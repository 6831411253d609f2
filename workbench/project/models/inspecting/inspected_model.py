"""What goes on inside a model of a project as it reads."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.inspection.comparison.checkpoint_point import (
    DEFAULT_PASSAGES,
    DEFAULT_TOKENS,
    EvolutionAsked,
)
from workbench.inspection.heads.spec import DEFAULT_STAGES
from workbench.inspection.maps.layer_heads import Weighting
from workbench.project.models.inspecting.layer_reading_model import LayerReadingModel
from workbench.project.models.origin import came_alone

if TYPE_CHECKING:
    from workbench.inspection.comparison.evolution import Evolution
    from workbench.inspection.maps.attention_maps import AttentionMaps
    from workbench.inspection.maps.progress import AttentionProgress
    from workbench.inspection.result_file import InspectionResult


class InspectedModel(LayerReadingModel):
    """A model that is looked into."""

    def attention(
        self,
        text: str,
        *,
        second: str = "",
        weighting: Weighting = "none",
        add_special_tokens: bool = True,
        most_tokens: int | None = None,
    ) -> "AttentionMaps":
        """Every head's attention on a text, or with a `second` on a pair, and what each head does.

        Of a longer text only the first `most_tokens` are read; without a bound one that is longer
        than the context raises BadInput.
        """
        from workbench.inspection.maps.progress import the_maps

        return the_maps(
            self.attention_steps(
                text,
                second=second,
                weighting=weighting,
                add_special_tokens=add_special_tokens,
                most_tokens=most_tokens,
            )
        )

    def attention_steps(
        self,
        text: str,
        *,
        second: str = "",
        weighting: Weighting = "none",
        add_special_tokens: bool = True,
        most_tokens: int | None = None,
    ) -> "Iterator[AttentionProgress | AttentionMaps]":
        """The same, with how many layers are done before."""
        from workbench.activities.queries.inspecting.attention_query import attention_steps
        from workbench.inspection.maps.source import AttentionSource

        source = AttentionSource(
            model=self.name,
            digest=self.checkpoint.digest,
            step=self.checkpoint.step,
            text=text,
            second=second,
        )
        return attention_steps(
            self.network(),
            self.tokenizer,
            source,
            self.text_framing(add_special_tokens=add_special_tokens),
            most_tokens=most_tokens,
            weighting=weighting,
        )

    def write_result(
        self, result: "InspectionResult", path: Path | str, *, text: str = "", **settings: Any
    ) -> None:
        """Write what was found in this model as .csv, .json, .npz or .html, as the name asks.

        The file says that it is of this checkpoint, and of the text and settings that are given.
        """
        from workbench.inspection.result_file import AboutResult, AskedModel, write_result

        asked = AskedModel(self.name, self.checkpoint.step, self.checkpoint.digest)
        write_result(result, Path(path), AboutResult(text, {"model": asked}, settings))

    def over_checkpoints(
        self,
        text: str,
        *,
        known: "Evolution | None" = None,
        lens: bool = False,
        measures: Collection[str] = DEFAULT_STAGES,
        corpus: str = "",
        passages: int = DEFAULT_PASSAGES,
        tokens: int = DEFAULT_TOKENS,
    ) -> "Iterator[Evolution]":
        """What each head does on a text at every checkpoint of its run, oldest first.

        Yields after each checkpoint what is known so far, and between two of them how far the next
        is; one that is gone or damaged is skipped, with the reason. `lens` reads the logit lens
        too; the heads are measured as `heads` does, on the text or on so many `passages` of so many
        `tokens` of a corpus. What was `known` of all the same is not read again.
        """
        from workbench.activities.queries.inspecting.checkpoints.checkpoint_queries import (
            MOST_TOKENS,
            CheckpointReader,
        )

        asked = EvolutionAsked.of(
            lens=lens, measures=measures, corpus=corpus, passages=passages, tokens=tokens
        )
        reader = CheckpointReader(
            self.network_at,
            self.tokenizer,
            self.text_framing(),
            text,
            min(self.spec.context, MOST_TOKENS),
            self.spec.is_causal,
            self._project,
            asked,
            was_imported=came_alone(self.record, self._project),
        )
        return reader.over(self.record.checkpoints, known=known)
