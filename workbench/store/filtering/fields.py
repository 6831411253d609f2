"""What of a run can be asked for by name: its own columns, figures and settings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.errors import BadInput
from workbench.metrics import Direction, comparable, metric
from workbench.spec import closest
from workbench.store.records import RunRecord

Value = str | float | bool | tuple[str, ...]
"""A text, a number, yes or no, or several texts (tags)."""

BEST = "best."
"""Before the name of a metric: its best value instead of the newest."""
COURSE = "course"
"""The column of a window's table that is a picture."""
OWN = (
    "id",
    "name",
    "kind",
    "status",
    "progress",
    "step",
    "steps",
    "model",
    "parameters",
    "corpus",
    "tokenizer",
    "teacher",
    "duration",
    "tokens",
    "started",
    "tags",
    "note",
    "pinned",
    "archived",
    "alerts",
    "damaged",
)
KINDS = (
    "add_corpus",
    "train_tokenizer",
    "pretrain",
    "finetune",
    "distill",
    "cache_teacher",
    "evaluate",
    "import_model",
    "import_run",
    "average",
    "lr_test",
)
_OTHER_NAMES = {"tag": "tags", "notes": "note", "params": "parameters", "time": "duration"}
_VALIDATION, _SHORT_VALIDATION = "validation_", "val_"
_MOST_TOLD = 6


@dataclass(frozen=True)
class RunRow:
    """A run with what the catalogue knows beside its record, under the names of today."""

    record: RunRecord
    family: str = ""
    parameters: int | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    """What the corpus, tokenizer and teacher of the run are called now."""

    def own(self, name: str) -> Value | None:
        """The value of one of `OWN`; None where the run has none."""
        run = self.record
        match name:
            case "id" | "name" | "kind":
                return str(getattr(run, name))
            case "status":
                return run.status.value
            case "progress":
                return run.step / run.total_steps if run.total_steps else None
            case "step":
                return run.step or None
            case "steps":
                return run.total_steps
            case "model":
                return self.family or None
            case "parameters":
                return self.parameters
            case "corpus":
                return " + ".join(self._corpora) or None
            case "tokenizer" | "teacher":
                return self.sources.get(name)
            case "duration":
                return run.elapsed_s or None
            case "tokens":
                return run.tokens or None
            case "started":
                return run.started_at or None
            case _:
                return self._remark(name)

    @property
    def _corpora(self) -> list[str]:
        """The names of its corpus, or of those of its mixture."""
        return [name for role, name in self.sources.items() if role.startswith("corpus")]

    def _remark(self, name: str) -> Value | None:
        remarks = self.record.remarks
        match name:
            case "tags":
                return remarks.tags or None
            case "note":
                return remarks.note or None
            case "pinned":
                return remarks.is_pinned
            case "archived":
                return remarks.is_archived
            case "alerts":
                return remarks.alerts
            case "damaged":
                return bool(self.record.problems)
            case _:
                raise AssertionError(name)

    def figure(self, name: str) -> float | None:
        """The newest value of a metric, or with `best.` before its name the best one."""
        run = self.record
        values = run.best if name.startswith(BEST) else run.metrics
        return comparable(values, run.kind).get(name.removeprefix(BEST))

    def setting(self, name: str) -> Value | None:
        """The value of a setting by its dotted name."""
        return self.record.asked.settings.get(name)

    @property
    def texts(self) -> str:
        """What a word without a comparison is looked for in."""
        run, remarks = self.record, self.record.remarks
        return "\n".join(
            (run.name, run.id, run.kind, *self.sources.values(), *remarks.tags, remarks.note)
        )


@dataclass(frozen=True)
class RunNames:
    """The names of figures and settings that some run of a project has."""

    figures: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[RunRow]) -> "RunNames":
        runs = [row.record for row in rows]
        figures = {name for run in runs for name in comparable(run.metrics, run.kind)}
        asked = {id(run.asked): run.asked for run in runs}
        return cls(
            frozenset(figures),
            frozenset(name for one in asked.values() for name in one.settings),
        )


@dataclass(frozen=True)
class RunField:
    """One thing that runs are asked for; `name` is its whole name."""

    name: str
    sort: str
    """`own`, `figure` or `setting`."""

    def value(self, row: RunRow) -> Value | None:
        match self.sort:
            case "own":
                return row.own(self.name)
            case "figure":
                return row.figure(self.name)
            case _:
                return row.setting(self.name)


def field_of(written: str, names: RunNames) -> RunField:
    """The field that a person means; raises BadInput, with a suggestion.

    A setting may be written by the end of its dotted name, where that is one setting alone; it goes
    before a metric of that name of which neither value is the better one (the learning rate).
    """
    name = written.casefold()
    own = _OTHER_NAMES.get(name, name)
    if own in OWN:
        return RunField(own, "own")
    best = BEST if name.startswith(BEST) else ""
    figure = name.removeprefix(best)
    if figure.startswith(_SHORT_VALIDATION):
        figure = _VALIDATION + figure.removeprefix(_SHORT_VALIDATION)
    found = _settings(name, names)
    is_judged = bool(best) or metric(figure).direction is not Direction.NEITHER
    if figure in names.figures and (is_judged or not found):
        return RunField(best + figure, "figure")
    return RunField(_only(found, written, names), "setting")


def _settings(name: str, names: RunNames) -> Sequence[str]:
    """Those whose dotted names end so, or the one that is called so."""
    by_end = sorted(one for one in names.settings if f".{one}".casefold().endswith(f".{name}"))
    return [one for one in by_end if one.casefold() == name] or by_end


def _only(found: Sequence[str], written: str, names: RunNames) -> str:
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput(
            "'{name}' is the end of several settings; write one of them whole: {names}",
            name=written,
            names=_listed(found),
        )
    near = closest(written.casefold(), (*OWN, *names.figures, *names.settings))
    if near:
        raise BadInput("no run has a '{name}'; did you mean '{near}'?", name=written, near=near)
    raise BadInput(
        "no run has a '{name}'; name a column, a metric or a setting, such as kind, "
        "validation_loss or learning_rate",
        name=written,
    )


def _listed(names: Sequence[str]) -> str:
    more = ", …" if len(names) > _MOST_TOLD else ""
    return ", ".join(names[:_MOST_TOLD]) + more
