"""Why a run that was planned for some minutes is as it is: which bounds decided, with figures.

A bound is found by lifting all others: where the model then stays as it is, that bound holds it.
"""

import math
from collections.abc import Iterator
from dataclasses import replace

from workbench.distillation.spec import DistillSpec
from workbench.models.size.estimate import count_parameters, training_flops_per_token
from workbench.models.spec import AnyModelSpec
from workbench.plans.minutes.minutes_plan import STEP_COUNTS, AnyPlan, Budget
from workbench.plans.minutes.rules import FEWEST_STEPS
from workbench.plans.minutes.within_minutes import (
    MOST_PASSES,
    SHAPE_SETTINGS,
    MachineSize,
    TextSize,
)
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import Words, words

_ROUNDS = 12
"""Of doubling the machine's speed, until a larger model is planned."""
_UNBOUNDED = 1e9
"""Times as fast: no time is too short."""
_BEYOND_MOST_PASSES = 1.2
"""Times as often as a text teaches anything: only the fewest steps read it so often."""


def why(plan: AnyPlan) -> tuple[Words, ...]:
    """The reasons in sentences; none of a run whose length its epochs or tokens decide."""
    if not plan.steps:
        return ()
    return (_speed(plan), _reading(plan), *_dropout(plan), *_size(plan), *_length(plan))


# -- what is done in the time ---------------------------------------------------------------------


def _speed(plan: AnyPlan) -> Words:
    gigaflops = figure(plan.flops_per_second / 1e9)
    if plan.step is None:
        return words(
            "This machine reaches about {gigaflops} GFLOP/s in training, going by its "
            "matrix products; no step was timed.",
            gigaflops=gigaflops,
        )
    return words(
        "This machine reaches about {machine} GFLOP/s in training, going by its matrix "
        "products; a step of this run takes {ms} ms, timed: {gigaflops} GFLOP/s.",
        machine=figure(plan.budget.machine.flops_per_second / 1e9),
        ms=figure(1000 * plan.step.mean),
        gigaflops=gigaflops,
    )


def _reading(plan: AnyPlan) -> Words:
    figures = {
        "minutes": figure(plan.seconds / 60),
        "parameters": short(count_parameters(plan.model, plan.budget.text.vocabulary_size)),
        "tokens": short(plan.tokens),
    }
    if not plan.budget.text.tokens:
        return words(
            "In {minutes} minutes a model of {parameters} parameters reads {tokens} tokens.",
            **figures,
        )
    return words(
        "In {minutes} minutes a model of {parameters} parameters reads {tokens} tokens, "
        "{passes:.1f} times this text.",
        passes=plan.tokens / plan.budget.text.tokens,
        **figures,
    )


def _dropout(plan: AnyPlan) -> Iterator[Words]:
    dropout = plan.spec.model.dropout if isinstance(plan.spec, PretrainSpec) else 0.0
    if dropout and plan.budget.warm_start is None and "model.dropout" not in plan.budget.kept:
        yield words(
            "Dropout of {dropout} keeps it from learning by heart what it reads so often.",
            dropout=figure(dropout),
        )


# -- the size -------------------------------------------------------------------------------------


def _size(plan: AnyPlan) -> Iterator[Words]:
    budget, spec = plan.budget, plan.spec
    where = "student" if isinstance(spec, DistillSpec) else "model"
    if budget.warm_start is not None:
        yield words("The size is that of the model that goes on.")
    elif any(f"{where}.{name}" in budget.kept for name in SHAPE_SETTINGS):
        yield words("The size was chosen by hand.")
    elif isinstance(spec, DistillSpec):
        yield words("The student has half the layers and width of its teacher.")
    else:
        yield from _bounds_of_size(spec, budget)


def _bounds_of_size(spec: PretrainSpec, budget: Budget) -> Iterator[Words]:
    larger = _next_larger(spec, budget)
    if larger is None:
        yield words("No larger size is planned.")
        return
    vocabulary_size = budget.text.vocabulary_size
    parameters = count_parameters(larger, vocabulary_size)
    if _is_held(spec, replace(_unbounded(budget), machine=_unlimited_memory(budget.machine))):
        flops = training_flops_per_token(larger, vocabulary_size)
        read = 60 * budget.minutes * budget.machine.flops_per_second / flops
        yield words(
            "The time decides the size: the next larger one, of {parameters} parameters, would "
            "read only {tokens:.1f} tokens for each of them.",
            parameters=short(parameters),
            tokens=read / parameters,
        )
    if _is_held(spec, replace(_unbounded(budget), text=budget.text)):
        yield words(
            "The text decides the size: a model of {parameters} parameters would know its "
            "{tokens} tokens by heart.",
            parameters=short(parameters),
            tokens=short(budget.text.tokens or 0),
        )
    memory = budget.machine.memory_bytes
    if _is_held(spec, replace(_unbounded(budget), machine=_unlimited_speed(budget.machine))):
        yield words(
            "The memory decides the size: a model of {parameters} parameters does not fit into "
            "the {free:.1f} GB that are free.",
            parameters=short(parameters),
            free=memory / 1e9,
        )


def _next_larger(spec: PretrainSpec, budget: Budget) -> AnyModelSpec | None:
    """The model of a machine that is faster, with memory and text enough; None: there is none."""
    free = _unbounded(budget)
    for doubled in range(1, _ROUNDS + 1):
        speed = budget.machine.flops_per_second * 2**doubled
        model = _model(spec, replace(free, machine=MachineSize(speed)))
        if _parameters(model, budget) > _parameters(spec.model, budget):
            return model
    return None


def _is_held(spec: PretrainSpec, budget: Budget) -> bool:
    """Whether what is left of the bounds allows no larger model."""
    return _parameters(_model(spec, budget), budget) <= _parameters(spec.model, budget)


def _model(spec: PretrainSpec, budget: Budget) -> AnyModelSpec:
    return budget.planned(spec, STEP_COUNTS).model


def _parameters(model: AnyModelSpec, budget: Budget) -> int:
    return count_parameters(model, budget.text.vocabulary_size)


def _unbounded(budget: Budget) -> Budget:
    text = TextSize(budget.text.vocabulary_size)
    fast = MachineSize(budget.machine.flops_per_second * _UNBOUNDED)
    return replace(budget, text=text, machine=fast)


def _unlimited_memory(machine: MachineSize) -> MachineSize:
    return replace(machine, memory_bytes=math.inf)


def _unlimited_speed(machine: MachineSize) -> MachineSize:
    return replace(machine, flops_per_second=machine.flops_per_second * _UNBOUNDED)


# -- the length -----------------------------------------------------------------------------------


def _length(plan: AnyPlan) -> Iterator[Words]:
    minutes = figure(plan.budget.minutes)
    passes = plan.tokens / max(1, plan.budget.text.tokens or 0)
    if not STEP_COUNTS.isdisjoint(plan.budget.kept):
        yield words("The steps were chosen by hand.")
    elif plan.steps < 2 * FEWEST_STEPS and plan.seconds > 60 * plan.budget.minutes:
        yield words(
            "A run has at least {fewest} steps: they take longer than the {minutes} minutes.",
            fewest=FEWEST_STEPS,
            minutes=minutes,
        )
    elif plan.is_ended_by_time:
        yield words("The time decides the steps.")
    elif passes > _BEYOND_MOST_PASSES * MOST_PASSES:
        yield words(
            "The text is so short that it is read {passes:,.0f} times in the {fewest} steps that a "
            "run has at least; the rest of the {minutes} minutes is not needed.",
            passes=passes,
            fewest=FEWEST_STEPS,
            minutes=minutes,
        )
    else:
        yield words(
            "The text decides the steps: it is read {passes:.0f} times, and more would teach "
            "little; the rest of the {minutes} minutes is not needed.",
            passes=passes,
            minutes=minutes,
        )


def short(count: float) -> str:
    """A large number in two or three digits: 1.1 M, 650 k."""
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if count >= size:
            digits = 1 if count < 100 * size else 0
            return f"{count / size:,.{digits}f} {unit}"
    return f"{count:.0f}"


def figure(value: float) -> str:
    """In two digits at least."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}" if value < 10 else f"{value:.1f}"
