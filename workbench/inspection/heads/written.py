"""Measured heads as lines of a table, and as plain values."""

from collections.abc import Iterator
from typing import Any

from workbench.inspection.heads.spec import HEAD_LABELS, label_text
from workbench.inspection.heads.table import HeadMeasurements, MeasuredHead, StrongestOfHead

DECIMALS = 6


def heads_table(measured: HeadMeasurements) -> Iterator[tuple[object, ...]]:
    """A line a head: layer and head count from 0; a measure that a head has not is empty."""
    names = [one.name for one in measured.measures]
    yield ("model", "step", "layer", "head", *names, "labels")
    for head in measured.heads:
        values = (head.values[name] for name in names)
        of = (measured.model, measured.step, head.layer, head.head)
        yield (*of, *values, label_text(head.labels))


def heads_plain(measured: HeadMeasurements) -> dict[str, Any]:
    """What was measured on what, the thresholds of the labels, and every head."""
    return {**heads_facts(measured), "heads": [_head(head) for head in measured.heads]}


def heads_facts(measured: HeadMeasurements) -> dict[str, Any]:
    """All but the heads, as plain values."""
    return {
        "model": measured.model,
        "step": measured.step,
        "teacher": measured.teacher or None,
        ("corpus" if measured.is_corpus else "text"): measured.source,
        "passages": measured.num_passages,
        "passage_tokens": measured.passage_tokens,
        "loss": measured.loss,
        "notes": [str(note) for note in measured.notes],
        "measures": {one.name: one.unit for one in measured.measures},
        "labels": {one.name: {"measure": one.measure, "least": one.least} for one in HEAD_LABELS},
    }


def head_row(head: MeasuredHead) -> dict[str, Any]:
    """A head's place, measures and labels as plain values."""
    rounded = {
        name: None if value is None else round(value, DECIMALS)
        for name, value in head.values.items()
    }
    labels = [label.name for label in head.labels]
    return {"layer": head.layer, "head": head.head, **rounded, "labels": labels}


def _head(head: MeasuredHead) -> dict[str, Any]:
    return {**head_row(head), "strongest": _strongest(head.strongest)}


def _strongest(strongest: StrongestOfHead) -> dict[str, Any]:
    return {
        "passages": [
            {
                "passage": one.number,
                "weight": round(one.weight, DECIMALS),
                "query": one.query,
                "key": one.key,
                "text": one.text,
                "tokens": list(one.tokens),
            }
            for one in strongest.passages
        ],
        "query_tokens": {one.token: one.count for one in strongest.queries},
        "key_tokens": {one.token: one.count for one in strongest.keys},
        "weights_of_at_least_half": strongest.total,
    }
