"""Text that models are trained and measured on: one protocol for every kind of model.

Shape legend: n = tokens, c = hidden size.
"""

from collections.abc import Callable, Generator, Iterator
from typing import Protocol

from torch import Tensor

from workbench.activities.teachers import Teachers
from workbench.activities.text.layout import TargetLayout
from workbench.distillation.diagnostics import PartedObjective
from workbench.distillation.features.feature_distillation import FeatureDistillation
from workbench.distillation.stages import StageSpec
from workbench.events import Event, Note, ReportRow
from workbench.jobs import Control
from workbench.models.build import Model
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.measuring.evaluation import TargetScores
from workbench.training.objectives.objective import B, Batches, Objective

BASIS_BATCHES = 4
"""Micro-batches whose hidden states the directions of a narrower student are found by."""


class PretrainingText(Protocol[B]):
    """What pretraining needs of its text: of one corpus, or of a mixture of them."""

    @property
    def tokenizer(self) -> Tokenizer: ...

    @property
    def train(self) -> Batches[B]:
        """The training batches, a function of the step."""

    @property
    def tokens_per_step(self) -> float:
        """How many tokens an optimizer step reads, on average."""

    def reference_lines(self, control: Control) -> Generator[Event, None, None]:
        """What no model has to be trained for: lines beside the curves."""

    def objective(self, model: Model) -> Objective[B]:
        """What pretraining minimises."""

    def metrics(self, model: Model) -> dict[str, float]:
        """A model's validation figures, by the names of their curves."""

    def sample_writer(
        self, model: Model, framing: Framing | None = None
    ) -> Callable[[], str] | None:
        """Continues or fills in the sample prompt; None where there is nothing to write.

        The model reads it as one that was trained here, unless another framing is given.
        """

    def probe_writers(self, model: Model) -> dict[str, Callable[[], str]]:
        """What answers each of the loop's probe prompts; raises BadInput for one that cannot be."""

    def probe_losses(self, model: Model) -> dict[str, float]:
        """The loss of each of the loop's probe sentences, by the name of its curve."""

    def closing_notes(self, model: Model) -> Iterator[Note]:
        """What is said of a model whose training has finished."""


class DistillationText(PretrainingText[B], Protocol[B]):
    """What distillation needs of its text: of one corpus, or of a mixture of them."""

    def distillation(
        self,
        student: Model,
        teachers: Teachers,
        stages: tuple[StageSpec, ...],
        features: FeatureDistillation | None,
    ) -> PartedObjective[B]:
        """What distillation minimises."""

    def distillation_notes(
        self, student: Model, teachers: Teachers, stages: tuple[StageSpec, ...]
    ) -> Iterator[Note]:
        """What is worth knowing of the teachers' predictions before the first step."""

    def comparison_metrics(self, student: Model, teachers: Teachers) -> dict[str, float]:
        """The student's figures, and how its predictions compare to the teachers'."""

    def hidden_states(self, model: Model) -> Tensor:
        """Hidden states (n, c) of all layers on the first training batches, on the CPU."""


class TextData(DistillationText[B], Protocol[B]):
    """A corpus in one tokenizer's tokens, laid out for models that predict the next token
    (`CausalData`) or fill in masked ones (`MaskedData`).

    Every figure is measured on the same validation text each time. Models of the other kind are
    refused with BadInput.
    """

    @property
    def first_token(self) -> int:
        """A token to begin a text with, where only speed is measured."""

    def report_baseline(self) -> Generator[Event, None, ReportRow | None]:
        """The reference lines as a row of a comparison; None where there is none."""

    def score_targets(self, model: Model) -> TargetScores:
        """The scores of every validation target, in the order of the text."""

    def layout(self) -> TargetLayout | None:
        """Where each of those targets stands; None for masked ones."""

    def overlap_notes(self) -> Iterator[Note]:
        """How much of the scored text stands in the training text too."""

    def loss_metrics(self, loss: float) -> dict[str, float]:
        """The ways to say a mean loss (nats per target)."""
