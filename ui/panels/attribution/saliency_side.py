"""One model's saliency of tokens: the text in colours, and the completeness gap."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.models.role import Role
from ui.panels.attribution.text_view import ColouredText
from ui.panels.attribution.words import gap_text, is_incomplete, named_target
from ui.theme import Theme
from workbench.inspection.attribution.token_saliency import TokenSaliency


class SaliencySide(QWidget):
    """A heading, the sum and its gap, and the text."""

    def __init__(self, role: Role, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role, self._theme = role, theme
        self._found: TokenSaliency | None = None
        self._name = ""
        self._heading, self._gap, self._warning = _label(), _label(), _label()
        self._text = ColouredText(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for label in (self._heading, self._gap, self._warning):
            layout.addWidget(label)
        layout.addWidget(self._text, 1)

    def show_saliency(self, name: str, found: TokenSaliency | None) -> None:
        self._name, self._found = name, found
        self.retranslate()

    def parts(self) -> list[QWidget]:
        """What a picture shows of it, from top to bottom."""
        return [self._heading, self._gap, self._warning, *self._text.parts()]

    def retranslate(self) -> None:
        """Set every text in the present language and every colour in the present theme."""
        found = self._found
        self._heading.setText("" if found is None else f"{self._name} · {named_target(found)}")
        self._gap.setText("" if found is None else gap_text(found))
        palette = self._warning.palette()
        palette.setColor(self._warning.foregroundRole(), self._theme.colours.warning)
        self._warning.setPalette(palette)
        self._warning.setVisible(found is not None and is_incomplete(found))
        self._warning.setText(
            self.tr(
                "The values miss more than 1 % of what they should add up to: take more steps, "
                "another baseline, or explain the probability."
            )
        )
        tokens, values = ((), ()) if found is None else (found.tokens, found.values)
        self._text.show_values(tokens, values, self._role)


def _label() -> QLabel:
    return QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
