"""A model of a project with interventions: what follows from them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.activities.queries.prompts import Prompt
from workbench.corpora.passages import require_passages
from workbench.errors import BadInput
from workbench.generation.prompt_spec import PromptSpec, as_prompt
from workbench.generation.seeds import require_seed
from workbench.generation.spec import Greedy, Strategy
from workbench.inspection.interventions.spec import Intervention, as_interventions
from workbench.inspection.patching.maps import PLACES, Patching
from workbench.project.models.inspecting.measured_model import MeasuredModel
from workbench.project.models.writing_model import WritingModel

if TYPE_CHECKING:
    from workbench.inspection.interventions.tables import HeadImportance, InterventionEffect

PASSAGE_TOKENS = 128


class ChangedModel:
    """Interventions on a model; they are in force while it computes, and then gone."""

    def __init__(self, model: "ChangeableModel", interventions: tuple[Intervention, ...]) -> None:
        self._model = model
        self.interventions = interventions

    def effects(
        self,
        prompt: str | PromptSpec,
        strategy: Strategy | str | None = None,
        *,
        top: int = 10,
        seed: int = 0,
        max_new_tokens: int = 40,
    ) -> "Iterator[InterventionEffect]":
        """Loss, candidates and text without and with the interventions, as they come.

        Both texts are written by one strategy from one seed, greedily unless one is given; without
        new tokens there are none. An encoder tells of its first [MASK], and is scored on each token
        where it is masked; a classifier tells of its classes. Raises BadInput for a layer, head or
        neuron that is not there.
        """
        from workbench.activities.queries.inspecting.intervening.interventions import (
            WritingSettings,
            intervention_effect,
        )

        model = self._model
        if top < 1:
            raise BadInput("{count} cannot be shown; ask for at least one", count=top)
        chosen = model.strategy(strategy or Greedy())
        others = model.named_writers(chosen) if max_new_tokens else {}
        yield from intervention_effect(
            model.network(),
            model.tokenizer,
            model.inspected(prompt),
            self.interventions,
            model.text_framing(),
            top,
            WritingSettings(chosen, require_seed(seed), max_new_tokens, others),
            model.file.labels,
        )

    def effect(
        self,
        prompt: str | PromptSpec,
        strategy: Strategy | str | None = None,
        *,
        top: int = 10,
        seed: int = 0,
        max_new_tokens: int = 40,
    ) -> "InterventionEffect":
        """The same once it is all there; it shows itself in a notebook."""
        *_, last = self.effects(prompt, strategy, top=top, seed=seed, max_new_tokens=max_new_tokens)
        return last

    def generate(
        self,
        prompt: str | PromptSpec,
        strategy: Strategy | str | None = None,
        *,
        seed: int = 0,
        max_new_tokens: int = 100,
    ) -> str:
        """What the changed model writes behind a prompt."""
        effect = self.effect(prompt, strategy, seed=seed, max_new_tokens=max_new_tokens)
        return effect.changed_text


class ChangeableModel(WritingModel, MeasuredModel):
    """A model that can be changed on its way, and patched."""

    def changed(self, interventions: "Sequence[Intervention | str]") -> ChangedModel:
        """The model with interventions, such as `["head(layer=0,head=1)"]`.

        Raises BadInput for a text that is none.
        """
        return ChangedModel(self, as_interventions(interventions))

    def patched(
        self,
        clean: str,
        corrupted: str,
        *,
        target: str = "",
        other: str = "",
        places: Sequence[str] = PLACES,
    ) -> "Iterator[Patching]":
        """How much of the difference between two texts each patch recovers, as it becomes known.

        `target` and `other` are the tokens whose logits are compared, each as its text or as #id:
        without them the likeliest behind the clean and the corrupted text. Raises BadInput for
        texts of unequal length.
        """
        from workbench.activities.queries.inspecting.intervening.patching import (
            AskedContrast,
            patched_texts,
        )

        yield from patched_texts(
            self.network(),
            self.tokenizer,
            self.inspected_ids(clean),
            self.inspected_ids(corrupted),
            AskedContrast(target, other),
            places,
        )

    def importance(
        self,
        text: str = "",
        *,
        corpus: str = "",
        passages: int = 16,
        passage_tokens: int = PASSAGE_TOKENS,
    ) -> "Iterator[HeadImportance]":
        """Every head's importance to the loss, by ablation and by gradient, as it becomes known.

        Over a text, or over the first passages of a corpus's validation part. An encoder is scored
        on masked tokens, a classifier on the class that it finds likeliest; the result says so.
        """
        from workbench.activities.queries.inspecting.intervening.importance import (
            ImportanceAsked,
            importance,
        )

        if bool(text) == bool(corpus):
            raise BadInput("name a text or a corpus, one of the two")
        require_passages(passages)
        asked = ImportanceAsked(text, corpus, passages, passage_tokens)
        yield from importance(self._project, self.as_read(), asked)

    def inspected(self, prompt: str | PromptSpec) -> Prompt:
        """What it reads of a text: as `read` does, an encoder with its [MASK]s, and a classifier
        with what stands around a whole text."""
        if self.spec.is_causal and not self.file.labels:
            return self.read(prompt)
        return Prompt(as_prompt(prompt).text, tuple(self.inspected_ids(as_prompt(prompt).text)), ())

    def inspected_ids(self, text: str) -> list[int]:
        """The ids it reads of a text, without loading it; raises BadInput for an empty one."""
        from workbench.activities.queries.inspecting.inspected_text import inspected_text

        framing = self.text_framing()
        read = inspected_text(self.tokenizer, text, framing, is_causal=self.spec.is_causal)
        return list(read.ids)
