"""The layer map of the distillation that is set up: drawn, and drawn anew by hand."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.models import figures
from ui.panel import EmptyState, Panel, Swap
from ui.protocols.open_project import PreviewSource
from ui.running.queries import keep_shown
from ui.session import Session
from ui.shell.messages import name_of, translate
from ui.when_seen import WhenSeen
from ui.widgets.drawings.layer_map import LayerMap, Stack
from ui.workspace import Workspace
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError
from workbench.models.layer_map import Preset, preset_map
from workbench.models.spec import AnyModelSpec
from workbench.spec import Problem

if TYPE_CHECKING:
    from workbench.activities.distill.first_losses import FirstLosses

_CLASHES = ("student.init", "student.layers", "student.layer_map", "stages")
"""Where a problem stands that widths, heads or layers are the cause of."""


class LayerMapPanel(Panel):
    """Follows the form; what is drawn here goes back into it."""

    name = "layer_map"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._spec: DistillSpec | None = None
        self._map = LayerMap()
        self._presets = {name: QPushButton() for name in get_args(Preset)}
        self._about = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._problems = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._problems.setForegroundRole(self.palette().ColorRole.BrightText)
        self._measure, self._losses = QPushButton(), QLabel(wordWrap=True)
        self._losses.setTextFormat(Qt.TextFormat.PlainText)
        self._empty = EmptyState()
        self._swap = Swap(self._empty, self._content())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Layer map")

    def retranslate(self) -> None:
        super().retranslate()
        for name, button in self._presets.items():
            button.setText(name_of(name))
        self._presets["uniform"].setToolTip(self.tr("Evenly from the first to the last"))
        self._presets["last"].setToolTip(self.tr("The uppermost layers"))
        self._presets["skip"].setToolTip(self.tr("The last layer of each of equal stretches"))
        self._presets["first_half"].setToolTip(self.tr("The lowest layers"))
        self._about.setText(
            self.tr(
                "Each line says which layer of the teacher a layer of the student begins with and "
                "is compared to. Click a layer of the student, then one of the teacher; or drag."
            )
        )
        self._map.set_layer_word(self.tr("layer {number}"))
        self._map.setAccessibleName(self.title())
        self._measure.setText(self.tr("Loss before the first step"))
        self._measure.setToolTip(
            self.tr("Of the student with the teacher's weights, and with random ones")
        )
        self._empty.set_text(
            self.tr("Here you connect the layers of a student with those of its teacher."),
            self.tr("Set up a distillation"),
        )
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._empty.set_icon(self.session.theme.icon("transit-connection-variant"))

    def _content(self) -> QWidget:
        row = QHBoxLayout()
        for button in self._presets.values():
            row.addWidget(button)
        row.addStretch()
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self._map)
        below = QHBoxLayout()
        below.addWidget(self._measure)
        below.addWidget(self._losses, 1)
        content = QWidget()
        column = QVBoxLayout(content)
        column.addWidget(self._about)
        column.addLayout(row)
        column.addWidget(scroll, 1)
        column.addWidget(self._problems)
        column.addLayout(below)
        return content

    def _connect(self) -> None:
        session = self.session
        for name, button in self._presets.items():
            button.clicked.connect(lambda _=False, name=name: self._choose(name))
        self._map.changed.connect(self._on_drawn)
        self._measure.clicked.connect(self.measure)
        self._empty.triggered.connect(lambda: session.go_to(Workspace.TRAIN, "train_setup"))
        changes = (session.edited_changed, session.project_changed, session.theme.changed)
        WhenSeen(self, self._refresh, *changes)

    # -- following the form -------------------------------------------------------------------

    def _refresh(self) -> None:
        project, edited = self.session.project, self.session.edited.draft
        if isinstance(edited, DistillSpec):
            self._spec = edited
        spec = self._spec
        self._swap.show_content(project is not None and spec is not None)
        if project is None or spec is None:
            return
        try:
            model_previews = {one.role: one.spec for one in project.preview(spec).models()}
            problems = project.preview(spec).incompatibilities()
        except WorkbenchError as error:
            self._problems.setText(translate(error.words))
            return
        self._draw(spec, model_previews["student"], model_previews["teacher"], problems)

    def _draw(
        self,
        spec: DistillSpec,
        student: AnyModelSpec,
        teacher: AnyModelSpec,
        problems: tuple[Problem, ...],
    ) -> None:
        colours = self.session.theme.colours
        about_layers = [one for one in problems if one.path.startswith(_CLASHES)]
        clashes = bool(about_layers)
        self._map.set_stacks(
            self._stack(self.tr("Student"), student, colours.student, clashes=clashes),
            self._stack(self.tr("Teacher"), teacher, colours.teacher, clashes=clashes),
            spec.student.layers or _preset(spec, student, teacher),
        )
        self._problems.setText("\n".join(translate(one.words) for one in problems))
        self._problems.setVisible(bool(problems))
        copies = spec.student.init == "from_teacher" and not spec.warm_start
        self._measure.setEnabled(copies and not problems)
        for name, button in self._presets.items():
            button.setEnabled(student.num_layers <= teacher.num_layers)
            is_chosen = not spec.student.layers and spec.student.layer_map == name
            button.setCheckable(True)
            button.setChecked(is_chosen)

    def _stack(self, title: str, shape: AnyModelSpec, colour: str, *, clashes: bool) -> Stack:
        facts = self.tr("{layers} layers · {width} wide · {heads} heads").format(
            layers=shape.num_layers, width=shape.hidden_size, heads=shape.num_heads
        )
        return Stack(shape.num_layers, title, facts, colour, clashes)

    # -- going back into the form -------------------------------------------------------------

    def _choose(self, preset: str) -> None:
        self.session.layer_map_drawn.emit({"layer_map": preset, "layers": []})

    def _on_drawn(self, layers: tuple[int, ...]) -> None:
        self.session.layer_map_drawn.emit({"layers": list(layers)})

    # -- what copying is worth ----------------------------------------------------------------

    def measure(self) -> None:
        """Query the loss of the student before its first step, copied and at random."""
        project, spec = self.session.project, self._spec
        if project is None or spec is None:
            return
        self._losses.setText(self.tr("Measuring…"))
        self.session.query(
            lambda: _first_losses(project, spec),
            self._show,
            on_error=self._on_error,
            owner=self,
            on_restart=keep_shown,
        )

    def _show(self, losses: "FirstLosses") -> None:
        self._losses.setText(
            self.tr("{copied} with the teacher's weights, {random} with random ones").format(
                copied=figures.measure(losses.copied, 3), random=figures.measure(losses.random, 3)
            )
        )

    def _on_error(self, error: BaseException) -> None:
        self._losses.setText("")
        self.session.query_failed(self, error)


def _preset(spec: DistillSpec, student: AnyModelSpec, teacher: AnyModelSpec) -> tuple[int, ...]:
    """What the layer map says; nothing where the student has more layers."""
    if student.num_layers > teacher.num_layers:
        return ()
    return preset_map(spec.student.layer_map, student.num_layers, teacher.num_layers)


def _first_losses(project: PreviewSource, spec: DistillSpec) -> "Iterator[FirstLosses]":
    yield project.preview(spec).first_losses()
