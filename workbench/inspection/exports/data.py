"""The numbers of maps as .npz, .json and .csv, a layer at a time.

A comparison holds two models' maps: the teacher's under the plain names, the student's under the
same names with `student_` before them. Shapes: h heads, q queries, k keys.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.file_formats.csv_text import csv_text
from workbench.inspection.heads.spec import label_text
from workbench.inspection.maps.attention_maps import AttentionComparison, HeadStatistics
from workbench.inspection.maps.labels import head_labels
from workbench.inspection.views.shown_attention import ShownAttention

DECIMALS = 6

CSV_COLUMNS = (
    *("model", "layer", "head", "query", "key", "query_token", "key_token", "attention", "about"),
)


@dataclass(frozen=True)
class Exported:
    """What is written: each role's maps, what joins them (`more`), and what the file says of itself
    (`about`, as JSON)."""

    shown: Mapping[str, ShownAttention]
    more: Mapping[str, NDArray[Any]]
    about: str

    @property
    def roles(self) -> dict[str, ShownAttention]:
        """The maps by what stands before their names in a file."""
        return {f"{role}_" if role == "student" else "": one for role, one in self.shown.items()}


def as_npz(exported: Exported) -> bytes:
    """`attention` [layers, heads, queries, keys], `tokens`, and each statistic [layers, heads].

    `key_tokens` are those of the columns where they are others. A comparison adds `layer_pairs`
    (teacher's, student's) and `divergence` [pairs, teacher's heads, student's heads]. No pickles:
    any reader of .npz can open it.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        texts = {**_tokens(exported), "about": exported.about}
        words = {name: np.array(text, dtype=np.str_) for name, text in texts.items()}
        for name, array in {**words, **_figures(exported)}.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array(file, array, allow_pickle=False)
        for prefix, shown in exported.roles.items():
            with archive.open(f"{prefix}attention.npy", "w", force_zip64=True) as file:
                header = {"descr": "<f4", "fortran_order": False, "shape": shown.shape}
                np.lib.format.write_array_header_1_0(file, header)
                for maps_hqk in shown.maps_hqk():
                    file.write(maps_hqk.astype("<f4").tobytes())
    return buffer.getvalue()


def as_json(exported: Exported) -> str:
    """The same names as in the .npz, as nested lists of numbers with six decimals."""
    figures = {name: _rounded(array) for name, array in _figures(exported).items()}
    plain = {**_tokens(exported), **figures}
    parts = [f"{json.dumps(name)}: {_json(value)}" for name, value in plain.items()]
    for prefix, shown in exported.roles.items():
        layers = ", ".join(_json(_rounded(maps_hqk)) for maps_hqk in shown.maps_hqk())
        parts.append(f"{json.dumps(f'{prefix}attention')}: [{layers}]")
    return f'{{{", ".join(parts)}, "about": {exported.about}}}\n'


def as_csv(exported: Exported) -> str:
    """One line for every query and key it may see; layers, heads and positions count from 0.

    The first line says in its last column what the file is of.
    """
    return csv_text(chain([CSV_COLUMNS], _lines(exported)))


def _lines(exported: Exported) -> Iterator[tuple[object, ...]]:
    told = exported.about
    for role, shown in exported.shown.items():
        queries, keys = _cells(shown)
        for layer, maps_hqk in zip(layer_names(shown), shown.maps_hqk(), strict=True):
            for head, map_qk in zip(head_names(shown), maps_hqk, strict=True):
                values = map_qk[queries, keys]
                for query, key, value in zip(queries, keys, values, strict=True):
                    tokens = shown.tokens[query], shown.key_tokens[key]
                    weight = f"{value:.{DECIMALS}f}"
                    yield (role, layer, head, query, key, *tokens, weight, told)
                    told = ""


def _cells(shown: ShownAttention) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows and columns of the cells that are no future of their query."""
    seen_qk = np.ones((len(shown.tokens), len(shown.key_tokens)), dtype=bool)
    queries, keys = np.nonzero(np.tril(seen_qk) if shown.causal else seen_qk)
    return queries, keys


def layer_names(shown: ShownAttention) -> tuple[int | str, ...]:
    """The layers' numbers, or one word for all of them."""
    return shown.layers or ("all",)


def head_names(shown: ShownAttention) -> tuple[int | str, ...]:
    """The heads' numbers, or how they were aggregated."""
    return shown.heads or (shown.view.aggregate,)


def _tokens(exported: Exported) -> dict[str, tuple[str, ...]]:
    """Those of both models, if there are two."""
    shown = next(iter(exported.shown.values()))
    columns = {} if shown.key_tokens == shown.tokens else {"key_tokens": shown.key_tokens}
    return {"tokens": shown.tokens, **columns}


def _figures(exported: Exported) -> dict[str, NDArray[Any]]:
    """All arrays but the maps themselves."""
    of_heads = {
        f"{prefix}{name}": one
        for prefix, shown in exported.roles.items()
        for name, one in _statistics(shown).items()
    }
    return {**of_heads, **exported.more}


def _statistics(shown: ShownAttention) -> dict[str, NDArray[Any]]:
    """Those of the layer and the head that are shown, or of all, whatever was aggregated."""
    view, statistics = shown.view, shown.maps.statistics
    of_layers = slice(None) if view.layer is None else slice(view.layer, view.layer + 1)
    of_heads = slice(None) if view.head is None else slice(view.head, view.head + 1)
    arrays = {
        one.name.removesuffix("_lh"): getattr(statistics, one.name)[of_layers, of_heads]
        for one in fields(HeadStatistics)
        if one.name.endswith("_lh")
    }
    labels = [[label_text(head) for head in layer] for layer in head_labels(statistics)]
    arrays["label"] = np.array(labels, dtype=np.str_)[of_layers, of_heads]
    shares = statistics.piece_shares
    if shares:
        arrays["special_pieces"] = np.array(tuple(shares), dtype=np.str_)
        arrays["piece_share"] = np.stack([one[of_layers, of_heads] for one in shares.values()])
    return arrays


def compared(comparison: AttentionComparison) -> dict[str, NDArray[Any]]:
    """What joins two models: their layers in pairs, and the divergence of every pair of heads."""
    return {
        "layer_pairs": np.array(comparison.mapping.pairs, dtype=np.int64).reshape(-1, 2),
        "divergence": np.array([match.divergence_ij for match in comparison.layers]),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _rounded(array: NDArray[Any]) -> Any:
    # float64 first: rounding in float32 would print the nearest float32's many digits.
    floats = array.dtype.kind == "f"
    return (array.astype(np.float64).round(DECIMALS) if floats else array).tolist()
