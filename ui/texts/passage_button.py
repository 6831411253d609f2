"""Taking the shared text from the corpus that a model was trained on."""

import random
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QToolButton

from ui.protocols.open_project import ModelSource
from ui.session import Session
from ui.texts.one_line import one_line
from workbench.corpora.passages import SPREAD, CorpusPassage

Passages = tuple[CorpusPassage, ...]


class PassageButton(QToolButton):
    """Opens a menu of passages of the corpus of the model that `reference` names."""

    def __init__(self, session: Session, reference: Callable[[], str]) -> None:
        super().__init__()
        self._session = session
        self._reference = reference
        self._menu = QMenu(self, toolTipsVisible=True)
        self.clicked.connect(lambda: self._query(SPREAD, self._offer))

    def retranslate(self) -> None:
        self.setText(self.tr("Passage…"))
        self.setToolTip(
            self.tr("Take a passage of the validation text of the corpus the model was trained on")
        )

    def _query(self, shares: Sequence[float], take: Callable[[Passages], object]) -> None:
        project, reference = self._session.project, self._reference()
        if project is None or not reference:
            return
        otherwise = self._session.selection.corpus
        self._session.query(lambda: _read(project, reference, shares, otherwise), take, owner=self)

    def _offer(self, passages: Passages) -> None:
        menu = self._menu
        menu.clear()
        for passage in passages:
            entry = self.tr("{corpus}, document {number}: {text}").format(
                corpus=passage.corpus, number=passage.document, text=passage.text
            )
            action = menu.addAction(one_line(entry))
            action.setToolTip(passage.text)
            action.triggered.connect(lambda _=False, one=passage: self._take((one,)))
        menu.addSeparator()
        another = menu.addAction(self.tr("Another at random"))
        another.triggered.connect(lambda: self._query((random.random(),), self._take))
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _take(self, passages: Passages) -> None:
        for passage in passages:
            self._session.text.set(passage.text)


def _read(
    project: ModelSource, reference: str, shares: Sequence[float], otherwise: str
) -> Iterator[Passages]:
    """Runs in a thread of the query lane."""
    yield project.model(reference).passages(shares, otherwise=otherwise)
