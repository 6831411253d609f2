"""Asking what a model of one or several checkpoints is to be called, and how good it must be."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

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
from ui.panels.models.promotion_view import PromotionQuestion, PromotionView
from ui.session import Session
from ui.shell.messages import translate
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.inspection.comparison.promotion import PromotionCheck

_NAME_PX = 560


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
        self._question = PromotionQuestion(self._probes())
        self._compared = PromotionView()
        self._compared.hide()
        self._fill()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._make = self._buttons.addButton(
            self.tr("Make"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._buttons.accepted.connect(self._start)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        self._corpus.currentIndexChanged.connect(self._enable)
        self._best.currentIndexChanged.connect(self._enable)
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

    @property
    def _is_one(self) -> bool:
        """One checkpoint is a model already, which can be compared before anything is made."""
        return len(self._references) == 1

    def _probes(self) -> tuple[str, ...]:
        """The sentences that the run was asked about while it learnt."""
        project = self._session.project
        assert project is not None
        try:
            spec = project.saved_run(self._references[0].partition("@")[0]).spec
        except WorkbenchError:
            return ()  # a run whose spec cannot be read has no sentences to offer
        return tuple(getattr(getattr(spec, "loop", None), "probe_sentences", ()))

    def _lay_out(self) -> None:
        about = QLabel(self.tr(", ").join(self._references), wordWrap=True)
        about.setTextFormat(Qt.TextFormat.PlainText)
        form = QFormLayout()
        form.addRow(self.tr("Name"), self._name)
        form.addRow(self.tr("Validation loss on"), self._corpus)
        form.addRow(self.tr("Only if no worse than"), self._best)
        form.addRow(self.tr("Compared on"), self._question)
        form.setRowVisible(self._question, self._is_one)
        layout = QVBoxLayout(self)
        layout.addWidget(about)
        layout.addLayout(form)
        layout.addWidget(self._compared)
        layout.addWidget(self._buttons)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinimumSize)
        self._name.setMinimumWidth(_NAME_PX)

    def _enable(self) -> None:
        """What is no worse is told on a corpus alone, or on sentences too of one checkpoint."""
        self._best.setEnabled(self._is_one or bool(self._corpus.currentData()))
        self._question.setEnabled(bool(self._best.currentData()))

    def _start(self) -> None:
        best = self._best.currentData()
        if not self._is_one or not best:
            self._begin()
            return
        self._make.setEnabled(False)
        self._compared.show()
        self._compared.say(self.tr("Comparing…"))
        asked = {
            "measures": self._question.measures,
            "corpus": self._corpus.currentData(),
            "probes": self._question.probes,
        }
        self._session.query(
            partial(self._steps, best, asked), self._take, on_error=self._fail, owner=self
        )

    def _steps(self, best: str, asked: dict[str, Any]) -> "Iterator[PromotionCheck]":
        project = self._session.project
        assert project is not None
        yield from project.model(self._references[0]).promotion(best, **asked)

    def _take(self, check: "PromotionCheck") -> None:
        """Show both; once all is known, the model is made, or the sentence says why it is not."""
        self._compared.show_check(check)
        if not check.is_done:
            return
        if check.is_not_worse:
            self._begin(because=translate(check.verdict))
        else:
            self._make.setEnabled(True)

    def _fail(self, error: BaseException) -> None:
        self._make.setEnabled(True)
        self._compared.say(self._session.messages.kept(error).text)

    def _begin(self, *, because: str = "") -> None:
        """Start the run; what was compared stays in sight until the dialog is closed."""
        from workbench.activities.spec import AverageSpec  # the window opens without it
        from workbench.spec import validate

        corpus = self._corpus.currentData()
        plain = {
            "name": self._name.text(),
            "checkpoints": self._references,
            "corpus": corpus,
            "no_worse_than": self._best.currentData() if corpus and not self._is_one else "",
            "because": because,
        }
        try:
            spec = validate(AverageSpec, plain)
        except WorkbenchError as error:
            self._session.messages.error(error)
            return
        self._session.start(spec)
        if not because:
            self.accept()
            return
        self._buttons.clear()
        self._buttons.addButton(QDialogButtonBox.StandardButton.Close)
