"""Many runs of one distillation with some settings varied: a plan of ordinary runs.

Nothing here computes or stores: which run is next follows from the plan and from what became of
the runs before it, so that a sweep can be stopped and gone on with like everything else.
"""

import itertools
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import model_validator

from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput
from workbench.metrics import SweepMetric, metric
from workbench.spec import Impossible, Spec, setting, to_plain, validate, with_overrides
from workbench.store.membership import Membership
from workbench.store.records import RunRecord, RunStatus

MOST_RUNS = 500
MOST_VARIED = 100
_LOGARITHMIC = 10.0
"""A range of at least so many times its beginning is drawn from evenly by its logarithm."""


class Varied(Spec):
    """One setting and the values it is to take."""

    name: str = setting(
        "stages.0.temperature",
        title="Setting",
        help="Its name as in a spec file, such as stages.0.temperature, stages.0.alpha, "
        "stages.0.divergence.kind, student.num_layers, optimizer.learning_rate or runtime.seed.",
        min_length=1,
        text="setting",
    )
    values: tuple[str, ...] = setting(
        ("1", "2", "4"),
        title="Values",
        help="As in a spec file. For random draws also a range such as 0.1..0.9; one that spans "
        "a factor of ten or more is drawn from evenly by its logarithm.",
        min_length=1,
    )


class SweepSettings(Spec):
    """What varies among the runs of a sweep, and when it ends."""

    name: str = setting(
        "sweep",
        title="Name",
        help="The runs' names begin with it.",
        min_length=1,
        max_length=70,
    )
    varied: tuple[Varied, ...] = setting(
        (Varied(),), title="Varied settings", help="What differs among the runs.", min_length=1
    )
    method: Literal["grid", "random"] = setting(
        "grid",
        title="Method",
        help="Every combination of the values, or so many random draws of them.",
    )
    draws: int = setting(
        10, title="Draws", help="How many runs a random sweep has.", unit="runs", ge=1, le=MOST_RUNS
    )
    metric: SweepMetric = setting(
        "validation_loss",
        title="Best by",
        help="What the runs are compared by, and what the stop rule watches.",
    )
    patience: int = setting(
        0,
        title="Stop rule",
        help="Ends the sweep after so many runs without a better one; 0 makes all runs.",
        unit="runs",
        zero="off",
        ge=0,
    )
    seed: int = setting(
        1, title="Seed", help="Decides the random draws.", ge=0, lt=2**31, advanced=True
    )

    @model_validator(mode="after")
    def _is_finite(self) -> Self:
        if len(self.varied) > MOST_VARIED:
            raise Impossible(
                "at most {most} settings can be varied at once, not {given}",
                most=MOST_VARIED,
                given=len(self.varied),
            )
        names = [varied.name for varied in self.varied]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise Impossible("the setting '{name}' is varied twice", name=twice)
        count = math.prod(len(varied.values) for varied in self.varied)
        if self.method == "grid" and count > MOST_RUNS:
            raise Impossible(
                "the grid has {count} combinations, and a sweep at most {most} runs; name fewer "
                "values, or draw at random",
                count=count,
                most=MOST_RUNS,
            )
        return self


class SweepSpec(SweepSettings):
    """Runs of one distillation over a grid of settings, or over random draws of them."""

    kind: Literal["sweep"] = "sweep"
    base: DistillSpec = setting(title="Distillation", help="What all runs have in common.")

    @model_validator(mode="after")
    def _is_no_chain(self) -> Self:
        if self.base.assistants:
            raise Impossible("a sweep repeats one run; remove the assistants from its distillation")
        return self

    @classmethod
    def of(cls, settings: SweepSettings, base: DistillSpec) -> "SweepSpec":
        """A sweep of a distillation."""
        return cls(base=base, **{name: getattr(settings, name) for name in _SETTINGS})

    @property
    def settings(self) -> SweepSettings:
        """What varies, without what."""
        return SweepSettings(**{name: getattr(self, name) for name in _SETTINGS})


def is_same_but_for_name(one: DistillSpec, other: DistillSpec) -> bool:
    """Whether two distillations differ in what they are called at most."""
    return one == other.model_copy(update={"name": one.name})


_SETTINGS = tuple(SweepSettings.model_fields)


@dataclass(frozen=True)
class Planned:
    """One run of a sweep: what it varies, as text, and its whole spec.

    `repeat` counts the runs before it with the same values, which random draws can give.
    """

    values: tuple[tuple[str, str], ...]
    spec: DistillSpec
    repeat: int = 0

    @property
    def role(self) -> str:
        """Which run of the sweep it is, also after values were added to the sweep."""
        text = " ".join(f"{name}={value}" for name, value in self.values)
        return f"{text} again {self.repeat}" if self.repeat else text

    def within(self, sweep_id: str) -> Membership:
        """What the run belongs to, as a part of the sweep with an id."""
        return Membership("sweep", sweep_id, self.role)


def plan_of(spec: SweepSpec) -> tuple[Planned, ...]:
    """The sweep's runs, in order; raises BadSpec or BadInput when a value is impossible."""
    combinations = list(_combinations(spec))
    digits = len(str(len(combinations)))
    return tuple(
        Planned(
            values,
            _varied(spec, values, f"{spec.name} {number:0{digits}d}"),
            repeat=combinations[: number - 1].count(values),
        )
        for number, values in enumerate(combinations, start=1)
    )


def _varied(spec: SweepSpec, values: tuple[tuple[str, str], ...], name: str) -> DistillSpec:
    plain = to_plain(spec.base) | {"name": name}
    overrides = [f"{name}={value}" for name, value in values]
    return validate(DistillSpec, with_overrides(plain, overrides), where=name)


def _combinations(spec: SweepSpec) -> Iterator[tuple[tuple[str, str], ...]]:
    names = [varied.name for varied in spec.varied]
    if spec.method == "grid":
        for varied in spec.varied:
            for value in varied.values:
                if _range_of(value) is not None:
                    raise BadInput(
                        "'{value}' is a range, of which a grid has no values; draw at random, or "
                        "name some values",
                        value=value,
                    )
        for values in itertools.product(*(varied.values for varied in spec.varied)):
            yield tuple(zip(names, values, strict=True))
        return
    chance = random.Random(spec.seed)
    for _ in range(spec.draws):
        drawn = [_drawn(chance.choice(varied.values), chance) for varied in spec.varied]
        yield tuple(zip(names, drawn, strict=True))


def _range_of(value: str) -> tuple[float, float] | None:
    """The ends of a range `a..b`, if it is one."""
    low, dots, high = value.partition("..")
    try:
        return (float(low), float(high)) if dots else None
    except ValueError:
        return None


def _drawn(value: str, chance: random.Random) -> str:
    ends = _range_of(value)
    if ends is None:
        return value
    low, high = sorted(ends)
    if low > 0 and high / low >= _LOGARITHMIC:
        return f"{math.exp(chance.uniform(math.log(low), math.log(high))):.4g}"
    return f"{chance.uniform(low, high):.4g}"


@dataclass(frozen=True)
class Result:
    """What became of one planned run; `run` is its id if it was begun, `figure` its measure.

    `run_name` is what the run is called by now.
    """

    planned: Planned
    run: str
    status: RunStatus | None
    figure: float | None
    metrics: dict[str, float]
    run_name: str = ""

    @property
    def name(self) -> str:
        """What the run is called, or is to be called."""
        return self.run_name or self.planned.spec.name


def results_of(
    spec: SweepSpec,
    plan: Sequence[Planned],
    runs: Sequence[RunRecord],
    sweep_id: str,
    spec_of_run: Callable[[RunRecord], DistillSpec | None],
) -> tuple[Result, ...]:
    """The plan's runs as a project has them; of several in one place the last one counts.

    Runs made before it was recorded what they belong to are told by their names and settings.
    """
    members = {
        run.belongs_to.role: run
        for run in runs
        if run.belongs_to is not None and sweep_id and run.belongs_to.id == sweep_id
    }
    earlier = [run for run in runs if run.belongs_to is None]
    return tuple(
        _result(spec, one, members.get(one.role) or _made_before(one, earlier, spec_of_run))
        for one in plan
    )


def _made_before(
    planned: Planned,
    runs: Sequence[RunRecord],
    spec_of_run: Callable[[RunRecord], DistillSpec | None],
) -> RunRecord | None:
    """The newest of these runs that is called as planned and has all its settings."""
    for run in reversed(runs):
        spec = spec_of_run(run) if run.name == planned.spec.name else None
        if spec is not None and is_same_but_for_name(spec, planned.spec):
            return run
    return None


def _result(spec: SweepSpec, planned: Planned, run: RunRecord | None) -> Result:
    if run is None:
        return Result(planned, "", None, None, {})
    finished = run.status is RunStatus.FINISHED
    figure = run.metrics.get(spec.metric) if finished else None
    return Result(planned, run.id, run.status, figure, run.metrics, run.name)


def best_of(spec: SweepSpec, results: Sequence[Result]) -> Result | None:
    """The finished run with the best figure, the earliest of equal ones."""
    is_better = metric(spec.metric).is_better
    best: Result | None = None
    for result in results:
        if result.figure is None:
            continue
        if best is None or is_better(result.figure, best.figure or 0.0):
            best = result
    return best


def failed_of(results: Sequence[Result]) -> tuple[Result, ...]:
    """The runs that failed, which no comparison holds until they are gone on with."""
    return tuple(result for result in results if result.status is RunStatus.FAILED)


def next_of(spec: SweepSpec, results: Sequence[Result]) -> Result | None:
    """The run to begin or go on with; None when all are made or the stop rule ended the sweep.

    A failed run is left behind: other settings may well work.
    """
    is_better = metric(spec.metric).is_better
    best: float | None = None
    stale = 0
    for result in results:
        if result.status is RunStatus.FAILED:
            continue
        if result.status is not RunStatus.FINISHED:
            return result
        if best is None or (result.figure is not None and is_better(result.figure, best)):
            best, stale = result.figure, 0
        else:
            stale += 1
        if spec.patience and stale >= spec.patience:
            return None
    return None
