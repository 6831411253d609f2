"""The dialog before an import: what was found in each file, and how it shall be read."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.forms.form import SpecForm
from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.corpora.dialect_choice import DialectChoice
from ui.panels.corpora.file_choices import Choice, FileChoices
from ui.panels.corpora.reading_choice import ReadingChoice
from ui.panels.corpora.table_preview import TablePreview
from ui.running.queries import Query
from ui.session import Session
from ui.shell.messages import translate
from workbench.corpora.formats.dialect import asked_dialect
from workbench.corpora.spec import AddCorpusSpec
from workbench.errors import WorkbenchError
from workbench.words import Words

if TYPE_CHECKING:
    from workbench.corpora.preview import FilePreview

ENCODINGS = (
    *("utf-8", "utf-16", "utf-32", "gb18030", "hz", "big5", "shift_jis", "euc_jp", "iso2022_jp"),
    *("cp949", "cp1252", "iso8859-15", "mac-roman", "cp850", "cp1250", "iso8859-2", "cp852"),
    *("cp1251", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic", "cp1253", "iso8859-7"),
    *("cp1254", "iso8859-9", "cp1255", "iso8859-8", "cp1256", "cp1257", "cp1258", "tis-620"),
)
"""What is offered; any other encoding that Python knows can be typed."""

_SIGNS = ("delimiter", "quote", "escape", "heading")
_HIDDEN = (
    *("files", "sample", "sample_documents", "encoding", "format", "apart", "field"),
    *_SIGNS,
)
_FORMATS = ("auto", "text", "json", "jsonl", "csv", "tsv")
_SIZE_PX = (960, 640)
_GROUP_S = 0.25


@dataclass(frozen=True)
class FileRow:
    """A file to import and what is known of it so far."""

    path: str
    preview: "FilePreview | None" = None
    problem: Words | None = None


class AddCorpusDialog(QDialog):
    """Asks how files shall be read and starts the import; blocks nothing."""

    def __init__(self, session: Session, files: Sequence[Path], name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._query: Query[Sequence[FileRow]] | None = None
        self._boilerplate = "keep"
        self._choices = FileChoices()
        self._files: Table[FileRow] = Table(lambda row: row.path, self)
        self._view = TableView(self._files)
        self._encoding, self._format, self._field = QComboBox(), QComboBox(), QComboBox()
        self._encoding_label, self._format_label, self._field_label = QLabel(), QLabel(), QLabel()
        self._as_it_looks, self._left_out = QPushButton(), QLabel(wordWrap=True)
        self._preview = QPlainTextEdit(readOnly=True)
        self._dialect = DialectChoice()
        self._rows = TablePreview(session)
        self._problem = QLabel(wordWrap=True)
        self._readings = ReadingChoice()
        self._form = SpecForm(AddCorpusSpec, hidden=_HIDDEN)
        self._lay_out()
        self.retranslate()
        self._form.changed.connect(self._on_form)
        self._view.chosen_changed.connect(self._show_chosen)
        self._encoding.currentTextChanged.connect(self._on_encoding)
        self._format.activated.connect(lambda number: self._choose("format", _FORMATS[number]))
        self._as_it_looks.clicked.connect(self._read_as_it_looks)
        self._field.activated.connect(self._on_field)
        self._rows.column_chosen.connect(self._read_from)
        self._dialect.changed.connect(self._on_dialect)
        self._readings.chosen.connect(self._encoding.setCurrentText)
        self._form.set_value({"name": name})
        self.add(files)
        self._enable()

    def add(self, files: Sequence[Path]) -> None:
        """Take further files into the same corpus."""
        known = {row.path for row in self._files.rows}
        new = [FileRow(str(path)) for path in files if str(path) not in known]
        self._files.set_rows([*self._files.rows, *new])
        self._form.set_value({"files": self._paths(), **self._choices.settings(self._paths())})
        if not self._view.chosen() and self._files.rows:
            self._view.choose(self._files.rows[0].path)
        self._inspect()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        """Set every text that depends on the language."""
        self.setWindowTitle(self.tr("Add a corpus"))
        self._import.setText(self.tr("Import"))
        self._encoding_label.setText(self.tr("Read as"))
        self._field_label.setText(self.tr("Field or column"))
        self._encoding.setItemText(0, self.tr("found for each file"))
        self._encoding.setToolTip(
            self.tr(
                "Choose another encoding when the preview shows the wrong characters. It is that "
                "of the files that are selected in the list."
            )
        )
        self._format_label.setText(self.tr("Format"))
        self._format.setToolTip(
            self.tr("How the files that are selected in the list hold their texts.")
        )
        for number, name in enumerate(_FORMATS):
            self._format.setItemText(number, self._format_name(name))
        self._preview.setPlaceholderText(
            self.tr("Nothing of this file can be shown. The import leaves it out.")
        )
        self._dialect.retranslate()
        self._readings.retranslate()
        self._files.set_columns(self._columns())
        self._view.fit_columns()
        self._show_chosen()
        self._enable()

    def accept(self) -> None:
        """Start the import."""
        self._cancel_query()
        spec = self._form.value()
        self._session.start(spec)
        self._session.select(corpus=spec.name)
        super().accept()

    def reject(self) -> None:
        self._cancel_query()
        super().reject()

    # -- laying out ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE_PX)
        self._encoding.addItems(["", *ENCODINGS])
        self._encoding.setEditable(True)
        self._format.addItems([""] * len(_FORMATS))
        self._format.setObjectName("format")
        self._as_it_looks.setObjectName("as_it_looks")
        self._left_out.setObjectName("left_out")
        self._encoding.setObjectName("encoding")
        self._field.setObjectName("field")
        self._problem.setObjectName("problem")
        self._preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.addWidget(self._left())
        columns.addWidget(self._right())
        columns.setStretchFactor(0, 2)
        columns.setStretchFactor(1, 3)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._import = self._buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        below = QHBoxLayout()
        below.addWidget(self._left_out, 1)
        below.addWidget(self._buttons)
        layout = QVBoxLayout(self)
        layout.addWidget(columns, 1)
        layout.addLayout(below)

    def _left(self) -> QWidget:
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self._form)
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self._view)
        left.addWidget(scroll)
        return left

    def _right(self) -> QWidget:
        right = QWidget()
        reading = QFormLayout()
        reading.addRow(self._encoding_label, self._encoding)
        reading.addRow(self._format_label, self._format)
        reading.addRow(self._field_label, self._field)
        layout = QVBoxLayout(right)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(reading)
        layout.addWidget(self._dialect)
        layout.addWidget(self._problem)
        layout.addWidget(self._as_it_looks, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._readings)
        layout.addWidget(self._preview, 1)
        layout.addWidget(self._rows, 1)
        return right

    def _columns(self) -> tuple[Column[FileRow], ...]:
        return (
            Column(
                self.tr("File"),
                lambda row: Path(row.path).name,
                help=self.tr("Where the text comes from"),
            ),
            Column(self.tr("Format"), self._format_text, help=self.tr("How the file is read")),
            Column(
                self.tr("Encoding"),
                self._encoding_text,
                help=self.tr("How sure it is stands in brackets, where it is a guess."),
            ),
            Column(
                self.tr("Size"),
                lambda row: row.preview.size_bytes if row.preview else None,
                lambda row: figures.size(row.preview.size_bytes) if row.preview else "",
                numeric=True,
                help=self.tr("Size of the file"),
            ),
        )

    # -- looking into files -------------------------------------------------------------------

    def _inspect(self) -> None:
        """Look into every file anew, in the query lane; the answers come in groups."""
        self._cancel_query()
        chosen = self._form.plain()
        rows = self._files.rows
        self._query = self._session.query(
            lambda: inspected(rows, chosen),
            self._on_inspected,
            owner=self,
        )

    def _cancel_query(self) -> None:
        if self._query is not None:
            self._query.cancel()

    def _on_inspected(self, new_rows: Sequence[FileRow]) -> None:
        new = {row.path: row for row in new_rows}
        self._files.set_rows([new.get(row.path, row) for row in self._files.rows])
        self._view.fit_columns()
        self._show_chosen()
        self._enable()

    def _show_chosen(self) -> None:
        chosen = self._view.chosen()
        row = chosen[0] if chosen else None
        preview = row.preview if row else None
        self._preview.setPlainText(preview.preview if preview else "")
        problem = self._impossible_sign() or (row.problem if row else None)
        notices = preview.notices if preview else ()
        said = [problem] if problem else list(notices)
        self._problem.setText("\n".join(map(translate, said)))
        self._problem.setVisible(bool(self._problem.text()))
        if row is not None and preview is not None:
            self._readings.show_readings(row.path, preview.encoding, preview.readings)
        self._readings.setVisible(preview is not None and self._readings.has_any)
        self._show_choices(row)
        fields = preview.fields if preview else ()
        self._field.clear()
        self._field.addItems(fields)
        self._field.setCurrentText(preview.field if preview else "")
        self._field.setVisible(bool(fields))
        self._field_label.setVisible(bool(fields))
        self._show_table(preview)

    def _show_choices(self, row: FileRow | None) -> None:
        """What is chosen for the file, and what it looks like where its name says otherwise."""
        encoding = self._choices.of(row.path, "encoding") if row else ""
        with QSignalBlocker(self._encoding):
            if not encoding:
                self._encoding.setCurrentIndex(0)
            elif self._encoding.currentText() != encoding:
                self._encoding.setCurrentText(encoding)
        chosen = self._choices.of(row.path, "format") if row else "auto"
        self._format.setCurrentIndex(_FORMATS.index(chosen))
        can_choose = not (row and row.preview and row.preview.format == "parquet")
        self._format.setVisible(can_choose)
        self._format_label.setVisible(can_choose)
        looks_like = row.preview.looks_like if row and row.preview else ""
        self._as_it_looks.setVisible(bool(looks_like))
        if looks_like:
            name = self._format_name(looks_like)
            self._as_it_looks.setText(self.tr("Read as {format}").format(format=name))

    def _show_table(self, preview: "FilePreview | None") -> None:
        """What a table's rows look like as they are read, instead of its text alone."""
        dialect = preview.dialect if preview else None
        self._dialect.setVisible(dialect is not None)
        self._dialect.show_guess(dialect)
        self._rows.setVisible(dialect is not None)
        self._preview.setVisible(dialect is None)
        if preview is not None:
            self._rows.show_rows(preview.fields, preview.rows, preview.field)

    def _on_form(self) -> None:
        """Look anew when boilerplate shall be treated otherwise."""
        self._enable()
        boilerplate = self._form.plain()["boilerplate"]
        if boilerplate != self._boilerplate:
            self._boilerplate = boilerplate
            self._inspect()

    def _on_encoding(self, text: str) -> None:
        self._choose("encoding", "" if text == self._encoding.itemText(0) else text)

    def _read_as_it_looks(self) -> None:
        chosen = self._view.chosen()
        if chosen and chosen[0].preview is not None and chosen[0].preview.looks_like:
            self._choose("format", chosen[0].preview.looks_like)

    def _choose(self, name: Choice, value: str) -> None:
        """Read the files that are selected in the list, and no others, in another way."""
        if self._choices.choose((row.path for row in self._view.chosen()), name, value):
            self._form.set_value(self._choices.settings(self._paths()))
            self._inspect()

    def _paths(self) -> list[str]:
        return [row.path for row in self._files.rows]

    def _on_field(self) -> None:
        self._read_from(self._field.currentText())

    def _read_from(self, field: str) -> None:
        self._form.set_value({"field": field})
        self._inspect()

    def _on_dialect(self) -> None:
        """Read anew; columns that were called otherwise are chosen anew too."""
        settings = self._dialect.settings()
        plain = self._form.plain()
        if any(plain[name] != value for name, value in settings.items()):
            self._form.set_value({**settings, "field": ""})
            if self._impossible_sign():
                self._show_chosen()
            else:
                self._inspect()

    def _impossible_sign(self) -> Words | None:
        """What is wrong with a choice beside the form, which shows its own."""
        return next((one.words for one in self._form.problems if one.path in ("", *_SIGNS)), None)

    def _format_name(self, name: str) -> str:
        names = {
            "auto": self.tr("by the name of each file"),
            "text": self.tr("plain text"),
            "json": "JSON",
            "jsonl": self.tr("JSON lines"),
            "csv": self.tr("table (CSV)"),
            "tsv": self.tr("table (TSV)"),
            "parquet": "Parquet",
        }
        return names.get(name, "")

    def _format_text(self, row: FileRow) -> str:
        preview = row.preview
        if preview is None or row.problem is not None:
            return ""
        name = self._format_name(preview.format)
        other = self._format_name(preview.looks_like)
        return f"{other}?" if other else name

    def _encoding_text(self, row: FileRow) -> str:
        if row.problem is not None:
            return self.tr("unreadable")
        preview = row.preview
        if preview is None:
            return "…"
        sure = figures.share(preview.confidence, 0)
        return preview.encoding if preview.confidence >= 1 else f"{preview.encoding} ({sure})"

    def _enable(self) -> None:
        rows = self._files.rows
        readable = any(row.problem is None for row in rows)
        self._import.setEnabled(bool(rows) and readable and not self._form.problems)
        bad = sum(row.problem is not None for row in rows)
        if bad and not readable:
            said = self.tr(
                "None of these files can be read. Add others, or choose how to read them."
            )
        elif bad:
            said = self.tr("{count} of {all} files cannot be read and are left out.").format(
                count=bad, all=len(rows)
            )
        else:
            said = ""
        self._left_out.setText(said)


def inspected(rows: Sequence[FileRow], chosen: Mapping[str, Any]) -> Iterator[tuple[FileRow, ...]]:
    """The files with what was found in them; runs in a thread of the query lane.

    They come in groups, as the window lists all of them anew each time: thousands of files would
    keep it busy for a minute one by one.
    """
    group: list[FileRow] = []
    said_at = 0.0
    for row in _inspected_one_by_one(rows, chosen):
        group.append(row)
        if time.monotonic() - said_at > _GROUP_S:
            yield tuple(group)
            group, said_at = [], time.monotonic()
    if group:
        yield tuple(group)


def _inspected_one_by_one(rows: Sequence[FileRow], chosen: Mapping[str, Any]) -> Iterator[FileRow]:
    from workbench.corpora.preview import inspect_file  # loads readers that a window may never need

    dialect = asked_dialect(*(chosen[name] for name in _SIGNS))
    apart = {
        one["file"]: {name: value for name, value in one.items() if value not in ("", "auto")}
        for one in chosen["apart"]
    }
    for row in rows:
        try:
            remove = chosen["boilerplate"] == "remove"
            own = {**chosen, **apart.get(row.path, {})}
            preview = inspect_file(
                row.path, own["encoding"], own["field"], dialect, remove, own["format"]
            )
        except WorkbenchError as error:
            yield FileRow(row.path, problem=error.words)
        else:
            yield FileRow(row.path, preview, preview.problem)
