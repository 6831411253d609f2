"""*Find learning rate…* and a preview of the rates in each form that trains a model."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QToolButton, QWidget

from ui.forms.form import SpecForm
from ui.panels.train_setup.rates.dialog import LearningRateDialog
from ui.panels.train_setup.rates.preview import RatePreview
from ui.session import Session


class RateFinder:
    """Puts a button and a preview into each form's sections, and what is chosen into that form."""

    def __init__(self, session: Session, forms: Sequence[SpecForm[Any]], parent: QWidget) -> None:
        self._session, self._parent = session, parent
        for form in forms:
            form.add_to_header("optimizer", _FindButton(partial(self.open, form), form))
            RatePreview(session, form)

    def open(self, form: SpecForm[Any]) -> None:
        """Open the dialog for what a form shows."""
        if self._session.project is None or form.problems:
            return
        dialog = LearningRateDialog(self._session, form.value(), self._parent)
        dialog.rate_chosen.connect(partial(_set_rate, form))
        dialog.show()


class _FindButton(QToolButton):
    """Can be pressed while the form's settings are possible."""

    def __init__(self, on_click: Callable[[], None], form: SpecForm[Any]) -> None:
        super().__init__()
        self._form = form
        self.clicked.connect(lambda: on_click())
        form.changed.connect(self._enable)
        self._retranslate()
        self._enable()

    def _enable(self) -> None:
        self.setEnabled(not self._form.problems)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setText(self.tr("Find learning rate…"))
        self.setToolTip(
            self.tr("A range test: some steps of this training with a learning rate that grows")
        )


def _set_rate(form: SpecForm[Any], rate: float) -> None:
    form.set_value({"optimizer": {"learning_rate": rate}})
