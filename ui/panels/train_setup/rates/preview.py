"""The learning rate over the steps of a training, drawn below the settings of its schedule."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent

from ui.forms.form import SpecForm
from ui.session import Session
from ui.widgets.curves.schedule_plot import PlottedSchedule, SchedulePlot
from workbench.distillation.spec import DistillSpec
from workbench.distillation.stages import settings_at
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.optimizing.schedules import learning_rate_factor
from workbench.training.pretrain_spec import PretrainSpec

_POINTS = 240


class RatePreview(SchedulePlot):
    """Follows a form; hidden where its length is not given in steps."""

    def __init__(self, session: Session, form: SpecForm[Any]) -> None:
        super().__init__()
        self._session, self._form = session, form
        form.add_to_section("schedule", self)
        form.changed.connect(self._show)
        session.theme.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        spec = self._form.value() if self._form.is_possible else None
        rates = planned_rates(spec)
        self.setVisible(bool(rates))
        if not rates:
            return
        name = self.tr("Learning rate")
        colour = self._session.theme.colours.series[0]
        plotted = PlottedSchedule(name, tuple(rates), colour, max(rates))
        self.set_schedules((plotted,), ())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show()


def planned_rates(spec: object) -> Sequence[float]:
    """The learning rate at steps that lie evenly from the first to the last.

    Empty where another limit than steps may end the training first.
    """
    match spec:
        case DistillSpec():
            total = spec.total_steps
            scales = [settings_at(spec.stages, n).stage.learning_rate_scale for n in _steps(total)]
        case PretrainSpec() | FinetuneSpec() if not (spec.loop.epochs or spec.loop.tokens):
            total = spec.loop.steps
            scales = [1.0 for _ in _steps(total)]
        case _:
            return ()
    peak = spec.optimizer.learning_rate
    return [
        float(f"{scale * peak * learning_rate_factor(spec.schedule, step, total):.3g}")
        for step, scale in zip(_steps(total), scales, strict=True)
    ]


def _steps(total: int) -> list[int]:
    points = min(_POINTS, max(1, total - 1))
    return [round(point * (total - 1) / points) for point in range(points + 1)]
