"""A text whose tokens are coloured by numbers of either sign, with its legend."""

from collections.abc import Sequence

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui.models.role import Role
from ui.theme import Theme
from ui.widgets.maps.colour_legend import ColourLegend
from ui.widgets.maps.signed_amounts import SignedScale
from ui.widgets.numbers import measure
from ui.widgets.token_strip import Token, TokenStrip, shown, spelled


class ColouredText(QWidget):
    """Tokens above zero have the model's colour, those below another one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._legend, self._strip = ColourLegend(), TokenStrip()
        area = QScrollArea(widgetResizable=True)
        area.setBackgroundRole(QPalette.ColorRole.Base)
        area.setWidget(self._strip)
        area.setMinimumHeight(2 * self._strip.fontMetrics().height())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._legend)
        layout.addWidget(area, 1)

    def parts(self) -> list[QWidget]:
        """What a picture shows of it: the legend, and the text."""
        return [self._legend, self._strip]

    def show_values(self, tokens: Sequence[str], values: Sequence[float], role: Role) -> None:
        """Replace the text; a tooltip tells each token's number."""
        colours = self._theme.colours
        own = colours.teacher if role is Role.TEACHER else colours.student
        scale = SignedScale.of(values, own, colours.series[3], colours.base)
        self._strip.set_tokens(
            [
                Token(
                    spelled(token),
                    tooltip=f"{place} · {shown(spelled(token))}: {measure(value, 4)}",
                    colour=scale.colour(value).name(),
                    line_break=spelled(token).endswith("\n"),
                )
                for place, (token, value) in enumerate(zip(tokens, values, strict=True))
            ]
        )
        self._strip.setAccessibleName(self.tr("The text as tokens"))
        self._legend.setVisible(bool(tokens))
        name = self.tr("What each token adds (above 0) or takes away")
        self._legend.set_scale(scale.colours(), scale.ticks(), name)
        self._legend.setToolTip(name)
