"""Neighbours and maps as pieces of a page."""

from collections.abc import Sequence
from html import escape

_SIDE_PX, _PAD_PX, _DOT_PX = 420, 12, 3


def neighbours_page(
    piece: str, models: Sequence[str], rows: Sequence[tuple[str, Sequence[float | None]]]
) -> str:
    """A table: a line each neighbour, a column of cosines each model."""
    head = "".join(f"<th>{escape(name)}</th>" for name in ("piece", *models))
    lines = "".join(
        f"<tr><td>{escape(name)}</td>"
        + "".join(f"<td>{'–' if one is None else f'{one:.3f}'}</td>" for one in cosines)
        + "</tr>"
        for name, cosines in rows
    )
    return f"<p>nearest to {escape(piece)}, by cosine</p><table><tr>{head}</tr>{lines}</table>"


def scatter_page(title: str, names: Sequence[str], points: Sequence[Sequence[float]]) -> str:
    """A point each piece, with its name in the tooltip; both axes have the same unit."""
    xs, ys = zip(*points, strict=True)
    unit = (_SIDE_PX - 2 * _PAD_PX) / (max(max(xs) - min(xs), max(ys) - min(ys)) or 1.0)
    dots = "".join(
        f'<circle cx="{_PAD_PX + unit * (x - min(xs)):.1f}" '
        f'cy="{_PAD_PX + unit * (max(ys) - y):.1f}" r="{_DOT_PX}" fill="#0072b2" '
        f'fill-opacity="0.6"><title>{escape(name)}</title></circle>'
        for name, (x, y) in zip(names, points, strict=True)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_SIDE_PX}" height="{_SIDE_PX}">'
    return f"<p>{escape(title)}</p>{svg}{dots}</svg>"
