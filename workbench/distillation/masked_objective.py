"""Distillation of a BERT, as an objective of the one training loop.

Shape legend: b = texts, t = positions, n = chosen (or all seen) tokens, k = tokens of a chunk,
c = hidden size, v = vocabulary.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
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
from workbench.distillation.comparison.sums import NUM_SUMS, figures
from workbench.distillation.features.feature_distillation import Activations, FeatureDistillation
from workbench.distillation.stages import StageSettings, StageSpec, settings_at
from workbench.distillation.teachers import LogitSignal, Rows, head_rows, mean_rows
from workbench.models.bert import Bert
from workbench.models.trace import Trace
from workbench.training.evaluation import evaluating
from workbench.training.objectives import masked
from workbench.training.objectives.chunked_head import ChunkLoss, chunked_head_loss
from workbench.training.objectives.cross_entropy import cross_entropy
from workbench.training.objectives.objective import Loss


class MaskedDistillation:
    """L = w·(α·τ²·D + (1−α)·(MLM + NSP)) + Σ weight·term.

    D is the mean over the chosen tokens, or over all that are seen, as the stage asks. With α = 0
    and without terms the teachers are not run.
    """

    def __init__(
        self,
        student: Bert,
        teachers: Sequence[Bert],
        weights: Sequence[float],
        stages: tuple[StageSpec, ...],
        device: torch.device,
        tasks: masked.MaskedTasks,
        features: FeatureDistillation | None = None,
    ) -> None:
        self._student = student
        self._teachers = tuple(teachers)
        self._weights = tuple(weights)
        self._stages = stages
        self._device = device
        self._tasks = tasks
        self._features = features
        self._plain = masked.MaskedLanguageModelling(student, device, tasks)

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
        student = read(self._student, batch, self._device, ours, everything=everything)
        with torch.no_grad():
            teachers = [
                read(
                    teacher,
                    batch,
                    self._device,
                    theirs if number == 0 else None,
                    everything=everything,
                )
                for number, teacher in enumerate(self._teachers)
            ]
        terms: Terms = {}
        if ours is not None and theirs is not None and self._features is not None:
            activations = (student.activations(ours), teachers[0].activations(theirs))
            terms = self._features.losses(settings, *activations)
        if not settings.stage.output_weight:
            return combined_loss(settings, None, {}, terms, included)
        total, parts = self._outputs(batch, settings, student, teachers, included)
        return combined_loss(settings, total, parts, terms, included)

    def _outputs(
        self,
        batch: MaskedBatch,
        settings: StageSettings,
        student: "MaskedStates",
        teachers: "Sequence[MaskedStates]",
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
            parts["nsp"] = _next_sentence_loss(student, batch)
            if is_included("nsp", included):
                total = total + (1.0 - settings.alpha) * parts["nsp"]
        return total, parts

    def _masked(
        self,
        batch: MaskedBatch,
        settings: StageSettings,
        student: "MaskedStates",
        teachers: "Sequence[MaskedStates]",
        included: PartFilter,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """(what counts of α·soft + (1−α)·mlm, soft, mlm)."""
        targets_n = torch.from_numpy(batch.targets_n).to(self._device)
        signal = LogitSignal(self._rows([one.rows(one.chosen_nc) for one in teachers]))
        on_chosen = output_loss(settings, signal, targets_n, included, hard="mlm")
        if settings.stage.soft_positions == "chosen":
            sums = student.outputs(student.chosen_nc, on_chosen) / len(targets_n)
            return sums[0], sums[1], sums[2]
        hard = student.outputs(student.chosen_nc, _cross_entropy(targets_n))[0] / len(targets_n)
        seen_nc = student.seen_nc
        everywhere = LogitSignal(self._rows([one.rows(one.seen_nc) for one in teachers]))

        def soft_loss(logits_kv: Tensor, rows: slice) -> Tensor:
            return everywhere.soft_loss(logits_kv, rows, settings).sum()[None]

        soft = student.outputs(seen_nc, soft_loss)[0] / len(seen_nc)
        total = torch.zeros((), device=self._device)
        if is_included("soft", included):
            total = total + settings.alpha * soft
        if is_included("mlm", included):
            total = total + (1.0 - settings.alpha) * hard
        return total, soft, hard

    def _rows(self, rows: Sequence[Rows]) -> Rows:
        return mean_rows(rows, self._weights)


def _cross_entropy(targets_n: Tensor) -> ChunkLoss:
    def chunk_loss(logits_kv: Tensor, rows: slice) -> Tensor:
        return cross_entropy(logits_kv, targets_n[rows]).sum()[None]

    return chunk_loss


def _next_sentence_loss(student: "MaskedStates", batch: MaskedBatch) -> Tensor:
    assert batch.labels_b is not None
    labels_b = torch.from_numpy(batch.labels_b).to(student.first_bc.device)
    return F.cross_entropy(student.next_sentence, labels_b)


@dataclass(frozen=True)
class MaskedStates:
    """A BERT's last states on a batch: of the chosen tokens, of each text's first, and of all.

    The last are only there when somebody asked for them, since they cost more.
    """

    model: Bert
    chosen_nc: Tensor
    first_bc: Tensor
    seen_bt: Tensor
    is_padded: bool
    hidden_btc: Tensor | None = None

    @property
    def seen_nc(self) -> Tensor:
        """The states of all tokens that are no padding."""
        assert self.hidden_btc is not None
        return self.hidden_btc[self.seen_bt]

    @property
    def pooled_bc(self) -> Tensor:
        return self.model.pooled(self.first_bc)

    @property
    def next_sentence(self) -> Tensor:
        """Logits b2, in fp32."""
        return self.model.next_sentence_logits(self.pooled_bc).float()

    def activations(self, trace: Trace) -> Activations:
        """What the terms compare; the pooler's part where there is one."""
        pools = self.model.pooler is not None
        return Activations(
            trace,
            causal=False,
            seen_bt=self.seen_bt if self.is_padded else None,
            pooled_bc=self.pooled_bc if pools else None,
            next_sentence_b2=self.next_sentence if pools else None,
        )

    def rows(self, states_nc: Tensor) -> Rows:
        """The logits of states, without gradients."""
        head = self.model.masked_head
        assert head is not None
        with torch.no_grad():
            return head_rows(head(states_nc), self.model.head_weight, head.bias)

    def outputs(self, states_nc: Tensor, chunk_loss: ChunkLoss) -> Tensor:
        """Summed loss parts over states; only the first carries a gradient."""
        head = self.model.masked_head
        assert head is not None
        weight_vc, bias_v = self.model.head_weight, head.bias
        return chunked_head_loss(head(states_nc), weight_vc, chunk_loss, bias_v=bias_v)


def read(
    model: Bert,
    batch: MaskedBatch,
    device: torch.device,
    trace: Trace | None = None,
    *,
    everything: bool = False,
) -> MaskedStates:
    """Read every text; without padding no mask slows attention down.

    Unless `everything` or a trace is asked for, the last block computes the chosen and the first
    tokens alone.
    """
    ids_bt, segments_bt, seen_bt = (
        torch.from_numpy(array).to(device)
        for array in (batch.ids_bt, batch.segments_bt, batch.seen_bt)
    )
    is_padded = not batch.seen_bt.all()
    chosen_n = torch.from_numpy(batch.chosen_n).to(device)
    first_b = torch.arange(len(ids_bt), device=device) * ids_bt.shape[1]
    at_n = torch.cat([chosen_n, first_b])
    states = model.hidden(
        ids_bt,
        segments_bt=segments_bt,
        seen_bt=seen_bt if is_padded else None,
        trace=trace,
        at_n=None if everything or trace is not None else at_n,
    )
    hidden_btc = states if states.dim() == 3 else None
    chosen_first = states if hidden_btc is None else hidden_btc.flatten(0, 1)[at_n]
    num_chosen = len(chosen_n)
    return MaskedStates(
        model,
        chosen_first[:num_chosen],
        chosen_first[num_chosen:],
        seen_bt,
        is_padded,
        hidden_btc,
    )


def masked_distillation_metrics(
    student: Bert,
    teachers: Sequence[Bert],
    weights: Sequence[float],
    batches: Sequence[MaskedBatch],
    device: torch.device,
    tasks: masked.MaskedTasks,
) -> dict[str, float]:
    """The student's figures on masked text, and how its predictions compare to the teachers'."""
    values = masked.masked_metrics(student, batches, device, tasks)
    if not tasks.masked:
        return values
    sums = torch.zeros(NUM_SUMS, dtype=torch.float64)
    with evaluating(student):
        for batch in batches:
            targets_n = torch.from_numpy(batch.targets_n).to(device)
            ours, *theirs = (
                reading.rows(reading.chosen_nc)
                for reading in (read(one, batch, device) for one in (student, *teachers))
            )
            sums += compared(ours, mean_rows(theirs, weights), targets_n)
    comparison = figures(sums, sum(batch.num_targets for batch in batches))
    del comparison["accuracy"], comparison["top5_accuracy"]  # the first has a name of its own there
    return values | validation_names(comparison)
