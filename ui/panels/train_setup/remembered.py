"""What was set up in each project, from one opening of it to the next."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from ui.forms.form import SpecForm
from ui.panels.train_setup.form_plan import DEFAULT_MINUTES, FormPlan
from ui.panels.train_setup.starting.processes_box import MOST_PROCESSES
from ui.settings import Settings
from workbench.spec import BadSpec, to_plain, validate

_NAMES = ("corpus", "tokenizer", "teacher", "cache", "warm_start")


class _Form(BaseModel):
    """One form's spec as plain values, and what its plan needs to go on."""

    spec: dict[str, Any]
    minutes: float = DEFAULT_MINUTES
    kept: set[str] = set()


class _SetUp(BaseModel):
    """The forms by the kind of their runs, the number of the one that is shown, and in how many
    processes it starts."""

    shown: int = 0
    processes: Annotated[int, Field(ge=1, le=MOST_PROCESSES)] = 1
    forms: dict[str, _Form] = {}


class RememberedSetUp:
    """Keeps the values of forms that are possible, with the plans that fill some of them."""

    def __init__(
        self, settings: Settings, forms: Sequence[SpecForm[Any]], plans: Sequence[FormPlan]
    ) -> None:
        self._settings = settings
        self._forms = forms
        self._plans = {plan.form: plan for plan in plans}
        self._new = [_without_names(form.plain()) for form in forms]
        self._folder: Path | None = None
        self._values = _SetUp()

    def open(self, folder: Path | None) -> tuple[int, int]:
        """Show what was set up in a project, or how a new one begins; gives the kind's number, and
        that of the processes."""
        self._folder = None  # what is shown on the way is not this project's
        self._values = _read(self._settings.set_up(folder)) if folder is not None else _SetUp()
        for form, new in zip(self._forms, self._new, strict=True):
            self._show(form, self._values.forms.get(_kind(form)), new)
        self._folder = folder
        shown = self._values.shown if self._values.shown in range(len(self._forms)) else 0
        return shown, self._values.processes

    def has(self, form: SpecForm[Any]) -> bool:
        """Whether a form shows what was set up before."""
        return _kind(form) in self._values.forms

    def keep(self, shown: int, processes: int) -> None:
        """Keep what the forms show, where it is possible, and the number of processes."""
        if self._folder is None:
            return
        forms = {_kind(form): self._form(form) for form in self._forms if form.is_possible}
        self._values = _SetUp(shown=shown, processes=processes, forms=self._values.forms | forms)
        self._settings.keep_set_up(self._folder, self._values.model_dump_json())

    def _form(self, form: SpecForm[Any]) -> _Form:
        plain, plan = to_plain(form.value()), self._plans.get(form)
        if plan is None:
            return _Form(spec=plain)
        return _Form(spec=plain, minutes=plan.minutes, kept=plan.kept)

    def _show(self, form: SpecForm[Any], kept: _Form | None, new: dict[str, Any]) -> None:
        try:
            value = to_plain(validate(form.spec_type, kept.spec)) if kept is not None else new
        except BadSpec:  # kept by a version with other settings
            kept, value = None, new
        plan = self._plans.get(form)
        if plan is None:
            form.set_value(value)
        elif kept is None:
            plan.take_up(value, DEFAULT_MINUTES, set())
        else:
            plan.take_up(value, kept.minutes, kept.kept)


def _kind(form: SpecForm[Any]) -> str:
    return str(form.plain()["kind"])


def _without_names(plain: dict[str, Any]) -> dict[str, Any]:
    """A form's values but for what it names of the project that is open."""
    named = {name for name, value in plain.items() if name == "model" and isinstance(value, str)}
    return {name: value for name, value in plain.items() if name not in named.union(_NAMES)}


def _read(text: str) -> _SetUp:
    try:
        return _SetUp.model_validate_json(text)
    except ValidationError:  # nothing was kept
        return _SetUp()
