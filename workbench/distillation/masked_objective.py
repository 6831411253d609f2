"""Distillation of a BERT, as an objective of the one training loop.

Shape legend: b = texts, t = positions, n = chosen (or all seen) tokens, k = tokens of a chunk,
c = hidden size, v = vocabulary.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from workbench.data.masked.batches import MaskedBatch
from workbench.distillation.combined_loss import (
    PartFilter,
    Terms,
    combined_loss,
    is_included,
    output_loss,
    uses_teacher,
)
from workbench.distillation.comparison.metrics import compared, validation_names
from workbench.distillation.comparison.sums import figures
from workbench.distillation.features.feature_distillation import Activations, FeatureDistillation
from workbench.distillation.stages import StageSettings, StageSpec, settings_at
from workbench.distillation.teachers import LogitSignal, Rows, head_rows, mean_rows
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.blocks.trace import Trace
from workbench.models.on_device import on_device
from workbench.training.distributed.ranks import ALONE, Ranks
from workbench.training.distributed.shared_sums import added_up
from workbench.training.measuring.evaluation import evaluating
from workbench.training.objectives.masked import (
    MaskedLanguageModelling,
    MaskedStates,
    MaskedTasks,
    masked_metrics,
    masked_sum,
    next_sentence_loss,
    read,
)
from workbench.training.objectives.objective import Loss


class MaskedDistillation:
    """L = w·(α·τ²·D + (1−α)·(MLM + NSP)) + Σ weight·term.

    D is the mean over the chosen tokens, or over all that are seen, as the stage asks. With α = 0
    and without terms the teachers are not run.
    """

    def __init__(
        self,
        student: EncoderModel,
        teachers: Sequence[EncoderModel],
        weights: Sequence[float],
        stages: tuple[StageSpec, ...],
        device: torch.device,
        tasks: MaskedTasks,
        features: FeatureDistillation | None = None,
    ) -> None:
        self._student = student
        self._teachers = tuple(teachers)
        self._weights = tuple(weights)
        self._stages = stages
        self._device = device
        self._tasks = tasks
        self._features = features
        self._plain = MaskedLanguageModelling(student, device, tasks)

    def __call__(self, batch: MaskedBatch, step: int) -> Loss:
        return self.on_corpus(batch, settings_at(self._stages, step))

    def on_corpus(
        self, batch: MaskedBatch, settings: StageSettings, included: PartFilter = None
    ) -> Loss:
        """The loss on a batch of the corpus; only the parts in `included` count, without it all."""
        if not uses_teacher(settings):
            plain = self._plain(batch, 0)
            if included is None:
                return combined_loss(settings, plain.total, plain.parts, {}, None)
            counted = [part for name, part in plain.parts.items() if name in included]
            return combined_loss(settings, torch.stack(counted).sum(), plain.parts, {}, None)
        ours = theirs = None
        if settings.stage.terms and self._features is not None:
            ours, theirs = self._features.traces(settings.stage)
        everything = settings.stage.soft_positions == "all"
        student = read(self._student, batch, self._device, trace=ours, everything=everything)
        with torch.no_grad():
            teachers = [
                read(
                    teacher,
                    batch,
                    self._device,
                    trace=theirs if number == 0 else None,
                    everything=everything,
                )
                for number, teacher in enumerate(self._teachers)
            ]
        terms: Terms = {}
        if ours is not None and theirs is not None and self._features is not None:
            activations = (_activations(student, ours), _activations(teachers[0], theirs))
            terms = self._features.losses(settings, *activations)
        if not settings.stage.output_weight:
            return combined_loss(settings, None, {}, terms, included)
        total, parts = self._outputs(batch, settings, student, teachers, included)
        return combined_loss(settings, total, parts, terms, included)

    def _outputs(
        self,
        batch: MaskedBatch,
        settings: StageSettings,
        student: MaskedStates,
        teachers: Sequence[MaskedStates],
        included: PartFilter,
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """α·soft + (1−α)·(mlm + nsp) as far as they count, and each without α."""
        total = torch.zeros((), device=self._device)
        parts: dict[str, Tensor] = {}
        if self._tasks.masked:
            total, parts["soft"], parts["mlm"] = self._masked(
                batch, settings, student, teachers, included
            )
        if self._tasks.next_sentence:
            parts["nsp"] = next_sentence_loss(student, batch)
            if is_included("nsp", included):
                total = total + (1.0 - settings.alpha) * parts["nsp"]
        return total, parts

    def _masked(
        self,
        batch: MaskedBatch,
        settings: StageSettings,
        student: MaskedStates,
        teachers: Sequence[MaskedStates],
        included: PartFilter,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """(what counts of α·soft + (1−α)·mlm, soft, mlm)."""
        targets_n = on_device(batch.targets_n, self._device)
        signal = LogitSignal(self._mean_rows([_rows(one, one.chosen_nc) for one in teachers]))
        on_chosen = output_loss(settings, signal, targets_n, included, hard="mlm")
        if settings.stage.soft_positions == "chosen":
            sums = student.outputs(student.chosen_nc, on_chosen) / len(targets_n)
            return sums[0], sums[1], sums[2]
        hard = masked_sum(student, targets_n) / len(targets_n)
        seen_nc = student.seen_nc
        everywhere = LogitSignal(self._mean_rows([_rows(one, one.seen_nc) for one in teachers]))

        def soft_loss(logits_kv: Tensor, rows: slice) -> Tensor:
            return everywhere.soft_loss(logits_kv, rows, settings).sum()[None]

        soft = student.outputs(seen_nc, soft_loss)[0] / len(seen_nc)
        total = torch.zeros((), device=self._device)
        if is_included("soft", included):
            total = total + settings.alpha * soft
        if is_included("mlm", included):
            total = total + (1.0 - settings.alpha) * hard
        return total, soft, hard

    def _mean_rows(self, rows: Sequence[Rows]) -> Rows:
        return mean_rows(rows, self._weights)


def _activations(states: MaskedStates, trace: Trace) -> Activations:
    """What the terms compare; the pooler's part where there is one."""
    pools = states.model.pooler is not None
    return Activations(
        trace,
        causal=False,
        seen_bt=states.seen_bt if states.is_padded else None,
        seen_n=states.seen_n if states.is_padded else None,
        pooled_bc=states.pooled_bc if pools else None,
        next_sentence_b2=states.next_sentence_b2 if pools else None,
    )


def _rows(states: MaskedStates, states_nc: Tensor) -> Rows:
    """The logits of states, without gradients."""
    head = states.model.masked_head
    assert head is not None
    with torch.no_grad():
        return head_rows(head(states_nc), states.model.head_weight, head.bias)


def masked_distillation_metrics(
    student: EncoderModel,
    teachers: Sequence[EncoderModel],
    weights: Sequence[float],
    batches: Sequence[MaskedBatch],
    device: torch.device,
    tasks: MaskedTasks,
    ranks: Ranks = ALONE,
) -> dict[str, float]:
    """The student's figures on masked text, and how its predictions compare to the teachers'.

    `ranks` share out the batches.
    """
    values = masked_metrics(student, batches, device, tasks, ranks)
    if not tasks.masked:
        return values

    def sums_of(batch: MaskedBatch) -> Tensor:
        targets_n = on_device(batch.targets_n, device)
        ours, *theirs = (
            _rows(states, states.chosen_nc)
            for states in (read(one, batch, device) for one in (student, *teachers))
        )
        return compared(ours, mean_rows(theirs, weights), targets_n)

    with evaluating(student):
        sums = added_up(batches, sums_of, ranks)
    comparison = figures(sums, sum(batch.num_targets for batch in batches))
    del comparison["accuracy"], comparison["top5_accuracy"]  # the first has a name of its own there
    return values | validation_names(comparison)
