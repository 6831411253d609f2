"""What goes on inside a model of a project as it reads."""

from typing import TYPE_CHECKING

from workbench.project.models.layer_reading_model import LayerReadingModel

if TYPE_CHECKING:
    from workbench.inspection.maps import AttentionMaps


class InspectedModel(LayerReadingModel):
    """A model that is looked into."""

    def attention(
        self, text: str, *, add_special_tokens: bool = True, most_tokens: int | None = None
    ) -> "AttentionMaps":
        """Every head's attention on a text, and what each head does there.

        Of a longer text only the first `most_tokens` are read; without a bound one that is longer
        than the context raises BadInput.
        """
        from workbench.activities.queries.model_queries import attention

        framing = self.framing(add_special_tokens=add_special_tokens)
        return attention(self.network(), self.tokenizer, text, framing, most_tokens)
