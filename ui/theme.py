"""Light and dark, and the colours that mean one thing in every plot, map and text."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QToolTip


class Appearance(StrEnum):
    """Which theme was asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Colours:
    """Colours as `#rrggbb`.

    Text stands out from every ground by 4.5:1, marks and outlines by 3:1 (WCAG 2); series and roles
    also differ for eyes that see no red, green or blue. `border` and `grid` only decorate.
    """

    window: str
    base: str
    alternate: str
    text: str
    muted: str
    border: str
    outline: str
    button: str
    accent: str
    accent_text: str
    warning: str
    error: str
    good: str
    grid: str
    teacher: str
    student: str
    control: str
    ngram: str
    series: tuple[str, ...]


LIGHT = Colours(
    window="#f3f4f5",
    base="#ffffff",
    alternate="#f7f8f9",
    text="#1d2125",
    muted="#667079",
    border="#c9ced3",
    outline="#767c82",
    button="#fafbfb",
    accent="#3f5f9e",
    accent_text="#ffffff",
    warning="#8a5a00",
    error="#b3261e",
    good="#1b7f4f",
    grid="#d9dde1",
    teacher="#0072b2",
    student="#d55e00",
    control="#009e73",
    ngram="#666b73",
    series=("#0072b2", "#d55e00", "#009e73", "#8a2d6b", "#725801", "#24247c", "#666b73"),
)

DARK = Colours(
    window="#2b2e33",
    base="#1b1d20",
    alternate="#212428",
    text="#e4e6e8",
    muted="#9aa3ab",
    border="#4d545b",
    outline="#868d95",
    button="#33373c",
    accent="#84a5e3",
    accent_text="#14171a",
    warning="#e8b04b",
    error="#ff8a80",
    good="#63c796",
    grid="#3a3f45",
    teacher="#6dbdf5",
    student="#e8862e",
    control="#189571",
    ngram="#b2b4b5",
    series=("#6dbdf5", "#e8862e", "#189571", "#c76bbf", "#dcdc5a", "#a185ff", "#b2b4b5"),
)


class Theme(QObject):
    """Applies a palette to the application and tells who paints by hand when it changed.

    There is no style sheet: it would slow down the making of every widget.
    """

    changed = Signal()

    def __init__(self, app: QApplication, appearance: Appearance = Appearance.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._appearance = appearance
        self._is_paper = False
        if app.style().name().casefold() != "fusion":
            app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._on_system_change)
        self.set_appearance(appearance)

    @property
    def appearance(self) -> Appearance:
        return self._appearance

    @property
    def dark(self) -> bool:
        match self._appearance:
            case Appearance.DARK:
                return True
            case Appearance.LIGHT:
                return False
            case Appearance.SYSTEM:
                return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    @property
    def colours(self) -> Colours:
        return DARK if self.dark and not self._is_paper else LIGHT

    @contextmanager
    def on_paper(self, repaint: Callable[[], object]) -> Iterator[None]:
        """The colours of paper within this, for what `repaint` paints: nobody else is told."""
        if not self.dark:
            yield
            return
        self._is_paper = True
        try:
            repaint()
            yield
        finally:
            self._is_paper = False
            repaint()

    def set_appearance(self, appearance: Appearance) -> None:
        """Switch at once; the window frame follows where the platform can."""
        self._appearance = appearance
        self._app.styleHints().setColorScheme(_SCHEMES[appearance])
        self._apply()

    def icon(self, name: str) -> QIcon:
        """An icon of the Material Design set by name (`mdi6.` is prefixed), in the text colour."""
        import qtawesome  # takes a fifth of a second, which the first paint need not wait for

        colours = self.colours
        icon: QIcon = qtawesome.icon(
            f"mdi6.{name}",
            color=colours.text,
            color_disabled=colours.outline,
            color_selected=colours.accent_text,
        )
        return icon

    def _on_system_change(self) -> None:
        if self._appearance == Appearance.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        chosen = palette(self.colours)
        self._app.setPalette(chosen)
        outlined = _outlined(chosen, self.colours)
        for name in _OUTLINED:
            # A str is right. What is so already is not told to every widget again.
            if self._app.palette(name) != outlined:  # type: ignore[call-overload]
                self._app.setPalette(outlined, name)  # type: ignore[arg-type]
        QToolTip.setPalette(chosen)
        self.changed.emit()


_SCHEMES = {
    Appearance.SYSTEM: Qt.ColorScheme.Unknown,
    Appearance.LIGHT: Qt.ColorScheme.Light,
    Appearance.DARK: Qt.ColorScheme.Dark,
}


_OUTLINED = (
    "QAbstractSlider",
    "QAbstractSpinBox",
    "QCheckBox",
    "QComboBox",
    "QLineEdit",
    "QPlainTextEdit",
    "QProgressBar",
    "QPushButton",
    "QRadioButton",
    "QTextEdit",
    "QToolButton",
)
"""What a person works with: its outline must be seen. None of them fills its ground."""
_DARKENED = 1.4
"""How much darker than the window Fusion draws an outline."""


def _outlined(chosen: QPalette, colours: Colours) -> QPalette:
    """The palette of `_OUTLINED`: Fusion takes the colour of their outlines from the window's,
    which gives 1.2:1 at the worst; a style of our own would be asked for every line it paints."""
    outline = QColor(colours.outline)
    channels = (outline.red(), outline.green(), outline.blue())
    result = QPalette(chosen)
    result.setColor(
        QPalette.ColorRole.Window, QColor(*(min(round(_DARKENED * c), 255) for c in channels))
    )
    return result


def palette(colours: Colours) -> QPalette:
    """The explicit palette: some platforms ignore the colour scheme that Qt was asked for."""
    role = QPalette.ColorRole
    result = QPalette()
    for name, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.base),
        (role.AlternateBase, colours.alternate),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.muted),
        (role.Button, colours.button),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.error),
        (role.ToolTipBase, colours.base),
        (role.ToolTipText, colours.text),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.accent_text),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.Mid, colours.border),
        (role.Dark, colours.border),
        (role.Light, colours.base),
        (role.Midlight, colours.grid),
    ):
        result.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.muted))
    result.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colours.border))
    result.setColor(QPalette.ColorGroup.Disabled, role.HighlightedText, QColor(colours.text))
    return result
