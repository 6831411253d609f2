"""Queries of the logit lens of one or two models, and of a head's query and key.

They run in the query lane: no widget here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ui.models.role import Role
from ui.protocols.open_project import ModelSource, QueriedModel
from ui.texts.reading_note import last_not_read
from ui.texts.results_of import ResultsOf, answering
from workbench.errors import BadInput
from workbench.inspection.lens.reading import LensProgress, LogitLens
from workbench.words import Words

if TYPE_CHECKING:
    from workbench.inspection.maps.query_key import QueryKey

MOST_TOKENS = 512
"""So many tokens of a text are looked at, at most: more columns than a person reads."""


@dataclass(frozen=True)
class LensResult:
    """What has been answered so far, and how far the answer is, from 0 to 1; `heads` are how many
    each layer has. Beside a model that answers, `refused` tells why another one does not."""

    results: ResultsOf
    lenses: Mapping[Role, LogitLens] = field(default_factory=dict)
    heads: Mapping[Role, int] = field(default_factory=dict)
    share: float = 1.0
    refused: Mapping[Role, Words] = field(default_factory=dict)

    @property
    def are_aligned(self) -> bool:
        """Whether positions of one model are those of the other."""
        tokens = [lens.tokens for lens in self.lenses.values()]
        return len(tokens) == len(Role) and tokens[0] == tokens[1]

    def what_is_not_read(self) -> list[str]:
        """Sentences on the rest of a long text; empty ones where all is read."""
        notes = (
            last_not_read(one.left_out, one.left_out + len(one.tokens), len(one.tokens))
            for one in self.lenses.values()
        )
        return list(dict.fromkeys(notes))


@dataclass(frozen=True)
class HeadPair:
    """A head of one of the models, and the places of a query and a key, all from 0."""

    role: Role
    layer: int
    head: int
    query: int
    key: int


def queried_lenses(project: ModelSource, asked: ResultsOf) -> Iterator[LensResult]:
    """The lens of each model that was asked for; a BERT's with the masks that are its setting.

    Raises BadInput where none has an answer.
    """
    models = {role: project.model(one.reference) for role, one in asked.models.items()}
    most = _most(models)
    heads = {role: model.spec.num_heads for role, model in models.items()}
    so_far = LensResult(replace(asked, models=answering(models)), heads=heads, share=0.0)
    for number, (role, model) in enumerate(models.items()):
        masked = () if model.spec.is_causal else asked.settings
        try:
            for step in model.lens_steps(asked.text, masked=masked, most_tokens=most):
                if isinstance(step, LensProgress):
                    share = (number + step.done / step.total) / len(models)
                    yield replace(so_far, share=share)
                else:
                    so_far = replace(so_far, lenses={**so_far.lenses, role: step})
        except BadInput as reason:
            so_far = replace(so_far, refused={**so_far.refused, role: reason.words})
            if len(so_far.refused) == len(models):
                raise
    yield replace(so_far, share=1.0)


def queried_pair(project: ModelSource, results: ResultsOf, pair: HeadPair) -> "Iterator[QueryKey]":
    """A head's query and key on the text that the lenses are of, by the same checkpoint."""
    models = {role: project.model(one.pinned) for role, one in results.models.items()}
    yield models[pair.role].query_key(
        results.text, pair.layer, pair.head, pair.query, pair.key, most_tokens=_most(models)
    )


def _most(models: Mapping[Role, QueriedModel]) -> int:
    """How many tokens are read: both models read as many."""
    return min(MOST_TOKENS, *(model.spec.context for model in models.values()))
