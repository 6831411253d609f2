"""Attributions and saliencies as lines of a table and as plain values, with what they are of.

Layers, heads and positions count from 0.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from workbench.inspection.attribution.parts import LogitAttribution
from workbench.inspection.attribution.token_saliency import TokenSaliency
from workbench.inspection.shown import Shown

MODEL_COLUMNS = ("model", "step")
PART_COLUMNS = ("kind", "layer", "head", "position", "token", "value")
SALIENCY_COLUMNS = ("position", "token", "value")

Explanation = LogitAttribution | TokenSaliency


@dataclass(frozen=True)
class ExplainedModel:
    """The checkpoint of a model that an explanation is of."""

    model: str
    step: int
    digest: str


Explained = tuple[ExplainedModel, Explanation]


@dataclass(frozen=True)
class Explanations(Shown):
    """Those of one or more models, of one kind."""

    explained: tuple[Explained, ...]

    def table(self) -> Iterator[tuple[object, ...]]:
        """The lines of each, with its model."""
        for number, (model, found) in enumerate(self.explained):
            heading, *lines = explanation_table(found)
            if not number:
                yield (*MODEL_COLUMNS, *heading)
            for line in lines:
                yield (model.model, model.step, *line)

    def as_plain(self) -> dict[str, Any]:
        return {"explanations": [as_plain(*one) for one in self.explained]}

    def _repr_html_(self) -> str:
        return "".join(
            f"<h4>{escape(model.model)}, step {model.step}</h4>{found._repr_html_()}"
            for model, found in self.explained
        )


def as_plain(model: ExplainedModel, found: Explanation) -> dict[str, Any]:
    """What a program may want of an explanation, as plain values, with its model."""
    return {**asdict(model), **explanation_plain(found)}


def explanation_plain(found: Explanation) -> dict[str, Any]:
    """The same without the model."""
    shared = {
        "tokens": list(found.tokens),
        "position": found.position,
        "target": asdict(found.target),
        "versus": None if found.versus is None else asdict(found.versus),
        "candidates": [asdict(one) for one in found.candidates],
        "left_out": found.left_out,
        "threads": found.threads,
    }
    if isinstance(found, TokenSaliency):
        return shared | _saliency(found)
    parts = found.parts
    return shared | {
        "logit": parts.logit,
        "sum": parts.total,
        "head": "linear" if parts.is_linear else "integrated gradients from the zero state",
        "parts": [asdict(part) for part in parts.all()],
        "sources": parts.sources_lhk.tolist(),
    }


def _saliency(found: TokenSaliency) -> dict[str, Any]:
    return {
        "settings": asdict(found.settings),
        "steps": found.steps,
        "baseline": found.baseline,
        "values": list(found.values),
        "score": found.score,
        "baseline_score": found.baseline_score,
        "sum": found.total,
        "gap": found.gap,
        "relative_gap": found.relative_gap,
    }


def explanation_table(found: Explanation) -> Iterator[tuple[object, ...]]:
    """A line a part, and for each head one more for each token that it takes from; or a line a
    token."""
    if isinstance(found, TokenSaliency):
        yield SALIENCY_COLUMNS
        for place, (token, value) in enumerate(zip(found.tokens, found.values, strict=True)):
            yield (place, token, value)
        return
    yield PART_COLUMNS
    for part in found.parts.all():
        layer, head = (None if number < 0 else number for number in (part.layer, part.head))
        yield (part.kind, layer, head, None, None, part.value)
        if part.kind == "head":
            for place, value in enumerate(found.parts.sources_lhk[part.layer, part.head].tolist()):
                yield ("head source", layer, head, place, found.tokens[place], value)
