"""What the chosen corpus is made of: figures, plots, first lines, and remarks on its reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QFontDatabase, QPalette
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import EmptyState, Panel, Swap
from ui.running.queries import Query
from ui.session import Session
from ui.shell.messages import translate
from ui.when_seen import WhenSeen
from ui.widgets.charts.bars import Bar
from ui.widgets.charts.histogram import BarChart, Histogram
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.token_strip import shown
from ui.workspace import Workspace
from workbench.corpora.layout import CorpusMeta
from workbench.corpora.statistics import Frequency, Statistics
from workbench.store.records import CorpusRecord
from workbench.words import Words

_FACTS_IN_A_ROW = 2
_MOST_CHARACTERS = 40
_MOST_SCRIPTS = 8
_SCRIPTS = (
    QT_TRANSLATE_NOOP("Scripts", "Latin"),
    QT_TRANSLATE_NOOP("Scripts", "Han"),
    QT_TRANSLATE_NOOP("Scripts", "Hiragana"),
    QT_TRANSLATE_NOOP("Scripts", "Katakana"),
    QT_TRANSLATE_NOOP("Scripts", "Hangul"),
    QT_TRANSLATE_NOOP("Scripts", "Cyrillic"),
    QT_TRANSLATE_NOOP("Scripts", "Greek"),
    QT_TRANSLATE_NOOP("Scripts", "Arabic"),
    QT_TRANSLATE_NOOP("Scripts", "Hebrew"),
    QT_TRANSLATE_NOOP("Scripts", "Devanagari"),
    QT_TRANSLATE_NOOP("Scripts", "Spaces"),
    QT_TRANSLATE_NOOP("Scripts", "Digits"),
    QT_TRANSLATE_NOOP("Scripts", "Punctuation"),
    QT_TRANSLATE_NOOP("Scripts", "Other"),
)
"""The scripts whose names are translated; Unicode's own names stand for all others."""


_MOST_HELD_OUT_CHARACTERS = 20_000
_SEPARATOR = "\n\n⁂\n\n"
"""Between two documents, or blocks of one."""


@dataclass(frozen=True)
class Described:
    """What is known of a corpus, and the beginning of what is held out of its training."""

    meta: CorpusMeta
    held_out: tuple[str, ...]


@dataclass(frozen=True)
class Remark:
    """What was skipped, replaced or odd when a corpus was read; `line` is 0 for a whole file."""

    number: int
    words: Words
    line: int


class CorpusDetailPanel(Panel):
    """Describes the corpus that is selected in the window."""

    name = "corpus_detail"
    workspace = Workspace.DATA
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._shown: CorpusRecord | None = None
        self._described: Described | None = None
        self._query: Query[Described] | None = None
        self._heading = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._next = QPushButton()
        self._facts = _Facts()
        self._lengths, self._characters, self._scripts = Histogram(), BarChart(), BarChart()
        self._preview = QPlainTextEdit(readOnly=True)
        self._held_out = QPlainTextEdit(readOnly=True)
        self._remarks: Table[Remark] = Table(lambda remark: str(remark.number), self)
        self._remarks_view = TableView(self._remarks, several=True)
        self._tabs = QTabWidget()
        self._lay_out()
        self._next.clicked.connect(lambda: session.go_to(Workspace.DATA, "tokenizers"))
        self._swap.empty.triggered.connect(lambda: session.go_to(Workspace.DATA, "corpora"))
        WhenSeen(self, self._refresh, session.catalogue_changed, session.selection_changed)
        session.theme.changed.connect(self._paint)
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Corpus")

    def retranslate(self) -> None:
        super().retranslate()
        self._swap.empty.set_text(
            self.tr("Choose a corpus to see how long its documents are and what they are made of."),
            self.tr("Show the corpora"),
        )
        self._next.setText(self.tr("Train a tokenizer on it"))
        for number, title in enumerate(
            (
                self.tr("Statistics"),
                self.tr("First lines"),
                self.tr("Held out"),
                self.tr("Remarks"),
            )
        ):
            self._tabs.setTabText(number, title)
        self._characters.set_title(self.tr("Most frequent characters"))
        self._scripts.set_title(self.tr("Characters by script, in per cent"))
        self._remarks.set_columns(
            (
                Column(
                    self.tr("What was skipped, replaced or odd"),
                    _text_of,
                    help=self.tr("What the import noticed in the files"),
                ),
                Column(
                    self.tr("Line"),
                    lambda remark: remark.line or None,
                    lambda remark: figures.count(remark.line or None),
                    numeric=True,
                    help=self.tr("The line of the file, counted from 1"),
                ),
            )
        )
        self._remarks_view.fit_columns()
        self._show()

    def _lay_out(self) -> None:
        font = self._heading.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self._heading.setFont(font)
        self._preview.setObjectName("preview")
        self._held_out.setObjectName("held_out")
        for text in (self._preview, self._held_out):
            text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        plots = QGridLayout()
        plots.addWidget(self._lengths, 0, 0)
        plots.addWidget(self._scripts, 0, 1)
        plots.addWidget(self._characters, 1, 0, 1, 2)
        statistics = QWidget()
        inside = QVBoxLayout(statistics)
        inside.addWidget(self._facts)
        inside.addLayout(plots, 1)
        for page in (statistics, self._preview, self._held_out, self._remarks_view):
            self._tabs.addTab(page, "")
        content = QWidget()
        outer = QGridLayout(content)
        outer.setColumnStretch(0, 1)
        outer.setRowStretch(1, 1)
        outer.addWidget(self._heading, 0, 0)
        outer.addWidget(self._next, 0, 1)
        outer.addWidget(self._tabs, 1, 0, 1, 2)
        self._swap = Swap(EmptyState(), content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)

    def _paint(self) -> None:
        self._swap.empty.set_icon(self.session.theme.icon("chart-histogram"))

    # -- what is shown ------------------------------------------------------------------------

    def _refresh(self) -> None:
        record = self._chosen()
        if record is None or record != self._shown:
            self._shown, self._described = record, None
            self._swap.show_content(False)
            if record is not None:
                self._read(record)

    def _chosen(self) -> CorpusRecord | None:
        project, name = self.session.project, self.session.selection.corpus
        records = project.corpora if project is not None else ()
        return next((record for record in records if record.name == name), None)

    def _read(self, record: CorpusRecord) -> None:
        if self._query is not None:
            self._query.cancel()
        self._query = self.session.query(
            lambda: described(record.folder), self._on_read, owner=self
        )

    def _on_read(self, described: Described) -> None:
        self._described = described
        self._show()
        self._swap.show_content(True)

    def _show(self) -> None:
        described, record = self._described, self._shown
        if described is None or record is None:
            return
        meta = described.meta
        self._heading.setText(record.name)
        self._facts.set_facts(self._facts_of(meta))
        self._preview.setPlainText(meta.preview)
        self._held_out.setPlainText(_SEPARATOR.join(described.held_out))
        self._remarks.set_rows(remarks_on(meta))
        self._tabs.setTabVisible(3, bool(self._remarks.rows))
        self._show_plots(meta.statistics)

    def _facts_of(self, meta: CorpusMeta) -> list[tuple[str, str]]:
        statistics = meta.statistics
        held_out = meta.validation_documents
        return [
            (self.tr("Documents"), figures.count(statistics.documents)),
            (self.tr("Held out for validation"), figures.count(held_out)),
            (
                self.tr("Share of the text held out"),
                figures.share(meta.validation_bytes / max(1, meta.bytes), 1),
            ),
            (self.tr("Characters"), figures.count(statistics.characters)),
            (self.tr("Different characters"), figures.count(statistics.distinct_characters)),
            (self.tr("Size as UTF-8"), figures.size(statistics.bytes)),
            (self.tr("Encoding of the files"), meta.encoding),
            (self.tr("Shortest document"), self._characters_text(statistics.shortest)),
            (self.tr("Longest document"), self._characters_text(statistics.longest)),
            (self.tr("Boilerplate"), self._characters_text(meta.boilerplate)),
            (self.tr("Joiners"), figures.count(statistics.joiners)),
            (self.tr("Skipped"), figures.count(meta.skipped)),
            *self._overlap_of(meta),
            (self.tr("Replaced by �"), self._characters_text(meta.replaced)),
        ]

    def _overlap_of(self, meta: CorpusMeta) -> list[tuple[str, str]]:
        """Held-out text that is trained on too, where that was counted."""
        overlap = meta.overlap
        if overlap is None:
            return []
        many = self.tr("{count} of {total}")
        lines = many.format(
            count=figures.count(overlap.lines), total=figures.count(overlap.long_lines)
        )
        documents = many.format(
            count=figures.count(overlap.documents), total=figures.count(overlap.long_documents)
        )
        return [
            (self.tr("Held-out lines trained on"), lines),
            (self.tr("Held-out texts trained on"), documents),
        ]

    def _characters_text(self, number: int) -> str:
        return self.tr("{count} characters").format(count=figures.count(number))

    def _show_plots(self, statistics: Statistics) -> None:
        bins = statistics.lengths
        even = len({one.below - one.least for one in bins}) < 2
        self._lengths.set_title(
            self.tr("Documents by length in characters")
            if even
            else self.tr("Documents by length in characters; the ranges grow")
        )
        edges = [one.least for one in bins] + [one.below for one in bins[-1:]]
        if bins:
            self._lengths.set_counts(edges, [one.documents for one in bins])
        else:
            self._lengths.set_bars(())
        total = max(1, statistics.characters)
        frequent = statistics.frequent[:_MOST_CHARACTERS]
        self._characters.set_bars([character_bar(one, total) for one in frequent])
        scripts = statistics.scripts[:_MOST_SCRIPTS]
        names = [QCoreApplication.translate("Scripts", script.name) for script in scripts]
        shares = [round(100 * script.count / total, 1) for script in scripts]
        self._scripts.set_values(names, shares)


class _Facts(QWidget):
    """Names and figures in columns, two pairs a row; the figures can be copied."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._labels: list[tuple[QLabel, QLabel]] = []

    def set_facts(self, facts: list[tuple[str, str]]) -> None:
        while len(self._labels) < len(facts):
            self._append()
        for (name, figure), (name_label, figure_label) in zip(facts, self._labels, strict=True):
            name_label.setText(name)
            name_label.setToolTip(name)
            figure_label.setText(figure)

    def _append(self) -> None:
        row, column = divmod(len(self._labels), _FACTS_IN_A_ROW)
        name, figure = ElidedLabel(), QLabel()
        name.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        figure.setTextFormat(Qt.TextFormat.PlainText)
        figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(name, row, 3 * column)
        self._grid.addWidget(figure, row, 3 * column + 1)
        self._grid.setColumnMinimumWidth(3 * column + 2, 12)
        self._grid.setColumnStretch(3 * column, 1)
        self._labels.append((name, figure))


def remarks_on(meta: CorpusMeta) -> list[Remark]:
    """What is to say about a corpus: what was skipped, what was replaced, what was guessed."""
    replaced = [(one.words, one.places[0].line) for one in meta.replaced_in]
    said = [words for words, _ in replaced]
    noted = [(words, 0) for words in meta.notes if words not in said]
    skipped = [(part.words, part.line) for part in meta.skipped_parts]
    everything = [*skipped, *replaced, *noted]
    return [Remark(number, words, line) for number, (words, line) in enumerate(everything)]


def _text_of(remark: Remark) -> str:
    return translate(remark.words)


def described(folder: Path) -> Iterator[Described]:
    """What a stored corpus says of itself; runs in a thread of the query lane."""
    from workbench.corpora.corpus import Corpus

    corpus = Corpus.open(folder)
    yield Described(corpus.meta, corpus.beginning("validation", _MOST_HELD_OUT_CHARACTERS))


def character_bar(one: Frequency, total: int) -> Bar:
    """A character with its name and count; what cannot be seen gets a mark."""
    visible = shown(one.name) if one.name.isprintable() or one.name.isspace() else "�"
    code = f"U+{ord(one.name[0]):04X}"
    share = figures.share(one.count / total, 2)
    count = figures.count(one.count)
    return Bar(visible, one.count, f"{visible}  {code}\n{count}  ({share})", figure=count)
