"""Which plot a run's curves belong on, and what curves and references are called."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from ui.curves.shown_run import ShownRun, is_alone
from ui.i18n import joined
from ui.shell.messages import translate
from workbench.curves.formula import is_formula
from workbench.events import Reference
from workbench.metrics import LOSS_PART, Chart, metric, plot_title
from workbench.store.runs.state import RunState


def chart_of(name: str, state: RunState) -> str | None:
    """The plot that a metric is drawn on; a part that is the whole loss would only repeat it."""
    if name.startswith(LOSS_PART):
        parts = [one for one in state.series if one.startswith(LOSS_PART)]
        return Chart.PARTS if len(parts) > 1 else None
    if name == "validation_accuracy" and tells_classes(state):
        return Chart.RIGHT
    return metric(name).plot


def tells_classes(state: RunState) -> bool:
    """Whether a run learns to classify: it counts texts, not tokens, from its beginning on."""
    return any(
        (line.metric, line.name) == ("validation_accuracy", "most_frequent")
        for line in state.references
    )


def no_probe_text(run_id: str, curve: str) -> str:
    """Where nobody knows what a curve of a probe is of."""
    return ""


class ChartNames(QObject):
    """The words on the plots, in the present language.

    `probe_text` gives the sentence that a curve of a run is of, an empty text for other curves.
    """

    def __init__(
        self,
        parent: QObject | None = None,
        probe_text: Callable[[str, str], str] = no_probe_text,
    ) -> None:
        super().__init__(parent)
        self._probe_text = probe_text

    def title(self, curve: str) -> str:
        """A metric where it stands alone; a formula as it is written."""
        return curve if is_formula(curve) else translate(metric(curve).title)

    @staticmethod
    def place_of(curves: Sequence[str]) -> str:
        """What tells a plot from others: its only curve, or the chart that several belong on."""
        return metric(curves[0]).plot if len(curves) > 1 else "".join(curves)

    def of_plot(self, curves: Sequence[str], runs: Sequence[ShownRun]) -> str:
        """What stands above a plot: the chart that all of its curves belong on, or their names."""
        charts = {metric(curve).plot for curve in curves}
        state = runs[0].view.state if runs else RunState()
        if charts == {Chart.LOSS} and (len(curves) > 1 or is_alone(runs)):
            return self.loss(state)
        if len(curves) == 1 and is_formula(curves[0]):
            return curves[0]
        if len(curves) == 1:
            text = self._probe_text(runs[0].view.run_id, curves[0]) if runs else ""
            title = translate(metric(curves[0]).title_with_unit)
            return self.tr("{title}: “{text}”").format(title=title, text=text) if text else title
        if len(charts) == 1:
            return translate(plot_title(charts.pop()))
        run_id = runs[0].view.run_id if runs else ""
        return joined(self.curve(curve, state, run_id) for curve in curves)

    def loss(self, state: RunState) -> str:
        """What the large plot shows; a classifier's loss is one of whole texts."""
        if tells_classes(state):
            return self.tr("Loss (nats per example)")
        return translate(Chart.LOSS.caption)

    def curve(self, name: str, state: RunState, run_id: str = "") -> str:
        """A curve in the legend; of what a distillation mixes, the training loss is one part."""
        if name == "loss" and state.kind == "distill":
            return self.tr("Training loss (true tokens)")
        if is_formula(name):
            return name
        return self._probe_text(run_id, name) or translate(metric(name).label)

    def superseded(self, curve: str) -> str:
        """The end of an attempt that a later one did again."""
        return self.tr("{curve}, superseded").format(curve=curve)

    def weighted(self, curve: str, *, on_others: bool) -> str:
        """A part of the loss times its weight; where it stands on others, its end is their sum."""
        text = self.tr("+ {curve}, weighted") if on_others else self.tr("{curve}, weighted")
        return text.format(curve=curve)

    def rest(self) -> str:
        """What the parts that are known leave of the loss."""
        return self.tr("+ rest")

    def references(self, lines: Sequence[Reference]) -> list[str]:
        """The lines of one plot; several of one name say which metric each is of."""
        names = [self.reference(line) for line in lines]
        return [
            f"{name}: {translate(metric(line.metric).label)}" if names.count(name) > 1 else name
            for line, name in zip(lines, names, strict=True)
        ]

    def reference(self, line: Reference) -> str:
        match line.name:
            case "ngram":
                return self.tr("n-gram baseline")
            case "unigram":
                return self.tr("token frequencies (unigram)")
            case "uniform":
                return self.tr("every token equally likely")
            case "teacher":
                return self.tr("teacher")
            case "most_frequent" if line.metric == "validation_accuracy":
                return self.tr("most frequent class")
            case "most_frequent":
                return self.tr("most frequent token")
            case _:
                return line.name
