"""A drawn tree with its size above it and the chosen node below."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.panel import EmptyState, Swap
from ui.panels.trees.details import NodeDetails
from ui.panels.trees.drawn import DrawnTree
from ui.theme import Theme
from ui.widgets.trees.tree_view import TreeView


class TreeSight(Swap):
    """Shows a tree, or a sentence where there is none.

    `write_requested` brings a `GenerationRequest` from the chosen node on, `look_requested` the
    `TokenPlace` of the node in a written text.
    """

    write_requested = Signal(object)
    look_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        content = QWidget()
        super().__init__(EmptyState(), content)
        self._theme = theme
        self._tree: DrawnTree | None = None
        self._all, self._copy = QPushButton(), QPushButton()
        self._said = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._view, self._details = TreeView(), NodeDetails()
        head = QHBoxLayout()
        head.addWidget(self._said, 1)
        head.addWidget(self._all)
        head.addWidget(self._copy)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self._view, 1)
        column.addWidget(self._details)
        self._all.clicked.connect(self._view.show_all)
        self._copy.clicked.connect(self._copy_text)
        self._view.chosen.connect(self._show_chosen)
        self._details.write_requested.connect(self._write_on)
        self._details.look_requested.connect(self._look)
        theme.changed.connect(self._paint)
        self._paint()

    def show_tree(self, tree: DrawnTree | None) -> None:
        """Draw a tree; the node that was chosen stays chosen if it is still there."""
        self._tree = tree
        self.show_content(tree is not None)
        if tree is None:
            self._view.set_nodes(())
            self._details.show_node(None)
            return
        self._said.setText(tree.said)
        self._view.set_nodes(tree.tree, aligned=tree.is_aligned, lines=tree.lines())
        self._show_chosen(self._view.selected)

    def retranslate(self, title: str) -> None:
        self._all.setText(self.tr("Show all"))
        self._all.setToolTip(self.tr("The wheel zooms, a drag moves, arrow keys walk; 0 shows all"))
        self._copy.setText(self.tr("Copy as text"))
        self._details.retranslate()
        self._view.set_title(title)

    def _paint(self) -> None:
        self.empty.set_icon(self._theme.icon("file-tree-outline"))
        self._view.set_colour(self._theme.colours.accent)

    def _show_chosen(self, number: int) -> None:
        if self._tree is None or number < 0:
            self._details.show_node(None)
        else:
            self._details.show_node(self._tree.nodes[number], self._tree.prompt)

    def _write_on(self) -> None:
        node = self._details.node
        if node is not None and node.request is not None:
            self.write_requested.emit(node.request)

    def _look(self) -> None:
        node = self._details.node
        if node is not None and node.place is not None:
            self.look_requested.emit(node.place)

    def _copy_text(self) -> None:
        if self._tree is not None:
            QGuiApplication.clipboard().setText("\n".join(self._tree.lines()) + "\n")
