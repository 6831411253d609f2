"""The heads of a pair of layers, side by side or as their difference."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.i18n import beside
from ui.models import figures
from ui.panels.similarity.queries import ComparedHeads
from ui.theme import Theme
from ui.widgets.maps.heat_map import HeatMap

_DIFFERENCE, _TEACHER, _STUDENT = range(3)


class HeadView(QWidget):
    """Figures of the pair, its matched heads to choose from, and the map of one of them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._heads: ComparedHeads | None = None
        self._about = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._heads_label, self._shown_label = QLabel(), QLabel()
        self._head, self._shown = QComboBox(), QComboBox()
        self._shown.addItems([""] * 3)
        self.map = HeatMap()
        self._lay_out()
        self._head.currentIndexChanged.connect(self._draw)
        self._shown.currentIndexChanged.connect(self._draw)
        theme.changed.connect(self._draw)

    def show_heads(self, heads: ComparedHeads | None) -> None:
        """Show a pair of layers, on its best matched heads; None: nothing."""
        self._heads = heads
        with QSignalBlocker(self._head):
            self._head.clear()
            if heads is not None:
                match = heads.attention.match
                ranked = sorted(match.heads, key=lambda pair: match.divergence_ij[pair])
                for pair in ranked:
                    self._head.addItem(self._named(pair), pair)
        self._say()
        self._draw()

    def parts(self) -> list[QWidget]:
        """What a picture shows of it, from top to bottom."""
        return [self._about, self.map]

    def retranslate(self) -> None:
        self._heads_label.setText(self.tr("Heads"))
        self._head.setToolTip(self.tr("Teacher's and student's head, matched; the nearest first"))
        self._shown_label.setText(self.tr("Show"))
        for index, name in {
            _DIFFERENCE: self.tr("Teacher minus student"),
            _TEACHER: self.tr("Teacher's head"),
            _STUDENT: self.tr("Student's head"),
        }.items():
            self._shown.setItemText(index, name)
        self.map.set_axis_names(
            self.tr("query: the token that looks"), self.tr("key: what it looks at")
        )
        self._say()
        self._draw()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        for label, box in ((self._heads_label, self._head), (self._shown_label, self._shown)):
            label.setBuddy(box)
            line.addWidget(label)
            line.addWidget(box)
        line.addStretch(1)
        self._head.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._about)
        layout.addLayout(line)
        layout.addWidget(self.map, 1)

    def _named(self, pair: tuple[int, int]) -> str:
        assert self._heads is not None
        divergence = figures.measure(float(self._heads.attention.match.divergence_ij[pair]))
        return f"H{pair[0]} ↔ H{pair[1]} ({divergence})"

    def _say(self) -> None:
        heads = self._heads
        self._head.setEnabled(heads is not None)
        self._shown.setEnabled(heads is not None)
        if heads is None:
            self._about.setText(self.tr("Click a cell or a row to see the heads of its layers."))
            return
        pair, similarity = heads.pair, heads.similarity
        parts = [
            self.tr("Teacher L{teacher} ↔ student L{student}").format(
                teacher=pair[0], student=pair[1]
            ),
            self.tr("CKA {cka}, plain {plain}").format(
                cka=figures.measure(similarity.cka(pair)),
                plain=figures.measure(similarity.plain_cka(pair)),
            ),
            self.tr("divergence {divergence} nats").format(
                divergence=figures.measure(float(similarity.divergence_lm[pair]))
            ),
        ]
        if similarity.passages > 1:
            parts.append(self.tr("maps of the first passage"))
        self._about.setText(beside(parts))

    def _draw(self) -> None:
        heads, pair = self._heads, self._head.currentData()
        if heads is None or pair is None:
            self.map.clear()
            self.map.set_title("")
            return
        attention, colours = heads.attention, self._theme.colours
        theirs_qk, ours_qk = attention.teacher_iqk[pair[0]], attention.student_jqk[pair[1]]
        maps = {
            _DIFFERENCE: (theirs_qk - ours_qk, colours.teacher, colours.student),
            _TEACHER: (theirs_qk, colours.teacher, ""),
            _STUDENT: (ours_qk, colours.student, ""),
        }
        values_qk, colour, opposite = maps[self._shown.currentIndex()]
        self.map.set_map(
            values_qk,
            attention.tokens,
            attention.tokens,
            causal=attention.causal,
            colour=colour,
            opposite=opposite,
        )
        title = f"L{heads.pair[0]} H{pair[0]} ↔ L{heads.pair[1]} H{pair[1]}"
        self.map.set_title(beside((self._shown.currentText(), title)))
