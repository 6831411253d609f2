"""The logit lens as rows of a table, as plain values, and as a page's table."""

import math
from collections.abc import Iterator
from html import escape
from typing import Any

from workbench.csv_text import csv_text
from workbench.inspection.lens.reading import LensComparison, LogitLens

CSV_COLUMNS = (
    *("model", "reading", "position", "token", "top_token", "top_probability"),
    *("true_token", "true_rank", "true_probability", "entropy", "kl"),
)


def lenses_of(lens: LogitLens | LensComparison) -> dict[str, LogitLens]:
    """Each model's lens under its role; a model that stands alone is called `model`."""
    return lens.models if isinstance(lens, LensComparison) else {"model": lens}


def as_csv(lens: LogitLens | LensComparison) -> str:
    """A line for each model, reading and position; what is not known is empty."""
    rows = (
        (role, *row.values())
        for role, one in lenses_of(lens).items()
        for reading in range(len(one.readings))
        for row in reading_rows(one, reading)
    )
    return csv_text([CSV_COLUMNS, *rows])


def reading_rows(lens: LogitLens, reading: int) -> Iterator[dict[str, Any]]:
    """What one reading predicts at each position, by the names of the columns."""
    return (cell(lens, reading, position) for position in range(len(lens.tokens)))


def cell(lens: LogitLens, reading: int, position: int) -> dict[str, Any]:
    """What one reading predicts at one position; None is not known."""
    at = (reading, position)
    best = lens.top(*at)[0]
    rank, probability = int(lens.true_ranks_rt[at]), float(lens.true_probabilities_rt[at])
    return {
        "reading": lens.readings[reading].name,
        "position": position,
        "token": lens.tokens[position],
        "top_token": best.text,
        "top_probability": best.probability,
        "true_token": lens.true_token(position),
        "true_rank": rank or None,
        "true_probability": None if math.isnan(probability) else probability,
        "entropy": float(lens.entropies_rt[at]),
        "kl": float(lens.divergences_rt[at]),
    }


def as_html(lens: LogitLens) -> str:
    """Readings down, tokens across; each cell its likeliest token, the darker the likelier."""
    head = "".join(f"<th>{escape(token)}</th>" for token in lens.tokens)
    body = "".join(
        f"<tr><th>{escape(reading.name)}</th>{_cells(lens, number)}</tr>"
        for number, reading in enumerate(lens.readings)
    )
    return f"<table><tr><th></th>{head}</tr>{body}</table>"


def _cells(lens: LogitLens, reading: int) -> str:
    cells = []
    for position in range(len(lens.tokens)):
        top = lens.top(reading, position)
        ground = f"background:rgba(31,119,180,{0.7 * top[0].probability:.2f})"
        title = escape("\n".join(f"{one.probability:.4f} {one.text}" for one in top), quote=True)
        cells.append(f'<td style="{ground}" title="{title}">{escape(top[0].text)}</td>')
    return "".join(cells)
