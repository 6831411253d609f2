"""The command that trains what is set up on other machines: made, kept as a file, copied."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.forms.number_box import NumberBox
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.saving import save_bytes
from workbench.activities.spec import AnySpec
from workbench.errors import WorkbenchError
from workbench.file_formats.plain_file import given_path
from workbench.spec import to_toml
from workbench.store.files.refused import disk_error_of

_PAGE = "46-many-machines.md"
_MOST = 1024
_SIZE_PX = (640, 300)
_FIRST_MACHINES = 2


class ElsewhereDialog(QDialog):
    """Nothing is started here: the command is typed on each machine, and the window watches."""

    def __init__(self, session: Session, spec: AnySpec, processes: int, parent: QWidget) -> None:
        super().__init__(parent)
        assert session.project is not None
        self._session = session
        self._project = session.project.folder.absolute()
        self._spec, self._text = spec, to_toml(spec)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Train on other machines"))
        self.resize(*_SIZE_PX)
        self._machines, self._processes = NumberBox(True, 1, _MOST), NumberBox(True, 1, _MOST)
        self._machines.setValue(_FIRST_MACHINES)
        self._processes.setValue(processes)
        self._path = QLineEdit(str(self._project / f"{_file_name(spec.name)}.toml"))
        self._command = QPlainTextEdit(readOnly=True)
        self._command.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._command.setAccessibleName(self.tr("Command"))
        self._said = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._build()
        for box in (self._machines, self._processes):
            box.valueChanged.connect(self._show)
        self._path.textChanged.connect(self._show)
        self._show()

    def _build(self) -> None:
        fields = QFormLayout()
        fields.addRow(self.tr("Machines"), self._machines)
        fields.addRow(self.tr("Processes on each"), self._processes)
        fields.addRow(self.tr("Spec file"), self._path)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._copy = QPushButton(self.tr("Save the spec file and copy the command"))
        buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        self._help = QPushButton(self.tr("Many machines"))
        self._help.setToolTip(self.tr("The help page: the shared folder, Slurm, what can fail"))
        buttons.addButton(self._help, QDialogButtonBox.ButtonRole.HelpRole)
        self._copy.clicked.connect(self._save_and_copy)
        self._help.clicked.connect(self._read_help)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(fields)
        layout.addWidget(self._command, 1)
        layout.addWidget(self._said)
        layout.addWidget(buttons)

    def _file(self) -> Path:
        """Where the spec file is to be, a mere name in the project; raises BadInput."""
        return self._project / given_path(self._path.text().strip())

    def _show(self) -> None:
        """The command, or why there is none."""
        from workbench.project.runs.processes.elsewhere import require_processes
        from workbench.project.runs.processes.torchrun import command_elsewhere

        machines, processes = round(self._machines.value()), round(self._processes.value())
        self._copy.setEnabled(False)
        self._command.setPlainText("")
        try:
            require_processes(self._spec, machines * processes)
            command = command_elsewhere(self._file(), self._project, machines, processes)
        except WorkbenchError as error:
            self._said.setText(translate(error.words))
            return
        self._command.setPlainText(command)
        self._copy.setEnabled(bool(self._path.text().strip()))
        self._said.setText(
            self.tr(
                "Type it on each machine, with the first one's name for HOST. All see the project "
                "and the spec file under the same path. This window shows the run's curves, and "
                "pauses and stops it."
            )
            if machines > 1
            else self.tr(
                "Type it on the machine, which sees the project and the spec file under the same "
                "path. This window shows the run's curves, and pauses and stops it."
            )
        )

    def _save_and_copy(self) -> None:
        path = self._file()
        try:
            if path.exists() and path.read_bytes() != self._text.encode():
                self._said.setText(
                    self.tr("There is another file of that name; choose another for this one.")
                )
                return
            save_bytes(path, self._text.encode())
        except OSError as error:
            self._said.setText(translate(disk_error_of(error).words))
            return
        except WorkbenchError as error:
            self._said.setText(translate(error.words))
            return
        QGuiApplication.clipboard().setText(self._command.toPlainText())
        self._said.setText(self.tr("Saved as {path}; the command is copied.").format(path=path))

    def _read_help(self) -> None:
        self.accept()
        self._session.show_help(_PAGE)


def _file_name(name: str) -> str:
    """A run's name as that of a file."""
    plain = "".join(one if one.isalnum() or one in "-_." else "-" for one in name).strip("-.")
    return plain or "run"
