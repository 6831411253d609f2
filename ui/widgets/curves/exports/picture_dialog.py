"""How large a picture is to be, in centimetres."""

from PySide6.QtCore import QSize, Signal, SignalInstance
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QDoubleSpinBox, QFormLayout, QWidget

CENTIMETRES_PER_INCH = 2.54
PIXELS_PER_INCH = 96
WIDTH_CM, HEIGHT_CM = 16.0, 9.0
LEAST_CM, MOST_CM = 4.0, 60.0


class PictureDialog(QDialog):
    """Asks for a size; `save_chosen` and `copy_chosen` bring it in logical pixels."""

    save_chosen = Signal(QSize)
    copy_chosen = Signal(QSize)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._width, self._height = _centimetres(WIDTH_CM), _centimetres(HEIGHT_CM)
        buttons = QDialogButtonBox()
        roles = QDialogButtonBox.ButtonRole
        save = buttons.addButton(self.tr("Save…"), roles.AcceptRole)
        copy = buttons.addButton(self.tr("Copy"), roles.ActionRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        form = QFormLayout(self)
        form.addRow(self.tr("Width"), self._width)
        form.addRow(self.tr("Height"), self._height)
        form.addRow(buttons)
        self.setWindowTitle(self.tr("Picture for a paper"))
        save.clicked.connect(lambda: self._choose(self.save_chosen))
        copy.clicked.connect(lambda: self._choose(self.copy_chosen))
        buttons.rejected.connect(self.reject)
        self.finished.connect(self.deleteLater)

    @property
    def picture_size(self) -> QSize:
        """In logical pixels, 96 to the inch."""
        per_cm = PIXELS_PER_INCH / CENTIMETRES_PER_INCH
        return QSize(round(self._width.value() * per_cm), round(self._height.value() * per_cm))

    def _choose(self, signal: SignalInstance) -> None:
        signal.emit(self.picture_size)
        self.accept()


def _centimetres(value: float) -> QDoubleSpinBox:
    spin = QDoubleSpinBox(decimals=1, singleStep=0.5, suffix=" cm")
    spin.setRange(LEAST_CM, MOST_CM)
    spin.setValue(value)
    return spin
