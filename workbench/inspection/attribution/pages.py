"""Pieces of a page for notebooks: bars to both sides of zero, and a text in two colours."""

from collections.abc import Sequence
from html import escape

_ADDS, _TAKES = "0,114,178", "213,94,0"
_BAR_PX = 160


def rows_of_bars(title: str, rows: Sequence[tuple[str, float]]) -> str:
    """A table of names, bars and numbers; blue adds, orange takes away."""
    most = max((abs(value) for _, value in rows), default=0.0) or 1.0
    lines = "".join(_row(name, value, value / most) for name, value in rows)
    return f"<p>{escape(title)}</p><table>{lines}</table>"


def coloured(tokens: Sequence[str], values: Sequence[float]) -> str:
    """A text whose tokens are the stronger coloured the farther their value is from zero."""
    most = max(map(abs, values), default=0.0) or 1.0
    spans = "".join(
        f'<span title="{value:.4f}" style="background:{_shade(value / most)}">{_text(token)}</span>'
        for token, value in zip(tokens, values, strict=True)
    )
    return f'<p style="line-height:1.8">{spans}</p>'


def _row(name: str, value: float, level: float) -> str:
    wide = round(abs(level) * _BAR_PX)
    solid = _shade(1.0 if level >= 0 else -1.0)
    bar = f'<div style="width:{wide}px;height:0.9em;background:{solid}"></div>'
    return (
        f'<tr><td style="text-align:right">{escape(name)}</td><td>{bar}</td>'
        f'<td style="text-align:right">{value:+.4f}</td></tr>'
    )


def _shade(level: float) -> str:
    return f"rgba({_ADDS if level >= 0 else _TAKES},{abs(level):.3f})"


def _text(token: str) -> str:
    return escape(token.replace("▁", " ")).replace("\n", "⏎<br>")
