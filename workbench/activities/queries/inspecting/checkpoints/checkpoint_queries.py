"""One text at every checkpoint of a run: heads, lens, and how far a teacher is."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from workbench.activities.queries.inspecting.attention_query import attention
from workbench.activities.queries.inspecting.checkpoints.checkpoint_parts import (
    FollowedHeads,
    Share,
    each_once,
    followed_lens,
    has_lens,
    lens_notes,
)
from workbench.activities.queries.inspecting.checkpoints.compared_teacher import ComparedTeacher
from workbench.activities.queries.inspecting.head_passages import ReadingModels
from workbench.activities.queries.inspecting.inspected_text import InspectedText, inspected_text
from workbench.errors import CannotBeRead, Corrupt, DiskError, NotFound, WorkbenchError
from workbench.generation.scoring import score
from workbench.inspection.comparison.checkpoint_point import (
    CheckpointPoint,
    EvolutionAsked,
    SkippedCheckpoint,
)
from workbench.inspection.comparison.evolution import Evolution
from workbench.inspection.maps.source import AttentionSource
from workbench.models.build import Model
from workbench.store.files.refused import disk_error_of
from workbench.store.folders import ProjectFolder
from workbench.store.records import CheckpointRecord
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.words import Words, words

T = TypeVar("T")

MOST_TOKENS = 512
"""So many of a text are read at each checkpoint."""

Load = Callable[[CheckpointRecord], Model]
"""The network of a checkpoint; raises NotFound, Corrupt, CannotBeRead or DiskError."""


@dataclass(frozen=True)
class CheckpointReader:
    """Reads the same text at the checkpoints of a model, as far as `most_tokens`."""

    load: Load
    tokenizer: Tokenizer
    framing: Framing
    text: str
    most_tokens: int
    is_causal: bool
    project: ProjectFolder
    asked: EvolutionAsked
    was_imported: bool = False

    def read(self) -> InspectedText:
        """What is read of the text."""
        return inspected_text(
            self.tokenizer,
            self.text,
            self.framing,
            is_causal=self.is_causal,
            most_tokens=self.most_tokens,
        )

    def over(
        self,
        checkpoints: Sequence[CheckpointRecord],
        teacher: ComparedTeacher | None = None,
        known: Evolution | None = None,
    ) -> Iterator[Evolution]:
        """What is known after each checkpoint, oldest first, and between them how far the next is.

        What `known` tells of the same text and teacher is not read again. A checkpoint that is gone
        or damaged is skipped, with the reason.
        """
        read = self.read()
        evolution = Evolution(
            tuple(self.tokenizer.piece(i) for i in read.ids),
            (),
            len(checkpoints),
            left_out=read.left_out,
            mapping=teacher.mapping if teacher is not None else None,
            asked=self.asked,
        )
        before = known if known is not None and _is_of(known, evolution) else evolution
        few = _few(len(checkpoints), was_imported=self.was_imported)
        evolution = replace(evolution, notes=before.notes or few)
        by_digest = {(point.step, point.digest): point for point in before.points}
        reading = _PointReader(self, read, teacher)
        for checkpoint in checkpoints:
            point = by_digest.get((checkpoint.step, checkpoint.digest))
            if point is not None:
                evolution = replace(evolution, points=(*evolution.points, point))
            else:
                evolution = yield from reading.further(evolution, checkpoint)
            yield evolution


class _PointReader:
    """Reads what is asked for of one checkpoint after another."""

    def __init__(
        self, reader: CheckpointReader, read: InspectedText, teacher: ComparedTeacher | None
    ) -> None:
        self._reader, self._read, self._teacher = reader, read, teacher
        self._heads: FollowedHeads | None = None

    def further(
        self, evolution: Evolution, checkpoint: CheckpointRecord
    ) -> Generator[Evolution, None, Evolution]:
        """What is known with a checkpoint more, and before how far that is."""
        try:
            model = self._reader.load(checkpoint)
        except (NotFound, Corrupt, CannotBeRead, DiskError) as error:
            return _skipping(evolution, checkpoint, error)
        except OSError as error:
            return _skipping(evolution, checkpoint, disk_error_of(error))
        shares = self._point(model, checkpoint)
        while True:
            try:
                yield replace(evolution, share=next(shares))
            except StopIteration as end:
                points = (*evolution.points, end.value)
                return replace(evolution, points=points, notes=self._notes(evolution, model))

    def _point(
        self, model: Model, checkpoint: CheckpointRecord
    ) -> Generator[Share, None, CheckpointPoint]:
        reader, ids = self._reader, self._read.ids
        source, most = AttentionSource(text=reader.text), reader.most_tokens
        maps = attention(model, reader.tokenizer, source, reader.framing, most_tokens=most)
        point = CheckpointPoint(
            checkpoint.step,
            checkpoint.digest,
            maps.statistics,
            maps.tiles,
            score(model, ids).loss if model.is_causal and len(ids) > 1 else None,
            self._teacher.distance(model) if self._teacher is not None else None,
        )
        begins = 0.0
        if reader.asked.lens and has_lens(model):
            begins = 0.5
            steps = followed_lens(model, reader.tokenizer, self._read)
            point = replace(point, lens=(yield from _within(steps, 0.0, begins)))
        heads = self._followed_heads(model)
        measured_lh = yield from _within(heads.measured(model), begins, 1.0)
        return replace(point, measured_lh=measured_lh)

    def _followed_heads(self, model: Model) -> FollowedHeads:
        """The passages are those that the first checkpoint that is read finds."""
        if self._heads is None:
            reader = self._reader
            models = ReadingModels("", 0, model, reader.tokenizer, reader.framing)
            self._heads = FollowedHeads(reader.project, reader.asked, models, self._read.ids)
        return self._heads

    def _notes(self, evolution: Evolution, model: Model) -> tuple[Words, ...]:
        """What was said before, and what is to be said of this checkpoint, each once."""
        more = (*self._followed_heads(model).notes, *lens_notes(self._reader.asked, model))
        return each_once((*evolution.notes, *more))


def _few(count: int, *, was_imported: bool) -> tuple[Words, ...]:
    """That there is nothing to follow, and what to do about it."""
    if count != 1:
        return ()
    if was_imported:
        return (
            words(
                "this model was imported with one checkpoint, so that there is nothing to follow; "
                "train it further here to see what changes"
            ),
        )
    return (
        words(
            "this model has one checkpoint; set “Keep a checkpoint every” (loop.keep_every) before "
            "a run to follow it"
        ),
    )


def _within(
    part: Generator[Share, None, T], begins: Share, ends: Share
) -> Generator[Share, None, T]:
    """A part of the whole that goes from one share to another."""
    while True:
        try:
            yield begins + (ends - begins) * next(part)
        except StopIteration as end:
            value: T = end.value
            return value


def _skipping(
    evolution: Evolution, checkpoint: CheckpointRecord, error: WorkbenchError
) -> Evolution:
    skipped = SkippedCheckpoint(checkpoint.step, error.words)
    return replace(evolution, skipped=(*evolution.skipped, skipped))


def _is_of(known: Evolution, asked: Evolution) -> bool:
    """Whether what is known is of the same text and layers, with all that is asked for."""
    return (known.tokens, known.mapping, known.asked) == (
        asked.tokens,
        asked.mapping,
        asked.asked,
    )
