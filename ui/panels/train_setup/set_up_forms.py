"""The forms of all kinds of training: what can be chosen in them, and what they begin with."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from ui.forms.form import SpecForm
from ui.panels.train_setup.finetune_setup import FinetuneSetup
from ui.panels.train_setup.form_plan import FormPlan
from ui.panels.train_setup.next_name import names_of_models, next_name
from ui.panels.train_setup.remembered import RememberedSetUp
from ui.session import Selection, Session
from workbench.activities.spec import AnySpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError
from workbench.models.spec import ALL_PRESETS, FAMILIES, ModelPreset
from workbench.plans.planned_run import Startable
from workbench.spec import Problem, to_plain
from workbench.training.pretrain_spec import PretrainSpec

_FOLDED = (
    "optimizer",
    "schedule",
    "runtime",
    "further_corpora",
    "further_teachers",
    "masking",
    "stages.terms",
    "stages.on_policy",
)

_NAMED = ("corpus", "tokenizer", "teacher", "model", "cache", "warm_start")


class SetUpForms(QObject):
    """A form for each kind of training, and the plans of those that minutes can fill."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.pretrain = SpecForm(
            PretrainSpec, self.choices, folded=_FOLDED, check=self._incompatibilities
        )
        self.distill = SpecForm(
            DistillSpec, self.choices, folded=_FOLDED, check=self._incompatibilities
        )
        self.cache = SpecForm(CacheTeacherSpec, self.choices, folded=("runtime",))
        self.finetune = FinetuneSetup(session, self.choices, self)
        self.pretrain.add_presets("model", _named(ALL_PRESETS))
        self.distill.add_presets("student", _named(ALL_PRESETS))
        self.all: tuple[SpecForm[Any], ...] = (
            self.pretrain,
            self.distill,
            self.finetune.form,
            self.cache,
        )
        """The form of each kind, in the order of the kinds' buttons."""
        # How long the others take, their examples and the teacher's text decide.
        self.plans = {form: FormPlan(session, form, self) for form in self.all[:2]}
        self._remembered = RememberedSetUp(session.settings, self.all, tuple(self.plans.values()))
        self._taken = Selection()
        self._started: set[str] = set()
        self._awaited: list[tuple[SpecForm[Any], str, str]] = []

    # -- what they begin with ---------------------------------------------------------------

    def open_project(self) -> tuple[int, int]:
        """Show what was set up in the project that is open now; gives the kind's number, and that
        of the processes."""
        self._taken = Selection()
        self._started.clear()
        project = self._session.project
        kind, processes = self._remembered.open(project.folder if project is not None else None)
        self._awaited = [
            (form, key, name)
            for form in self.all
            for key, name in form.plain().items()
            if key in _NAMED and isinstance(name, str) and self._remembered.has(form)
        ]
        for form, plan in self.plans.items():
            if not self._remembered.has(form):
                plan.fill()
        return kind, processes

    def keep(self, kind: int, processes: int) -> None:
        """Remember what the forms show, for when the project is opened again."""
        self._remembered.keep(kind, processes)

    def refresh(self) -> None:
        """Something in the project changed: what can be chosen, and which names are free."""
        for form in self.all:
            form.refresh_choices()
        self._take_awaited()
        self.take_selection()
        self._count_up_names()

    def _take_awaited(self) -> None:
        """What was set up may name what a project that is opened tells only after a while."""
        for awaited in tuple(self._awaited):
            form, key, name = awaited
            if choices := self.choices(key):
                self._awaited.remove(awaited)
                if name.partition("@")[0] in choices:
                    form.set_value({key: name})

    def take_selection(self) -> None:
        """What is chosen elsewhere, once it is there, is what a new run starts from.

        What stands chosen when a project is opened is no choice: what was set up before stays.
        """
        chosen = self._session.selection
        for key in ("corpus", "tokenizer", "teacher"):
            name = getattr(chosen, key).partition("@")[0]
            before = getattr(self._taken, key)
            if name == before or name not in self.choices(key):
                continue
            self._taken = replace(self._taken, **{key: name})
            for form in (self.pretrain, self.distill, self.cache):
                if key in form.plain() and (before or not self._remembered.has(form)):
                    form.set_value({key: name})

    def set_up_next(self, *runs: Startable) -> None:
        """These are started or wait, though the project may tell of them only in a while."""
        self._started.update(run.name for run in runs)
        self._count_up_names()

    def _count_up_names(self) -> None:
        """No new run is called as something that is there."""
        project = self._session.project
        models = names_of_models(self._session, self._started)
        caches = {cache.name for cache in project.caches} if project is not None else set()
        for form in self.all:
            name = form.plain()["name"]
            free = next_name(name, caches if form is self.cache else models)
            if free != name:
                form.set_value({"name": free})

    def show_spec(self, spec: AnySpec) -> int | None:
        """Show a spec as it is; gives its kind's number, or None if it trains no model."""
        for number, form in enumerate(self.all):
            if isinstance(spec, form.spec_type):
                plan = self.plans.get(form)
                if plan is None:
                    form.setValue(spec)
                else:
                    plan.take_up(to_plain(spec), plan.minutes, plan.kept)
                    plan.keep_all()
                return number
        return None

    def take_layer_map(self, student: dict[str, Any]) -> None:
        """What was drawn is what the form says."""
        family = self.distill.plain()["student"]["family"]
        self.distill.set_value({"student": {"family": family, **student}})

    def show_sections(self) -> None:
        """What the chosen kind of model does not use is hidden."""
        self._show_pretrained()
        distilled = self.distill.plain()
        self.distill.show_section("masking", _fills_masks(distilled["student"]))
        self.distill.show_section("student", not distilled["warm_start"])

    def _show_pretrained(self) -> None:
        """A model that goes on has its own shape and tokenizer; a new one needs both."""
        plain = self.pretrain.plain()
        warm_start, tokenizer = plain["warm_start"], plain["tokenizer"]
        self.pretrain.show_section("model", not warm_start)
        self.pretrain.show_setting("tokenizer", not warm_start)
        family = self._family_of(warm_start) or plain["model"]["family"]
        self.pretrain.show_section("masking", not FAMILIES[family].is_causal)
        tokenizers = self.choices("tokenizer")
        if warm_start and tokenizer:
            self.pretrain.set_value({"tokenizer": ""})
        elif tokenizers and not (warm_start or tokenizer):
            self.pretrain.set_value({"tokenizer": self._taken.tokenizer or tokenizers[0]})

    def _family_of(self, model: str) -> str:
        """The family of a model of the project; empty where there is none."""
        project = self._session.project
        if project is None or not model:
            return ""
        try:
            return project.model(model).spec.family
        except WorkbenchError:
            return ""

    # -- what can be chosen -----------------------------------------------------------------

    def choices(self, path: str) -> Sequence[str]:
        """The names of the project that a setting can have."""
        project = self._session.project
        if project is None:
            return ()
        match path.rpartition(".")[2]:
            case "corpus":
                return [record.name for record in project.corpora]
            case "tokenizer":
                return [record.name for record in project.tokenizers]
            case "teacher" | "model" | "warm_start":
                return [record.name for record in project.models]
            case "cache":
                return [record.name for record in project.caches]
            case _:
                return ()

    def _incompatibilities(self, spec: PretrainSpec | DistillSpec) -> Sequence[Problem]:
        """Where models do not fit what is asked of them, shown while they are chosen."""
        project = self._session.project
        if project is None:
            return ()
        try:
            return project.preview(spec).incompatibilities()
        except WorkbenchError as error:
            return (Problem(path="", words=error.words),)


def _named(presets: Sequence[ModelPreset]) -> list[tuple[str, dict[str, Any]]]:
    return [(preset.name, to_plain(preset.spec)) for preset in presets]


def _fills_masks(model: Mapping[str, Any]) -> bool:
    """Whether settings are of a family that learns to fill in masked tokens."""
    return not FAMILIES[model["family"]].is_causal
