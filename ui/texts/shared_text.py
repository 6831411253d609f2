"""The one text that models are tried on: what is typed in one panel stands in all of them."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ui.i18n import Languages
from ui.settings import Settings

_KEPT_AFTER_MS = 500
_MOST_KEPT = 20_000
"""So many characters are remembered; a longer text is not, rather than a part of it."""


class SharedText(QObject):
    """Remembered with its project; at first a sentence in the language of the window.

    That sentence follows the language until somebody types, or something is shown of it.
    """

    changed = Signal()

    def __init__(
        self, settings: Settings, language: Languages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._project: Path | None = None
        self._text = self._sample()
        self._is_held = False
        self._keeping = QTimer(self, singleShot=True, interval=_KEPT_AFTER_MS)
        self._keeping.timeout.connect(self.keep)
        language.changed.connect(self._follow_language)

    @property
    def text(self) -> str:
        return self._text

    def set(self, text: str) -> None:
        """Somebody typed or chose another text."""
        if text != self._text:
            self._keeping.start()
            self._is_held = True
            self._show(text)

    def hold(self) -> None:
        """Something is shown of it: another language of the window leaves it as it is."""
        self._is_held = True

    def open(self, project: Path | None) -> None:
        """Take up the text that was last tried in a project."""
        self.keep()
        self._project = project
        kept = self._settings.text(project) if project is not None else ""
        self._is_held = bool(kept)
        self._show(kept or self._sample())

    def keep(self) -> None:
        """Remember what was typed for the next time."""
        if self._keeping.isActive() and self._project is not None:
            text = self._text if len(self._text) <= _MOST_KEPT else ""
            self._settings.keep_text(self._project, text)
        self._keeping.stop()

    def _follow_language(self) -> None:
        if not self._is_held:
            self._show(self._sample())

    def _show(self, text: str) -> None:
        self._text = text
        self.changed.emit()

    def _sample(self) -> str:
        """No whole sentence: a model of short texts may end there, and go on with none."""
        return self.tr("Once upon a time, a little fox lost her way")
