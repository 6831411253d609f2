"""Asking what a model of one or several checkpoints is to be called, and how good it must be."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui.models.names import free_name
from ui.session import Session
from workbench.errors import WorkbenchError

_WIDTH_PX = 460


class MadeModelDialog(QDialog):
    """Everything is filled in, so that it can be accepted at once; it blocks nothing."""

    def __init__(self, session: Session, references: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._references = session, tuple(references)
        self.setWindowTitle(
            self.tr("Average of checkpoints")
            if len(references) > 1
            else self.tr("A model of its own")
        )
        self._name, self._corpus, self._best = QLineEdit(), QComboBox(), QComboBox()
        self._fill()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.tr("Make"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._start)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self._corpus.currentIndexChanged.connect(self._enable)
        self._enable()
        self._name.selectAll()
        self._name.setFocus()

    def _fill(self) -> None:
        project = self._session.project
        assert project is not None
        stem = self._references[0].replace("@", " ")
        if len(self._references) > 1:
            stem = self.tr("{name} average").format(name=self._references[0].partition("@")[0])
        taken = {run.name for run in project.runs} | {model.name for model in project.models}
        self._name.setText(free_name(stem, taken))
        self._corpus.addItem(self.tr("not measured"), "")
        for corpus in project.corpora:
            self._corpus.addItem(corpus.name, corpus.name)
        self._best.addItem(self.tr("any"), "")
        for model in project.models:
            self._best.addItem(model.name, model.name)

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        about = QLabel(self.tr(", ").join(self._references), wordWrap=True)
        about.setTextFormat(Qt.TextFormat.PlainText)
        form = QFormLayout()
        form.addRow(self.tr("Name"), self._name)
        form.addRow(self.tr("Validation loss on"), self._corpus)
        form.addRow(self.tr("Only if no worse than"), self._best)
        layout = QVBoxLayout(self)
        layout.addWidget(about)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.setMinimumWidth(_WIDTH_PX)

    def _enable(self) -> None:
        """What is no worse is told on a corpus alone."""
        self._best.setEnabled(bool(self._corpus.currentData()))

    def _start(self) -> None:
        from workbench.activities.spec import AverageSpec  # the window opens without it
        from workbench.spec import validate

        corpus = self._corpus.currentData()
        plain = {
            "name": self._name.text(),
            "checkpoints": self._references,
            "corpus": corpus,
            "no_worse_than": self._best.currentData() if corpus else "",
        }
        try:
            spec = validate(AverageSpec, plain)
        except WorkbenchError as error:
            self._session.messages.error(error)
            return
        self._session.start(spec)
        self.accept()
