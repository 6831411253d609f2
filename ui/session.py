"""What the panels share: the open project, the running work, and what is chosen right now."""

import dataclasses
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from ui.commands import Commands
from ui.i18n import Languages
from ui.models.next_step import NextStep
from ui.models.pairs import default_pair, taught_pairs
from ui.models.run_style import role_of
from ui.protocols.open_project import OpenProject
from ui.running.queries import (
    DoneHandler,
    ErrorHandler,
    ItemHandler,
    Query,
    RestartHandler,
    place_of,
)
from ui.running.run_actions import RunActions
from ui.running.run_view import RunView
from ui.running.runner import Runner
from ui.settings import Settings
from ui.shell.messages import Messages
from ui.texts.shared_text import SharedText
from ui.texts.written_texts import WrittenTexts
from ui.theme import Theme
from ui.workspace import Workspace
from workbench.errors import WorkbenchError
from workbench.events import Level
from workbench.store.membership import STUDENT
from workbench.store.records import CorpusRecord, RunRecord, RunStatus, TokenizerRecord

if TYPE_CHECKING:
    from workbench.activities.spec import AnySpec
    from workbench.plans.planned_run import Startable

T = TypeVar("T")

TRAINING_KINDS = ("pretrain", "distill", "finetune")
"""The kinds of runs that learn step by step."""


@dataclass(frozen=True)
class Selection:
    """What is chosen for the whole window; an empty text means nothing is.

    `corpus` and `tokenizer` are names, `teacher` and `student` model references, `run` an id.
    """

    corpus: str = ""
    tokenizer: str = ""
    teacher: str = ""
    student: str = ""
    run: str = ""


@dataclass(frozen=True)
class Edited:
    """What a person is setting up: a spec, or a sentence on what is wrong; at first neither.

    `draft` is a spec whose settings are possible by themselves, though not with what they name.
    """

    spec: "AnySpec | None" = None
    problem: str = ""
    draft: "AnySpec | None" = None


class Session(QObject):
    """Made once at the start and handed to every panel; it draws nothing itself."""

    project_changed = Signal()
    catalogue_changed = Signal()
    selection_changed = Signal()
    edited_changed = Signal()
    layer_map_drawn = Signal(object)
    """Settings of a student (a dict) that were drawn, for the form that it is set up in."""

    comparison_requested = Signal(object, str)
    """References of models (a list of str) to stand side by side where they write, and a prompt."""

    head_requested = Signal(str, int, int)
    """The reference of a model, and a layer and a head of it that somebody wants to look at."""

    step_requested = Signal(str, int)
    """The id of a run, and a step of it of which somebody wants to see the documents."""

    training_chosen = Signal(str)
    """The kind of training, as a spec names it, that somebody wants to set up."""

    spec_file_chosen = Signal(object)
    """The spec file (a Path) of a training that somebody wants to set up anew."""

    model_dropped = Signal(object)
    """The folder (a Path) of a model that somebody dropped somewhere, to be imported."""

    deleted = Signal(object)
    """What was just moved to the bin (a list of `BinnedItem`), perhaps nothing."""

    help_requested = Signal(str)
    """The file name of the help page that somebody wants to read."""

    workspace_requested = Signal(object, str)
    """A `Workspace` and the name of a panel to raise there, or an empty text."""

    def __init__(
        self,
        theme: Theme,
        language: Languages,
        settings: Settings | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.language = language
        self.settings = settings or Settings()
        self.messages = Messages(self)
        self.text = SharedText(self.settings, language, self)
        self.written = WrittenTexts(self)
        self.commands = Commands(self)
        self.runner = Runner(self.messages, self)
        self.project: OpenProject | None = None
        self.selection = Selection()
        self.edited = Edited()
        self._run_actions = RunActions(self.commands, self.runner, self)
        self._default_pair = ("", "")
        self._taught: list[tuple[str, RunStatus]] = []
        self._last_active: RunView | None = None
        self._closing: threading.Thread | None = None
        language.changed.connect(self.commands.retranslate)
        self._run_names: dict[str, str] = {}
        self.catalogue_changed.connect(self._read_run_names)
        self.catalogue_changed.connect(self._choose_pair)
        self.runner.catalogue_changed.connect(self.tell_catalogue_changed)
        self.runner.run_ended.connect(lambda *_: self.tell_catalogue_changed())
        self.runner.active_changed.connect(self._select_active_run)

    # -- the project ------------------------------------------------------------------------

    def open_project(self, folder: Path) -> bool:
        """Open or create a project in a folder; a failure is shown, and nothing changes."""
        from workbench.project import Project

        if self.runner.active is not None:
            self.messages.show(self.tr("Stop the present run before you open another project."))
            return False
        self._wait_for_closing()
        try:
            project = Project.open(folder, ahead=True)
        except WorkbenchError as error:
            self.messages.error(error)
            return False
        self.use_project(project)
        return True

    def use_project(self, project: OpenProject) -> None:
        """Take over an open project; the one before is closed."""
        self.close_project()
        self.project = project
        self.runner.set_project(project)
        self.settings.remember_project(project.folder)
        self.text.open(project.folder)
        with project.catalogue.one_look():
            self._choose_newest()
            self.project_changed.emit()
            self.catalogue_changed.emit()
        if project.catalogue.notice is not None:
            self.messages.show(project.catalogue.notice, Level.WARNING)

    def tell_catalogue_changed(self) -> None:
        """Let every panel that shows what the project holds look anew, all at one state of it."""
        if self.project is None:
            self.catalogue_changed.emit()
            return
        with self.project.catalogue.one_look():
            self.catalogue_changed.emit()

    def close_project(self) -> None:
        """Leave the present project, if any; no run may be active."""
        if self.project is None:
            return
        self.runner.set_project(None)
        self._wait_for_closing()
        self._closing = threading.Thread(target=self.project.close, name="closes a project")
        self._closing.start()
        self.project = None
        self.text.open(None)
        self.select(corpus="", tokenizer="", teacher="", student="", run="")
        self.project_changed.emit()
        self.tell_catalogue_changed()

    # -- choices ----------------------------------------------------------------------------

    def select(self, **choices: str) -> None:
        """Change some of the shared choices, named as in `Selection`."""
        selection = dataclasses.replace(self.selection, **choices)
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit()

    def run_name(self, view: RunView) -> str:
        """What a run is called by now; its journal tells what it was called when it began."""
        return self._run_names.get(view.run_id) or view.state.name or view.run_id

    def _read_run_names(self) -> None:
        runs = self.project.runs if self.project is not None else ()
        self._run_names = {run.id: run.name for run in runs}

    def edit(
        self, spec: "AnySpec | None", problem: str = "", draft: "AnySpec | None" = None
    ) -> None:
        """Tell what is being set up for the next run."""
        self.edited = Edited(spec, problem, spec or draft)
        self.edited_changed.emit()

    def _choose_newest(self) -> None:
        """What was made last is what the person wants to see first."""
        assert self.project is not None
        corpora, tokenizers = self.project.corpora, self.project.tokenizers
        runs = [run for run in self.project.runs if run.kind in TRAINING_KINDS]
        self.select(
            corpus=max(corpora, key=_age).name if corpora else "",
            tokenizer=max(tokenizers, key=_age).name if tokenizers else "",
            run=max(runs, key=_age).id if runs else "",
        )

    def _choose_pair(self) -> None:
        """Until somebody chooses, teacher and student are those of the newest distillation."""
        chosen = (self.selection.teacher, self.selection.student)
        if self.project is None or chosen not in (("", ""), self._default_pair):
            return
        taught = [(run.id, run.status) for run in self.project.runs if role_of(run) == STUDENT]
        if all(chosen) and taught == self._taught:
            return
        self._taught = taught
        if models := self.project.models:
            self._default_pair = default_pair(models, taught_pairs(self.project))
            teacher, student = self._default_pair
            self.select(teacher=teacher, student=student)

    def go_to(self, workspace: Workspace, panel: str = "") -> None:
        """Show a workspace, and raise one of its panels."""
        self.workspace_requested.emit(workspace, panel)

    def show_help(self, page: str) -> None:
        """Go where a help page, by its file name, is read."""
        self.go_to(Workspace.WELCOME, "help")
        self.help_requested.emit(page)

    def show_head(self, reference: str, layer: int, head: int) -> None:
        """Go where a head's attention is shown."""
        self.go_to(Workspace.INSPECT, "attention")
        self.head_requested.emit(reference, layer, head)

    def show_step(self, run: str, step: int) -> None:
        """Go where the documents of a run's step are shown."""
        self.go_to(Workspace.TRAIN, "batch")
        self.step_requested.emit(run, step)

    # -- work -------------------------------------------------------------------------------

    def start(self, *runs: "Startable") -> None:
        """Queue runs in this window's training thread, one after another; a chain link by link."""
        from workbench.plans.chain import planned_chain

        self.runner.start(*(one for run in runs for one in planned_chain(run)))

    def compare(self, models: Sequence[str], teacher: str = "", corpus: str = "") -> None:
        """Start the report of models, by their references, and go where it is shown.

        Without a corpus they are measured on each text that they learnt from.
        """
        assert self.project is not None
        before = self.runner.active
        try:
            specs = self.project.plans.comparisons(
                models, teacher=teacher, corpus=corpus, otherwise_on=self.selection.corpus
            )
        except WorkbenchError as error:
            self.messages.error(error)
            return
        self.start(*specs)
        self.go_to(Workspace.RUNS, "report")
        if before is not None:
            waits = self.tr("“{report}” is made once “{run}” has ended.")
            self.messages.show(waits.format(report=specs[0].name, run=before.state.name))

    def take(self, step: NextStep, run: str = "") -> None:
        """Take a step of the journey, or go where it is taken; `run` is the one that it follows."""
        models = self._to_compare(run) if step is NextStep.COMPARE else ()
        if models:
            self.compare(models, teacher=self.selection.teacher)
            return
        self.go_to(*step.place)
        if step in (NextStep.TEACHER, NextStep.STUDENT):
            self.training_chosen.emit("pretrain" if step is NextStep.TEACHER else "distill")

    def _to_compare(self, run: str) -> tuple[str, ...]:
        """The model that a run has made; without a run, the pair that is chosen."""
        assert self.project is not None
        if run:
            return tuple(f"{one.name}@best" for one in self.project.models if one.run == run)
        return tuple(filter(None, (self.selection.teacher, self.selection.student)))

    def query(
        self,
        make: Callable[[], Iterator[T]],
        on_item: ItemHandler[T],
        on_done: DoneHandler | None = None,
        on_error: ErrorHandler | None = None,
        *,
        owner: QObject,
        on_restart: RestartHandler | None = None,
        total: int = 0,
    ) -> Query[T]:
        """Run a generator in the query lane; the handlers are called in the GUI thread.

        Without `on_error`, what goes wrong is shown in the owner's panel. The query falls silent
        when its owner is deleted. With `on_restart` it is run again when a run begins, on one
        thread, and that handler is called first. Of one with a `total`, the owner's panel tells how
        many items have come.
        """
        handler = on_error or partial(self.query_failed, owner)
        query = Query(make, on_item, on_done, handler, owner, on_restart, total)
        if (place := place_of(owner)) is not None:
            place.query_began(query)
        self.runner.query(query)
        return query

    def query_failed(self, owner: QObject, error: BaseException) -> None:
        """Say in the owner's panel what went wrong, or in the message bar if it is in none."""
        if (place := place_of(owner)) is not None:
            place.query_failed(error)
        else:
            self.messages.error(error)

    def _select_active_run(self) -> None:
        """A run that begins is what the person wants to see."""
        active = self.runner.active
        if active is not None and active is not self._last_active:
            self.select(run=active.run_id)
            self.tell_catalogue_changed()
        self._last_active = active

    def _wait_for_closing(self) -> None:
        """Until the project before is closed, which takes as long as reading its database does."""
        if self._closing is not None:
            self._closing.join()
            self._closing = None

    def close(self) -> None:
        """Stop all work and wait for it; close the project without signals, the window is gone."""
        self.runner.close()
        self.text.keep()
        self._wait_for_closing()
        if self.project is not None:
            self.project.close()
            self.project = None


def _age(record: CorpusRecord | TokenizerRecord | RunRecord) -> str:
    """Ids begin with a number that grows."""
    return record.id
