"""Measured heads as a file: a table as .csv, and all that is known as .json."""

import json
from pathlib import Path
from typing import Any

from workbench.csv_text import csv_text
from workbench.inspection.exports.files import check_name
from workbench.inspection.heads.spec import HEAD_LABELS, label_text
from workbench.inspection.heads.table import HeadMeasurements, MeasuredHead, StrongestOfHead
from workbench.store.files.named import write_file

HEAD_SUFFIXES = (".csv", ".json")
DECIMALS = 6


def export_heads(measured: HeadMeasurements, path: Path | str) -> None:
    """Write a file in the format its name asks for.

    Raises BadInput for a name that asks none, and when its folder is missing or not writable.
    """
    path = Path(path)
    check_name(path, HEAD_SUFFIXES)
    if path.suffix.lower() == ".csv":
        write_file(path, heads_csv(measured).encode("utf-8-sig"))
    else:
        write_file(path, heads_json(measured).encode())


def heads_csv(measured: HeadMeasurements) -> str:
    """A line a head: layer and head count from 0; a measure that a head has not is empty."""
    names = [one.name for one in measured.measures]
    header = ["model", "step", "layer", "head", *names, "labels"]
    lines = (
        [
            measured.model,
            measured.step,
            head.layer,
            head.head,
            *(head.values[name] for name in names),
            label_text(head.labels),
        ]
        for head in measured.heads
    )
    return csv_text([header, *lines])


def heads_json(measured: HeadMeasurements) -> str:
    """What was measured on what, the thresholds of the labels, and every head."""
    whole = {**heads_facts(measured), "heads": [_head(head) for head in measured.heads]}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False) + "\n"


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
