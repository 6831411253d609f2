"""A form of a run that is filled by the minutes there are; what a person changed stays theirs."""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from ui.forms.form import SpecForm
from ui.protocols.open_project import PreviewSource
from ui.running.busy import is_any_run_on
from ui.running.queries import Query
from ui.session import Session
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError
from workbench.models.spec import FAMILIES
from workbench.plans.minutes.minutes_plan import AnyPlan
from workbench.plans.minutes.why import why
from workbench.plans.minutes.within_minutes import MODEL_SETTINGS, RUN_SETTINGS, STAGES
from workbench.spec import BadSpec, to_plain
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import Words

DEFAULT_MINUTES = 5.0
_STILL_MS = 400
"""Steps are timed once nothing was changed for so long."""


class FormPlan(QObject):
    """Asks for the plan at each change of its form, and sets what nobody changed by hand.

    First by the speed of the machine, then, in the query lane, by steps that are timed.
    """

    changed = Signal()

    def __init__(self, session: Session, form: SpecForm[Any], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.form = form
        self.minutes = DEFAULT_MINUTES
        self.kept: set[str] = set()
        """The settings changed by hand; those of a shape are told apart by its family."""
        self._seen = dict(_planned(form.plain()))
        self._filling = False
        self._due = False
        self.reasons: tuple[Words, ...] = ()
        """Why the plan is as it is; none while that is being found out."""
        self.is_being_timed = False
        self._explained: tuple[Any, ...] = ()
        """What the reasons are of: settings, minutes, what was changed by hand."""
        self._timing: Query[tuple[AnyPlan, tuple[Words, ...]]] | None = None
        self._still = QTimer(self, singleShot=True, interval=_STILL_MS)
        self._still.timeout.connect(self._time)
        form.changed.connect(self._on_change)

    @property
    def steps(self) -> int:
        """The steps of the run, of all its stages."""
        return _steps(self.form.plain())

    def set_steps(self, steps: int) -> None:
        """Change the steps by hand; stages keep their shares of them."""
        plain = self.form.plain()
        if STAGES not in plain:
            self.form.set_value({"loop": {"steps": steps}})
            return
        share = steps / _steps(plain)
        stages = [{"steps": max(1, round(stage["steps"] * share))} for stage in plain[STAGES]]
        self.form.set_value({STAGES: stages})

    def set_minutes(self, minutes: float) -> None:
        if minutes != self.minutes:
            self.minutes = minutes
            self.fill()

    def take_up(self, plain: Mapping[str, Any], minutes: float, kept: set[str]) -> None:
        """Show values of before, and go on with the plan from there."""
        self.minutes, self.kept, self._due = minutes, set(kept), False
        self._set(plain)

    def keep_all(self) -> None:
        """What the form shows now was asked for as it is."""
        self.kept = {key for key, _ in _planned(self.form.plain())}
        self._tell()

    def release(self) -> None:
        """Plan everything anew, whatever was changed by hand."""
        self.kept.clear()
        self.fill()

    def catch_up(self) -> None:
        """Do what was left while the form was not seen."""
        if self._due:
            self.fill()

    def fill(self) -> None:
        """Set what suits the minutes, as far as the form is possible and its names are there.

        A form that is not seen is filled when it is: to measure text and machine takes a moment.
        """
        project = self._session.project
        self._due = not self.form.isVisible()
        self.is_being_timed = False
        if self._due or project is None or not self.form.is_possible:
            self._tell()
            return
        plain = self.form.plain()
        try:
            preview = project.preview(self.form.value())
            plan = preview.planned(self.minutes, self._kept(plain), timed=False)
        except BadSpec as error:
            self.reasons, self._explained = (error.words,), self._shown()
            self._tell()
            return
        except WorkbenchError:
            self._tell()
            return
        self.is_being_timed = True
        self._set(_difference(to_plain(plan.spec), plain))
        self._still.start()

    def _time(self) -> None:
        """Plan again by timed steps, beside the window; while a run is on, none would be true."""
        project = self._session.project
        if project is None or not self.form.is_possible:
            return
        if not self.form.isVisible():
            self._due = True
            return
        if self._timing is not None:
            self._timing.cancel()
        asked = self._asked()
        timed = not is_any_run_on(self._session)
        spec = self.form.value()
        self._timing = self._session.query(
            lambda: _by_timed_steps(project, spec, *asked, timed=timed),
            partial(self._take, spec, asked),
            on_error=self._on_error,
            owner=self,
        )

    def _on_error(self, _error: BaseException) -> None:
        """What is not there is said by the start."""
        self.is_being_timed = False
        self._tell()

    def _take(
        self,
        spec: PretrainSpec | DistillSpec,
        asked: tuple[float, set[str]],
        found: tuple[AnyPlan, tuple[Words, ...]],
    ) -> None:
        """Show what was planned, unless something was changed meanwhile."""
        plain = self.form.plain()
        if self.form.is_possible and self.form.value() == spec and asked == self._asked():
            plan, reasons = found
            self.is_being_timed = False
            self._set(_difference(to_plain(plan.spec), plain), reasons)

    def _asked(self) -> tuple[float, set[str]]:
        return self.minutes, self._kept(self.form.plain())

    def _set(self, values: Mapping[str, Any], reasons: tuple[Words, ...] = ()) -> None:
        """Show values that nobody has changed by hand, and why they are so."""
        self._filling = True
        self.form.set_value(values)
        self._filling = False
        self._seen |= _planned(self.form.plain())
        if reasons:
            self.reasons, self._explained = reasons, self._shown()
        self._tell()

    def _tell(self) -> None:
        """Reasons of another plan than what is shown are none."""
        if self._shown() != self._explained:
            self.reasons, self._explained = (), ()
        self.changed.emit()

    def _shown(self) -> tuple[Any, ...]:
        plain = self.form.plain()
        return ({**plain, "name": ""}, self.minutes, self._kept(plain))

    def _on_change(self) -> None:
        if self._filling:
            return
        for key, value in _planned(self.form.plain()):
            before = self._seen[key] if key in self._seen else _default(key)
            if value != before:
                self.kept.add(key)
            self._seen[key] = value
        self.fill()

    def _kept(self, plain: Mapping[str, Any]) -> set[str]:
        """What stays, by the names of its settings."""
        where, family = _shape_of(plain)
        return {key.replace(f"{where}.{family}.", f"{where}.") for key in self.kept}


def _by_timed_steps(
    project: PreviewSource,
    spec: PretrainSpec | DistillSpec,
    minutes: float,
    kept: Collection[str],
    *,
    timed: bool,
) -> Iterator[tuple[AnyPlan, tuple[Words, ...]]]:
    """A plan and its reasons; runs in the query lane."""
    plan = project.preview(spec).planned(minutes, kept, timed=timed)
    yield plan, why(plan)


def _shape_of(plain: Mapping[str, Any]) -> tuple[str, str]:
    where = "student" if "student" in plain else "model"
    return where, plain[where]["family"]


def _planned(plain: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each setting that a plan may set, and its value."""
    where, family = _shape_of(plain)
    for name in MODEL_SETTINGS:
        yield f"{where}.{family}.{name}", plain[where][name]
    if STAGES in plain:
        yield f"{where}.family", family
        yield STAGES, _steps(plain)
    for path in RUN_SETTINGS:
        section, _, name = path.partition(".")
        if name in plain[section]:
            yield path, plain[section][name]


def _default(key: str) -> Any:
    """What a family's settings are before anybody changed them."""
    _, family, name = key.split(".")
    return FAMILIES[family].model_fields[name].default


def _steps(plain: Mapping[str, Any]) -> int:
    if STAGES in plain:
        return sum(stage["steps"] for stage in plain[STAGES])
    steps: int = plain["loop"]["steps"]
    return steps


def _difference(new: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """What of new plain values is not so in the old; all of a model of another family."""
    changes = {}
    for name, value in new.items():
        before = old.get(name)
        if (
            isinstance(value, Mapping)
            and isinstance(before, Mapping)
            and value.get("family") == before.get("family")
        ):
            if inner := _difference(value, before):
                changes[name] = {"family": value["family"], **inner} if "family" in value else inner
        elif value != before:
            changes[name] = value
    return changes
