"""The buttons that start what is set up, under the number of processes that it starts in."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.panels.train_setup.starting.elsewhere_dialog import ElsewhereDialog
from ui.panels.train_setup.starting.more_menu import MoreMenu
from ui.panels.train_setup.starting.processes_box import ProcessesBox
from ui.session import Session
from workbench.activities.spec import AnySpec


class StartBox(QWidget):
    """Start, start with control, and more; their words tell whether the run waits its turn."""

    start_asked = Signal()
    control_asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._spec: AnySpec | None = None
        self.processes = ProcessesBox()
        self.more = MoreMenu(session)
        self._start, self._with_control = QPushButton(), QPushButton()
        self._start.clicked.connect(self.start_asked)
        self._with_control.clicked.connect(self.control_asked)
        buttons = QHBoxLayout()
        buttons.addWidget(self._start, 1)
        buttons.addWidget(self._with_control, 1)
        buttons.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.processes)
        layout.addLayout(buttons)
        self.processes.changed.connect(self._show)
        self.more.elsewhere.triggered.connect(self._show_command)
        session.runner.active_changed.connect(self._show)

    def retranslate(self) -> None:
        self._with_control.setToolTip(
            self.tr("First the same student without the teacher, then the distillation: compare")
        )
        self.more.retranslate()
        self._show()

    def set_spec(self, spec: AnySpec | None) -> None:
        """What is set up; None while its settings are impossible."""
        self._spec = spec
        self.processes.set_spec(spec)
        self.more.set_spec(spec)
        self._show()

    def set_kind(self, *, trains: bool, distils: bool) -> None:
        """Whether a model is trained, which several processes can, and whether it has a teacher."""
        self.processes.setVisible(trains)
        self._with_control.setVisible(distils)

    def allow(self, *, can_start: bool) -> None:
        """Whether what is set up can be started, but for the number of processes."""
        for one in (self._start, self._with_control, self.more.detached):
            one.setEnabled(can_start and self.processes.fits)

    def _show_command(self) -> None:
        if self._spec is not None:
            ElsewhereDialog(self._session, self._spec, self.processes.count, self).open()

    def _show(self) -> None:
        """Beside another run, a new one only joins the queue; processes start at once."""
        several = self.processes.count > 1
        waits = self._session.runner.active is not None and not several
        self._start.setText(self.tr("Add to queue") if waits else self.tr("Start"))
        if several:
            text = self.tr("Start in {count} processes")
            self._start.setText(text.format(count=self.processes.count))
        self._start.setToolTip(self._hint(waits=waits, several=several))
        self._with_control.setText(
            self.tr("Add with control") if waits else self.tr("Start with control")
        )

    def _hint(self, *, waits: bool, several: bool) -> str:
        if several:
            return self.tr(
                "At once, as processes of their own that go on when this window is closed"
            )
        return self.tr("It waits until the present run has ended") if waits else ""
