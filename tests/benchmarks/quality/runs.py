"""Runs of the project's own training loop: trained for their minutes, scored, and taken away."""

import shutil
from pathlib import Path
from typing import Any

from quality.cells import Scored
from quality.texts import HeldOut, bits_per_byte
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.spec import shape_of
from workbench.events import Metrics
from workbench.jobs import ThreadControl
from workbench.models.spec import AnyModelSpec
from workbench.spec import LARGEST
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import Runtime

Trained = PretrainSpec | DistillSpec

UNWATCHED = {"evaluate_every": LARGEST, "evaluation_tokens": 1_000, "keep_every": 0}
"""Settings of a loop that looks at the validation text before its first step and after its last."""

_WARM_UP, _TIMED = 3, 12
_TRIAL_S = 3.0


def placed_at(runtime: Runtime, seed: int) -> dict[str, Any]:
    """The settings of where a run computes."""
    return {"device": runtime.device, "threads": runtime.threads, "seed": seed}


def shape_in(spec: Trained) -> AnyModelSpec:
    return spec.model if isinstance(spec, PretrainSpec) else shape_of(spec.student)


def trained(text: HeldOut, spec: Trained, *, keep: bool = False) -> Scored:
    """Train and score the last checkpoint, the best one with early stopping; `keep` the run.

    The loop's clock has the look before the first step in it too.
    """
    last: Metrics | None = None
    which = "best" if spec.loop.patience else "last"
    forget(text, spec.name)  # what a cell left that was cut short
    with text.project() as project:
        attempt = project.start(spec)
        for event in attempt:
            last = event if isinstance(event, Metrics) and "loss" in event.values else last
        project.catalogue.ingest()
        model = project.model(f"{attempt.run.record().name}@{which}").network().eval()
    assert last is not None
    shards = text.shards()
    bits = bits_per_byte(
        model.to(spec.runtime.device),
        shards.tokens("validation"),
        shards.bytes("validation"),
        shape_in(spec).context,
        spec.runtime.device,
    )
    parameters = sum(parameter.numel() for parameter in model.parameters())
    if not keep:
        forget(text, spec.name)
    planned = spec.loop.steps if isinstance(spec, PretrainSpec) else spec.total_steps
    return Scored(bits, last.elapsed_s, last.step, planned, parameters)


def steps_that_fit(text: HeldOut, spec: Trained, minutes: float) -> int:
    """How many of its steps take so many minutes, by the mean of some that are thrown away."""
    forget(text, spec.name)
    control = ThreadControl()
    looks: list[Metrics] = []
    trial = of_length(spec, LARGEST, 0.0)
    with text.project() as project:
        for event in project.start(trial, control):
            if isinstance(event, Metrics) and "loss" in event.values and event.step >= _WARM_UP:
                looks.append(event)
                if _are_enough(looks, min(_TRIAL_S, 30 * minutes)):
                    control.stop()
    forget(text, spec.name)
    first, last = looks[0], looks[-1]
    step_s = (last.elapsed_s - first.elapsed_s) / (last.step - first.step)
    return max(1, int(60 * minutes / step_s))


def _are_enough(looks: list[Metrics], seconds: float) -> bool:
    first, last = looks[0], looks[-1]
    return last.step - first.step >= _TIMED and last.elapsed_s - first.elapsed_s >= seconds


def of_length(spec: Trained, steps: int, minutes: float) -> Trained:
    """The spec of so many steps and at most so many minutes; its warm-up has the same share."""
    planned = spec.loop.steps if isinstance(spec, PretrainSpec) else spec.total_steps
    warm_up = max(1, round(steps * spec.schedule.warmup_steps / planned))
    schedule = spec.schedule.model_copy(update={"warmup_steps": warm_up})
    loop = spec.loop.model_copy(update={"minutes": minutes})
    if isinstance(spec, PretrainSpec):
        loop = loop.model_copy(update={"steps": steps, "epochs": 0.0, "tokens": 0})
        return spec.model_copy(update={"loop": loop, "schedule": schedule})
    (stage,) = spec.stages
    stages = (stage.model_copy(update={"steps": steps}),)
    return spec.model_copy(update={"loop": loop, "schedule": schedule, "stages": stages})


def forget(text: HeldOut, name: str) -> None:
    """Take away what the project has of that name."""
    project: Path = text.folder / "project"
    for left in (*project.glob(f"runs/*-{name}"), *project.glob(f"caches/*{name}")):
        shutil.rmtree(left)
