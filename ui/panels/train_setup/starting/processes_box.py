"""How many processes of this machine train together: a choice of the start, not of the spec."""

import os
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from ui.forms.number_box import NumberBox
from workbench.activities.spec import AnySpec
from workbench.distillation.spec import DistillSpec
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec

MOST_PROCESSES = 64


class ProcessesBox(QWidget):
    """The number, and what each process then does, or why so many cannot share out a step."""

    changed = Signal()
    shares_wanted = Signal(object)
    """Settings (a dict) with which so many processes share out the same batch."""

    def __init__(self) -> None:
        super().__init__()
        self._spec: PretrainSpec | DistillSpec | FinetuneSpec | None = None
        self._title = QLabel()
        self._count = NumberBox(True, 1, MOST_PROCESSES)
        self._count.setValue(1)
        self._title.setBuddy(self._count)
        self._note = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._share = QPushButton()
        self._share.clicked.connect(self._want_shares)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        layout.setColumnStretch(1, 1)
        layout.addWidget(self._title, 0, 0)
        layout.addWidget(self._count, 0, 1)
        layout.addWidget(self._note, 1, 0, 1, 2)
        layout.addWidget(self._share, 2, 0, 1, 2)
        self._count.valueChanged.connect(self._on_count)
        self._retranslate()

    @property
    def count(self) -> int:
        """How many a start takes; 1 is this window itself, and what trains nothing."""
        return 1 if self.isHidden() else self.chosen

    @property
    def chosen(self) -> int:
        """How many were chosen, also while what is set up trains nothing."""
        return round(self._count.value())

    def choose(self, count: int) -> None:
        """Show another number."""
        self._count.setValue(count)

    @property
    def fits(self) -> bool:
        """Whether so many can share out the micro-batches of a step evenly."""
        return self._spec is None or self._spec.loop.accumulation % self.count == 0

    def set_spec(self, spec: AnySpec | None) -> None:
        """What is set up; None while its settings are impossible."""
        self._spec = spec if isinstance(spec, PretrainSpec | DistillSpec | FinetuneSpec) else None
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Processes"))
        hint = self.tr(
            "Several train one model together, as torchrun starts them: faster with a graphics "
            "card for each. On one processor it is rarely faster than the threads of one process."
        )
        for widget in (self._title, self._count):
            widget.setToolTip(hint)
        self._show()

    def _on_count(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        several = self.count > 1
        self._note.setText(self._sentence() if several and self._spec is not None else "")
        self._note.setVisible(bool(self._note.text()))
        shares = {} if self.fits else self._shares()
        self._share.setVisible(bool(shares))
        if shares:
            text = self.tr("Micro-batch {size}, accumulation {accumulation}: the same batch")
            self._share.setText(
                text.format(size=shares["micro_batch_size"], accumulation=shares["accumulation"])
            )

    def _sentence(self) -> str:
        cores = os.cpu_count() or self.count
        if self.count <= cores:
            return self._sharing()
        crowd = self.tr("They are more than the cores of this machine, {cores}.")
        return f"{self._sharing()} {crowd.format(cores=cores)}"

    def _sharing(self) -> str:
        assert self._spec is not None
        accumulation = self._spec.loop.accumulation
        if not self.fits:
            return self.tr(
                "Not yet: {count} processes cannot share out an accumulation of {accumulation} "
                "evenly."
            ).format(count=self.count, accumulation=accumulation)
        return self.tr(
            "They share out the {accumulation} micro-batches of a step, and go on when this window "
            "is closed. The estimate is for one process."
        ).format(accumulation=accumulation)

    def _shares(self) -> dict[str, int]:
        """The least accumulation that so many share out, of the same batch; nothing if none is."""
        assert self._spec is not None
        loop, step = self._spec.loop, self.count
        batch = loop.micro_batch_size * loop.accumulation
        least = step * -(-loop.accumulation // step)
        fitting = [one for one in range(least, batch + 1, step) if batch % one == 0]
        if not fitting:
            return {}
        return {"micro_batch_size": batch // fitting[0], "accumulation": fitting[0]}

    def _want_shares(self) -> None:
        wanted: dict[str, Any] = {"loop": self._shares()}
        self.shares_wanted.emit(wanted)
