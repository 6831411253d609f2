"""Where the chosen head attends hardest: passages with both tokens marked, and the tokens."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.i18n import beside
from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.heads.words import labels_of_head, name_of_head
from ui.theme import Theme
from ui.widgets.colours import blend
from ui.widgets.token_strip import Token, TokenStrip, shown
from workbench.inspection.heads.table import HardestPassage, MeasuredHead, TokenCount

_HEIGHTS_PX = (160, 260, 140)
_MARK = 0.6


class StrongestView(QWidget):
    """`opened` brings a passage that is to be looked at with this head."""

    opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._head: MeasuredHead | None = None
        self._title = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._passages: Table[HardestPassage] = Table(lambda one: str(one.number), self)
        self._view = TableView(self._passages)
        self._strip, self._area = TokenStrip(), QScrollArea(widgetResizable=True)
        self._marks = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._open = QPushButton()
        self._counts = tuple(Table[TokenCount](lambda one: one.token, self) for _ in range(2))
        self._count_views = tuple(TableView(table) for table in self._counts)
        self._lay_out()
        self._view.chosen_changed.connect(self._show_passage)
        self._view.doubleClicked.connect(lambda _: self._on_open())
        self._open.clicked.connect(self._on_open)

    def show_head(self, head: MeasuredHead | None) -> None:
        """Show a head, and the passage where it attends hardest."""
        self._head = head
        strongest = head.strongest if head is not None else None
        self._passages.set_rows(strongest.passages if strongest is not None else ())
        for table, counts in zip(
            self._counts,
            (strongest.queries, strongest.keys) if strongest is not None else ((), ()),
            strict=True,
        ):
            table.set_rows(counts)
        self._view.choose(self._passages.key(self._passages.row(0)) if self._passages.rows else "")
        self._say()
        self._show_passage()
        self._view.fit_columns()
        for counts_view in self._count_views:
            counts_view.fit_columns()

    def retranslate(self) -> None:
        """Set every text in the present language and every colour in the present theme."""
        self._open.setText(self.tr("Open passage in Attention"))
        self._open.setToolTip(self.tr("The passage becomes the text that is looked at"))
        self._view.setAccessibleName(self.tr("Passages where the head attends hardest"))
        self._strip.setAccessibleName(self.tr("The passage as tokens"))
        names = self.tr("Frequent queries"), self.tr("Frequent keys")
        helps = (
            self.tr("The tokens that look at one key with at least half of their attention"),
            self.tr("The tokens that are looked at with at least half of a query's attention"),
        )
        for view, table, name, tip in zip(
            self._count_views, self._counts, names, helps, strict=True
        ):
            view.setAccessibleName(name)
            table.set_columns(self._count_columns(name, tip))
        self._passages.set_columns(self._columns())
        self._say()
        self._show_passage()

    # -- inside

    def _lay_out(self) -> None:
        self._area.setBackgroundRole(QPalette.ColorRole.Base)
        self._area.setWidget(self._strip)
        passage = QWidget()
        below = QHBoxLayout()
        below.addWidget(self._marks, 1)
        below.addWidget(self._open)
        column = QVBoxLayout(passage)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area, 1)
        column.addLayout(below)
        counts = QSplitter(Qt.Orientation.Horizontal)
        for view in self._count_views:
            counts.addWidget(view)
        split = QSplitter(Qt.Orientation.Vertical)
        for part in (self._view, passage, counts):
            split.addWidget(part)
        split.setSizes(list(_HEIGHTS_PX))
        layout = QVBoxLayout(self)
        layout.addWidget(self._title)
        layout.addWidget(split, 1)

    def _columns(self) -> tuple[Column[HardestPassage], ...]:
        return (
            Column(
                self.tr("Query"),
                lambda one: one.tokens[one.query],
                lambda one: shown(one.tokens[one.query]),
                help=self.tr("The token that looks"),
            ),
            Column(
                self.tr("Key"),
                lambda one: one.tokens[one.key],
                lambda one: shown(one.tokens[one.key]),
                help=self.tr("The token that is looked at; the first token is left out"),
            ),
            Column(
                self.tr("Weight"),
                lambda one: one.weight,
                lambda one: figures.share(one.weight),
                numeric=True,
                help=self.tr("The largest share of a query's attention in the passage"),
            ),
            Column(
                self.tr("Passage"),
                lambda one: one.number,
                lambda one: figures.count(one.number + 1),
                numeric=True,
                help=self.tr("Counted from 1, in the order of the validation part"),
            ),
        )

    def _count_columns(self, name: str, help: str) -> tuple[Column[TokenCount], ...]:
        return (
            Column(name, lambda one: one.token, lambda one: shown(one.token), help=help),
            Column(
                self.tr("Count"),
                lambda one: one.count,
                lambda one: figures.count(one.count),
                numeric=True,
                help=self.tr("How often, in all passages that were read"),
            ),
        )

    def _say(self) -> None:
        head = self._head
        if head is None:
            self._title.setText(self.tr("Choose a head to see where it attends hardest."))
            return
        total = self.tr("weights of at least one half: {count}").format(
            count=figures.count(head.strongest.total)
        )
        left_out = self.tr("the first token is left out as a key")
        parts = (name_of_head(head), labels_of_head(head), total, left_out)
        self._title.setText(beside(filter(None, parts)))

    def _show_passage(self) -> None:
        passage = next(iter(self._view.chosen()), None)
        self._open.setEnabled(passage is not None)
        self._strip.set_tokens([] if passage is None else self._tokens(passage))
        self._strip.select(-1 if passage is None else passage.query)
        if passage is not None:
            QTimer.singleShot(0, self, self._scroll_to_query)  # once the strip has its height
        self._marks.setText(
            ""
            if passage is None
            else self.tr("“{query}” looks at “{key}” with {weight} of its attention.").format(
                query=shown(passage.tokens[passage.query]),
                key=shown(passage.tokens[passage.key]),
                weight=figures.share(passage.weight),
            )
        )

    def _tokens(self, passage: HardestPassage) -> list[Token]:
        colours = self._theme.colours
        marked = {passage.query: colours.accent, passage.key: colours.warning}
        names = {passage.query: self.tr("query"), passage.key: self.tr("key")}
        return [
            Token(
                token,
                tooltip=names.get(place, ""),
                colour=blend(marked[place], colours.base, _MARK).name()
                if place in marked
                else colours.base,
                line_break=token.endswith("\n"),
            )
            for place, token in enumerate(passage.tokens)
        ]

    def _scroll_to_query(self) -> None:
        box = self._strip.box_of(self._strip.selected)
        self._area.ensureVisible(box.center().x(), box.center().y(), 0, 2 * box.height())

    def _on_open(self) -> None:
        passage = next(iter(self._view.chosen()), None)
        if passage is not None:
            self.opened.emit(passage)
