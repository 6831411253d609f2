"""Two texts that models wrote, each as the other's model finds it."""

from typing import assert_never

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.forms.setting_names import spec_text
from ui.i18n import beside
from ui.models import figures
from ui.panel import EmptyState, Panel, Swap
from ui.panels.texts_compared.comparing import (
    CrossMeasure,
    FoundCopy,
    Pair,
    ScoredPair,
    copies,
    default_pair,
    scored_pair,
)
from ui.panels.texts_compared.side import FigureScale, TextSide
from ui.panels.texts_compared.tables import FiguresTable, WorstTokensTable
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.messages import translate
from ui.texts.generated import GeneratedText
from ui.texts.one_line import shortened
from ui.texts.written_texts import TokenPlace
from ui.when_seen import WhenSeen
from ui.widgets.numbers import compact
from ui.workspace import Workspace
from workbench.corpora.copied.index import CopiedPassage, IndexProgress
from workbench.errors import BadInput

_HEIGHTS_PX = (360, 240)


class TextsComparedPanel(Panel):
    """Both texts in colour, their figures, and the tokens where the models differ most."""

    name = "texts_compared"
    workspace = Workspace.WRITE
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._texts: tuple[GeneratedText, ...] = ()
        self._queried: Pair | None = None
        self._pair: ScoredPair | None = None
        self._copied: list[CopiedPassage | None] = [None, None]
        self._query: Query[ScoredPair] | None = None
        self._copy_query: Query[FoundCopy] | None = None
        self._labels, self._pickers = (QLabel(), QLabel()), (QComboBox(), QComboBox())
        self._by_label, self._by, self._scale = QLabel(), QComboBox(), QLabel()
        self._compare, self._look_for_copies = QPushButton(), QCheckBox()
        self._note = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._copies = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._copies.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sides = TextSide(session.theme, 0), TextSide(session.theme, 1)
        self._figures, self._worst = FiguresTable(), WorstTokensTable()
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Texts compared")

    def retranslate(self) -> None:
        super().retranslate()
        self._labels[0].setText(self.tr("First text"))
        self._labels[1].setText(self.tr("Second text"))
        self._by_label.setText(self.tr("Colour by"))
        chosen = max(self._by.currentIndex(), 0)
        with QSignalBlocker(self._by):
            self._by.clear()
            for measure, (name, meaning) in self._measures().items():
                self._by.addItem(name, measure.value)
                self._by.setItemData(self._by.count() - 1, meaning, Qt.ItemDataRole.ToolTipRole)
            self._by.setCurrentIndex(chosen)
        self._compare.setText(self.tr("Compare"))
        self._compare.setToolTip(self.tr("Let each model score the other's text"))
        self._look_for_copies.setText(self.tr("Copied passages"))
        self._look_for_copies.setToolTip(
            self.tr(
                "Looks for the longest passage of each text that stands in the training text too. "
                "The first time the corpus is indexed: about 40 s for 100 MB"
            )
        )
        self._empty.set_text(
            self.tr(
                "Here you see how each model finds the other's text, and where they part. "
                "Write with two models first."
            ),
            self.tr("Go to Write"),
        )
        for part in (*self._sides, self._figures, self._worst):
            part.retranslate()
        self._fill_pickers()
        self._show()

    def _measures(self) -> dict[CrossMeasure, tuple[str, str]]:
        """The name of each measure, and what it means."""
        return {
            CrossMeasure.OTHER: (
                self.tr("Other model's surprisal"),
                self.tr("How unexpected the token is to the model that did not write it, in nats"),
            ),
            CrossMeasure.KL: (
                self.tr("KL divergence"),
                self.tr("KL(first ‖ second model), in nats"),
            ),
            CrossMeasure.REVERSE_KL: (
                self.tr("Reverse KL"),
                self.tr("KL(second ‖ first model), in nats"),
            ),
            CrossMeasure.JS: (
                self.tr("Jensen–Shannon"),
                self.tr("The same from both sides, in nats; at most 0.693"),
            ),
            CrossMeasure.OWN: (
                self.tr("Own surprisal"),
                self.tr("How unexpected the token was to the model that wrote it, in nats"),
            ),
            CrossMeasure.RANK: (
                self.tr("Other model's rank"),
                self.tr("No colour where the token is the other model's first choice"),
            ),
        }

    # -- laying out

    def _lay_out(self) -> None:
        self._empty = EmptyState()
        choice = QHBoxLayout()
        for label, picker in zip(self._labels, self._pickers, strict=True):
            label.setBuddy(picker)
            picker.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            choice.addWidget(label)
            choice.addWidget(picker, 1)
        self._by_label.setBuddy(self._by)
        settings = QHBoxLayout()
        settings.addWidget(self._by_label)
        settings.addWidget(self._by)
        settings.addWidget(self._scale)
        settings.addWidget(self._look_for_copies)
        settings.addStretch(1)
        settings.addWidget(self._compare)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(_side_by_side(*self._sides))
        split.addWidget(_side_by_side(self._figures, self._worst, shares=(2, 3)))
        split.setSizes(list(_HEIGHTS_PX))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addLayout(choice)
        layout.addLayout(settings)
        layout.addWidget(self._note)
        layout.addWidget(split, 1)
        layout.addWidget(self._copies)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _connect(self) -> None:
        session = self.session
        self._empty.triggered.connect(lambda: session.go_to(Workspace.WRITE, "write"))
        for picker in self._pickers:
            picker.currentIndexChanged.connect(self.compare)
        self._compare.clicked.connect(self.compare)
        self._by.currentIndexChanged.connect(self._show)
        self._look_for_copies.toggled.connect(self._find_copies)
        for number, side in enumerate(self._sides):
            side.chosen.connect(lambda place, n=number: self._choose(n, place))
        self._worst.chosen.connect(self._choose)
        WhenSeen(self, self._refresh, session.written.changed, then=self._compare_what_is_new)
        session.written.changed.connect(self._forget_what_is_gone)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._empty.set_icon(self.session.theme.icon("text-search"))
        colours = self.session.theme.colours
        for side, colour in zip(self._sides, (colours.teacher, colours.student), strict=True):
            side.set_colour(colour)
        self._show()

    # -- which texts

    def _refresh(self) -> None:
        """Offer the texts that are written now; those that were chosen stay, if they are there."""
        before = self._chosen()
        self._texts = tuple(
            text for text in self.session.written.texts if text.tokens and text.is_over
        )
        self._fill_pickers()
        numbers = self._numbers_of(before)
        if numbers is None:
            selection = self.session.selection
            numbers = default_pair(self._texts, selection.teacher, selection.student)
        for picker, number in zip(self._pickers, numbers, strict=True):
            with QSignalBlocker(picker):
                picker.setCurrentIndex(number)
        self._swap.show_content(len(self._texts) > 1)
        self._compare_what_is_new()

    def _numbers_of(self, pair: Pair | None) -> tuple[int, int] | None:
        requests = [text.request for text in self._texts]
        if pair is None or any(text.request not in requests for text in pair):
            return None
        return requests.index(pair[0].request), requests.index(pair[1].request)

    def _forget_what_is_gone(self) -> None:
        """Texts that are not shown any more say nothing of those that are."""
        if self._pair is not None and not self.session.written.texts:
            self._pair, self._queried = None, None
            self._show()

    def _fill_pickers(self) -> None:
        for picker in self._pickers:
            chosen = picker.currentIndex()
            with QSignalBlocker(picker):
                picker.clear()
                for text in self._texts:
                    picker.addItem(self._named(text))
                picker.setCurrentIndex(chosen)

    def _named(self, text: GeneratedText) -> str:
        request = text.request
        seed = self.tr("seed {seed}").format(seed=request.seed)
        return beside((request.pinned, spec_text(request.strategy), seed))

    def _chosen(self) -> Pair | None:
        numbers = [picker.currentIndex() for picker in self._pickers]
        if not all(0 <= number < len(self._texts) for number in numbers):
            return None
        return self._texts[numbers[0]], self._texts[numbers[1]]

    # -- queries

    def _compare_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        if self._chosen() != self._queried and self.session.runner.active is None:
            self.compare()

    def compare(self) -> None:
        """Let both models score both texts; an earlier query is cancelled."""
        project, texts = self.session.project, self._chosen()
        if project is None or texts is None:
            return
        for query in (self._query, self._copy_query):
            if query is not None:
                query.cancel()
        self._queried = texts
        self._copied = [None, None]
        self._note.setText("")
        self._query = self.session.query(
            lambda: scored_pair(project, texts),
            self._take,
            on_done=self._find_copies,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )

    def _take(self, pair: ScoredPair) -> None:
        self._pair = pair
        self._show()

    def _fail(self, error: BaseException) -> None:
        """Models that cannot score each other's texts are no failure: the pane says why."""
        self._pair = None
        self._show()
        if isinstance(error, BadInput):
            self._note.setText(translate(error.words))
            self._note.show()
        else:
            self.session.query_failed(self, error)
        self._find_copies()

    def _find_copies(self) -> None:
        project, texts = self.session.project, self._queried
        if self._copy_query is not None:
            self._copy_query.cancel()
        self._copied = [None, None]
        self._show_copies()
        if project is None or texts is None or not self._look_for_copies.isChecked():
            return
        self._copy_query = self.session.query(
            lambda: copies(project, texts),
            self._take_copy,
            owner=self,
            on_restart=keep_shown,
        )

    def _take_copy(self, copy: FoundCopy) -> None:
        match copy.found:
            case IndexProgress():
                self._show_progress(copy.found)
            case CopiedPassage():
                self._copied[copy.number] = copy.found
                self._show_copies()
            case _:
                assert_never(copy.found)

    def _show_progress(self, progress: IndexProgress) -> None:
        indexing = self.tr("Indexing the corpus {corpus}: {share}")
        self._copies.setText(
            indexing.format(corpus=progress.corpus, share=figures.share(progress.share, 0))
        )
        self._copies.show()

    # -- showing

    def _show(self) -> None:
        measure = CrossMeasure(self._by.currentData() or CrossMeasure.OTHER)
        for side in self._sides:
            side.show_pair(self._pair, measure)
        self._scale.setText(self._scale_text(measure))
        self._worst.show_pair(self._pair)
        self._note.setVisible(bool(self._note.text()))
        self._show_copies()

    def _scale_text(self, measure: CrossMeasure) -> str:
        """What the strongest colour stands for."""
        if self._pair is None:
            return ""
        amounts = FigureScale.of(self._pair, measure).amounts
        if measure is CrossMeasure.RANK:
            rank = figures.count(round(10**amounts.top))
            return self.tr("strongest colour: rank {rank}").format(rank=rank)
        top = self.tr("strongest colour: {top} nats")
        return top.format(top=f"{'≥ ' if amounts.clips else ''}{compact(amounts.top)}")

    def _show_copies(self) -> None:
        one, other = (None if copy is None else len(copy.text) for copy in self._copied)
        self._figures.show_pair(self._pair, (one, other))
        lines = [
            self._copy_line(number, copy)
            for number, copy in enumerate(self._copied)
            if copy is not None
        ]
        self._copies.setText("\n".join(lines))
        self._copies.setVisible(bool(lines))

    def _copy_line(self, number: int, copy: CopiedPassage) -> str:
        assert self._queried is not None
        model = self._queried[number].request.pinned
        if not copy.text:
            nothing = self.tr("{model}: nothing of {least} bytes or more stands in {corpus}")
            return nothing.format(model=model, least=figures.count(copy.least), corpus=copy.corpus)
        found = self.tr(
            "{model}: {count} of {all} characters ({share}) stand in document {document} of "
            "{corpus}: “{text}”"
        )
        return found.format(
            model=model,
            count=figures.count(len(copy.text)),
            all=figures.count(copy.characters),
            share=figures.share(copy.share),
            document=figures.count(copy.document),
            corpus=copy.corpus,
            text=shortened(copy.text),
        )

    def _choose(self, number: int, place: int) -> None:
        """Look at a token, here and in the panels that show what could stand there."""
        if self._pair is None:
            return
        for other, side in enumerate(self._sides):
            side.select(place if other == number else -1)
        self.session.written.choose(TokenPlace(self._pair.texts[number], place))


def _side_by_side(*widgets: QWidget, shares: tuple[int, int] = (1, 1)) -> QSplitter:
    split = QSplitter(Qt.Orientation.Horizontal)
    for widget in widgets:
        split.addWidget(widget)
    split.setSizes([100 * share for share in shares])
    return split
