"""Asking for a formula, without holding up the window; a wrong one is said while it is typed."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.i18n import joined
from ui.shell.messages import translate
from workbench.curves.formula import FUNCTIONS, check, is_formula
from workbench.errors import BadInput
from workbench.metrics import metric

_WIDTH_PX = 460
OWNERS = ("", "control", "teacher", "ngram", "unigram", "uniform", "most_frequent")


class FormulaDialog(QDialog):
    """Gives a formula of the metrics that are there to `use`."""

    def __init__(
        self, parent: QWidget, offered: Iterable[str], use: Callable[[str], object]
    ) -> None:
        super().__init__(parent)
        self._offered = sorted(offered)
        told = [name for name in self._offered if not metric(name).is_by_layer]
        layers = [name for name in self._offered if name.endswith("_0") and name not in told]
        self._text = QLineEdit()
        self._said = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        about = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        layout = QVBoxLayout(self)
        for widget in (about, self._text, self._said, buttons):
            layout.addWidget(widget)
        self.setWindowTitle(self.tr("A curve by a formula"))
        self.setMinimumWidth(_WIDTH_PX)
        about.setText(
            self.tr(
                "Write metrics with + - * / ** and {functions}: val_loss - control.val_loss, "
                "val_loss / teacher.validation_loss, running_min(val_loss). It is computed at "
                "the steps at which every curve in it has a point. There are: {metrics}."
            ).format(functions=joined(FUNCTIONS), metrics=joined([*told, *layers]))
        )
        self._text.setAccessibleName(self.tr("Formula"))
        self._text.textChanged.connect(self._judge)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: use(self._text.text().strip()))
        self.finished.connect(self.deleteLater)
        self._judge("")

    def _judge(self, text: str) -> None:
        problem = self._problem(text.strip()) if text.strip() else ""
        self._said.setText(problem)
        self._ok.setEnabled(bool(text.strip()) and not problem)

    def _problem(self, text: str) -> str:
        try:
            names = check(text)
        except BadInput as error:
            return translate(error.words)
        for owner, name in names:
            if owner not in OWNERS:
                return self.tr(
                    "'{owner}' is neither the control nor a line beside the curves: {owners}"
                ).format(owner=owner, owners=joined(OWNERS[1:]))
            if name not in self._offered:
                return self.tr("no run here has measured '{name}'").format(name=name)
        return "" if is_formula(text) else self.tr("This is a metric; choose it in the menu.")
