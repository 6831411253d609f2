"""Comparisons as pieces of a notebook's page."""

from collections.abc import Collection, Iterable
from html import escape
from math import isnan

from workbench.inspection.comparison.changes import HeadChange, LensChange
from workbench.inspection.comparison.evolution import Evolution
from workbench.inspection.comparison.similarity import Similarity
from workbench.inspection.comparison.weight_distances import WeightComparison, WeightDistance
from workbench.inspection.maps.layer_heads import Floats

_GROUND = "rgba(38,103,168,{:.2f})"


def similarity_page(similarity: Similarity) -> str:
    """The matrix of CKA and that of divergences; layers of the layer map are framed."""
    states = [(theirs + 1, ours + 1) for theirs, ours in similarity.mapping.pairs]
    return (
        f"<p>{similarity.passages} text(s), {similarity.tokens} tokens; rows: the teacher's, "
        "columns: the student's; framed: the layer map</p>"
        "<h4>Linear CKA of hidden states (unbiased; 0: the embeddings)</h4>"
        f"{_matrix(similarity.cka_xy, states, 1.0)}"
        "<h4>Jensen-Shannon divergence of matched heads, nats</h4>"
        f"{_matrix(similarity.divergence_lm, similarity.mapping.pairs, 0.7)}"
    )


def evolution_page(evolution: Evolution) -> str:
    """Which checkpoints were read, and what changed most between them."""
    read = ", ".join(map(str, evolution.steps)) or "none"
    said = "".join(f"<p>{escape(str(note))}</p>" for note in evolution.notes) + "".join(
        f"<p>step {one.step} was skipped: {escape(str(one.why))}</p>" for one in evolution.skipped
    )
    heads = _table(_CHANGE_COLUMNS, map(_change_cells, evolution.strongest_changes()))
    lens = list(map(_lens_cells, evolution.strongest_lens_changes()))
    lens_table = f"<p>of the lens</p>{_table(_LENS_COLUMNS, lens)}" if lens else ""
    return f"<p>checkpoints at steps: {read}</p>{said}{heads}{lens_table}"


def weights_page(found: WeightComparison) -> str:
    """The distance of every layer, as figures and as a bar beside the others'."""
    most = max((one.relative or 0.0 for one in found.layers), default=0.0) or 1.0
    rows = [_weight_cells(one, most) for one in (*found.layers, found.whole)]
    left_out = (
        f"<p>{found.left_out} tensors are not in both: left out</p>" if found.left_out else ""
    )
    title = f"<p>{escape(found.one)} → {escape(found.other)}</p>"
    return f"{title}{_table(_WEIGHT_COLUMNS, rows)}{left_out}"


_WEIGHT_COLUMNS = ("layer", "norm", "other norm", "distance", "relative", "cosine", "")


def _weight_cells(one: WeightDistance, most: float) -> tuple[str, ...]:
    width = 100 * min((one.relative or 0.0) / most, 1.0)
    undefined = ("–" if value is None else f"{value:.4f}" for value in (one.relative, one.cosine))
    return (
        escape(one.name or "all"),
        *(f"{value:.4f}" for value in (one.norm, one.other_norm, one.distance)),
        *undefined,
        f'<div style="background:#4477aa;height:0.7em;width:{width:.0f}px"></div>',
    )


_CHANGE_COLUMNS = ("head", "measure", "steps", "before", "after")
_LENS_COLUMNS = ("reading", "position", "true token", "steps", "before", "after", "likeliest")


def _table(columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    heading = "".join(f"<th>{name}</th>" for name in columns)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{heading}</tr>{lines}</table>"


def _change_cells(change: HeadChange) -> tuple[str, ...]:
    return (
        f"layer {change.layer}, head {change.head}",
        change.measure.replace("_", " "),
        f"{change.from_step} → {change.to_step}",
        f"{change.before:.3f}",
        f"{change.after:.3f}",
    )


def _lens_cells(change: LensChange) -> tuple[str, ...]:
    return (
        change.reading.name,
        str(change.position),
        escape(change.true),
        f"{change.from_step} → {change.to_step}",
        f"{change.before:.3f}",
        f"{change.after:.3f}",
        escape(f"{change.top_before} → {change.top_after}"),
    )


def _matrix(values_xy: Floats, framed: Collection[tuple[int, int]], most: float) -> str:
    heading = "".join(f"<th>{column}</th>" for column in range(values_xy.shape[1]))
    rows = (
        f"<tr><th>{row}</th>{_cells(row, values.tolist(), framed, most)}</tr>"
        for row, values in enumerate(values_xy)
    )
    return f"<table><tr><th></th>{heading}</tr>{''.join(rows)}</table>"


def _cells(
    row: int, values: Iterable[float], framed: Collection[tuple[int, int]], most: float
) -> str:
    return "".join(
        _cell(value, most, is_framed=(row, column) in framed) for column, value in enumerate(values)
    )


def _cell(value: float, most: float, *, is_framed: bool) -> str:
    ground = _GROUND.format(0 if isnan(value) else min(max(value / most, 0), 1) * 0.7)
    outline = ";outline:2px solid" if is_framed else ""
    text = "–" if isnan(value) else f"{value:.3f}"
    return f'<td style="background:{ground}{outline}">{text}</td>'
