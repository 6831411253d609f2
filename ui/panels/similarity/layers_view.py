"""What is seen of a comparison of layers: the matrix, the heads of a pair, the table of pairs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ui.panels.similarity.head_view import HeadView
from ui.panels.similarity.matrix_view import MatrixView
from ui.panels.similarity.pairs_table import PairsTable
from ui.panels.similarity.queries import ComparedHeads, ComparedLayers, query_heads
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.widgets.drawings.whole_picture import Columns

if TYPE_CHECKING:
    from workbench.inspection.comparison.similarity import Similarity

_SHARES_PX = (560, 640)
_HEIGHTS_PX = (420, 200)


class LayersView(QWidget):
    """The matrix of all layers on the left; heads of a pair and the table of pairs on the right."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._matrix, self._heads = MatrixView(), HeadView(session.theme)
        self._pairs = PairsTable()
        self._compared: ComparedLayers | None = None
        self._query: Query[ComparedHeads] | None = None
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(self._heads)
        right.addWidget(self._pairs)
        right.setStretchFactor(0, 1)
        right.setSizes(list(_HEIGHTS_PX))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._matrix)
        split.addWidget(right)
        split.setSizes(list(_SHARES_PX))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        self._matrix.chosen.connect(self._choose)
        self._pairs.chosen.connect(self._choose)

    @property
    def similarity(self) -> "Similarity | None":
        return self._compared.similarity if self._compared is not None else None

    def show_compared(self, compared: ComparedLayers | None) -> None:
        """Show a comparison, at the last pair of the layer map; None: nothing."""
        self._compared = compared
        self._matrix.show_similarity(self.similarity)
        self._pairs.show_similarity(self.similarity)
        self._heads.show_heads(None)
        if self.similarity is not None and self.similarity.mapping.pairs:
            self._choose(*self.similarity.mapping.pairs[-1])

    def retranslate(self) -> None:
        for part in (self._matrix, self._heads, self._pairs):
            part.retranslate()

    def columns(self) -> Columns:
        """What a picture shows of it: the matrix beside the heads of a pair and the table."""
        return [self._matrix.parts(), [*self._heads.parts(), *self._pairs.parts()]]

    def _choose(self, teacher_layer: int, student_layer: int) -> None:
        """Show the heads of a pair; of several clicks only the last is answered."""
        project, compared = self._session.project, self._compared
        pair = teacher_layer, student_layer
        if project is None or compared is None or compared.similarity is None:
            return
        similarity = compared.similarity
        self._pairs.choose(pair)
        if self._query is not None:
            self._query.cancel()
        self._query = self._session.query(
            lambda: query_heads(project, compared.results, similarity, pair),
            self._show_heads,
            owner=self,
            on_restart=keep_shown,
        )

    def _show_heads(self, heads: ComparedHeads) -> None:
        if heads.similarity is self.similarity:
            self._heads.show_heads(heads)
