"""*Compare*: the report of models that are chosen somewhere, in one click."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from ui.models.fitness import why_not_compare
from ui.session import Session
from ui.widgets.model_picker import ModelPicker
from workbench.store.records import ModelRecord

Chosen = Mapping[str, ModelRecord]
"""Models by the references that name them and their checkpoints."""


class CompareAction(QAction):
    """Compares what `chosen` gives; while that cannot be compared it says why."""

    def __init__(self, session: Session, chosen: Callable[[], Chosen], over: QWidget) -> None:
        super().__init__(over)
        self._session, self._chosen = session, chosen
        self.triggered.connect(self._compare)
        session.theme.changed.connect(self._paint)
        self._paint()
        self.retranslate()

    def retranslate(self) -> None:
        self.setText(self.tr("Compare"))
        self.refresh()

    def refresh(self) -> None:
        """Something else is chosen."""
        reason = why_not_compare(tuple(self._chosen().values()))
        self.setEnabled(not reason)
        self.setToolTip(reason or self._help())

    def _help(self) -> str:
        return self.tr(
            "A report: loss, size, agreement and speed on the same text, beside the teacher they "
            "learnt from and the control"
        )

    def button(self) -> QToolButton:
        """A button beside others that stand in a panel."""
        button = QToolButton()
        button.setDefaultAction(self)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _compare(self) -> None:
        references = tuple(self._chosen())
        teacher = self._session.selection.teacher
        self._session.compare(references, teacher=teacher if teacher in references else "")

    def _paint(self) -> None:
        self.setIcon(self._session.theme.icon("scale-balance"))


def best_of(models: Iterable[ModelRecord]) -> dict[str, ModelRecord]:
    """Models at their best checkpoints."""
    return {f"{model.name}@best": model for model in models}


def picked(pickers: Iterable[ModelPicker]) -> dict[str, ModelRecord]:
    """What pickers have chosen, in their order."""
    choices = (picker.choice for picker in pickers)
    return {choice.reference: choice.model for choice in choices if choice is not None}
