"""The metrics of a student that predicts the next token, compared with its teachers.

Shape legend: n = tokens of a batch, k = tokens of a chunk, v = vocabulary.
"""

import torch
from torch import Tensor

from workbench.data.causal.batches import CausalBatch
from workbench.distillation.comparison.sums import comparison_sums, figures
from workbench.distillation.teachers import LiveTeachers, Rows, head_rows
from workbench.models.build import Decoder
from workbench.training.distributed.ranks import ALONE, Ranks
from workbench.training.distributed.shared_sums import added_up
from workbench.training.measuring.evaluation import ValidationText, evaluating, summary
from workbench.training.objectives.chunked_head import CHUNK_TOKENS
from workbench.training.objectives.objective import to_device


def distillation_metrics(
    student: Decoder,
    teachers: LiveTeachers,
    text: ValidationText,
    device: torch.device,
    ranks: Ranks = ALONE,
) -> dict[str, float]:
    """The student's validation figures, and how they compare to the teachers', all at τ = 1.

    `ranks` share out the windows.
    """

    def sums_of(batch: CausalBatch) -> Tensor:
        inputs_bt, targets_n = to_device(batch, device)
        hidden_nc = student.hidden(inputs_bt).flatten(0, 1)
        ours = head_rows(hidden_nc, student.head_weight)
        return compared(ours, teachers.rows(inputs_bt), targets_n)

    with evaluating(student):
        sums = added_up(text.batches(), sums_of, ranks)
    values = figures(sums, text.num_targets)
    return summary(values["loss"], text) | validation_names(values)


def validation_names(values: dict[str, float]) -> dict[str, float]:
    """The figures under the names of their metrics; the loss is reported under other names."""
    return {f"validation_{name}": value for name, value in values.items() if name != "loss"}


def compared(ours: Rows, theirs: Rows, targets_n: Tensor) -> Tensor:
    """The sums of `comparison_sums` over all tokens, chunk by chunk; float64 on the CPU."""
    chunks = [slice(i, i + CHUNK_TOKENS) for i in range(0, len(targets_n), CHUNK_TOKENS)]
    sums = [comparison_sums(ours(rows), theirs(rows), targets_n[rows]) for rows in chunks]
    return torch.stack(sums).cpu().double().sum(0)
