"""The prompt as models read it, token by token, live as one types; foldable."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.forms.section import Section
from ui.protocols.open_project import ModelSource
from ui.running.queries import Query
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.numbers import count, counted
from ui.widgets.token_strip import Token, TokenStrip, shown
from workbench.activities.queries.prompt_tokens import PromptToken, PromptTokens
from workbench.errors import WorkbenchError
from workbench.generation.prompt_spec import PromptSpec

PAUSE_MS = 150
MOST_HEIGHT_PX = 120
MOST_SHOWN = 600
"""Nobody reads more coloured pieces; the others are counted."""


@dataclass(frozen=True)
class PromptReading:
    """What one or several models read of a prompt, or why they cannot read it."""

    references: tuple[str, ...]
    read: PromptTokens | None = None
    problem: str = ""


def readings(
    project: ModelSource, references: Sequence[str], prompt: PromptSpec
) -> Iterator[list[PromptReading]]:
    """Models that read the same are named together; runs in the query lane."""
    found: dict[PromptTokens | str, list[str]] = {}
    for reference in dict.fromkeys(references):
        try:
            read: PromptTokens | str = project.model(reference).prompt_as_read(prompt)
        except WorkbenchError as error:
            read = translate(error.words)
        found.setdefault(read, []).append(reference)
    yield [
        PromptReading(tuple(names), problem=read)
        if isinstance(read, str)
        else PromptReading(tuple(names), read)
        for read, names in found.items()
    ]


class RawView(QWidget):
    """A headline with the count, hints on what is odd, and the tokens where somebody unfolds them.

    `asked` gives the references of the models and the prompt as it stands.
    """

    def __init__(
        self, session: Session, asked: Callable[[], tuple[Sequence[str], PromptSpec]]
    ) -> None:
        super().__init__()
        self._session, self._asked = session, asked
        self._readings: list[PromptReading] = []
        self._query: Query[list[PromptReading]] | None = None
        # Typing on starts the wait anew, so that a fast typist does not wait for every letter.
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        self._hints = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._hints.hide()
        self._inside = QWidget()
        self._lines = QVBoxLayout(self._inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFixedHeight(MOST_HEIGHT_PX)
        self._area.setWidget(self._inside)
        self._section = Section(self._area, folded=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._section)
        layout.addWidget(self._hints)
        self._is_stale = False
        self._section.toggled.connect(self.refresh)
        session.theme.changed.connect(self._show)
        self._show()

    def refresh(self) -> None:
        """Read the prompt soon, or once it is seen."""
        self._is_stale = not self.isVisible()
        if not self._is_stale:
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def forget(self) -> None:
        """Nothing is read any more."""
        if self._query is not None:
            self._query.cancel()
        self._timer.stop()
        self._take([])

    @property
    def strips(self) -> list[TokenStrip]:
        """The tokens, for each way that they are read."""
        return self._inside.findChildren(TokenStrip)

    # -- inside

    def _ask(self) -> None:
        project, (references, prompt) = self._session.project, self._asked()
        if self._query is not None:
            self._query.cancel()
        # A template is rendered in a process of its own: not for each letter where nobody looks.
        is_unseen = prompt.chat and self._section.is_folded
        if project is None or not references or is_unseen:
            self._take([])
            return
        self._query = self._session.query(
            lambda: readings(project, references, prompt),
            self._take,
            on_error=lambda _: self._take([]),  # each pane says what hinders its model
            owner=self,
        )

    def _take(self, found: list[PromptReading]) -> None:
        self._readings = found
        self._show()

    def _show(self) -> None:
        self._section.set_title(
            self._title(),
            self.tr("The very tokens that are fed to each model, special ones marked"),
        )
        hints = [hint for one in self._readings for hint in self._hints_of(one)]
        self._hints.setText("\n".join(hints))
        self._hints.setVisible(bool(hints))
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for one in self._readings:
            if one.read is not None:
                self._add_line(one.references, one.read)
        self._lines.addStretch()
        self._fit_height()

    def _fit_height(self) -> None:
        """As high as the tokens of a short prompt; those of a long one are scrolled."""
        width = self._area.viewport().width()
        lines = [strip.heightForWidth(width) for strip in self.strips]
        names = len(lines) * self.fontMetrics().height() if len(lines) > 1 else 0
        room = self._lines.spacing() * (2 * len(lines) + 1) + 2 * self._area.frameWidth()
        self._area.setFixedHeight(min(MOST_HEIGHT_PX, sum(lines) + names + room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def _add_line(self, references: tuple[str, ...], read: PromptTokens) -> None:
        if len(self._readings) > 1:
            names = QLabel(" · ".join(references), textFormat=Qt.TextFormat.PlainText)
            self._lines.addWidget(names)
        strip = TokenStrip()
        strip.set_tokens([self._token(token) for token in read.tokens[:MOST_SHOWN]])
        self._lines.addWidget(strip)
        if (more := len(read.tokens) - MOST_SHOWN) > 0:
            one = self.tr("1 more token is not shown")
            told = counted(more, one, self.tr("{count} more tokens are not shown"))
            self._lines.addWidget(QLabel(told))

    def _token(self, token: PromptToken) -> Token:
        colours = self._session.theme.colours
        told = self.tr("id {id}").format(id=token.id)
        colour = ""
        if token.is_special:
            told = self.tr("special token, id {id}").format(id=token.id)
            colour = colours.accent
        elif token.is_unknown:
            told = self.tr("unknown to the tokenizer, id {id}").format(id=token.id)
            colour = colours.error
        ends_line = token.text.endswith("\n")
        return Token(token.text, tooltip=told, colour=colour, line_break=ends_line)

    def _title(self) -> str:
        found = [one.read for one in self._readings if one.read is not None]
        counts = [len(read.tokens) for read in found]
        if not counts:
            return self.tr("As the models read it")
        if len(found) == 1 and counts[0] > found[0].context:
            told = self.tr("As the models read it: {most} of {count} tokens")
            return told.format(most=count(found[0].context), count=count(counts[0]))
        if min(counts) == max(counts):
            one = self.tr("As the models read it: 1 token")
            return counted(counts[0], one, self.tr("As the models read it: {count} tokens"))
        told = self.tr("As the models read it: {least} to {most} tokens")
        return told.format(least=count(min(counts)), most=count(max(counts)))

    def _hints_of(self, one: PromptReading) -> Iterator[str]:
        for hint in filter(None, self._hints_on(one)):
            is_named = len(self._readings) > 1
            yield f"{' · '.join(one.references)}: {hint}" if is_named else hint

    def _hints_on(self, one: PromptReading) -> Iterator[str]:
        yield one.problem
        if one.read is None:
            return
        read = one.read
        if read.num_unknown:
            yield counted(
                read.num_unknown,
                self.tr("1 token stands for characters that its tokenizer does not know"),
                self.tr("{count} tokens stand for characters that its tokenizer does not know"),
            )
        if read.begins_twice:
            yield self.tr("the beginning token stands there twice: once typed, once put in front")
        if read.loose_end is not None:
            yield self.tr(
                "the white space at the end changes what comes next: it is read as {read}, but "
                "before a word it would be {before}"
            ).format(
                read=_pieces(read.loose_end.read), before=_pieces(read.loose_end.before_a_word)
            )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show()


def _pieces(pieces: Sequence[str]) -> str:
    return " + ".join(f"“{shown(piece)}”" for piece in pieces)
