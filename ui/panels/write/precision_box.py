"""In how many bits models write, and what that changes in what they predict."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from ui.forms.editors import ignore_wheel_without_focus
from ui.protocols.open_project import ModelSource
from ui.session import Session
from ui.shell.messages import translate
from ui.texts.generated import GenerationRequest
from workbench.models.packed.precision import QUERY_PRECISIONS, QueryPrecision
from workbench.words import Words

Deviation = tuple[str, Words]
"""A model's reference, and how it differs from itself in fp32."""


def deviations(
    project: ModelSource, requests: Sequence[GenerationRequest]
) -> Iterator[list[Deviation]]:
    """One for each model, on its prompt; runs in the query lane."""
    yield [
        (one.reference, project.model(one.pinned).precision_deviation(one.precision).words)
        for one in {one.pinned: one for one in requests}.values()
    ]


class PrecisionBox(QWidget):
    """A choice; below it stands what the chosen one changed where something was written in it."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._found: list[Deviation] = []
        self.combo = QComboBox()
        ignore_wheel_without_focus(self.combo)
        self.combo.addItems(list(QUERY_PRECISIONS))
        self.note = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)
        self.combo.currentIndexChanged.connect(self._on_choice)
        self.retranslate()

    @property
    def value(self) -> QueryPrecision:
        return QUERY_PRECISIONS[self.combo.currentIndex()]

    def ask(self, requests: Sequence[GenerationRequest]) -> None:
        """Measure what these models lose by it, once they have written."""
        project = self._session.project
        if project is None or self.value == "fp32":
            return
        self._session.query(
            lambda: deviations(project, requests),
            self._show,
            on_error=lambda _: self._show([]),  # each pane says what hinders its model
            owner=self,
        )

    def _on_choice(self) -> None:
        self._show([])
        self.changed.emit()

    def _show(self, found: list[Deviation]) -> None:
        self._found = found
        self.retranslate()

    def retranslate(self) -> None:
        self.combo.setAccessibleName(self.tr("Precision"))
        self.combo.setToolTip(
            self.tr(
                "In how many bits the weights are read: fewer are faster and change the text; how "
                "much is said once something was written"
            )
        )
        lines = [f"{reference}: {translate(told)}" for reference, told in self._found]
        self.note.setText("\n".join(lines))
        self.note.setVisible(bool(lines))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
