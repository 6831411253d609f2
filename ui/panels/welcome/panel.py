"""The first page: a project to open, a sample to try, a place to drop a text, the next step.

It stands before anything else is loaded, so it imports neither forms nor plots nor icons.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui.models.next_step import next_step
from ui.panel import Panel
from ui.protocols.open_project import OpenProject
from ui.session import Session
from ui.shell.left_off import go_on, left_off, left_off_text
from ui.when_seen import WhenSeen
from ui.widgets.drop_area import DropArea
from ui.workspace import Workspace
from workbench.events import Level

if TYPE_CHECKING:
    from ui.panels.welcome.journey import JourneyCard
    from workbench.plans.journey import JourneySpec

_WIDTH_PX = 720
_MARGIN_PX = 24


class WelcomePanel(Panel):
    """Everything begins here, and an open project says here what its next step is."""

    name = "welcome"
    workspace = Workspace.WELCOME
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._card: JourneyCard | None = None
        self._looked_at: OpenProject | None = None
        self._heading, self._about = _label(1.9), _label()
        self._here, self._samples_title, self._recent_title = (_label(1.15) for _ in range(3))
        self._left_off, self._continue = _label(), QPushButton()
        self._next, self._new, self._open = QPushButton(), QPushButton(), QPushButton()
        self._samples = tuple(QPushButton() for _ in range(3))
        self._drop = DropArea()
        self._recent = QVBoxLayout()
        self._pages = QStackedLayout(self)
        self._lay_out()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Start")

    def retranslate(self) -> None:
        super().retranslate()
        self._heading.setText(self.tr("Distill Workbench"))
        self._about.setText(
            self.tr(
                "Train a language model on your own text, distil it into a smaller one, and see "
                "what was gained and lost. Everything stays on this machine."
            )
        )
        self._new.setText(self.tr("New project…"))
        self._open.setText(self.tr("Open project…"))
        self._continue.setText(self.tr("Resume"))
        self._drop.set_text(
            self.tr("Drop a text here to train a teacher and a student on it, or click to choose")
        )
        texts, everything = self.tr("Text and tables"), self.tr("All files")
        kinds = "*.txt *.md *.json *.jsonl *.ndjson *.csv *.tsv *.parquet *.gz"
        self._drop.set_filters(f"{texts} ({kinds});;{everything} (*)")
        self._samples_title.setText(self.tr("Try the whole journey on a sample"))
        self._recent_title.setText(self.tr("Recent projects"))
        titles = (
            (self.tr("English stories"), self.tr("Little stories with a moral")),
            (self.tr("Chinese stories"), self.tr("The same kind of stories in Chinese")),
            (self.tr("Python reference"), self.tr("The language reference of this Python")),
        )
        for button, (title, description) in zip(self._samples, titles, strict=True):
            button.setText(f"{title}\n{description}")
        if self._card is not None:
            self._card.retranslate()
        self._refresh()

    # -- laying out ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._about.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column = QWidget()
        column.setMaximumWidth(_WIDTH_PX)
        inside = QVBoxLayout(column)
        inside.setSpacing(10)
        inside.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        inside.addWidget(self._heading)
        inside.addWidget(self._about)
        inside.addSpacing(8)
        inside.addLayout(self._project_row())
        inside.addWidget(self._left_off)
        inside.addSpacing(8)
        inside.addWidget(self._drop)
        inside.addSpacing(8)
        inside.addWidget(self._samples_title)
        inside.addLayout(self._samples_row())
        inside.addWidget(self._recent_title)
        inside.addLayout(self._recent)
        inside.addStretch()
        self._pages.addWidget(_scrolled(column))

    def _project_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._here, 1)
        for widget in (self._continue, self._next, self._new, self._open):
            row.addWidget(widget)
        row.addStretch()
        return row

    def _samples_row(self) -> QGridLayout:
        row = QGridLayout()
        for number, button in enumerate(self._samples):
            button.setMinimumHeight(3 * button.fontMetrics().lineSpacing())
            row.addWidget(button, 0, number)
            row.setColumnStretch(number, 1)
        return row

    def _connect(self) -> None:
        session = self.session
        self._new.clicked.connect(lambda: session.commands.action("project.new").trigger())
        self._open.clicked.connect(lambda: session.commands.action("project.open").trigger())
        self._continue.clicked.connect(self._continue_work)
        self._next.clicked.connect(self._go_on)
        self._drop.dropped.connect(self._take)
        english, chinese, python = self._samples
        english.clicked.connect(lambda: self.offer_sample("stories_en"))
        chinese.clicked.connect(lambda: self.offer_sample("stories_zh"))
        python.clicked.connect(lambda: self.offer_sample("python_reference"))
        session.project_changed.connect(self._show_damage)
        session.catalogue_changed.connect(self._show_damage)
        WhenSeen(
            self,
            self._refresh,
            session.project_changed,
            session.catalogue_changed,
            session.runner.active_changed,
        )

    # -- projects -----------------------------------------------------------------------------

    def _refresh(self) -> None:
        project = self.session.project
        self._here.setVisible(project is not None)
        self._next.setVisible(project is not None)
        if project is not None:
            self._here.setText(self.tr("Project “{name}”").format(name=project.folder.name))
            self._next.setText(next_step(project).text)
        self._show_interrupted()
        self._show_recent()

    def _show_recent(self) -> None:
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        project = self.session.project
        here = project.folder if project is not None else None
        folders = [path for path in self.session.settings.recent_projects() if path != here]
        for folder in folders:
            button = QPushButton(f"{folder.name}   {folder.parent}".replace("&", "&&"), flat=True)
            button.setStyleSheet("text-align: left; padding: 4px;")
            button.clicked.connect(lambda _checked=False, f=folder: self.session.open_project(f))
            self._recent.addWidget(button)
        self._recent_title.setVisible(bool(folders))

    def _go_on(self) -> None:
        self.session.take(next_step(self.session.project))

    def _show_interrupted(self) -> None:
        """What was going on when the project was left, unless something goes on by now."""
        there = left_off(self.session)
        self._left_off.setText(left_off_text(there) if there is not None else "")
        for widget in (self._left_off, self._continue):
            widget.setVisible(there is not None)
        self._continue.setDefault(there is not None)
        self._next.setDefault(there is None)

    def _continue_work(self) -> None:
        there = left_off(self.session)
        if there is not None:
            go_on(self.session, there)

    def _show_damage(self) -> None:
        """Name what an opened project holds and cannot be read, once all of it was looked at."""
        project = self.session.project
        if project is self._looked_at or project is None or project.catalogue.progress is not None:
            return
        self._looked_at = project
        for sentence in project.damaged():
            self.session.messages.show(sentence, Level.WARNING)

    # -- the journey --------------------------------------------------------------------------

    def _take(self, files: Sequence[Path]) -> None:
        """A text begins a journey; a model's folder is imported."""
        from ui.shell.exchange.model_import import is_model

        if len(files) == 1 and is_model(files[0]):
            self.session.model_dropped.emit(files[0])
        else:
            self.offer_files(files)

    def offer_files(self, files: Sequence[Path]) -> None:
        """Look into the files and offer a journey on them."""
        names = [str(path) for path in files]
        self.session.query(lambda: sized(names), self._show_card, owner=self)

    def offer_sample(self, sample: str) -> None:
        """Offer a journey on a built-in sample."""
        from workbench.plans.journey import JourneySpec, sample_journey

        match sample:
            case "stories_en":
                self._show_card(sample_journey("en"))
            case "stories_zh":
                self._show_card(sample_journey("zh"))
            case _:
                self._show_card(
                    JourneySpec(name="python reference", sample="python_reference", prompt="The ")
                )

    def _show_card(self, spec: "JourneySpec") -> None:
        from ui.panels.welcome.journey import JourneyCard  # with the forms, when they are needed

        self._close_card()
        self._card = card = JourneyCard(self.session, spec)
        card.closed.connect(self._close_card)
        holder = QWidget()
        row = QHBoxLayout(holder)
        card.setMaximumWidth(_WIDTH_PX)
        row.addWidget(card)
        self._pages.addWidget(holder)
        self._pages.setCurrentWidget(holder)

    def _close_card(self) -> None:
        if self._card is None:
            return
        holder = self._card.parentWidget()
        assert holder is not None
        self._card = None
        self._pages.setCurrentIndex(0)
        self._pages.removeWidget(holder)
        holder.deleteLater()


def sized(files: Sequence[str]) -> "Iterator[JourneySpec]":
    """A journey on the files; runs in a thread of the query lane."""
    from workbench.plans.journey_sizes import journey_on

    yield journey_on(files)


def _label(scale: float = 1.0) -> QLabel:
    label = QLabel(wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    label.setFont(font)
    return label


def _scrolled(column: QWidget) -> QScrollArea:
    """A column in the middle of a page that scrolls."""
    page = QWidget()
    row = QHBoxLayout(page)
    row.addStretch()
    row.addWidget(column, 100)
    row.addStretch()
    scroll = QScrollArea(widgetResizable=True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidget(page)
    return scroll
