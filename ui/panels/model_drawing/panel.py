"""The model, or the teacher and its student, that the settings of the next run describe."""

from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.panel import EmptyState, Panel, Swap
from ui.panels.model_drawing.parts import drawing_of
from ui.session import Session
from ui.shell.messages import translate
from ui.when_seen import WhenSeen
from ui.widgets.drawings.model_drawing import ModelDrawing
from ui.widgets.saving import ask_where_to_save, png, save_bytes, svg
from ui.workspace import Workspace
from workbench.activities.estimate.model_preview import ModelPreview
from workbench.errors import WorkbenchError
from workbench.models.size.outline import outline

_FILTERS = "SVG (*.svg);;PNG (*.png)"


class ModelDrawingPanel(Panel):
    """Follows the form while its settings change; an impossible one leaves the last drawing."""

    name = "model_drawing"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._problem = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._save = QPushButton()
        self._drawings = (ModelDrawing(), ModelDrawing())
        self._empty = EmptyState()
        self._swap = Swap(self._empty, self._content())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)
        self._save.clicked.connect(self._ask_to_save)
        self._empty.triggered.connect(lambda: session.go_to(Workspace.TRAIN, "train_setup"))
        changes = (session.edited_changed, session.project_changed, session.theme.changed)
        WhenSeen(self, self._refresh, *changes)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Model")

    def retranslate(self) -> None:
        super().retranslate()
        self._save.setText(self.tr("Save the drawing…"))
        self._empty.set_text(
            self.tr("Here you see the parts of the model that you set up, and their sizes."),
            self.tr("Set up a model"),
        )
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._empty.set_icon(self.session.theme.icon("layers-triple-outline"))

    def _content(self) -> QWidget:
        pair = QWidget()
        side_by_side = QHBoxLayout(pair)
        side_by_side.setContentsMargins(0, 0, 0, 0)
        side_by_side.setSpacing(1)
        for drawing in self._drawings:
            side_by_side.addWidget(drawing, 1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(pair)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        top = QHBoxLayout()
        top.setContentsMargins(8, 4, 8, 0)
        top.addWidget(self._problem, 1)
        top.addWidget(self._save)
        column.addLayout(top)
        column.addWidget(scroll, 1)
        return content

    # -- following the form -------------------------------------------------------------------

    def _refresh(self) -> None:
        edited, project = self.session.edited, self.session.project
        if project is None or (edited.spec is None and not edited.problem):
            self._swap.show_content(False)
            return
        problem = edited.problem
        if edited.spec is not None:
            try:
                self._draw(project.preview(edited.spec).models())
            except WorkbenchError as error:
                problem = translate(error.words)
        for drawing in self._drawings:
            drawing.set_faded(bool(problem))
        self._problem.setText(problem)
        self._swap.show_content(bool(self._drawings[0].drawing.frames))

    def _draw(self, model_previews: tuple[ModelPreview, ...]) -> None:
        names = {
            "model": self.tr("Model"),
            "teacher": self.tr("Teacher"),
            "student": self.tr("Student"),
        }
        colours = self.session.theme.colours
        for drawing, preview in zip(self._drawings, model_previews, strict=False):
            parts = outline(preview.spec, preview.vocabulary_size)
            drawing.set_drawing(drawing_of(names[preview.role], parts, colours))
        self._drawings[1].setVisible(len(model_previews) > 1)

    # -- saving -------------------------------------------------------------------------------

    def _ask_to_save(self) -> None:
        title = self.tr("Save the drawing")
        ask_where_to_save(self, title, "model.svg", _FILTERS, self.save)

    def save(self, path: Path) -> None:
        """Write what is drawn as SVG, or as PNG if the name says so."""
        shown = [drawing for drawing in self._drawings if not drawing.isHidden()]
        size = shown[0].sizeHint()
        size.setHeight(max(drawing.sizeHint().height() for drawing in shown))
        width = size.width()
        size.setWidth(width * len(shown))

        def paint(painter: QPainter, area: QRect) -> None:
            for number, drawing in enumerate(shown):
                column = QRect(area.left() + number * width, area.top(), width, area.height())
                drawing.paint(painter, column)

        try:
            as_png = path.suffix.lower() == ".png"
            save_bytes(path, png(paint, size) if as_png else svg(paint, size, self.title()))
        except OSError as error:
            self.session.messages.error(error)
