"""Two stacks of layers with lines between them; a click or a drag connects two."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.i18n import joined
from ui.widgets.colours import blend, paint_focus, readable_on

NONE = -1
PAD_PX = 10
GAP_PX = 5
MOST_BOX_PX = 34
BOX_WIDTH_PX = 150
GAP_SHARE = 0.34
GROUND_SHARE = 0.16


@dataclass(frozen=True)
class Stack:
    """A model's layers: how many, its title, its facts (width, heads), and what clashes."""

    layers: int
    title: str
    facts: str
    colour: str
    clashes: bool = False


class LayerMap(QWidget):
    """The student on the left, the teacher on the right, layer 0 at the bottom.

    A click on a student's layer and then on a teacher's connects them, a drag does it at once; a
    click on a connected layer twice frees it. With the keyboard: up and down choose the student's
    layer, Home and End its first and last, left and right move its line, Delete frees it.
    """

    changed = Signal(object)
    """The teacher's layer for each of the student's, as a tuple; -1 for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._student = Stack(0, "", "", "")
        self._teacher = Stack(0, "", "", "")
        self._layers: tuple[int, ...] = ()
        self._chosen = NONE
        self._drag: QPoint | None = None
        self._layer_word = "{number}"
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)
        self.setMinimumSize(320, 180)

    def set_stacks(self, student: Stack, teacher: Stack, layers: tuple[int, ...]) -> None:
        """Show two models and which layer learns from which."""
        self._student, self._teacher, self._layers = student, teacher, layers
        self._chosen = min(self._chosen, student.layers - 1)
        pairs = [f"{ours} → {theirs}" for ours, theirs in enumerate(layers) if theirs != NONE]
        self.setAccessibleDescription(joined(pairs))
        self.update()

    def set_layer_word(self, template: str) -> None:
        """What a layer is called, with {number} for its number."""
        self._layer_word = template
        self.update()

    @property
    def layers(self) -> tuple[int, ...]:
        return self._layers

    def sizeHint(self) -> QSize:
        most = max(self._student.layers, self._teacher.layers, 4)
        return QSize(520, most * (MOST_BOX_PX + GAP_PX) + 70)

    # -- where things are ---------------------------------------------------------------------

    def box(self, *, teacher: bool, layer: int) -> QRect:
        """Where a layer is drawn."""
        stack = self._teacher if teacher else self._student
        area = self._area()
        most = max(self._student.layers, self._teacher.layers, 1)
        height = min(MOST_BOX_PX, max(8, area.height() // most - GAP_PX))
        tall = stack.layers * (height + GAP_PX)
        top = area.top() + (area.height() - tall) // 2
        y = top + (stack.layers - 1 - layer) * (height + GAP_PX)
        width = min(BOX_WIDTH_PX, round(area.width() * GAP_SHARE))
        x = area.right() - width if teacher else area.left()
        return QRect(x, y, width, height)

    def _area(self) -> QRect:
        head = 2 * self.fontMetrics().lineSpacing() + PAD_PX
        return self.rect().adjusted(PAD_PX, head + PAD_PX, -PAD_PX, -PAD_PX)

    def _layer_at(self, position: QPoint) -> tuple[bool, int] | None:
        """(whether it is the teacher's, which layer) at a position."""
        for teacher, stack in ((False, self._student), (True, self._teacher)):
            for layer in range(stack.layers):
                if self.box(teacher=teacher, layer=layer).contains(position):
                    return teacher, layer
        return None

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        for teacher, stack in ((False, self._student), (True, self._teacher)):
            self._paint_head(painter, stack, teacher=teacher)
            for layer in range(stack.layers):
                self._paint_box(painter, stack, layer, teacher=teacher)
        for ours, theirs in enumerate(self._layers):
            if theirs != NONE and theirs < self._teacher.layers and ours < self._student.layers:
                self._paint_line(painter, ours, theirs)
        if self._drag is not None and self._chosen != NONE:
            painter.setPen(QPen(QColor(self._student.colour), 2, Qt.PenStyle.DashLine))
            painter.drawLine(self._right_of(self._chosen), self._drag)
        if self.hasFocus():
            paint_focus(painter, self.rect(), palette)

    def _paint_head(self, painter: QPainter, stack: Stack, *, teacher: bool) -> None:
        line = self.fontMetrics().lineSpacing()
        width = self.width() // 2 - PAD_PX
        x = self.width() - PAD_PX - width if teacher else PAD_PX
        side = Qt.AlignmentFlag.AlignRight if teacher else Qt.AlignmentFlag.AlignLeft
        role = QPalette.ColorRole
        painter.setPen(self.palette().color(role.Text))
        painter.drawText(QRect(x, PAD_PX, width, line), side, stack.title)
        facts = self.palette().color(role.BrightText if stack.clashes else role.PlaceholderText)
        painter.setPen(facts)
        painter.drawText(QRect(x, PAD_PX + line, width, line), side, stack.facts)

    def _paint_box(self, painter: QPainter, stack: Stack, layer: int, *, teacher: bool) -> None:
        rect = self.box(teacher=teacher, layer=layer)
        base = self.palette().color(QPalette.ColorRole.Base)
        is_used = layer in self._layers if teacher else self._layer_of(layer) != NONE
        ground = blend(stack.colour, base, GROUND_SHARE if is_used else GROUND_SHARE / 3)
        chosen = not teacher and layer == self._chosen
        painter.setPen(QPen(QColor(stack.colour), 3 if chosen else 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, 4, 4)
        if rect.height() >= self.fontMetrics().height():
            painter.setPen(readable_on(ground))
            text = self._layer_word.format(number=layer)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_line(self, painter: QPainter, ours: int, theirs: int) -> None:
        colour = QColor(self._student.colour)
        painter.setPen(QPen(colour, 2.5 if ours == self._chosen else 1.4))
        begin, end = self._right_of(ours), self._left_of(theirs)
        painter.drawLine(begin, end)
        painter.setBrush(colour)
        painter.drawEllipse(end, 3, 3)

    def _right_of(self, layer: int) -> QPoint:
        rect = self.box(teacher=False, layer=layer)
        return QPoint(rect.right(), rect.center().y())

    def _left_of(self, layer: int) -> QPoint:
        rect = self.box(teacher=True, layer=layer)
        return QPoint(rect.left(), rect.center().y())

    # -- connecting ---------------------------------------------------------------------------

    def _layer_of(self, ours: int) -> int:
        return self._layers[ours] if ours < len(self._layers) else NONE

    def connect_layers(self, ours: int, theirs: int) -> None:
        """Let a student's layer learn from a teacher's; again, or -1: from none."""
        layers = [self._layer_of(layer) for layer in range(self._student.layers)]
        layers[ours] = NONE if layers[ours] == theirs else theirs
        self._layers = tuple(layers)
        self.update()
        self.changed.emit(self._layers)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        layer = self._layer_at(event.position().toPoint())
        if layer is None:
            self._chosen = NONE
        elif not layer[0]:
            self._chosen = layer[1]
            self._drag = event.position().toPoint()
        elif self._chosen != NONE:
            self.connect_layers(self._chosen, layer[1])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._drag = event.position().toPoint()
            self.update()
        over = self._layer_at(event.position().toPoint()) is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            return
        self._drag = None
        layer = self._layer_at(event.position().toPoint())
        if layer is not None and layer[0]:
            self.connect_layers(self._chosen, layer[1])
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = self._student.layers - 1
        match event.key():
            case Qt.Key.Key_Up:
                self._chosen = min(last, self._chosen + 1)
            case Qt.Key.Key_Down:
                self._chosen = max(0, self._chosen - 1)
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                self._chosen = last if event.key() == Qt.Key.Key_End else min(0, last)
            case Qt.Key.Key_Left | Qt.Key.Key_Right if self._chosen != NONE:
                step = 1 if event.key() == Qt.Key.Key_Right else -1
                theirs = self._layer_of(self._chosen) + step
                if 0 <= theirs < self._teacher.layers:
                    self.connect_layers(self._chosen, theirs)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if self._chosen != NONE:
                if self._layer_of(self._chosen) != NONE:
                    self.connect_layers(self._chosen, self._layer_of(self._chosen))
            case _:
                super().keyPressEvent(event)
                return
        self.update()
