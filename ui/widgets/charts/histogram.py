"""How often: a bar a category, or a bar a range of values."""

from collections.abc import Sequence

from ui.widgets.charts.bars import Bar, Bars
from ui.widgets.numbers import compact, short


class BarChart(Bars):
    """One bar for each category."""

    def set_values(self, labels: Sequence[str], values: Sequence[float]) -> None:
        """Show `values` (not negative) under `labels`; raises ValueError on unequal lengths."""
        pairs = zip(labels, values, strict=True)
        self.set_bars([Bar(label, value, figure=compact(value)) for label, value in pairs])


class Histogram(Bars):
    """Counts of whole numbers that fell between edges; the binning itself is the caller's."""

    def set_counts(self, edges: Sequence[int], counts: Sequence[int]) -> None:
        """Show `counts[i]` from `edges[i]` up to, not including, `edges[i + 1]`.

        The edges stand below the bars where one ends and the next begins. Raises ValueError unless
        there is one edge more than counts.
        """
        ranges = zip(edges[:-1], edges[1:], counts, strict=True)
        bars = [
            Bar(_range(low, below), count, f"{_range(low, below)}: {short(count)}", short(count))
            for low, below, count in ranges
        ]
        self.set_bars(bars, share=0.96, edges=[short(edge) for edge in edges])


def _range(low: int, below: int) -> str:
    return short(low) if below == low + 1 else f"{short(low)} – {short(below - 1)}"
