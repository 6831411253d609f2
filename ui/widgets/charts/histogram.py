"""How often: a bar a category, or a bar a range of values."""

from collections.abc import Sequence

from ui.widgets.charts.bars import Bar, Bars
from ui.widgets.numbers import compact


class BarChart(Bars):
    """One bar for each category."""

    def set_values(self, labels: Sequence[str], values: Sequence[float]) -> None:
        """Show `values` (not negative) under `labels`; raises ValueError on unequal lengths."""
        self.set_bars([Bar(*pair) for pair in zip(labels, values, strict=True)])


class Histogram(Bars):
    """Counts of values that fell between edges; the binning itself is the caller's."""

    def set_counts(self, edges: Sequence[float], counts: Sequence[float]) -> None:
        """Show `counts[i]` between `edges[i]` and `edges[i + 1]`.

        Raises ValueError unless there is one edge more than counts.
        """
        ranges = zip(edges[:-1], edges[1:], counts, strict=True)
        bars = [
            Bar(compact(low), count, f"{compact(low)} – {compact(high)}: {count:g}")
            for low, high, count in ranges
        ]
        self.set_bars(bars, share=0.96)
