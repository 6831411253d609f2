"""One model's parts of a logit: bars, and what a head takes from each token."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from ui.models.role import Role
from ui.panels.attribution.text_view import ColouredText
from ui.panels.attribution.words import DIGITS, named_target, part_text, sum_text
from ui.theme import Theme
from ui.widgets.charts.signed_bars import SignedBar, SignedBars
from ui.widgets.numbers import measure
from workbench.inspection.attribution.parts import LogitAttribution, LogitPart

_HEIGHTS_PX = (360, 140)


class PartsSide(QWidget):
    """A choice of a head among the bars shows its tokens; of all heads together without one."""

    def __init__(self, role: Role, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role, self._theme = role, theme
        self._found: LogitAttribution | None = None
        self._name = ""
        self._parts: tuple[LogitPart, ...] = ()
        self._heading, self._sum, self._of = _label(), _label(), _label()
        self._bars = SignedBars()
        self._text = ColouredText(theme)
        self._bars.chosen.connect(self._show_sources)
        self._lay_out()

    def show_parts(
        self, name: str, found: LogitAttribution | None, parts: tuple[LogitPart, ...], full: float
    ) -> None:
        """Show some parts of a logit, `full` the largest of what is shown beside."""
        self._name, self._found, self._parts = name, found, parts
        self._bars.set_rows([_bar(part) for part in parts], full)
        self.retranslate()

    def parts(self) -> list[QWidget]:
        """What a picture shows of it, from top to bottom."""
        return [self._heading, self._sum, self._bars, self._of, *self._text.parts()]

    def retranslate(self) -> None:
        """Set every text in the present language and every colour in the present theme."""
        colours = self._theme.colours
        own = colours.teacher if self._role is Role.TEACHER else colours.student
        self._bars.set_colours(own, colours.series[3])
        self._bars.setAccessibleName(self.tr("What each part adds to the logit"))
        found = self._found
        self._heading.setText("" if found is None else f"{self._name} · {named_target(found)}")
        self._sum.setText("" if found is None else sum_text(found))
        self._show_sources()

    def _lay_out(self) -> None:
        bars = QScrollArea(widgetResizable=True)
        bars.setBackgroundRole(QPalette.ColorRole.Base)
        bars.setWidget(self._bars)
        bars.setMinimumHeight(2 * self.fontMetrics().height())
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._of)
        column.addWidget(self._text, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(bars)
        split.addWidget(below)
        split.setStretchFactor(0, 1)
        split.setSizes(list(_HEIGHTS_PX))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._heading)
        layout.addWidget(self._sum)
        layout.addWidget(split, 1)

    def _show_sources(self) -> None:
        """What the chosen head, or all of them, takes from each token."""
        found, number = self._found, self._bars.current
        part = self._parts[number] if 0 <= number < len(self._parts) else None
        if found is None:
            self._of.setText("")
            self._text.show_values((), (), self._role)
            return
        sources_lhk = found.parts.sources_lhk
        if part is not None and part.kind == "head":
            values = sources_lhk[part.layer, part.head]
            of = self.tr("{head}: what it adds, by the token that it takes it from")
            self._of.setText(of.format(head=part_text(part)))
        else:
            values = sources_lhk.sum(axis=(0, 1))
            self._of.setText(
                self.tr("All heads: what they add, by the token that they take it from")
            )
        self._text.show_values(found.tokens[: len(values)], values.tolist(), self._role)


def _bar(part: LogitPart) -> SignedBar:
    text = part_text(part)
    return SignedBar(text, part.value, f"{text}: {measure(part.value, DIGITS + 2)}")


def _label() -> QLabel:
    return QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
