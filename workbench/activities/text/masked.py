"""What a BERT learns from and is measured on: masked examples of a corpus's sentences."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from workbench.activities.queries.fill_mask import MASK_TEXT, fill_best
from workbench.activities.resources import RunResources
from workbench.corpora.corpus import Corpus
from workbench.data.masked.batches import MaskedBatch, MaskedBatches
from workbench.data.masked.masking import Masking, word_beginnings
from workbench.data.masked.sentence_shards import (
    SentenceShards,
    encode_sentences,
    sentence_fingerprint,
)
from workbench.data.seeds import derived_seed
from workbench.data.special_ids import marks_of
from workbench.events import Event, Note, Outcome, Reference
from workbench.jobs import Control
from workbench.models.bert import Bert
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.source import Split
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.objectives.masked import MaskedTasks, masked_metrics, share_margin
from workbench.training.spec import MaskingSpec, TextLoopSpec
from workbench.words import words


@dataclass(frozen=True)
class MaskedMaterial:
    """Batches to learn from, others to be measured on, and which tasks are asked."""

    shards: SentenceShards
    train: MaskedBatches
    validation: Sequence[MaskedBatch]
    tokenizer: Tokenizer
    tasks: MaskedTasks

    def most_frequent(self) -> Reference:
        """How often the most frequent token of the training text is the right one."""
        tokens = self.shards.arrays("train").tokens_n
        counts = np.bincount(tokens, minlength=self.shards.vocabulary_size)
        targets = np.concatenate([batch.targets_n for batch in self.validation])
        share = float((targets == int(counts.argmax())).mean())
        return Reference(metric="validation_masked_accuracy", name="most_frequent", value=share)

    def tokens_per_step(self) -> float:
        """About how many tokens a step reads, by the first steps."""
        counts = [sum(batch.num_tokens for batch in self.train.at(step)) for step in range(4)]
        return float(np.mean(counts))

    def writer(self, model: Bert, prompt: str) -> Callable[[], str] | None:
        """Fills in the masks of a prompt, if it has some."""
        if MASK_TEXT not in prompt or model.masked_head is None:
            return None
        return lambda: fill_best(model, self.tokenizer, prompt)

    def next_sentence_note(self, model: Bert, device: torch.device) -> Note:
        """Whether the model tells following sentences from random ones better than a coin."""
        values = masked_metrics(model, self.validation, device, MaskedTasks(masked=False))
        share = values["validation_next_sentence_accuracy"]
        count = sum(len(batch.ids_bt) for batch in self.validation)
        return _next_sentence_note(share, share_margin(share, count), count)


def masked_tasks(masking: MaskingSpec) -> MaskedTasks:
    """The tasks that an objective names."""
    tasks = masking.objective.split("+")
    return MaskedTasks(masked="mlm" in tasks, next_sentence="nsp" in tasks)


def masked_material(
    resources: RunResources,
    masking: MaskingSpec,
    loop: TextLoopSpec,
    *,
    context: int,
    seed: int,
    threads: int,
    control: Control,
) -> Generator[Event, None, MaskedMaterial | None]:
    """Encode the corpus by sentences if needed, and lay the batches out; None if stopped."""
    shards = yield from _encoded(resources, threads, control)
    if shards is None:
        return None
    tokenizer = open_tokenizer(resources.folder_of(resources.inputs.tokenizer))
    tasks, how = masked_tasks(masking), _masking(masking, tokenizer)

    def batches(split: Split, seed: int, accumulation: int) -> MaskedBatches:
        return MaskedBatches(
            shards.arrays(split),
            how,
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
    return MaskedMaterial(shards, train, measured, tokenizer, tasks)


def _encoded(
    resources: RunResources, threads: int, control: Control
) -> Generator[Event, None, SentenceShards | None]:
    """The corpus as sentences, made once per (corpus, tokenizer); None if stopped."""
    corpus, tokenizer = resources.inputs.corpus, resources.inputs.tokenizer
    assert corpus is not None
    assert tokenizer is not None
    mark = sentence_fingerprint(corpus.digest, tokenizer.digest)
    folder = resources.project / "shards" / mark
    if not folder.exists():
        outcome = yield from encode_sentences(
            Corpus.open(resources.folder_of(corpus)),
            open_tokenizer(resources.folder_of(tokenizer)),
            folder,
            control,
            threads,
        )
        if outcome is not Outcome.FINISHED:
            return None
    return SentenceShards.open(folder)


def _masking(spec: MaskingSpec, tokenizer: Tokenizer) -> Masking:
    begins_word_v = None
    if spec.whole_words:
        pieces = [tokenizer.piece(i) for i in range(tokenizer.vocabulary_size)]
        begins_word_v = word_beginnings(pieces)
    rate = spec.rate if masked_tasks(spec).masked else 0.0
    return Masking(tokenizer.vocabulary_size, rate, marks_of(tokenizer.special), begins_word_v)


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
