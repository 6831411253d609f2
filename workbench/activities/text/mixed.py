"""Several corpora that are trained on together, in shares of tokens by their weights."""

import math
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.activities.estimate.mixture import MixtureShare
from workbench.activities.resources import RunResources
from workbench.activities.text.causal import CausalData, causal_data
from workbench.data.causal.mixture import MixedBatches
from workbench.events import Event, Note, Reference
from workbench.jobs import Control
from workbench.metrics import CORPUS_LOSS
from workbench.models.build import Model
from workbench.models.load import as_decoder
from workbench.store.runs.inputs import Located
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.evaluation import causal_metrics, perplexity
from workbench.training.objectives.objective import CausalLanguageModelling
from workbench.training.runtime import Runtime
from workbench.training.spec import TextLoopSpec

_ACCURACIES = ("validation_accuracy", "validation_top5_accuracy")


@dataclass(frozen=True)
class MixedData:
    """The corpora as windows of tokens, by their names, with shares that add up to 1."""

    texts: tuple[CausalData, ...]
    names: tuple[str, ...]
    shares: tuple[float, ...]

    @property
    def train(self) -> MixedBatches:
        return MixedBatches([text.train for text in self.texts], self.shares, self.texts[0].seed)

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

    def objective(self, model: Model) -> CausalLanguageModelling:
        return self.texts[0].objective(model)

    def metrics(self, model: Model) -> dict[str, float]:
        """The figures of the mixture by the shares of its corpora, and the loss of each."""
        decoder = as_decoder(model)
        each = [causal_metrics(decoder, text.validation, text.device) for text in self.texts]
        mean = {
            name: self._mean([one[name] for one in each])
            for name in ("validation_loss", *_ACCURACIES)
        }
        bytes_per_token = self._mean(
            [text.validation.num_bytes / text.validation.num_targets for text in self.texts]
        )
        bits = mean["validation_loss"] / math.log(2)
        return {
            **mean,
            "validation_perplexity": perplexity(mean["validation_loss"]),
            "validation_bits_per_byte": bits / bytes_per_token if bytes_per_token else bits,
            **{curve: one["validation_loss"] for curve, one in zip(self.curves, each, strict=True)},
        }

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
        return self.texts[0].closing_notes(model)


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
    runtime: Runtime,
    control: Control,
    *,
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
    texts = []
    for corpus in corpora:
        data = yield from causal_data(
            _with_corpus(resources, corpus),
            loop,
            context=context,
            seed=seed,
            device=runtime.torch_device,
            threads=runtime.threads,
            control=control,
        )
        if data is None:
            return None
        texts.append(data)
    return MixedData(tuple(texts), tuple(one.name for one in corpora), tuple(shares))


def _with_corpus(resources: RunResources, corpus: Located) -> RunResources:
    inputs = resources.inputs.model_copy(update={"corpus": corpus})
    return replace(resources, inputs=inputs)
