"""The curves that plots can have: those that nobody sees at first stand in menus of their own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ui.shell.messages import translate
from workbench.curves.formula import is_formula
from workbench.metrics import layer_order, metric, plot_order, plot_title


@dataclass(frozen=True)
class OfferedCurves:
    """Some curves in their order; with a title they belong together, in a menu of that name."""

    curves: tuple[str, ...]
    name_of: Callable[[str], str]
    title: str = ""


def in_groups(offered: Iterable[str], name_of: Callable[[str], str]) -> list[OfferedCurves]:
    """First what stands alone, by its name; then charts whose curves are drawn on request."""
    alone: list[str] = []
    charts: dict[str, list[str]] = {}
    for curve in offered:
        chart = None if is_formula(curve) else _chart_on_request(curve)
        (alone if chart is None else charts.setdefault(chart, [])).append(curve)
    groups = [OfferedCurves(tuple(sorted(alone, key=name_of)), name_of)]
    for chart in sorted(charts, key=plot_order):
        curves = sorted(charts[chart], key=lambda one: (_place(one), name_of(one)))
        groups.append(OfferedCurves(tuple(curves), _label, translate(plot_title(chart))))
    return groups


def _chart_on_request(curve: str) -> str | None:
    entry = metric(curve)
    return entry.chart if entry.on_request else None


def _place(curve: str) -> tuple[int, int]:
    return layer_order(curve) if metric(curve).is_by_layer else (0, 0)


def _label(curve: str) -> str:
    return translate(metric(curve).label)
