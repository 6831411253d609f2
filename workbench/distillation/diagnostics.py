"""Why a student learns or does not: the gradient norm of each loss term, and what looks wrong."""

from collections.abc import Iterator, Mapping
from typing import Generic, Protocol

import torch
from torch import nn

from workbench.distillation.combined_loss import PartFilter
from workbench.distillation.stages import StageSettings, StageSpec, settings_at
from workbench.events import Level, Note
from workbench.metrics import GRADIENT_PART
from workbench.training.objectives.objective import AnyBatch, B, Loss
from workbench.words import words

_FAR_APART = 20.0
"""The ratio of two weighted terms' gradient norms at which the smaller is as good as absent."""


class PartedObjective(Protocol[AnyBatch]):
    """An objective whose loss terms can be computed one at a time."""

    def __call__(self, batch: AnyBatch, step: int) -> Loss: ...

    def on_corpus(
        self, batch: AnyBatch, settings: StageSettings, included: PartFilter = None
    ) -> Loss: ...


class Diagnosis(Generic[B]):
    """Measures one fixed micro-batch at each evaluation, without dropout."""

    def __init__(
        self,
        model: nn.Module,
        objective: PartedObjective[B],
        batch: B,
        stages: tuple[StageSpec, ...],
        teacher_loss: float,
    ) -> None:
        self._model = model
        self._objective = objective
        self._batch = batch
        self._stages = stages
        self._teacher_loss = teacher_loss
        self._said: set[str] = set()

    def gradient_norms(self, step: int) -> dict[str, float]:
        """The gradient norm of each loss term with its weight, as `gradient_norm_PART`."""
        settings = settings_at(self._stages, step)
        parameters = [one for one in self._model.parameters() if one.requires_grad]
        was_training = self._model.training
        self._model.eval()
        try:
            # The loss tensors keep the whole graph alive; only their names are needed.
            with torch.no_grad():
                names = tuple(self._objective.on_corpus(self._batch, settings).parts)
            with torch.enable_grad():
                return {
                    f"{GRADIENT_PART}{name}": self._norm(settings, name, parameters)
                    for name in names
                }
        finally:
            self._model.train(was_training)

    def _norm(self, settings: StageSettings, part: str, parameters: list[nn.Parameter]) -> float:
        total = self._objective.on_corpus(self._batch, settings, frozenset([part])).total
        if not total.requires_grad:
            return 0.0
        gradients = torch.autograd.grad(total, parameters, allow_unused=True)
        return float(torch.stack([g.norm() for g in gradients if g is not None]).norm())

    def warnings(self, step: int, values: Mapping[str, float]) -> Iterator[Note]:
        """The warnings that apply by now, each of them once."""
        for kind, note in self._found(settings_at(self._stages, step), values):
            if kind not in self._said:
                self._said.add(kind)
                yield note

    def _found(
        self, settings: StageSettings, values: Mapping[str, float]
    ) -> Iterator[tuple[str, Note]]:
        norms = {
            name: values[f"{GRADIENT_PART}{name}"]
            for name in ("soft", "hard", "mlm")
            if f"{GRADIENT_PART}{name}" in values
        }
        hard = norms.get("hard", norms.get("mlm", 0.0))
        soft = norms.get("soft", 0.0)
        if min(soft, hard) > 0 and max(soft / hard, hard / soft) > _FAR_APART:
            yield "ratio", _ratio(soft, hard)
        if values["validation_loss"] < self._teacher_loss:
            yield (
                "teacher",
                Note(
                    words=words(
                        "the teacher is worse than the student on this text ({teacher:.3f} against "
                        "{student:.3f}): there is little left to learn from it",
                        teacher=self._teacher_loss,
                        student=values["validation_loss"],
                    ),
                    level=Level.WARNING,
                ),
            )


def _ratio(soft: float, hard: float) -> Note:
    if soft > hard:
        message = words(
            "the soft term pulls {times:.0f} × as hard as the true tokens do; lower α or τ if they "
            "are to count",
            times=soft / hard,
        )
    else:
        message = words(
            "the true tokens pull {times:.0f} × as hard as the soft term does; raise α if the "
            "teacher is to count",
            times=hard / soft,
        )
    return Note(words=message, level=Level.WARNING)
