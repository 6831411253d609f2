"""Attributions and saliencies as files: .json and .csv, with what they are of.

Layers, heads and positions count from 0.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from workbench.csv_text import csv_text
from workbench.errors import BadInput
from workbench.inspection.attribution.parts import LogitAttribution
from workbench.inspection.attribution.token_saliency import TokenSaliency
from workbench.store.files.named import write_file
from workbench.words import listed

SUFFIXES = (".json", ".csv")
PART_COLUMNS = ("model", "step", "kind", "layer", "head", "position", "token", "value")
SALIENCY_COLUMNS = ("model", "step", "position", "token", "value")

Explanation = LogitAttribution | TokenSaliency


@dataclass(frozen=True)
class ExplainedModel:
    """The checkpoint of a model that an explanation is of."""

    model: str
    step: int
    digest: str


Explained = tuple[ExplainedModel, Explanation]


def export(explained: Sequence[Explained], path: Path) -> None:
    """Write a file in the format its name asks for, of explanations of one kind.

    Raises BadInput for a name that asks none, and when its folder is missing or not writable.
    """
    check_name(path)
    is_json = path.suffix.lower() == ".json"
    write_file(path, as_json(explained).encode() if is_json else as_csv(explained).encode())


def check_name(path: Path) -> None:
    """Raise BadInput unless `export` knows the format; asked before the work begins."""
    if path.suffix.lower() not in SUFFIXES:
        raise BadInput(
            "{path} names no format; end it in {suffixes}", path=path, suffixes=listed(SUFFIXES)
        )


def as_json(explained: Sequence[Explained]) -> str:
    """All of them as a list."""
    plain = [as_plain(*one) for one in explained]
    return json.dumps(plain, ensure_ascii=False, allow_nan=False) + "\n"


def as_plain(model: ExplainedModel, found: Explanation) -> dict[str, Any]:
    """What a program may want of an explanation, as plain values."""
    shared = {
        **asdict(model),
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


def as_csv(explained: Sequence[Explained]) -> str:
    """One line a part, and for each head one more for each token that it takes from; or one line a
    token."""
    is_saliency = any(isinstance(found, TokenSaliency) for _, found in explained)
    columns = SALIENCY_COLUMNS if is_saliency else PART_COLUMNS
    lines = (line for model, found in explained for line in _lines(model, found))
    return csv_text(chain([columns], lines))


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


def _lines(model: ExplainedModel, found: Explanation) -> Iterator[tuple[object, ...]]:
    of = (model.model, model.step)
    if isinstance(found, TokenSaliency):
        for place, (token, value) in enumerate(zip(found.tokens, found.values, strict=True)):
            yield (*of, place, token, value)
        return
    for part in found.parts.all():
        layer, head = (None if number < 0 else number for number in (part.layer, part.head))
        yield (*of, part.kind, layer, head, None, None, part.value)
        if part.kind == "head":
            for place, value in enumerate(found.parts.sources_lhk[part.layer, part.head].tolist()):
                yield (*of, "head source", layer, head, place, found.tokens[place], value)
