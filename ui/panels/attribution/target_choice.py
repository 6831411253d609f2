"""Which token is explained, and which one it is compared with."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.panels.attribution.queries import Named
from ui.panels.attribution.words import target_text
from workbench.inspection.attribution.parts import TargetToken


class TargetChoice(QWidget):
    """Two lists of the likeliest tokens; in both another token can be written. `changed` tells
    that a person chose."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = (QLabel(), QLabel())
        self._boxes = (_combo(), _combo())
        self._chosen: list[Named | None] = [None, None]
        self._targets: tuple[TargetToken, ...] = ()
        self._are_classes = False
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for number, (label, box) in enumerate(zip(self._labels, self._boxes, strict=True)):
            label.setBuddy(box)
            layout.addWidget(label)
            layout.addWidget(box, 1)
            box.activated.connect(partial(self._take, number))
            line = box.lineEdit()
            assert line is not None
            line.returnPressed.connect(partial(self._write, number))

    @property
    def token(self) -> Named | None:
        """What a person chose; None: what is usual."""
        return self._chosen[0]

    @property
    def versus(self) -> Named | None:
        return self._chosen[1]

    def forget(self) -> None:
        """Explain what is usual at another place."""
        self._chosen = [None, None]

    def offer(
        self,
        target: TargetToken,
        versus: TargetToken | None,
        candidates: Sequence[TargetToken],
        *,
        are_classes: bool,
    ) -> None:
        """Show what is explained among the likeliest, in silence."""
        known = {one.id: one for one in (target, *(() if versus is None else (versus,)))}
        missing = [one for one in known.values() if one.id not in {c.id for c in candidates}]
        self._targets, self._are_classes = (*missing, *candidates), are_classes
        self._fill(self._boxes[0], (), target)
        self._fill(self._boxes[1], (self.tr("– none –"),), versus)

    def clear(self) -> None:
        self._targets = ()
        for box in self._boxes:
            box.clear()

    def retranslate(self) -> None:
        for label, box, text, tip in zip(
            self._labels,
            self._boxes,
            (self.tr("Token"), self.tr("rather than")),
            (
                self.tr("What is explained: one of the likeliest, or write a token or #id"),
                self.tr("Explains the difference to this token; the first entry is none"),
            ),
            strict=True,
        ):
            label.setText(text)
            box.setAccessibleName(text)
            box.setToolTip(tip)
        if self._targets:
            self._boxes[1].setItemText(0, self.tr("– none –"))

    def _fill(self, box: QComboBox, before: Sequence[str], chosen: TargetToken | None) -> None:
        with QSignalBlocker(box):
            box.clear()
            box.addItems([*before, *map(target_text, self._targets)])
            numbers = [one.id for one in self._targets]
            row = 0 if chosen is None else len(before) + numbers.index(chosen.id)
            box.setCurrentIndex(row)

    def _take(self, number: int, row: int) -> None:
        row -= number  # the second list begins with none
        if row < 0:
            self._chosen[number] = None
        else:
            target = self._targets[row]
            self._chosen[number] = target.piece if self._are_classes else target.id
        self.changed.emit()

    def _write(self, number: int) -> None:
        """Another token than those of the list."""
        box = self._boxes[number]
        written = box.currentText()
        if written.strip() and box.findText(written) < 0:
            self._chosen[number] = written
            self.changed.emit()


def _combo() -> QComboBox:
    box = QComboBox(editable=True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    box.setMinimumWidth(120)
    # It would take the first of the list for what is written; Qt's stub knows no way without one.
    box.setCompleter(None)  # type: ignore[arg-type]
    return box
