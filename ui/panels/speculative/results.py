"""What was found: the sentence, a line for each length of drafts, the text, acceptance by place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.i18n import beside
from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.shell.messages import translate
from ui.theme import Theme
from ui.widgets.charts.bars import Bar, Bars
from ui.widgets.colours import blend
from ui.widgets.token_strip import Token, TokenStrip, spelled

if TYPE_CHECKING:
    from workbench.activities.queries.speculation import DraftedText, DraftedToken, Speculation
    from workbench.generation.drafting.measured import MeasuredDrafts
    from workbench.generation.drafting.passes import DraftPlace

SWATCH_PX = 10
_HEIGHTS_PX = (160, 300)
_SHARES_PX = (460, 320)
_DRAFTED_SHARE, _OWN_SHARE = 0.45, 0.3
"""How strongly the ground of a token has the colour of who wrote it."""


class DraftResults(QWidget):
    """Shows a `Speculation`; the line that is chosen says whose text and bars are shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._found: Speculation | None = None
        self._verdict, self._unsteady, self._equality = (_text_label() for _ in range(3))
        font = self._verdict.font()
        font.setBold(True)
        self._verdict.setFont(font)
        self._table: Table[MeasuredDrafts] = Table(lambda row: str(row.length), self)
        self._view = TableView(self._table)
        self._is_picked = False
        self._swatches = [QWidget(autoFillBackground=True) for _ in range(2)]
        self._legend = [QLabel() for _ in range(2)]
        self._strip, self._bars = TokenStrip(), Bars()
        self._parts = QSplitter(Qt.Orientation.Vertical)
        self._lay_out()
        self._view.picked.connect(self._on_picked)

    @property
    def found(self) -> "Speculation | None":
        return self._found

    def show_found(self, found: "Speculation | None") -> None:
        """Show what is known, or nothing; the best length is chosen unless somebody chose."""
        if found is None or self._found is None or found.done < self._found.done:
            self._is_picked = False
        self._found = found
        self._parts.setVisible(found is not None and bool(found.lengths or found.texts))
        self._show_sentences()
        self._table.set_rows(found.lengths if found is not None else ())
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        if found is not None and found.best is not None and not self._is_picked:
            self._view.choose(str(found.best.length))
        self._show_chosen()

    def retranslate(self) -> None:
        """Set every text in the present language and every colour in the present theme."""
        self._view.setAccessibleName(self.tr("Lengths of drafts"))
        self._view.setToolTip(self.tr("Click a length to see its text and its acceptance"))
        self._strip.setAccessibleName(self.tr("The text as tokens"))
        self._bars.set_title(self.tr("Per cent kept, by place in the draft"))
        self._legend[0].setText(self.tr("drafted and accepted"))
        self._legend[1].setText(self.tr("the teacher's own"))
        colours = self._theme.colours
        self._bars.set_colour(colours.student)
        ground = self.palette().color(QPalette.ColorRole.Base)
        palette = self._unsteady.palette()
        palette.setColor(self._unsteady.foregroundRole(), colours.warning)
        self._unsteady.setPalette(palette)
        for swatch, is_drafted in zip(self._swatches, (True, False), strict=True):
            swatch.setPalette(QPalette(self._colour(is_drafted, ground)))
        self.show_found(self._found)

    # -- inside

    def _lay_out(self) -> None:
        legend = QHBoxLayout()
        for swatch, label in zip(self._swatches, self._legend, strict=True):
            swatch.setFixedSize(SWATCH_PX, SWATCH_PX)
            legend.addWidget(swatch)
            legend.addWidget(label)
        legend.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setBackgroundRole(QPalette.ColorRole.Base)
        area.setWidget(self._strip)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(legend)
        column.addWidget(area, 1)
        below = QSplitter(Qt.Orientation.Horizontal)
        below.addWidget(left)
        below.addWidget(self._bars)
        below.setStretchFactor(0, 1)
        below.setSizes(list(_SHARES_PX))
        parts = self._parts
        parts.addWidget(self._view)
        parts.addWidget(below)
        parts.setStretchFactor(1, 1)
        parts.setSizes(list(_HEIGHTS_PX))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._verdict)
        layout.addWidget(self._unsteady)
        layout.addWidget(self._equality)
        layout.addWidget(parts, 1)

    def _show_sentences(self) -> None:
        found = self._found
        known = found if found is not None and found.best is not None else None
        sentences = (known.verdict, known.unsteady, known.equality) if known else (None,) * 3
        labels = self._verdict, self._unsteady, self._equality
        for label, sentence in zip(labels, sentences, strict=True):
            label.setText(translate(sentence) if sentence is not None else "")
            label.setVisible(sentence is not None)

    def _on_picked(self) -> None:
        self._is_picked = True
        self._show_chosen()

    def _chosen(self) -> "MeasuredDrafts | None":
        chosen = self._view.chosen()
        return chosen[0] if chosen else None

    def _show_chosen(self) -> None:
        chosen = self._chosen()
        text = self._text_of(chosen.length) if chosen is not None else None
        tokens = text.tokens if text is not None else self._newest()
        self._strip.set_tokens([self._shown(token) for token in tokens])
        places = chosen.places if chosen is not None else ()
        self._bars.set_bars([self._bar(number, one) for number, one in enumerate(places, start=1)])

    def _text_of(self, length: int) -> "DraftedText | None":
        texts = self._found.texts if self._found is not None else ()
        return next((text for text in texts if text.length == length), None)

    def _newest(self) -> "tuple[DraftedToken, ...]":
        """Before a round is through: the text that was written last."""
        texts = self._found.texts if self._found is not None else ()
        return texts[-1].tokens if texts else ()

    def _shown(self, token: "DraftedToken") -> Token:
        ground = self.palette().color(QPalette.ColorRole.Base)
        whose = (
            self.tr("drafted, and accepted") if token.is_drafted else self.tr("the teacher's own")
        )
        return Token(
            spelled(token.text),
            tooltip=beside((whose, self.tr("id {id}").format(id=token.id))),
            colour=self._colour(token.is_drafted, ground).name(),
            line_break=token.text.endswith("\n"),
        )

    def _colour(self, is_drafted: bool, ground: QColor) -> QColor:
        colours = self._theme.colours
        if is_drafted:
            return blend(colours.student, ground, _DRAFTED_SHARE)
        return blend(colours.teacher, ground, _OWN_SHARE)

    def _bar(self, number: int, place: "DraftPlace") -> Bar:
        told = self.tr(
            "token {number} of a draft: {accepted} of {drafted} stand in the text\n"
            "the teacher came to {reached} of them and accepted {rate}"
        ).format(
            number=number,
            accepted=figures.count(place.accepted),
            drafted=figures.count(place.drafted),
            reached=figures.count(place.reached),
            rate=figures.share(place.rate),
        )
        return Bar(str(number), 100 * place.kept, told, figures.measure(100 * place.kept, 0))

    def _columns(self) -> tuple["Column[MeasuredDrafts]", ...]:
        best = self._found.best if self._found is not None else None
        return (
            Column(
                self.tr("Drafted tokens"),
                lambda row: row.length,
                lambda row: f"{row.length} ★" if row is best else str(row.length),
                help=self.tr("So many at a time; ★ is the fastest length"),
            ),
            Column(
                self.tr("Accepted"),
                lambda row: row.acceptance_rate,
                lambda row: figures.share(row.acceptance_rate),
                numeric=True,
                help=self.tr("Of the drafted tokens that the teacher came to: α"),
                tip=self._counts,
            ),
            Column(
                self.tr("Tokens a pass"),
                lambda row: row.tokens_per_pass,
                lambda row: figures.measure(row.tokens_per_pass, 2),
                numeric=True,
                help=self.tr("What a pass of the teacher writes, its own token included"),
            ),
            Column(
                self.tr("Cost of a draft"),
                lambda row: row.costs.cost,
                lambda row: figures.measure(row.costs.cost, 2),
                numeric=True,
                help=self.tr("Drafting a token, in steps of the teacher on its own: c"),
            ),
            Column(
                self.tr("Cost of reading"),
                lambda row: row.costs.reading,
                lambda row: figures.measure(row.costs.reading, 2),
                numeric=True,
                help=self.tr("The teacher's pass over a draft, in its steps over one token"),
            ),
            *self._speed_ups(),
        )

    def _speed_ups(self) -> tuple["Column[MeasuredDrafts]", ...]:
        return (
            Column(
                self.tr("Predicted"),
                lambda row: row.predicted,
                lambda row: times(row.predicted),
                numeric=True,
                help=self.tr("Times as fast, by α and c, if reading a draft were for free"),
            ),
            Column(
                self.tr("By costs"),
                lambda row: row.expected,
                lambda row: times(row.expected),
                numeric=True,
                help=self.tr("Times as fast, by α, c and the cost of reading"),
            ),
            Column(
                self.tr("Measured"),
                lambda row: row.speed_up,
                lambda row: times(row.speed_up),
                numeric=True,
                help=self.tr("Times as fast as the teacher alone: the median of the rounds"),
                tip=lambda row: beside(times(one) for one in row.speed_ups),
            ),
        )

    def _counts(self, row: "MeasuredDrafts") -> str:
        return self.tr("{accepted} of {drafted} drafted tokens accepted in {passes} passes").format(
            accepted=figures.count(row.accepted),
            drafted=figures.count(row.drafted),
            passes=figures.count(row.passes),
        )


def times(speed_up: float) -> str:
    """How many times as fast."""
    return f"{figures.measure(speed_up, 2)}×"


def _text_label() -> QLabel:
    label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.hide()
    return label
