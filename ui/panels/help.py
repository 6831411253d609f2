"""The help pages, in the window's language, without a network."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QListWidget, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from resources.languages import HELP, SOURCE_LANGUAGE
from ui.panel import EmptyState, Panel, Swap
from ui.session import Session
from ui.when_seen import WhenSeen
from ui.workspace import Workspace

_SUFFIX = ".md"
_MARGIN_PX = 16


@dataclass(frozen=True)
class HelpPage:
    """A page's Markdown, and the language it is written in."""

    text: str
    language: str

    @property
    def title(self) -> str:
        """The first heading."""
        headings = (line for line in self.text.splitlines() if line.startswith("#"))
        return next(headings, "").lstrip("# ").strip()


class HelpPanel(Panel):
    """A list of pages, and the page that was chosen."""

    name = "help"
    workspace = Workspace.WELCOME
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._pages: dict[str, HelpPage] = {}
        self._list = QListWidget()
        self._list.setSpacing(2)
        self._browser = _Pages()
        split = QSplitter()
        split.addWidget(self._list)
        split.addWidget(self._browser)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 3)
        self._swap = Swap(EmptyState(session.theme.icon("help-circle-outline")), split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)
        self._list.currentRowChanged.connect(self._show_row)
        self._browser.anchorClicked.connect(self._follow)
        session.help_requested.connect(self.show_page)
        self._swap.empty.triggered.connect(lambda: session.go_to(Workspace.WELCOME, "welcome"))
        WhenSeen(self, self._read, session.language.changed, session.theme.changed)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Help")

    def retranslate(self) -> None:
        super().retranslate()
        self._list.setAccessibleName(self.tr("Pages"))
        self._swap.empty.set_text(
            self.tr("The help pages explain each step. None are installed."),
            self.tr("Back to the start page"),
        )

    @property
    def pages(self) -> dict[str, HelpPage]:
        """The pages of the present language by file name."""
        return read_pages(self.session.language.language.code)

    @property
    def page(self) -> str:
        """The file name of the page that is shown; empty without one."""
        names = list(self._pages)
        row = self._list.currentRow()
        return names[row] if 0 <= row < len(names) else ""

    def show_page(self, name: str) -> None:
        """Show the page of that file name, if there is one."""
        if not self._pages:
            self._read()
        names = list(self._pages)
        if name in names:
            self._list.setCurrentRow(names.index(name))

    def _read(self) -> None:
        """Read every page in the present language, or in English where there is none."""
        before = self.page
        self._pages = read_pages(self.session.language.language.code)
        self._list.blockSignals(True)
        self._list.clear()
        self._list.addItems([page.title for page in self._pages.values()])
        self._list.blockSignals(False)
        self._swap.show_content(bool(self._pages))
        names = list(self._pages)
        self._list.setCurrentRow(names.index(before) if before in names else 0)

    def _show_row(self, _row: int) -> None:
        page = self._pages.get(self.page)
        self._browser.setMarkdown(self._shown(page) if page is not None else "")

    def _shown(self, page: HelpPage) -> str:
        """The page, under a note where it is not in the present language."""
        if page.language == self.session.language.language.code:
            return page.text
        note = self.tr("This page is not translated yet; here it is in English.")
        return f"*{note}*\n\n{page.text}"

    def _follow(self, link: QUrl) -> None:
        """Only links from page to page lead anywhere: nothing here reaches for the network."""
        self.show_page(link.path())


class _Pages(QTextBrowser):
    """Shows Markdown and loads nothing that it names, be it a file, an image or an address."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(_MARGIN_PX)

    def setMarkdown(self, markdown: str) -> None:
        features = QTextDocument.MarkdownFeature
        self.document().setMarkdown(
            markdown, features.MarkdownDialectGitHub | features.MarkdownNoHTML
        )

    def loadResource(self, type: int, name: QUrl | str) -> object:
        return None


def read_pages(language: str) -> dict[str, HelpPage]:
    """The pages by file name, in order of their names; English where a translation is missing."""
    pages = _pages_in(SOURCE_LANGUAGE) | _pages_in(language)
    return dict(sorted(pages.items()))


def _pages_in(language: str) -> dict[str, HelpPage]:
    paths = (HELP / language).glob(f"*{_SUFFIX}")
    return {path.name: HelpPage(path.read_text(encoding="utf-8"), language) for path in paths}
