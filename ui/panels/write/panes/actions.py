"""What can be done with a text: the usual as buttons, the rest in a menu."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from ui.theme import Theme

ICONS = ("stop", "refresh", "play", "pencil-outline", "content-copy")


class PaneActions(QWidget):
    """Buttons and a menu; without a theme the buttons have texts in place of icons."""

    lock_toggled = Signal()

    def __init__(self, theme: Theme | None) -> None:
        super().__init__()
        self._theme = theme
        self.stop, self.again, self.on, self.edit, self.copy = (
            QToolButton(autoRaise=True) for _ in ICONS
        )
        self.edit.setCheckable(True)
        self._more = QToolButton(
            autoRaise=True, popupMode=QToolButton.ToolButtonPopupMode.InstantPopup
        )
        self.undo, self.redo, self.spread, self.chat, self.curve, self._lock = (
            QAction(self) for _ in range(6)
        )
        self.curve.setCheckable(True)
        self._lock.setCheckable(True)
        self._lock.toggled.connect(lambda _: self.lock_toggled.emit())
        menu = QMenu(self, toolTipsVisible=True)
        menu.addActions([self.undo, self.redo, self.spread, self.chat, self.curve, self._lock])
        self._more.setMenu(menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for button in (*self._buttons, self._more):
            layout.addWidget(button)
        if theme is not None:
            theme.changed.connect(self._paint)
            self._paint()
        self._retranslate()

    @property
    def is_locked(self) -> bool:
        """Whether the cell keeps its seed."""
        return self._lock.isChecked()

    def lock(self) -> None:
        self._lock.setChecked(True)

    def set_curve(self, shown: bool) -> None:
        self.curve.setChecked(shown)

    def enable(
        self, *, is_busy: bool, can_go_on: bool, is_chat: bool, can_undo: bool, can_redo: bool
    ) -> None:
        self.stop.setEnabled(is_busy)
        self.again.setEnabled(not is_busy)
        self.on.setEnabled(can_go_on and not is_busy)
        self.edit.setEnabled(not is_busy)
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)
        self.spread.setEnabled(not is_busy)
        self.chat.setVisible(is_chat)
        self.chat.setEnabled(not is_busy)

    @property
    def _buttons(self) -> tuple[QToolButton, ...]:
        return self.stop, self.again, self.on, self.edit, self.copy

    def _paint(self) -> None:
        assert self._theme is not None
        for button, icon in zip(self._buttons, ICONS, strict=True):
            button.setIcon(self._theme.icon(icon))

    def _retranslate(self) -> None:
        told = (
            (self.stop, self.tr("Stop"), self.tr("Keeps what is written so far")),
            (
                self.again,
                self.tr("Again"),
                self.tr("Write this text once more; the same seed writes the same"),
            ),
            (
                self.on,
                self.tr("Write on"),
                self.tr("Goes on from where the text stands, or from what you have made of it"),
            ),
            (
                self.edit,
                self.tr("Edit"),
                self.tr("Change the text anywhere; then let the model write on from it"),
            ),
            (self.copy, self.tr("Copy"), self.tr("The prompt and the text")),
        )
        for button, text, help_ in told:
            button.setText(text)
            button.setToolTip(f"{text}: {help_}")
            button.setAccessibleName(text)
        self._more.setText("⋯")
        self._more.setAccessibleName(self.tr("More"))
        self._more.setToolTip(self.tr("More that can be done with this text"))
        self.undo.setText(self.tr("Back to the text of before"))
        self.redo.setText(self.tr("Forward again"))
        self.spread.setText(self.tr("Let all go on from this text"))
        self.chat.setText(self.tr("Take the answer into the chat"))
        self.chat.setToolTip(self.tr("What you said and this answer become turns of the history"))
        self.curve.setText(self.tr("Surprisal and entropy as a curve"))
        self._lock.setText(self.tr("Keep this seed"))
        self._lock.setToolTip(self.tr("The next Write takes it for this cell again"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
