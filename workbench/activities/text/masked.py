"""Text for models that fill in masked tokens: masked examples of a corpus's sentences."""

import math
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import Tensor

from workbench.activities.queries.fill_mask import fill_best, has_mask
from workbench.activities.resources import RunResources
from workbench.activities.teachers import Teachers
from workbench.activities.text.data import BASIS_BATCHES
from workbench.activities.text.encoded_sentences import encoded_sentences
from workbench.data.masked.batches import MaskedBatch, MaskedBatches
from workbench.data.masked.masking import Masking, word_beginnings
from workbench.data.masked.sentence_shards import SentenceShards
from workbench.data.seeds import derived_seed
from workbench.data.special_ids import encoder_ids
from workbench.distillation.features.feature_distillation import FeatureDistillation
from workbench.distillation.masked_objective import (
    MaskedDistillation,
    masked_distillation_metrics,
)
from workbench.distillation.stages import StageSpec
from workbench.errors import BadInput
from workbench.events import Event, Note, Reference
from workbench.jobs import Control
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.blocks.trace import Trace
from workbench.models.build import Model
from workbench.models.load import as_masked_model
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.source import Split
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.distributed.ranks import ALONE, Ranks
from workbench.training.measuring.evaluation import (
    ChunkScores,
    TargetScores,
    evaluating,
    joined_scores,
    perplexity,
    scores_by_chunk,
)
from workbench.training.objectives.masked import (
    MaskedLanguageModelling,
    MaskedTasks,
    masked_metrics,
    masked_tasks,
    read,
    share_margin,
)
from workbench.training.spec import MaskingSpec, TextLoopSpec
from workbench.words import words


@dataclass(frozen=True)
class MaskedData:
    """A corpus's sentences as masked examples; see `TextData`."""

    shards: SentenceShards
    train: MaskedBatches
    validation: Sequence[MaskedBatch]
    tokenizer: Tokenizer
    tasks: MaskedTasks
    loop: TextLoopSpec
    device: torch.device
    ranks: Ranks = ALONE
    """Who measures together."""

    @property
    def tokens_per_step(self) -> float:
        """By the first steps: examples differ in length."""
        counts = [sum(batch.num_tokens for batch in self.train.at(step)) for step in range(4)]
        return float(np.mean(counts))

    @property
    def first_token(self) -> int:
        return 0

    def reference_lines(self, control: Control) -> Generator[Event, None, None]:
        """How often the most frequent token of the training text is the right one, and the loss
        by the tokens' frequencies (add-one smoothing) and by nothing at all."""
        if not self.tasks.masked:
            return
        tokens = self.shards.arrays("train").tokens_n
        counts = np.bincount(tokens, minlength=self.shards.vocabulary_size)
        targets = np.concatenate([batch.targets_n for batch in self.validation])
        share = float((targets == int(counts.argmax())).mean())
        yield Reference(metric="validation_masked_accuracy", name="most_frequent", value=share)
        metric = "validation_mlm" if self.tasks.next_sentence else "validation_loss"
        shares_v = (counts + 1) / (counts.sum() + len(counts))
        unigram = float(-np.log(shares_v[targets]).mean())
        yield Reference(metric=metric, name="unigram", value=unigram)
        yield Reference(metric=metric, name="uniform", value=math.log(len(counts)))

    def report_baseline(self) -> Generator[Event, None, None]:
        yield from ()

    def objective(self, model: Model) -> MaskedLanguageModelling:
        return MaskedLanguageModelling(self._bert(model), self.device, self.tasks)

    def distillation(
        self,
        student: Model,
        teachers: Teachers,
        stages: tuple[StageSpec, ...],
        features: FeatureDistillation | None,
    ) -> MaskedDistillation:
        return MaskedDistillation(
            self._bert(student),
            [self._bert(model) for model in teachers.models],
            teachers.weights,
            stages,
            self.device,
            self.tasks,
            features,
        )

    def distillation_notes(
        self, student: Model, teachers: Teachers, stages: tuple[StageSpec, ...]
    ) -> Iterator[Note]:
        return iter(())

    def metrics(self, model: Model) -> dict[str, float]:
        return masked_metrics(
            self._bert(model), self.validation, self.device, self.tasks, self.ranks
        )

    def comparison_metrics(self, student: Model, teachers: Teachers) -> dict[str, float]:
        models = [self._bert(model) for model in teachers.models]
        return masked_distillation_metrics(
            self._bert(student),
            models,
            teachers.weights,
            self.validation,
            self.device,
            self.tasks,
            self.ranks,
        )

    def score_targets(self, model: Model) -> TargetScores:
        return _score_targets(self._bert(model), self.validation, self.device)

    def layout(self) -> None:
        return None

    def overlap_notes(self) -> Iterator[Note]:
        return iter(())

    def loss_metrics(self, loss: float) -> dict[str, float]:
        return {"validation_loss": loss, "validation_perplexity": perplexity(loss)}

    def hidden_states(self, model: Model) -> Tensor:
        states: list[Tensor] = []
        for step in range(BASIS_BATCHES):
            trace = Trace(hidden=True)
            with torch.no_grad():
                forward = read(self._bert(model), self.train.at(step)[0], self.device, trace=trace)
            states += [state_btc[forward.seen_bt].cpu() for state_btc in trace.hidden_btc]
        return torch.cat(states)

    def sample_writer(
        self, model: Model, framing: Framing | None = None
    ) -> Callable[[], str] | None:
        """Fills in the masks of the sample prompt, if it has some."""
        prompt = self.loop.sample_prompt
        if not (self.tasks.masked and has_mask(self.tokenizer, prompt)):
            return None
        return lambda: fill_best(self._bert(model), self.tokenizer, prompt, framing)

    def probe_writers(self, model: Model) -> dict[str, Callable[[], str]]:
        for prompt in self.loop.probe_prompts:
            if not (self.tasks.masked and has_mask(self.tokenizer, prompt)):
                raise BadInput(
                    "a BERT fills in [MASK], which the probe prompt '{prompt}' does not hold",
                    prompt=prompt,
                )
        bert, tokenizer = self._bert(model), self.tokenizer
        return {text: partial(fill_best, bert, tokenizer, text) for text in self.loop.probe_prompts}

    def probe_losses(self, model: Model) -> dict[str, float]:
        if self.loop.probe_sentences:
            raise BadInput(
                "a BERT does not predict the next token, so that probe sentences have no loss; "
                "leave them empty, and give probe prompts with [MASK]"
            )
        return {}

    def _bert(self, model: Model) -> EncoderModel:
        """The model, with its masked-token head where that is trained; else BadInput."""
        if not (model.is_causal or self.tasks.masked):
            return model
        return as_masked_model(model)

    def closing_notes(self, model: Model) -> Iterator[Note]:
        """Whether the model tells following sentences from random ones better than a coin."""
        if not self.tasks.next_sentence:
            return
        pairs = MaskedTasks(masked=False)
        values = masked_metrics(self._bert(model), self.validation, self.device, pairs, self.ranks)
        share = values["validation_next_sentence_accuracy"]
        count = sum(len(batch.ids_bt) for batch in self.validation)
        yield _next_sentence_note(share, share_margin(share, count), count)


def masked_data(
    resources: RunResources,
    masking: MaskingSpec,
    loop: TextLoopSpec,
    *,
    context: int,
    seed: int,
    device: torch.device,
    threads: int,
    control: Control,
) -> Generator[Event, None, MaskedData | None]:
    """Encode the corpus by sentences if needed, and lay the batches out; None if stopped."""
    shards = yield from encoded_sentences(resources, threads, control)
    if shards is None:
        return None
    tokenizer = open_tokenizer(resources.folder_of(resources.inputs.tokenizer))
    tasks, masks = masked_tasks(masking), _masking(masking, tokenizer)

    def batches(split: Split, seed: int, accumulation: int) -> MaskedBatches:
        return MaskedBatches(
            shards.arrays(split),
            masks,
            context=context,
            micro_batch_size=loop.micro_batch_size,
            accumulation=accumulation,
            seed=seed,
            short_share=masking.short_share,
            next_sentence=tasks.next_sentence,
        )

    validation = batches("validation", derived_seed(seed, "validation"), 1)
    measured = tuple(_measured(validation, loop.evaluation_tokens))
    train = batches("train", seed, loop.accumulation)
    return MaskedData(shards, train, measured, tokenizer, tasks, loop, device, resources.ranks)


def _masking(spec: MaskingSpec, tokenizer: Tokenizer) -> Masking:
    begins_word_v = None
    if spec.whole_words:
        pieces = [tokenizer.piece(i) for i in range(tokenizer.vocabulary_size)]
        begins_word_v = word_beginnings(pieces, tokenizer.follower_mark)
    rate = spec.rate if masked_tasks(spec).masked else 0.0
    return Masking(tokenizer.vocabulary_size, rate, encoder_ids(tokenizer.special), begins_word_v)


def _measured(validation: MaskedBatches, most_tokens: int) -> Generator[MaskedBatch, None, None]:
    """The same examples and masks at every evaluation: at most an epoch, or so many tokens."""
    tokens = 0
    for step in range(max(1, int(validation.steps_per_epoch))):
        for batch in validation.at(step):
            yield batch
            tokens += batch.num_tokens
        if 0 < most_tokens <= tokens:
            return


def _next_sentence_note(share: float, margin: float, count: int) -> Note:
    if share - margin > 0.5:
        return Note(
            words=words(
                "Next-sentence accuracy {share:.1%} ± {margin:.1%} (95 %, {count} pairs): above "
                "chance, which is 50 %.",
                share=share,
                margin=margin,
                count=count,
            )
        )
    return Note(
        words=words(
            "Next-sentence accuracy {share:.1%} ± {margin:.1%} (95 %, {count} pairs): not above "
            "chance, which is 50 %. It needs more training or longer texts.",
            share=share,
            margin=margin,
            count=count,
        )
    )


def _score_targets(
    model: EncoderModel, batches: Sequence[MaskedBatch], device: torch.device
) -> TargetScores:
    """The scores of every chosen token."""
    chunks: list[ChunkScores] = []
    with evaluating(model):
        for batch in batches:
            states = read(model, batch, device)
            head_loss = partial(states.outputs, states.chosen_nc)
            chunks += scores_by_chunk(head_loss, torch.from_numpy(batch.targets_n).to(device))
    return joined_scores(chunks)
