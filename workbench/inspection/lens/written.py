"""The logit lens as lines of a table, plain values and arrays, and as a page's table."""

import math
from collections.abc import Iterator
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.lens.reading import LensComparison, LogitLens

COLUMNS = (
    *("model", "reading", "position", "token", "top_token", "top_probability"),
    *("true_token", "true_rank", "true_probability", "entropy", "kl"),
)


def lenses_of(lens: LogitLens | LensComparison) -> dict[str, LogitLens]:
    """Each model's lens under its role; a model that stands alone is called `model`."""
    return lens.models if isinstance(lens, LensComparison) else {"model": lens}


def table(lens: LogitLens | LensComparison) -> Iterator[tuple[object, ...]]:
    """A line for each model, reading and position; what is not known is empty."""
    yield COLUMNS
    for role, one in lenses_of(lens).items():
        for reading in range(len(one.readings)):
            for row in reading_rows(one, reading):
                yield (role, *row.values())


def as_plain(lens: LogitLens) -> dict[str, Any]:
    """Every reading and position, each with its likeliest tokens."""
    return {
        "tokens": list(lens.tokens),
        "target": lens.target,
        "masked": list(lens.masked),
        "left_out": lens.left_out,
        "cells": [
            {**cell(lens, *at), "top": top_plain(lens, *at)}
            for at in np.ndindex(lens.entropies_rt.shape)
        ],
    }


def top_plain(lens: LogitLens, reading: int, position: int) -> list[dict[str, Any]]:
    """The likeliest tokens of a cell."""
    return [
        {"id": one.id, "token": one.text, "probability": one.probability}
        for one in lens.top(reading, position)
    ]


def as_arrays(lens: LogitLens | LensComparison) -> dict[str, NDArray[Any]]:
    """Figures [readings, tokens], the likeliest ids [readings, tokens, k]; a student's under the
    same names with `student_` before them."""
    return {
        f"student_{name}" if role == "student" else name: array
        for role, one in lenses_of(lens).items()
        for name, array in _arrays(one).items()
    }


def _arrays(lens: LogitLens) -> dict[str, NDArray[Any]]:
    return {
        "tokens": np.array(lens.tokens, dtype=np.str_),
        "readings": np.array([one.name for one in lens.readings], dtype=np.str_),
        "top_ids": lens.top_ids_rtk,
        "top_probabilities": lens.top_probabilities_rtk,
        "true_ids": lens.true_ids_t,
        "true_ranks": lens.true_ranks_rt,
        "true_probabilities": lens.true_probabilities_rt,
        "entropies": lens.entropies_rt,
        "kl": lens.divergences_rt,
    }


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
