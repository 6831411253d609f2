"""Attention as a file: data as .npz, .json and .csv, pictures as .png and .svg.

A comparison holds two models' maps: the teacher's under the plain names, the student's under the
same names with `student_` before them.
"""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.csv_text import csv_text
from workbench.errors import BadInput
from workbench.inspection.maps import AttentionComparison, AttentionMaps
from workbench.inspection.pictures import as_png, as_svg
from workbench.store.files.named import write_file
from workbench.words import listed

SUFFIXES = (".npz", ".json", ".csv", ".png", ".svg")
DECIMALS = 6

CSV_COLUMNS = ("model", "layer", "head", "query", "key", "query_token", "key_token", "attention")


def export(attention: AttentionMaps | AttentionComparison, path: Path | str) -> None:
    """Write a file in the format its name asks for.

    Raises BadInput for a name that asks none, and when its folder is missing or not writable.
    """
    path = Path(path)
    check_name(path)
    match path.suffix.lower():
        case ".npz":
            data = as_npz(attention)
        case ".json":
            data = as_json(attention).encode()
        case ".csv":
            data = as_csv(attention).encode()
        case ".png":
            data = as_png(models_of(attention))
        case _:
            data = as_svg(models_of(attention)).encode()
    write_file(path, data)


def check_name(path: Path, suffixes: Sequence[str] = SUFFIXES) -> None:
    """Raise BadInput unless the name asks for a format; asked before the work begins."""
    if path.suffix.lower() not in suffixes:
        raise BadInput(
            "{path} names no format; end it in {suffixes}", path=path, suffixes=listed(suffixes)
        )


def models_of(attention: AttentionMaps | AttentionComparison) -> dict[str, AttentionMaps]:
    """Each model's maps under its role; a model that stands alone is called `model`."""
    if isinstance(attention, AttentionComparison):
        return attention.models
    return {"model": attention}


def as_npz(attention: AttentionMaps | AttentionComparison) -> bytes:
    """`attention` [layers, heads, queries, keys], `tokens`, and each statistic [layers, heads].

    A comparison adds `layer_pairs` (teacher's, student's) and `divergence` [pairs, teacher's
    heads, student's heads]. No pickles: any reader of .npz can open it.
    """
    buffer = io.BytesIO()
    tokens = np.array(_tokens(attention), dtype=np.str_)
    np.savez_compressed(buffer, allow_pickle=False, tokens=tokens, **_arrays(attention))
    return buffer.getvalue()


def as_json(attention: AttentionMaps | AttentionComparison) -> str:
    """The same names as in the .npz, as nested lists of numbers with six decimals."""
    plain = {name: _rounded(array) for name, array in _arrays(attention).items()}
    return json.dumps({"tokens": _tokens(attention), **plain}, ensure_ascii=False) + "\n"


def as_csv(attention: AttentionMaps | AttentionComparison) -> str:
    """One line for every query and key it may see; layers, heads and positions count from 0."""
    return csv_text(chain([CSV_COLUMNS], _lines(attention)))


def _lines(attention: AttentionMaps | AttentionComparison) -> Iterator[tuple[object, ...]]:
    for role, maps in models_of(attention).items():
        seen_qk = np.ones(maps.attention_lhqk.shape[2:], dtype=bool)
        queries, keys = np.nonzero(np.tril(seen_qk) if maps.causal else seen_qk)
        for layer, head in np.ndindex(maps.attention_lhqk.shape[:2]):
            values = maps.attention_lhqk[layer, head, queries, keys]
            for query, key, value in zip(queries, keys, values, strict=True):
                tokens = maps.tokens[query], maps.tokens[key]
                yield (role, layer, head, query, key, *tokens, f"{value:.{DECIMALS}f}")


def _arrays(attention: AttentionMaps | AttentionComparison) -> dict[str, NDArray[Any]]:
    if isinstance(attention, AttentionMaps):
        statistics = {
            name.removesuffix("_lh"): v for name, v in asdict(attention.statistics).items()
        }
        return {"attention": attention.attention_lhqk, **statistics}
    student = {f"student_{name}": array for name, array in _arrays(attention.student).items()}
    return {
        **_arrays(attention.teacher),
        **student,
        "layer_pairs": np.array(attention.mapping.pairs, dtype=np.int64).reshape(-1, 2),
        "divergence": np.array([match.divergence_ij for match in attention.layers]),
    }


def _tokens(attention: AttentionMaps | AttentionComparison) -> tuple[str, ...]:
    """Those of both models, if there are two."""
    return (
        attention.teacher.tokens if isinstance(attention, AttentionComparison) else attention.tokens
    )


def _rounded(array: NDArray[Any]) -> Any:
    # float64 first: rounding in float32 would print the nearest float32's many digits.
    floats = array.dtype.kind == "f"
    return (array.astype(np.float64).round(DECIMALS) if floats else array).tolist()
