"""Why a model of a project says what it says: the parts of a logit, and the saliency of tokens."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.errors import BadInput
from workbench.generation.prompt_spec import PromptSpec, as_prompt
from workbench.inspection.attribution.spec import SaliencySettings
from workbench.inspection.attribution.token_saliency import SaliencyProgress, TokenSaliency
from workbench.project.models.opened_model import OpenedModel

if TYPE_CHECKING:
    from workbench.activities.queries.inspecting.explaining.explained_text import ExplainedText
    from workbench.inspection.attribution.parts import LogitAttribution


class AttributedModel(OpenedModel):
    """A model whose logits are explained.

    A token is named by its id, as "#17", or as a text that is one token; a class by its name.
    """

    def attribution(
        self,
        prompt: str | PromptSpec,
        *,
        position: int | None = None,
        token: int | str | None = None,
        versus: int | str | None = None,
        second: str = "",
        most_tokens: int | None = None,
    ) -> "LogitAttribution":
        """What each part adds to the logit of a token, or of a class of the text.

        A model that writes is asked for the token behind a position, by default the last, and for
        the one that the text goes on with, at its end the likeliest; one that fills in masks for
        the token at a position, by default the first [MASK]; a classifier for a class. With
        `versus` it is the difference to that token's or class's logit. An encoder may read a
        `second` text. Of a longer text only the first `most_tokens` are read. Raises BadInput for
        an encoder without a head.
        """
        from workbench.activities.queries.inspecting.explaining.attribution import logit_attribution

        text = self._explained(as_prompt(prompt), position, second, most_tokens)
        return logit_attribution(text, token=token, versus=versus)

    def saliency(
        self,
        prompt: str | PromptSpec,
        *,
        position: int | None = None,
        token: int | str | None = None,
        versus: int | str | None = None,
        settings: SaliencySettings | None = None,
        second: str = "",
        most_tokens: int | None = None,
    ) -> TokenSaliency:
        """How much each token of a text speaks for a token or a class; see `saliency_steps`."""
        *_, found = self.saliency_steps(
            prompt,
            position=position,
            token=token,
            versus=versus,
            settings=settings,
            second=second,
            most_tokens=most_tokens,
        )
        assert isinstance(found, TokenSaliency)
        return found

    def saliency_steps(
        self,
        prompt: str | PromptSpec,
        *,
        position: int | None = None,
        token: int | str | None = None,
        versus: int | str | None = None,
        settings: SaliencySettings | None = None,
        second: str = "",
        most_tokens: int | None = None,
    ) -> Iterator[SaliencyProgress | TokenSaliency]:
        """How much each token of a text speaks for a token or a class, and before that how far it
        is.

        A model that writes is asked as in `attribution`, one that fills in masks at a position, by
        default the first [MASK], and a classifier for a class of the text, by default the
        likeliest; an encoder may read a `second` text.
        """
        from workbench.activities.queries.inspecting.explaining.saliency import token_saliency

        text = self._explained(as_prompt(prompt), position, second, most_tokens)
        yield from token_saliency(
            self.network(),
            self.tokenizer,
            text,
            settings or SaliencySettings(),
            token=token,
            versus=versus,
        )

    def _explained(
        self, prompt: PromptSpec, position: int | None, second: str, most_tokens: int | None
    ) -> "ExplainedText":
        from workbench.activities.queries.inspecting.explaining.explained_text import (
            masked_token,
            next_token,
            text_class,
        )
        from workbench.activities.queries.prompts import read_prompt

        model, tokenizer = self.network(), self.tokenizer
        if position is not None and self.file.labels:
            raise BadInput("this model tells the class of a whole text; name no position in it")
        if second.strip() and self.spec.is_causal and not self.file.labels:
            raise BadInput("a model that writes reads one text; leave the second one out")
        if self.file.labels:
            return text_class(model, tokenizer, self.file, prompt.text, second)
        if not self.spec.is_causal:
            texts = prompt.text, second
            framing = self.framing(add_special_tokens=prompt.add_special_tokens)
            return masked_token(model, tokenizer, texts, framing, position, most_tokens)
        read = read_prompt(tokenizer, self.file, prompt)
        return next_token(model, tokenizer, read, -1 if position is None else position, most_tokens)
