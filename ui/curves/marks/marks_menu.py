"""Which kinds of marks the plots show: chosen in a menu, and remembered."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QMenu, QToolButton

from ui.curves.marks.annotation_marks import FIRST_SHOWN
from ui.settings import Settings
from ui.shell.messages import translate
from workbench.curves.annotations import AnnotationKind

NOTES = "notes"
"""What a person noted, beside what a run's journal tells."""


class MarksMenu(QToolButton):
    """A button with an entry for each kind; `changed` when one is shown or hidden."""

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__(autoRaise=True)
        self._settings = settings
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu.aboutToShow.connect(self._fill)
        self._retranslate()

    @property
    def shown(self) -> frozenset[str]:
        """The kinds that are shown, `notes` among them."""
        return self._settings.shown_marks(_FIRST)

    def _fill(self) -> None:
        """Anew each time: another window of the same person may have chosen."""
        self._menu.clear()
        kinds = {str(kind): translate(kind.caption) for kind in AnnotationKind}
        for kind, text in {**kinds, NOTES: self.tr("Notes")}.items():
            entry = self._menu.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(kind in self.shown)
            entry.triggered.connect(lambda _, one=kind: self._toggle(one))

    def _toggle(self, kind: str) -> None:
        self._settings.keep_shown_marks(self.shown ^ {kind})
        self.changed.emit()

    def _retranslate(self) -> None:
        self.setText(self.tr("Marks"))
        self.setToolTip(self.tr("Show or hide what happened at the steps of a run"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


_FIRST = frozenset(map(str, FIRST_SHOWN)) | {NOTES}
