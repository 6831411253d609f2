"""A compared text: its tokens in colour, and what both models expected where one is chosen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.models import figures
from ui.panels.tokens.colouring import Measure, Scale, colour_at, figure
from ui.theme import Theme
from ui.widgets.charts.pair_bars import PairBar, PairBars
from ui.widgets.maps.colour_legend import ColourLegend
from ui.widgets.token_strip import Token, TokenStrip, spelled

if TYPE_CHECKING:
    from workbench.activities.queries.token_queries import (
        ComparedText,
        ComparedToken,
        Distributions,
    )

_SHARES_PX = (640, 480)
_LEGEND_STEPS = 17


class ComparedTextView(QWidget):
    """Shows one `ComparedText`; `token_chosen` requests the distributions of a token (from 0)."""

    token_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._compared: ComparedText | None = None
        self._distributions: Distributions | None = None
        self._is_waiting = False
        self._by_label, self._by = QLabel(), QComboBox()
        self._legend, self._unit = ColourLegend(), QLabel()
        self._strip, self._bars = TokenStrip(), PairBars()
        self._about = _text_label()
        self._means = _text_label()
        self._lay_out()
        self._by.currentIndexChanged.connect(self._colour)
        self._strip.clicked.connect(self._on_clicked)

    @property
    def compared(self) -> "ComparedText | None":
        return self._compared

    @property
    def measure(self) -> Measure:
        """What the tokens are coloured by."""
        return Measure(self._by.currentData() or Measure.KL)

    def show_compared(self, compared: "ComparedText | None") -> None:
        """Show a text, and choose the token where the models differ most."""
        self._compared = compared
        self._is_waiting = False
        self.show_distributions(None)
        self._colour()
        self._show_means()
        if compared is not None:
            divergences = [token.kl for token in compared.tokens]
            self._on_clicked(divergences.index(max(divergences)))

    def wait(self) -> None:
        """Say that a text is being compared, if none is shown."""
        self._is_waiting = True
        self._show_means()

    def show_distributions(self, distributions: "Distributions | None") -> None:
        """Show what both models expected in the place of the chosen token."""
        self._distributions = distributions
        rows = distributions.tokens if distributions is not None else ()
        self._bars.set_rows(
            [PairBar(spelled(one.text), one.teacher, one.student, one.is_true) for one in rows]
        )
        self._show_about()

    def retranslate(self) -> None:
        """Set every text in the present language and every colour in the present theme."""
        self._by_label.setText(self.tr("Colour by"))
        chosen = self._by.currentIndex()
        self._by.blockSignals(True)
        self._by.clear()
        for measure, (name, meaning) in self._measures().items():
            self._by.addItem(name, measure.value)
            self._by.setItemData(self._by.count() - 1, meaning, Qt.ItemDataRole.ToolTipRole)
        self._by.setCurrentIndex(max(chosen, 0))
        self._by.blockSignals(False)
        self._by.setAccessibleName(self._by_label.text())
        self._strip.setAccessibleName(self.tr("The text as tokens"))
        colours = self._theme.colours
        self._bars.setAccessibleName(self.tr("What both models expected"))
        self._bars.set_sides(
            (self.tr("Teacher"), self.tr("Student")), (colours.teacher, colours.student)
        )
        self._colour()
        self._show_means()
        self._show_about()

    # -- inside

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._by_label)
        top.addWidget(self._by)
        top.addWidget(self._legend, 2)
        top.addWidget(self._unit)
        top.addStretch(1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._about)
        column.addWidget(_scrolled(self._bars), 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(_scrolled(self._strip))
        split.addWidget(right)
        split.setStretchFactor(0, 1)
        split.setSizes(list(_SHARES_PX))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self._means)
        layout.addWidget(split, 1)

    def _measures(self) -> dict[Measure, tuple[str, str]]:
        """The name of each measure, and what it means."""
        return {
            Measure.KL: (
                self.tr("KL divergence"),
                self.tr("How much the student's distribution differs from the teacher's, in nats"),
            ),
            Measure.TEACHER: (
                self.tr("Teacher's surprisal"),
                self.tr("How unexpected the token was to the teacher, in nats"),
            ),
            Measure.STUDENT: (
                self.tr("Student's surprisal"),
                self.tr("How unexpected the token was to the student, in nats"),
            ),
            Measure.DIFFERENCE: (
                self.tr("Student minus teacher"),
                self.tr("Above zero the student found the token less likely than the teacher did"),
            ),
            Measure.TEACHER_RANK: (
                self.tr("Rank in the teacher"),
                self.tr("1 if the token was the teacher's first choice"),
            ),
            Measure.STUDENT_RANK: (
                self.tr("Rank in the student"),
                self.tr("1 if the token was the student's first choice"),
            ),
        }

    def _colour(self) -> None:
        tokens = self._compared.tokens if self._compared is not None else ()
        measure, colours = self.measure, self._theme.colours
        scale = Scale.of(measure, [figure(token, measure) for token in tokens])
        selected = self._strip.selected
        self._strip.set_tokens(
            [
                Token(
                    spelled(token.text),
                    tooltip=self._tooltip(token),
                    colour=colour_at(scale.level(figure(token, measure)), measure, colours).name(),
                    line_break=spelled(token.text).endswith("\n"),
                )
                for token in tokens
            ]
        )
        self._strip.select(selected)
        steps = [n / (_LEGEND_STEPS - 1) for n in range(_LEGEND_STEPS)]
        self._legend.set_scale(
            [colour_at(level, measure, colours) for level in steps],
            scale.ticks(),
            self._by.currentText(),
        )
        self._unit.setText(self.tr("1 is the first choice") if measure.is_rank else self.tr("nats"))

    def _tooltip(self, token: "ComparedToken") -> str:
        return self.tr(
            "KL {kl} nats\n"
            "teacher: surprisal {teacher} nats, rank {teacher_rank}\n"
            "student: surprisal {student} nats, rank {student_rank}\n"
            "id {id}"
        ).format(
            kl=figures.measure(token.kl),
            teacher=figures.measure(token.teacher_surprisal),
            teacher_rank=figures.count(token.teacher_rank),
            student=figures.measure(token.student_surprisal),
            student_rank=figures.count(token.student_rank),
            id=token.id,
        )

    def _show_means(self) -> None:
        compared = self._compared
        if compared is None:
            self._means.setText(self.tr("Comparing…") if self._is_waiting else "")
            return
        common = (
            self.tr("Over the {common} pieces that both have, renormalised. ").format(
                common=figures.count(compared.common_pieces)
            )
            if compared.common_pieces
            else ""
        )
        self._means.setText(
            common
            + self.tr(
                "{count} tokens · mean KL {kl} nats · loss: teacher {teacher}, student {student} "
                "nats · agreement {agreement}"
            ).format(
                count=figures.count(len(compared.tokens)),
                kl=figures.measure(compared.kl),
                teacher=figures.measure(compared.teacher_loss),
                student=figures.measure(compared.student_loss),
                agreement=figures.share(compared.agreement),
            )
        )

    def _show_about(self) -> None:
        distributions = self._distributions
        if distributions is None:
            self._about.setText(self.tr("Click a token to see what both models expected there."))
            return
        self._about.setText(
            self.tr(
                "What both expected there; ◆ is what the text has. "
                "Entropy: teacher {teacher}, student {student} nats."
            ).format(
                teacher=figures.measure(distributions.teacher_entropy, 2),
                student=figures.measure(distributions.student_entropy, 2),
            )
        )

    def _on_clicked(self, index: int) -> None:
        self._strip.select(index)
        if index >= 0:
            self.token_chosen.emit(index)


def _text_label() -> QLabel:
    return QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea(widgetResizable=True)
    area.setBackgroundRole(QPalette.ColorRole.Base)
    area.setWidget(widget)
    return area
