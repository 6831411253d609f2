"""Several corpora that are trained on together, in shares of tokens by their weights."""

import math
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, cast

import torch
from torch import Tensor

from workbench.activities.estimate.mixture import MixtureShare
from workbench.activities.resources import RunResources
from workbench.activities.teachers import Teachers
from workbench.activities.text.causal import CausalData
from workbench.activities.text.data import TextData
from workbench.activities.text.masked import MaskedData
from workbench.activities.text.opening import open_text
from workbench.data.causal.mixture import MixedBatches
from workbench.data.masked.mixture import MixedMaskedBatches
from workbench.distillation.diagnostics import PartedObjective
from workbench.distillation.features.feature_distillation import FeatureDistillation
from workbench.distillation.stages import StageSpec
from workbench.events import Event, Note, Reference
from workbench.jobs import Control
from workbench.metrics import CORPUS_LOSS
from workbench.models.build import Model
from workbench.models.spec import AnyModelSpec
from workbench.store.runs.inputs import Located
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.measuring.evaluation import perplexity
from workbench.training.objectives.objective import Objective
from workbench.training.runtime import Runtime
from workbench.training.spec import MaskingSpec, TextLoopSpec


@dataclass(frozen=True)
class MixedData:
    """The corpora of one kind, by their names, with shares that add up to 1."""

    texts: tuple[TextData[Any], ...]
    names: tuple[str, ...]
    shares: tuple[float, ...]
    train: MixedBatches | MixedMaskedBatches

    @property
    def tokenizer(self) -> Tokenizer:
        return self.texts[0].tokenizer

    @property
    def tokens_per_step(self) -> float:
        return self.train.tokens_per_step

    @property
    def curves(self) -> tuple[str, ...]:
        """The name of each corpus's validation loss among the metrics."""
        return curve_names(self.names)

    def reference_lines(self, control: Control) -> Generator[Event, None, None]:
        """Beside the curve of each corpus: what needs no training achieves on it."""
        for curve, text in zip(self.curves, self.texts, strict=True):
            for event in text.reference_lines(control):
                if not isinstance(event, Reference):
                    yield event
                elif event.metric == "validation_loss":
                    yield event.model_copy(update={"metric": curve})

    def notes(self, steps: int) -> Iterator[Note]:
        """Each corpus with its share, and how often it is read in so many steps."""
        times = self.train.epochs_in(steps)
        for read in zip(self.names, self.shares, times, strict=True):
            yield Note(words=MixtureShare(*read).sentence())

    def objective(self, model: Model) -> Objective[Any]:
        return self.texts[0].objective(model)

    def distillation(
        self,
        student: Model,
        teachers: Teachers,
        stages: tuple[StageSpec, ...],
        features: FeatureDistillation | None,
    ) -> PartedObjective[Any]:
        return self.texts[0].distillation(student, teachers, stages, features)

    def distillation_notes(
        self, student: Model, teachers: Teachers, stages: tuple[StageSpec, ...]
    ) -> Iterator[Note]:
        return iter(())

    def metrics(self, model: Model) -> dict[str, float]:
        """The figures of the mixture by the shares of its corpora, and the loss of each."""
        return self._together([text.metrics(model) for text in self.texts])

    def comparison_metrics(self, student: Model, teachers: Teachers) -> dict[str, float]:
        """The same of a student beside its teachers."""
        return self._together([text.comparison_metrics(student, teachers) for text in self.texts])

    def hidden_states(self, model: Model) -> Tensor:
        """Of all corpora alike, whatever their shares."""
        return torch.cat([text.hidden_states(model) for text in self.texts])

    def _together(self, each: Sequence[dict[str, float]]) -> dict[str, float]:
        mean = {name: self._mean([one[name] for one in each]) for name in each[0]}
        loss = mean["validation_loss"]
        if "validation_perplexity" in mean:
            mean["validation_perplexity"] = perplexity(loss)
        if "validation_bits_per_byte" in mean:
            mean["validation_bits_per_byte"] = self._bits_per_byte(loss)
        own = {curve: one["validation_loss"] for curve, one in zip(self.curves, each, strict=True)}
        return mean | own

    def _bits_per_byte(self, loss: float) -> float:
        texts = [text.validation for text in self.texts if isinstance(text, CausalData)]
        bytes_per_token = self._mean([text.num_bytes / text.num_targets for text in texts])
        bits = loss / math.log(2)
        return bits / bytes_per_token if bytes_per_token else bits

    def _mean(self, values: Sequence[float]) -> float:
        return sum(share * value for share, value in zip(self.shares, values, strict=True))

    def sample_writer(
        self, model: Model, framing: Framing | None = None
    ) -> Callable[[], str] | None:
        return self.texts[0].sample_writer(model, framing)

    def probe_writers(self, model: Model) -> dict[str, Callable[[], str]]:
        return self.texts[0].probe_writers(model)

    def probe_losses(self, model: Model) -> dict[str, float]:
        return self.texts[0].probe_losses(model)

    def closing_notes(self, model: Model) -> Iterator[Note]:
        """Of the pairs of all corpora together."""
        first, texts = self.texts[0], [one for one in self.texts if isinstance(one, MaskedData)]
        if isinstance(first, MaskedData):
            measured = tuple(chain.from_iterable(text.validation for text in texts))
            first = replace(first, validation=measured)
        return first.closing_notes(model)


def curve_names(corpora: Sequence[str]) -> tuple[str, ...]:
    """Names of metrics that formulas can have; equal ones get numbers."""
    names: list[str] = []
    for corpus in corpora:
        plain = CORPUS_LOSS + re.sub(r"\W+", "_", corpus)
        taken = (plain, *(f"{plain}_{number}" for number in range(2, len(corpora) + 1)))
        names.append(next(name for name in taken if name not in names))
    return tuple(names)


def mixed_data(
    resources: RunResources,
    loop: TextLoopSpec,
    masking: MaskingSpec,
    runtime: Runtime,
    control: Control,
    *,
    shape: AnyModelSpec,
    shares: Sequence[float],
    context: int,
    seed: int,
) -> Generator[Event, None, MixedData | None]:
    """Each of the run's corpora, encoded if needed; None if stopped.

    The tokens that an evaluation scores are shared out evenly among them.
    """
    corpora = [one for one in resources.inputs.corpora if one is not None]
    scored = math.ceil(loop.evaluation_tokens / len(corpora))
    loop = loop.model_copy(update={"evaluation_tokens": scored})
    texts: list[TextData[Any]] = []
    for corpus in corpora:
        data = yield from open_text(
            _with_corpus(resources, corpus),
            runtime,
            control,
            shape=shape,
            context=context,
            loop=loop,
            masking=masking,
            seed=seed,
        )
        if data is None:
            return None
        texts.append(data)
    names = tuple(one.name for one in corpora)
    return MixedData(tuple(texts), names, tuple(shares), _mixed(texts, shares, loop, seed))


def _mixed(
    texts: Sequence[TextData[Any]], shares: Sequence[float], loop: TextLoopSpec, seed: int
) -> MixedBatches | MixedMaskedBatches:
    """The batches of all texts, which are of one kind."""
    if isinstance(texts[0], CausalData):
        return MixedBatches([cast("CausalData", text).train for text in texts], shares, seed)
    return MixedMaskedBatches(
        [cast("MaskedData", text).train for text in texts],
        shares,
        micro_batch_size=loop.micro_batch_size,
        accumulation=loop.accumulation,
        seed=seed,
    )


def _with_corpus(resources: RunResources, corpus: Located) -> RunResources:
    inputs = resources.inputs.model_copy(update={"corpus": corpus})
    return replace(resources, inputs=inputs)
