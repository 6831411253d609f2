"""The tokenizers of the project, and the form in which one is trained."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from ui.catalogue import RecordActions
from ui.forms.form import SpecForm
from ui.models import figures
from ui.models.names import free_name
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import EmptyState, Panel, Swap
from ui.session import Session
from ui.shell.messages import name_of
from ui.when_seen import WhenSeen
from ui.workspace import Workspace
from workbench.errors import WorkbenchError
from workbench.store.records import TokenizerRecord
from workbench.tokenizers.spec import PRESETS, TrainTokenizerSpec

_ICON_PX = 18
_DEFAULT_SIZE: int = TrainTokenizerSpec.model_fields["vocabulary_size"].default


class TokenizersPanel(Panel):
    """The table of tokenizers above, the settings of the next one below."""

    name = "tokenizers"
    workspace = Workspace.DATA
    area = Qt.DockWidgetArea.LeftDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._table: Table[TokenizerRecord] = Table(lambda record: record.id, self)
        self._view = TableView(self._table)
        self._records = RecordActions(session, self._view)
        self._proposed = ""
        self._suited = _DEFAULT_SIZE
        self._of_corpus = ""
        self._bar = QToolBar()
        self._heading, self._preset_label = QLabel(), QLabel()
        self._preset = QComboBox()
        self._form = SpecForm(TrainTokenizerSpec, self._choices)
        self._train = QPushButton()
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Tokenizers")

    def retranslate(self) -> None:
        super().retranslate()
        self._heading.setText(self.tr("Train a tokenizer"))
        self._preset_label.setText(self.tr("Start from"))
        self._preset.setItemText(0, self.tr("settings of your own"))
        for number, preset in enumerate(PRESETS, start=1):
            self._preset.setItemText(number, name_of(preset.name))
        self._preset.setToolTip(
            self.tr(
                "“portable” can be exported to every format; “fast” encodes quickest; "
                "“clean prose” tidies up spaces and look-alike characters; "
                "“characters” needs no learning."
            )
        )
        self._train.setText(self.tr("Train"))
        self._records.retranslate()
        self._swap.empty.set_text(
            self.tr("A tokenizer cuts text into the pieces that models read. It needs a corpus."),
            self.tr("Add a corpus first"),
        )
        self._table.set_columns(self._columns())
        self._view.fit_columns()

    def _columns(self) -> tuple[Column[TokenizerRecord], ...]:
        return (
            Column(
                self.tr("Name"),
                lambda record: record.name,
                rename=self._records.rename,
                help=self.tr("Double-click to rename it"),
            ),
            Column(
                self.tr("Algorithm"),
                lambda record: name_of(record.family),
                help=self.tr("How the pieces were chosen"),
            ),
            Column(
                self.tr("Vocabulary"),
                lambda record: record.vocabulary_size,
                lambda record: figures.count(record.vocabulary_size),
                numeric=True,
                help=self.tr("How many pieces it knows"),
            ),
        )

    # -- laying out ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._bar.addActions([self._records.rename_action, self._records.delete_action])
        self._preset.setObjectName("preset")
        self._preset.addItem("")
        for preset in PRESETS:
            self._preset.addItem("", preset)
        font = self._heading.font()
        font.setBold(True)
        self._heading.setFont(font)
        content = QSplitter(Qt.Orientation.Vertical)
        content.addWidget(self._list())
        content.addWidget(self._training())
        content.setStretchFactor(0, 1)
        content.setStretchFactor(1, 2)
        self._swap = Swap(EmptyState(), content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)

    def _list(self) -> QWidget:
        upper = QWidget()
        layout = QVBoxLayout(upper)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._view, 1)
        return upper

    def _training(self) -> QWidget:
        lower = QWidget()
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self._form)
        start = QHBoxLayout()
        start.addWidget(self._heading)
        start.addStretch()
        start.addWidget(self._preset_label)
        start.addWidget(self._preset)
        layout = QVBoxLayout(lower)
        layout.addLayout(start)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._train, alignment=Qt.AlignmentFlag.AlignRight)
        return lower

    def _connect(self) -> None:
        session = self.session
        self._train.clicked.connect(self.train)
        self._preset.activated.connect(self._apply_preset)
        self._form.changed.connect(self._on_edit)
        self._swap.empty.triggered.connect(lambda: session.go_to(Workspace.DATA, "corpora"))
        self._view.picked.connect(self._on_pick)
        WhenSeen(self, self._refresh, session.catalogue_changed, session.selection_changed)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        theme = self.session.theme
        self._train.setIcon(theme.icon("play"))
        self._swap.empty.set_icon(theme.icon("puzzle-outline"))
        self._table.set_columns(self._columns())

    # -- what happens -------------------------------------------------------------------------

    def _choices(self, path: str) -> Sequence[str]:
        project = self.session.project
        if path != "corpus" or project is None:
            return ()
        return [record.name for record in project.corpora]

    def _refresh(self) -> None:
        project = self.session.project
        records = project.tokenizers if project is not None else ()
        self._table.set_rows(records)
        self._form.refresh_choices()
        has_corpora = project is not None and bool(project.corpora)
        self._swap.show_content(has_corpora or bool(records))
        self._follow_selection()
        self._suit_vocabulary()
        self._enable()

    def _follow_selection(self) -> None:
        selection = self.session.selection
        for record in self._table.rows:
            if record.name == selection.tokenizer:
                self._view.choose(record.id)
        if selection.corpus in self._choices("corpus"):
            self._form.set_value({"corpus": selection.corpus})
            self._propose_name()

    def _on_pick(self) -> None:
        for record in self._view.chosen():
            self.session.select(tokenizer=record.name)
            self.session.go_to(Workspace.DATA, "tokenizer_vocabulary")

    def _propose_name(self) -> None:
        """Name the next tokenizer after its corpus for as long as nobody named it otherwise."""
        plain = self._form.plain()
        taken = [record.name for record in self._table.rows]
        proposed = free_name(f"{plain['corpus']} {plain['algorithm']}", taken)
        if plain["name"] in ("", "tokenizer", *taken, self._proposed):
            self._proposed = proposed
            self._form.set_value({"name": proposed})

    def _suit_vocabulary(self) -> None:
        """A vocabulary for the chosen text, for as long as nobody chose another size."""
        project, plain = self.session.project, self._form.plain()
        corpus, size = plain["corpus"], plain["vocabulary_size"]
        if project is None or corpus == self._of_corpus:
            return
        self._of_corpus = corpus
        if not corpus or size not in (_DEFAULT_SIZE, self._suited):
            return
        try:
            self._suited = project.plans.vocabulary_size(corpus)
        except WorkbenchError:  # the corpus is gone or damaged, which the start will say
            return
        self._form.set_value({"vocabulary_size": self._suited})

    def _apply_preset(self) -> None:
        preset = self._preset.currentData()
        if preset is not None:
            self._form.set_value(dict(preset.settings))

    def _on_edit(self) -> None:
        """The preset shown is the one whose settings the form has."""
        plain = self._form.plain()
        for number, preset in enumerate(PRESETS, start=1):
            same = all(
                list(plain[name]) == list(value)
                if isinstance(value, tuple)
                else plain[name] == value
                for name, value in preset.settings.items()
            )
            if same:
                self._preset.setCurrentIndex(number)
                break
        else:
            self._preset.setCurrentIndex(0)
        self._suit_vocabulary()
        self._enable()

    def _enable(self) -> None:
        there = self.session.project is not None
        self._train.setEnabled(there and not self._form.problems)

    def train(self) -> None:
        """Start training with the present settings."""
        spec = self._form.value()
        self.session.start(spec)
        self.session.select(tokenizer=spec.name)
