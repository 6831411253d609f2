"""What goes on inside a model of a project as it reads."""

from typing import TYPE_CHECKING

from workbench.inspection.layer_heads import Weighting
from workbench.project.models.opened_model import OpenedModel

if TYPE_CHECKING:
    from workbench.inspection.maps import AttentionMaps


class InspectedModel(OpenedModel):
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
        from workbench.activities.queries.attention_query import attention
        from workbench.inspection.source import AttentionSource

        source = AttentionSource(
            model=self.name,
            digest=self.checkpoint.digest,
            step=self.checkpoint.step,
            text=text,
            second=second,
        )
        return attention(
            self.network(),
            self.tokenizer,
            source,
            self.framing(add_special_tokens=add_special_tokens),
            most_tokens=most_tokens,
            weighting=weighting,
        )
