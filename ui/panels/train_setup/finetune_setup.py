"""The form of a fine-tuning: what a table holds is offered, and checked before the start."""

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QObject

from ui.forms.editors import Choices
from ui.forms.form import SpecForm
from ui.forms.shapes import ColumnName, Setting, settings_to_show
from ui.panels.train_setup.table_columns import TableColumns, likely
from ui.session import Session
from workbench.activities.finetune.checks import check_model
from workbench.activities.finetune.encoding import reading_with
from workbench.activities.finetune.examples import columns_of
from workbench.corpora.formats.rows import check_fields
from workbench.errors import WorkbenchError
from workbench.spec import Problem, Spec
from workbench.training.finetune_spec import ClassifySpec, FinetuneSpec, InstructSpec

_FOLDED = ("lora", "optimizer", "schedule", "runtime")
_OF_ANSWERS = ("loop.sample_prompt", "loop.sample_tokens")
_TASKS: dict[str, type[Spec]] = {"classify": ClassifySpec, "instruct": InstructSpec}


class FinetuneSetup(QObject):
    """Keeps a form of `FinetuneSpec` and the tables that it names together."""

    def __init__(self, session: Session, choices: Choices, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._examples = TableColumns(session, self)
        self._validation = TableColumns(session, self)
        self._filled: dict[str, str] = {}
        self._kind = ""

        def offered(path: str) -> Sequence[str]:
            of_table = path.startswith("task.") and path != "task.teacher"
            return self._examples.names if of_table else choices(path)

        self.form = SpecForm(
            FinetuneSpec,
            offered,
            folded=_FOLDED,
            upfront=("loop.epochs",),
            check=lambda spec: tuple(self._problems(spec)),
        )
        self.form.changed.connect(self._on_change)
        self._examples.changed.connect(self._on_columns)
        self._validation.changed.connect(self.refresh)
        self._on_change()

    def refresh(self) -> None:
        """Something that the settings name came or went."""
        self.form.refresh_choices()
        self.form.changed.emit()

    def _on_change(self) -> None:
        plain = self.form.plain()
        self._examples.set_path(plain["examples"])
        self._validation.set_path(plain["validation_examples"])
        self.form.show_setting("validation_fraction", not plain["validation_examples"])
        for path in _OF_ANSWERS:
            self.form.show_setting(path, plain["task"]["kind"] == "instruct")
        if plain["task"]["kind"] != self._kind:
            self._kind = plain["task"]["kind"]
            self._fill()

    def _on_columns(self) -> None:
        self._fill()
        self.refresh()

    def _fill(self) -> None:
        """Name the likely columns where nobody has named one; what was typed is never changed."""
        names, task = self._examples.names, self.form.plain()["task"]
        columns = {setting.name: setting for setting in _columns_of(_TASKS[task["kind"]])}
        open_ = [name for name, setting in columns.items() if self._is_open(setting, task, names)]
        likely_columns = likely(names, list(columns))
        if "text" not in open_:
            likely_columns = {
                name: column for name, column in likely_columns.items() if name != "second"
            }
        filled = {name: likely_columns[name] for name in open_ if name in likely_columns}
        if filled:
            self._filled |= filled
            self.form.set_value({"task": filled})

    def _is_open(self, setting: Setting, task: dict[str, Any], names: Sequence[str]) -> bool:
        shown = task[setting.name]
        ours = ("", setting.default, self._filled.get(setting.name))
        return shown not in names and shown in ours

    def _problems(self, spec: FinetuneSpec) -> Iterator[Problem]:
        """What a start would refuse, as far as it is known by now."""
        yield from self._problems_of_model(spec)
        for path, table in (
            ("examples", self._examples),
            ("validation_examples", self._validation),
        ):
            if table.why_not is not None:
                yield Problem(path=path, words=table.why_not)
        used = columns_of(spec.task).names
        for setting in _columns_of(type(spec.task)):
            column, path = getattr(spec.task, setting.name), f"task.{setting.name}"
            if column in used:
                yield from _missing(self._examples, column, path)
                yield from _missing(self._validation, column, "validation_examples")

    def _problems_of_model(self, spec: FinetuneSpec) -> Iterator[Problem]:
        project = self._session.project
        if project is None:
            return
        try:
            teacher = project.model(spec.task.teacher).file if spec.task.teacher else None
            check_model(spec, reading_with(project.model(spec.model).file, teacher))
        except WorkbenchError as error:
            yield Problem(path="model", words=error.words)


def _columns_of(task: type[Spec]) -> list[Setting]:
    return [one for one in settings_to_show(task) if isinstance(one.shape, ColumnName)]


def _missing(table: TableColumns, column: str, path: str) -> Iterator[Problem]:
    """A column that a table does not have, once its columns are known."""
    if not table.names:
        return
    try:
        check_fields(table.path, table.names, [column])
    except WorkbenchError as error:
        yield Problem(path=path, words=error.words)
