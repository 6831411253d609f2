"""What runs in the query lane: a model's shape, what follows from interventions, importance."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.protocols.open_project import ModelSource
from ui.texts.results_of import Answering, ResultsOf
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Strategy
from workbench.inspection.interventions.spec import Intervention
from workbench.models.transformer_spec import TransformerSpec

if TYPE_CHECKING:
    from workbench.inspection.interventions.tables import HeadImportance, InterventionEffect

MODEL = "model"
"""The place of the one model that answers."""


@dataclass(frozen=True)
class ModelShape:
    """So many layers and heads has the model of a reference."""

    reference: str
    num_layers: int
    num_heads: int


@dataclass(frozen=True)
class AskedWriting:
    """By which strategy, or the model's own, and from which seed both texts are written."""

    strategy: Strategy | str
    seed: int
    new_tokens: int


@dataclass(frozen=True)
class EffectOf:
    """What is known so far, and what it is of."""

    results: ResultsOf
    effect: "InterventionEffect"


@dataclass(frozen=True)
class ImportanceOf:
    """The same of the importance of heads."""

    results: ResultsOf
    importance: "HeadImportance"


def query_shape(project: ModelSource, reference: str) -> Iterator[ModelShape]:
    """Read from the checkpoint's description alone."""
    spec: TransformerSpec = project.model(reference).spec
    yield ModelShape(reference, spec.num_layers, spec.num_heads)


def query_effect(project: ModelSource, asked: ResultsOf) -> Iterator[EffectOf]:
    """What a model makes of a text without and with what is chosen."""
    model = project.model(asked.models[MODEL].pinned)
    interventions: tuple[Intervention, ...] = asked.settings[0]
    writing: AskedWriting = asked.settings[1]
    for effect in model.changed(interventions).effects(
        PromptSpec(text=asked.text),
        writing.strategy,
        seed=writing.seed,
        max_new_tokens=writing.new_tokens,
    ):
        yield EffectOf(asked, effect)


def query_importance(
    project: ModelSource, model: Answering, text: str, corpus: str, passages: int
) -> Iterator[ImportanceOf]:
    """Every head's importance over the text, or over passages of a corpus."""
    asked = ResultsOf(text, {MODEL: model}, (corpus, passages))
    read = "" if corpus else text
    for known in project.model(model.pinned).importance(read, corpus=corpus, passages=passages):
        yield ImportanceOf(asked, known)
