"""A titled part of a form that can be folded away."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget


class Section(QWidget):
    """A header with an arrow, and a body below it."""

    toggled = Signal(bool)
    """Whether the body is seen now."""

    def __init__(self, body: QWidget, *, folded: bool = False) -> None:
        super().__init__()
        self.body = body
        self._header = QToolButton(autoRaise=True)
        self._header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self._header.font()
        font.setBold(True)
        self._header.setFont(font)
        self._header.clicked.connect(lambda: self._unfold(self.is_folded))
        self._row = QHBoxLayout()
        self._row.addWidget(self._header)
        line = QFrame(frameShape=QFrame.Shape.HLine)
        line.setForegroundRole(self.palette().ColorRole.Mid)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self._row)
        layout.addWidget(line)
        layout.addWidget(body)
        self._unfold(not folded)

    def set_title(self, title: str, tooltip: str = "") -> None:
        self._header.setText(title)
        self._header.setToolTip(tooltip)

    def add_to_header(self, widget: QWidget) -> None:
        """Put a button at the right end of the header."""
        self._row.addWidget(widget)

    def add_to_body(self, widget: QWidget) -> None:
        """Put a widget below what the section holds."""
        layout = self.body.layout()
        assert layout is not None
        layout.addWidget(widget)

    @property
    def is_folded(self) -> bool:
        return self.body.isHidden()

    def unfold(self) -> None:
        self._unfold(True)

    def _unfold(self, open_: bool) -> None:
        arrow = Qt.ArrowType.DownArrow if open_ else Qt.ArrowType.RightArrow
        self._header.setArrowType(arrow)
        self.body.setVisible(open_)
        self.toggled.emit(open_)
