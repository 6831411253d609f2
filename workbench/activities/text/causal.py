"""Text for models that predict the next token: token shards, read in windows."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from workbench.activities.given import given_corpus
from workbench.activities.queries.prompts import can_begin, text_prompt
from workbench.activities.resources import RunResources
from workbench.activities.teachers import Teachers
from workbench.activities.text.baseline import baseline_lines, ngram_row
from workbench.activities.text.data import BASIS_BATCHES
from workbench.activities.text.layout import TargetLayout, target_layout
from workbench.activities.text.overlap import overlap_notes
from workbench.activities.text.probes import probe_losses
from workbench.activities.text.samples import write_sample
from workbench.data.causal.batches import CausalBatches
from workbench.data.causal.encoding import guessed_bytes
from workbench.data.causal.shards import Shards, encode_shards, fingerprint
from workbench.data.encode_once import usable
from workbench.distillation.cache.teacher import CachedTeacher
from workbench.distillation.comparison.metrics import distillation_metrics
from workbench.distillation.cross_tokenizer import CrossTokenizerTeacher
from workbench.distillation.features.feature_distillation import FeatureDistillation
from workbench.distillation.objective import Distillation
from workbench.distillation.on_policy import OwnTexts
from workbench.distillation.stages import StageSpec, settings_at
from workbench.distillation.teachers import LiveTeachers, Teacher
from workbench.errors import BadInput
from workbench.events import Event, Note, Outcome, ReportRow, StageStarted
from workbench.jobs import Control
from workbench.models.blocks.trace import Trace
from workbench.models.build import Model
from workbench.models.load import as_decoder
from workbench.named import named
from workbench.store.files.full import needs_of_disk
from workbench.store.runs.inputs import Located
from workbench.tokenizers.framing import Framing, decoder_framing
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.source import Split
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.distributed.ranks import ALONE, Ranks
from workbench.training.measuring.evaluation import (
    TargetScores,
    ValidationText,
    causal_metrics,
    score_targets,
    summary,
)
from workbench.training.objectives.objective import CausalLanguageModelling, to_device
from workbench.training.spec import TextLoopSpec
from workbench.words import words


@dataclass(frozen=True)
class CausalData:
    """A corpus as windows of tokens; see `TextData`."""

    shards: Shards
    tokenizer: Tokenizer
    validation: ValidationText
    loop: TextLoopSpec
    seed: int
    device: torch.device
    fixed_windows: int = 0
    """So many windows at fixed offsets (0: at any offset), as a cache has them."""
    ranks: Ranks = ALONE
    """Who measures together."""

    @property
    def train(self) -> CausalBatches:
        return CausalBatches(
            self.shards.tokens("train"),
            context=self.validation.context,
            micro_batch_size=self.loop.micro_batch_size,
            accumulation=self.loop.accumulation,
            seed=self.seed,
            fixed_windows=self.fixed_windows,
        )

    @property
    def tokens_per_step(self) -> float:
        return self.train.tokens_per_step

    @property
    def first_token(self) -> int:
        return next(iter(self.tokenizer.prompt_begin), 0)

    def reference_lines(self, control: Control) -> Generator[Event, None, None]:
        if self.loop.baseline:
            size = self.tokenizer.vocabulary_size
            yield from baseline_lines(self.shards, self.validation, size, control)

    def report_baseline(self) -> Generator[Event, None, ReportRow]:
        yield StageStarted(words=words("Counting n-grams for the baseline"))
        return ngram_row(self.shards, self.validation, self.tokenizer.vocabulary_size)

    def objective(self, model: Model) -> CausalLanguageModelling:
        return CausalLanguageModelling(as_decoder(model), self.device)

    def distillation(
        self,
        student: Model,
        teachers: Teachers,
        stages: tuple[StageSpec, ...],
        features: FeatureDistillation | None,
    ) -> Distillation:
        model = as_decoder(student)
        own_texts = OwnTexts(model, self.tokenizer.vocabulary_size, self.seed)
        return Distillation(
            model,
            self._teacher(teachers),
            stages,
            self.device,
            features=features,
            own_texts=own_texts,
        )

    def _teacher(self, teachers: Teachers) -> Teacher:
        """Who predicts: a cache, teachers with another tokenizer, or the models as they are."""
        if teachers.cache is not None:
            return CachedTeacher(teachers.cache)
        live = _live(teachers)
        if teachers.tokenizer is None:
            return live
        context = teachers.file.spec.context
        return CrossTokenizerTeacher(live, context, self.tokenizer, teachers.tokenizer)

    def distillation_notes(
        self, student: Model, teachers: Teachers, stages: tuple[StageSpec, ...]
    ) -> Iterator[Note]:
        """How far the cached soft loss is from the teacher's own, on the first micro-batch."""
        settings = settings_at(stages, 0)
        if teachers.cache is None or not settings.alpha:
            return
        model, batch = as_decoder(student), self.train.at(0)[0]
        with torch.no_grad():
            live, cached = (
                Distillation(model, teacher, stages, self.device)
                .on_corpus(batch, settings)
                .parts["soft"]
                .item()
                for teacher in (_live(teachers), CachedTeacher(teachers.cache))
            )
        yield Note(
            words=words(
                "On the first batch the soft loss is {cached:.4f} by the cache and {live:.4f} by "
                "the teacher itself, a deviation of {share:.2%}",
                cached=cached,
                live=live,
                share=abs(cached - live) / max(abs(live), 1e-12),
            )
        )

    def metrics(self, model: Model) -> dict[str, float]:
        return causal_metrics(as_decoder(model), self.validation, self.device, self.ranks)

    def comparison_metrics(self, student: Model, teachers: Teachers) -> dict[str, float]:
        """Across tokenizers there is neither agreement nor KL, only the student's own figures."""
        if teachers.are_cross_tokenizer:
            return self.metrics(student)
        live = _live(teachers)
        return distillation_metrics(
            as_decoder(student), live, self.validation, self.device, self.ranks
        )

    def score_targets(self, model: Model) -> TargetScores:
        return score_targets(as_decoder(model), self.validation, self.device)

    def layout(self) -> TargetLayout:
        return target_layout(self.shards, self.validation, self.tokenizer)

    def overlap_notes(self) -> Iterator[Note]:
        return overlap_notes(self.shards, self.validation, self.tokenizer.special.boundary)

    def loss_metrics(self, loss: float) -> dict[str, float]:
        return summary(loss, self.validation)

    def hidden_states(self, model: Model) -> Tensor:
        states: list[Tensor] = []
        for step in range(BASIS_BATCHES):
            trace = Trace(hidden=True)
            inputs_bt, _ = to_device(self.train.at(step)[0], self.device)
            with torch.no_grad():
                as_decoder(model).hidden(inputs_bt, trace=trace)
            states += [state_btc.flatten(0, 1).cpu() for state_btc in trace.hidden_btc]
        return torch.cat(states)

    def sample_writer(
        self, model: Model, framing: Framing | None = None
    ) -> Callable[[], str] | None:
        """The same seed writes for all models, and at every evaluation.

        None where there is nothing to continue: an empty prompt, and no token that begins a text.
        """
        own = decoder_framing(self.tokenizer) if framing is None else framing
        if not self.loop.sample_tokens:
            return None
        if not can_begin(self.tokenizer, self.loop.sample_prompt, own):
            return None
        return self._writer(model, self.loop.sample_prompt, own)

    def _writer(self, model: Model, text: str, framing: Framing) -> Callable[[], str]:
        decoder, count = as_decoder(model), self.loop.sample_tokens
        prompt = text_prompt(self.tokenizer, text, framing)
        return lambda: write_sample(decoder, self.tokenizer, prompt, count, self.seed)

    def probe_writers(self, model: Model) -> dict[str, Callable[[], str]]:
        own = decoder_framing(self.tokenizer)
        return {text: self._writer(model, text, own) for text in self.loop.probe_prompts}

    def probe_losses(self, model: Model) -> dict[str, float]:
        return probe_losses(as_decoder(model), self.tokenizer, self.loop.probe_sentences)

    def closing_notes(self, model: Model) -> Iterator[Note]:
        return iter(())


def causal_data(
    resources: RunResources,
    loop: TextLoopSpec,
    *,
    context: int,
    seed: int,
    device: torch.device,
    threads: int,
    control: Control,
    split: Split = "validation",
    fixed_windows: int = 0,
) -> Generator[Event, None, CausalData | None]:
    """Encode the corpus if needed, and lay it out in windows; None if stopped."""
    assert resources.inputs.tokenizer is not None
    shards = yield from encoded(resources, resources.inputs.tokenizer, threads, control)
    if shards is None:
        return None
    tokenizer = open_tokenizer(resources.folder_of(resources.inputs.tokenizer))
    validation = _validation_text(shards, tokenizer, split, loop, context)
    return CausalData(
        shards, tokenizer, validation, loop, seed, device, fixed_windows, resources.ranks
    )


def _live(teachers: Teachers) -> LiveTeachers:
    return LiveTeachers([as_decoder(model) for model in teachers.models], teachers.weights)


def encoded(
    resources: RunResources, tokenizer: Located, threads: int, control: Control
) -> Generator[Event, None, Shards | None]:
    """The corpus as token shards, made once per (corpus, tokenizer); None if stopped.

    Damaged ones are made again, with a note.
    """
    given = resources.inputs.corpus
    assert given is not None
    mark = fingerprint(given.digest, tokenizer.digest)
    folder = resources.project / "shards" / mark
    if not (yield from usable(folder, mark, control)):
        corpus = None if control.stopping else (yield from given_corpus(resources, control))
        if corpus is None:
            return None
        reader = open_tokenizer(resources.project / tokenizer.folder)
        needed = guessed_bytes(corpus, reader)
        yield from needs_of_disk(folder, needed, needed)
        outcome = yield from encode_shards(corpus, reader, folder, control, threads)
        if outcome is not Outcome.FINISHED:
            return None
    return Shards.open(folder)


def _validation_text(
    shards: Shards, tokenizer: Tokenizer, split: Split, loop: TextLoopSpec, context: int
) -> ValidationText:
    """The first tokens of a part (0: all), as many as are scored, and their bytes of text."""
    tokens, most_tokens = shards.tokens(split), loop.evaluation_tokens
    if len(tokens) < 2:
        raise BadInput(
            "the {split} part of the corpus has no text to score; "
            "add documents or raise its validation share",
            split=named(split),
        )
    num_bytes = shards.bytes(split)
    if 0 < most_tokens < len(tokens) - 1:
        tokens = tokens[: most_tokens + 1]
        num_bytes = len(tokenizer.decode(tokens.tolist()).encode())
    return ValidationText(
        np.asarray(tokens), num_bytes, context=context, micro_batch_size=loop.micro_batch_size
    )
