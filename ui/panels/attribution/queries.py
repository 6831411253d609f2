"""What runs in the query lane: each model's explanation of the same token; no widget here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ui.models.role import Role
from ui.protocols.open_project import ModelSource, QueriedModel
from ui.texts.results_of import ResultsOf, answering
from workbench.inspection.attribution.parts import LogitAttribution
from workbench.inspection.attribution.spec import SaliencySettings
from workbench.inspection.attribution.token_saliency import SaliencyProgress, TokenSaliency
from workbench.inspection.attribution.written import Explained, ExplainedModel, Explanation

Named = int | str
"""A token by its id, or as it is written; a class by its name."""


@dataclass(frozen=True)
class Question:
    """Which token is explained, behind or at which position, and how: by its parts, or by a
    saliency with settings; with a `second` text, of a pair."""

    position: int | None = None
    token: Named | None = None
    versus: Named | None = None
    saliency: SaliencySettings | None = None
    second: str = ""


@dataclass(frozen=True)
class Answer:
    """The explanations so far, and how far the one that is under way is."""

    results: ResultsOf
    found: Mapping[Role, Explanation] = field(default_factory=dict)
    models: Mapping[Role, ExplainedModel] = field(default_factory=dict)
    progress: SaliencyProgress | None = None

    def explained(self) -> list[Explained]:
        """What is exported."""
        return [(self.models[role], found) for role, found in self.found.items()]

    def parts(self, role: Role) -> LogitAttribution | None:
        found = self.found.get(role)
        return found if isinstance(found, LogitAttribution) else None

    def saliency(self, role: Role) -> TokenSaliency | None:
        found = self.found.get(role)
        return found if isinstance(found, TokenSaliency) else None


def explain(project: ModelSource, asked: ResultsOf, question: Question) -> Iterator[Answer]:
    """Each model in turn; the student is asked of the token that the teacher was asked of.

    They read as much of the text's beginning as both can.
    """
    models = {role: project.model(one.reference) for role, one in asked.models.items()}
    most = min(model.spec.context for model in models.values())
    answer = Answer(replace(asked, models=answering(models)))
    for role, model in models.items():
        for found in _explanations(model, asked.text, question, most):
            if isinstance(found, SaliencyProgress):
                yield replace(answer, progress=found)
                continue
            checkpoint = model.checkpoint
            name = ExplainedModel(model.record.name, checkpoint.step, checkpoint.digest)
            answer = replace(
                answer,
                found={**answer.found, role: found},
                models={**answer.models, role: name},
            )
            yield answer
            question = replace(question, token=name_of(found))


def _explanations(
    model: QueriedModel, text: str, question: Question, most_tokens: int
) -> Iterator[SaliencyProgress | Explanation]:
    if question.saliency is None:
        yield model.attribution(
            text,
            position=question.position,
            token=question.token,
            versus=question.versus,
            second=question.second,
            most_tokens=most_tokens,
        )
        return
    yield from model.saliency_steps(
        text,
        position=question.position,
        token=question.token,
        versus=question.versus,
        settings=question.saliency,
        second=question.second,
        most_tokens=most_tokens,
    )


def name_of(found: Explanation) -> Named:
    """What the explained token is asked for by: its id, or the name of a class."""
    return found.target.piece if found.position is None else found.target.id
