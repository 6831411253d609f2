"""What the chosen run comes from, and what was made from it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.models.run_style import run_styles
from ui.panel import EmptyState, Swap
from ui.session import Session
from ui.shell.messages import name_of
from ui.when_seen import WhenSeen
from ui.widgets.charts.lineage_chart import ChartBox, LineageChart
from ui.widgets.numbers import count
from ui.workspace import Workspace
from workbench.project.run_table.lineage import LineageNode, RunLineage
from workbench.store.names import Sort
from workbench.store.records import RunRecord

_MOST_BOXES = 300


class RunLineageView(QWidget):
    """A drawing from sources to what was made of them; a click on a box goes there."""

    def __init__(self, session: Session, choose: Callable[[str], None]) -> None:
        super().__init__()
        self._session = session
        self._choose = choose
        self._run: RunRecord | None = None
        self._nodes: dict[str, LineageNode] = {}
        self._chart = LineageChart()
        self._status = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._status.setMargin(4)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._chart)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._status)
        inside.addWidget(scroll, 1)
        self._swap = Swap(EmptyState(), content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)
        self._chart.picked.connect(self._on_pick)
        self._seen = WhenSeen(self, self._draw, session.catalogue_changed, session.theme.changed)

    def retranslate(self) -> None:
        self._chart.setAccessibleName(self.tr("Lineage"))
        self._swap.empty.set_text(self.tr("There is nothing yet that was made from something."))
        self._seen.now_or_later()

    def show_run(self, run: RunRecord | None) -> None:
        """Show the lineage of a run; of the whole project without one."""
        if (run.id if run else "") != (self._run.id if self._run else ""):
            self._run = run
            self._seen.now_or_later()

    def _draw(self) -> None:
        project = self._session.project
        if project is None:
            self._swap.show_content(False)
            return
        found = project.run_table.lineage(self._run or "")
        self._nodes = {node.key: node for node in found.nodes[:_MOST_BOXES]}
        lines = [
            (one.source, one.target)
            for one in found.edges
            if one.source in self._nodes and one.target in self._nodes
        ]
        marked = next((n.key for n in found.nodes if self._run and n.run == self._run.id), "")
        self._chart.show_boxes(self._boxes(found), lines, marked)
        self._status.setText(self._said(found))
        self._swap.show_content(bool(found.nodes))

    def _boxes(self, found: RunLineage) -> list[ChartBox]:
        project, depths = self._session.project, found.depths()
        runs = project.runs if project is not None else ()
        styles = run_styles(runs, self._session.theme.colours)
        return [
            ChartBox(
                node.key,
                node.name,
                self._about(node),
                depths[node.key],
                styles[node.run].colour if node.run in styles else "",
                is_faint=not node.is_there,
            )
            for node in self._nodes.values()
        ]

    def _about(self, node: LineageNode) -> str:
        if not node.is_there:
            return self.tr("deleted")
        match node.sort:
            case Sort.CORPUS:
                return self.tr("Corpus")
            case Sort.TOKENIZER:
                return self.tr("Tokenizer")
            case Sort.CACHE:
                return self.tr("Teacher cache")
            case Sort.MODEL | Sort.RUN:
                return name_of(node.kind)

    def _said(self, found: RunLineage) -> str:
        if len(found.nodes) > _MOST_BOXES:
            text = self.tr("The first {count} of {total} are drawn; choose a run to see its own.")
            return text.format(count=count(_MOST_BOXES), total=count(len(found.nodes)))
        if self._run is None:
            return self.tr("All of the project; choose a run to see what it comes from.")
        return self.tr("What “{run}” comes from, and what was made from it").format(
            run=self._run.name
        )

    def _on_pick(self, key: str) -> None:
        """A run is chosen in the table; for a corpus or a tokenizer the window goes to Data."""
        node = self._nodes[key]
        match node.sort:
            case Sort.CORPUS if node.is_there:
                self._session.select(corpus=node.name)
                self._session.go_to(Workspace.DATA, "corpora")
            case Sort.TOKENIZER if node.is_there:
                self._session.select(tokenizer=node.name)
                self._session.go_to(Workspace.DATA, "tokenizers")
            case _ if node.run:
                self._choose(node.run)
