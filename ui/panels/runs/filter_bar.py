"""Above the table of runs: which are shown, in which groups and columns, and the kept views."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.widgets.numbers import count

_PAUSE_MS = 150


class RunFilterBar(QWidget):
    """A field for a condition, and choices of groups, columns and views."""

    changed = Signal()
    """Other runs or groups are to be shown."""

    columns_chosen = Signal(object)
    """The names of columns (a list of str); an empty one for those that are shown at first."""

    view_chosen = Signal(str)
    view_named = Signal(str)
    """What is shown is to be kept under this name."""
    view_deleted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._where = QLineEdit(clearButtonEnabled=True)
        self._group_label, self._group = QLabel(), QComboBox()
        self._group_label.setBuddy(self._group)
        self._archived = QCheckBox()
        self._columns, self._views = _menu_button(), _menu_button()
        self._found = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._problem = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._problem.setVisible(False)
        self._keep_view = QAction(self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._group.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._lay_out()
        self._pause.timeout.connect(self.changed)
        self._where.textChanged.connect(lambda: self._pause.start())
        self._where.returnPressed.connect(self._at_once)
        self._group.activated.connect(lambda _: self.changed.emit())
        self._archived.toggled.connect(lambda _: self.changed.emit())
        self._keep_view.triggered.connect(self._ask_for_a_name)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self._where, 1)
        line.addWidget(self._found)
        for widget in (self._group_label, self._group, self._archived, self._columns, self._views):
            line.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 2)
        layout.addLayout(line)
        layout.addWidget(self._problem)

    def retranslate(self) -> None:
        self._where.setPlaceholderText(self.tr("Filter: val_loss < 4 and kind = distill"))
        self._where.setAccessibleName(self.tr("Filter"))
        self._where.setToolTip(
            self.tr(
                "Columns, metrics and settings by =, !=, <, <=, >, >= and ~ (contains), with and, "
                "or, not and brackets; a word alone is looked for in names, tags and notes"
            )
        )
        self._group_label.setText(self.tr("Group by"))
        self._group.setAccessibleName(self.tr("Group by"))
        self._group.setItemText(0, self.tr("nothing"))
        self._archived.setText(self.tr("Archived"))
        self._archived.setToolTip(self.tr("Show what is archived too"))
        self._columns.setText(self.tr("Columns"))
        self._views.setText(self.tr("Views"))
        self._keep_view.setText(self.tr("Keep this view…"))

    # -- what is asked ------------------------------------------------------------------------

    @property
    def where(self) -> str:
        return self._where.text()

    @property
    def group_by(self) -> str:
        """The name of a column or setting; empty for no groups."""
        return str(self._group.currentData() or "")

    @property
    def archived(self) -> bool:
        return self._archived.isChecked()

    def ask(self, *, where: str, group_by: str, archived: bool) -> None:
        """Take over what a view asks, without saying so."""
        with QSignalBlocker(self._where), QSignalBlocker(self._archived):
            self._where.setText(where)
            self._archived.setChecked(archived)
        if self._group.findData(group_by) < 0:
            self._group.addItem(group_by, group_by)
        self._group.setCurrentIndex(self._group.findData(group_by))

    # -- what is offered ----------------------------------------------------------------------

    def show_found(self, found: int, total: int) -> None:
        shown = self.tr("{found} of {total} runs").format(found=count(found), total=count(total))
        self._found.setText(shown if found != total else "")

    def show_problem(self, sentence: str) -> None:
        """Say why a condition cannot be read; an empty sentence for one that can."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def offer_groups(self, groups: Sequence[tuple[str, str]]) -> None:
        """Names with their titles; what is chosen stays so."""
        wanted = [("", self.tr("nothing")), *groups]
        chosen = self.group_by
        if chosen and chosen not in dict(wanted):
            wanted.append((chosen, chosen))
        box = self._group
        if wanted == [(box.itemData(n), box.itemText(n)) for n in range(box.count())]:
            return
        self._group.clear()
        for name, title in wanted:
            self._group.addItem(title, name)
        self._group.setCurrentIndex(self._group.findData(chosen))

    def offer_columns(
        self, columns: Sequence[tuple[str, str]], settings: Sequence[str], chosen: Sequence[str]
    ) -> None:
        """Names with their titles, settings in a menu of their own."""
        menu = self._columns.menu()
        menu.clear()
        of_settings = QMenu(self.tr("Settings that differ"), menu)
        names = [name for name, _ in columns] + list(settings)
        for name, title in columns:
            self._add_column(menu, name, title, names, chosen)
        for name in settings:
            self._add_column(of_settings, name, name, names, chosen)
        of_settings.setEnabled(bool(settings))
        menu.addMenu(of_settings)
        menu.addSeparator()
        first = menu.addAction(self.tr("As at first"))
        first.triggered.connect(lambda: self.columns_chosen.emit([]))

    def _add_column(
        self, menu: QMenu, name: str, title: str, names: Sequence[str], chosen: Sequence[str]
    ) -> None:
        action = menu.addAction(title.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(name in chosen)
        action.setEnabled(name != "name")
        action.toggled.connect(partial(self._on_column, name, list(names), list(chosen)))

    def _on_column(self, name: str, names: list[str], chosen: list[str], shown: bool) -> None:
        """The columns in their order; one that is added stands where the menu has it."""
        if not shown:
            self.columns_chosen.emit([one for one in chosen if one != name])
            return
        before = [one for one in chosen if one in names and names.index(one) < names.index(name)]
        at = chosen.index(before[-1]) + 1 if before else len(chosen)
        self.columns_chosen.emit([*chosen[:at], name, *chosen[at:]])

    def offer_views(self, names: Sequence[str]) -> None:
        menu = self._views.menu()
        menu.clear()
        for name in names:
            shown = menu.addAction(name.replace("&", "&&"))
            shown.triggered.connect(partial(self.view_chosen.emit, name))
        menu.addSeparator()
        menu.addAction(self._keep_view)
        deleting = QMenu(self.tr("Delete a view"), menu)
        for name in names:
            deleted = deleting.addAction(name.replace("&", "&&"))
            deleted.triggered.connect(partial(self.view_deleted.emit, name))
        deleting.setEnabled(bool(names))
        menu.addMenu(deleting)

    def _ask_for_a_name(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.window().windowTitle())
        dialog.setLabelText(self.tr("What this view is called"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self.view_named)
        dialog.open()

    def _at_once(self) -> None:
        self._pause.stop()
        self.changed.emit()


def _menu_button() -> QToolButton:
    button = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setMenu(QMenu(button))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
