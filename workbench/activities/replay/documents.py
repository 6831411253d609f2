"""From a step's micro-batches to the documents in them.

Shape legend: t = positions of a row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.data.batch_rows import BatchRow, Use, rows_of
from workbench.data.causal.batches import CausalBatches, TextRows
from workbench.data.causal.documents import DocumentMarks
from workbench.data.causal.layout import Tokens
from workbench.data.causal.mixture import MixedBatches
from workbench.data.labelled.batches import ExampleBatches
from workbench.data.masked.batches import MaskedBatches
from workbench.data.masked.mixture import MixedMaskedBatches
from workbench.tokenizers.tokenizer import Tokenizer

_LETTERS = 80
"""So much of a document's text names it in a line."""


@dataclass(frozen=True)
class WindowSource:
    """The token stream that windows are cut from, and how documents stand in it.

    In a mixture `corpus` is the name of its text.
    """

    tokens: Tokens
    marks: DocumentMarks
    corpus: str = ""


@dataclass(frozen=True)
class BatchSource:
    """What a run reads step by step; `windows` where those are windows of token streams.

    `corpora` are the names of the texts that the examples of a mixture are of.
    """

    batches: Any
    tokenizer: Tokenizer
    labels: tuple[str, ...] = ()
    windows: tuple[WindowSource, ...] = ()
    corpora: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class DocumentPart:
    """What one row holds of a document or an example: the tokens from `begin` to `end` of it.

    `number` counts the documents of the training part, or its examples, from 1; 0 where documents
    cannot be told apart. `corpus` names its text in a mixture.
    """

    row: BatchRow
    row_number: int
    number: int
    begin: int
    end: int
    begins_here: bool
    ends_here: bool
    corpus: str = ""


@dataclass(frozen=True)
class BatchDocument:
    """A document's tokens in a batch, as the model read and learnt them, and their losses (nats).

    `row` counts the step's rows from 1. A token that is not predicted has no loss; `loss` is the
    mean over the `targets`, or that of the whole text's class (`label`).
    """

    number: int
    micro_batch: int
    row: int
    tokens: tuple[str, ...]
    uses: tuple[int, ...]
    losses: tuple[float | None, ...]
    text: str
    begins_here: bool
    ends_here: bool
    targets: int
    loss: float | None
    label: str = ""
    padding: int = 0
    """So much padding stands behind it in its row."""
    true_tokens: tuple[str, ...] = ()
    """What stood there before some were masked; empty where none was."""
    corpus: str = ""
    """In a mixture, the text that it is of."""

    @property
    def title(self) -> str:
        """The beginning of its text in a line, with … where it goes on elsewhere."""
        line = " ".join(self.text.split())
        cut = line[:_LETTERS] + ("…" if len(line) > _LETTERS or not self.ends_here else "")
        return cut if self.begins_here else f"…{cut}"

    def as_plain(self) -> dict[str, Any]:
        """What stands in JSON."""
        return {
            "document": self.number or None,
            "corpus": self.corpus or None,
            "row": self.row,
            "text": self.text,
            "begins_here": self.begins_here,
            "ends_here": self.ends_here,
            "targets": self.targets,
            "loss": self.loss,
            "label": self.label or None,
            "padding": self.padding,
            "true_tokens": list(self.true_tokens) or None,
            "tokens": list(self.tokens),
            "uses": [Use(use).name.lower() for use in self.uses],
            "losses": list(self.losses),
        }


def parts_at(source: BatchSource, index: int) -> list[DocumentPart]:
    """What the rows of a step (from 0) hold, in their order."""
    batches = source.batches
    rows = [row for batch in batches.at(index) for row in rows_of(batch)]
    if source.windows:
        assert isinstance(batches, CausalBatches | MixedBatches)
        return list(_in_windows(rows, batches.rows_at(index), source.windows))
    if isinstance(batches, MixedMaskedBatches):
        examples = zip(rows, *batches.examples_at(index), strict=True)
        return [
            _whole(row, at, int(number), source.corpora[text])
            for at, (row, text, number) in enumerate(examples)
        ]
    assert isinstance(batches, ExampleBatches | MaskedBatches)
    numbers = np.concatenate(batches.indices_at(index)).tolist()
    return [_example(batches, row, at, numbers[at]) for at, row in enumerate(rows)]


def _example(
    batches: ExampleBatches[Any] | MaskedBatches, row: BatchRow, at: int, number: int
) -> DocumentPart:
    is_cut = isinstance(batches, ExampleBatches) and batches.is_cut(number)
    return replace(_whole(row, at, number), ends_here=not is_cut)


def _whole(row: BatchRow, at: int, number: int, corpus: str = "") -> DocumentPart:
    length = int((row.uses_t != Use.PADDING).sum())
    return DocumentPart(row, at, number + 1, 0, length, True, True, corpus)


def _in_windows(
    rows: Sequence[BatchRow], read: TextRows, sources: Sequence[WindowSource]
) -> Iterator[DocumentPart]:
    """Windows cross documents: each is cut where one begins."""
    before = np.zeros(len(rows), dtype=np.int64)
    order = np.argsort(read.starts_b, kind="stable")
    for number, source in enumerate(sources):
        chosen = order[read.texts_b[order] == number]
        if source.marks.are_known and len(chosen):
            before[chosen] = source.marks.documents_before(source.tokens, read.starts_b[chosen])
    for at, row in enumerate(rows):
        source, start = sources[read.texts_b[at]], int(read.starts_b[at])
        yield from _in_window(row, at, start, int(before[at]), source)


def _in_window(
    row: BatchRow, at: int, start: int, before: int, source: WindowSource
) -> Iterator[DocumentPart]:
    tokens, marks, length = source.tokens, source.marks, len(row.ids_t)
    if not marks.are_known:
        yield DocumentPart(row, at, 0, 0, length, False, False, source.corpus)
        return
    following = tokens[start : start + length + 1]
    previous = int(tokens[start - 1]) if start else None
    begins_t = marks.begins_t(following, previous)
    inner = np.flatnonzero(begins_t[1:length]) + 1
    edges = [0, *inner.tolist(), length]
    is_over = len(following) == length or bool(begins_t[length])
    number = before + int(begins_t[0])
    for index, (begin, end) in enumerate(pairwise(edges)):
        if row.is_target_t[begin:end].any():
            yield DocumentPart(
                row,
                at,
                number + index,
                begin,
                end,
                begins_here=index > 0 or bool(begins_t[0]),
                ends_here=end < length or is_over,
                corpus=source.corpus,
            )


def told(
    source: BatchSource, parts: Sequence[DocumentPart], losses: Sequence[NDArray[np.float64]]
) -> tuple[BatchDocument, ...]:
    """The parts with what they say; `losses` of each micro-batch, none before they are known."""
    by_row = _by_row(parts, losses) if losses else {}
    return tuple(_told(source, part, by_row.get(part.row_number)) for part in parts)


def _by_row(
    parts: Sequence[DocumentPart], losses: Sequence[NDArray[np.float64]]
) -> dict[int, NDArray[np.float64]]:
    """The losses of each row: one a target, or a single one of the whole row."""
    flat, begin = np.concatenate(losses), 0
    rows = {part.row_number: part.row for part in parts}
    per_target = len(flat) == sum(int(row.is_target_t.sum()) for row in rows.values())
    by_row: dict[int, NDArray[np.float64]] = {}
    for number, row in sorted(rows.items()):
        count = int(row.is_target_t.sum()) if per_target else 1
        by_row[number] = flat[begin : begin + count]
        begin += count
    return by_row


def _told(
    source: BatchSource, part: DocumentPart, row_losses: NDArray[np.float64] | None
) -> BatchDocument:
    row, tokenizer = part.row, source.tokenizer
    inside = slice(part.begin, part.end)
    targets_t = row.is_target_t[inside]
    losses_t = np.full(len(targets_t), np.nan)
    loss = None
    if row_losses is not None:
        if row.is_target_t.any() and len(row_losses) == row.is_target_t.sum():
            begin = int(row.is_target_t[: part.begin].sum())
            losses_t[targets_t] = row_losses[begin : begin + int(targets_t.sum())]
            loss = float(losses_t[targets_t].mean())
        else:
            loss = float(row_losses[0])
    return BatchDocument(
        number=part.number,
        micro_batch=row.micro_batch,
        row=part.row_number + 1,
        tokens=tuple(tokenizer.piece(one) for one in row.ids_t[inside].tolist()),
        uses=tuple(row.uses_t[inside].tolist()),
        losses=tuple(None if np.isnan(one) else one for one in losses_t.tolist()),
        text=tokenizer.decode(row.true_t[inside].tolist()),
        begins_here=part.begins_here,
        ends_here=part.ends_here,
        targets=int(targets_t.sum()),
        loss=loss,
        label=source.labels[row.label] if row.label >= 0 else "",
        padding=int((row.uses_t == Use.PADDING).sum()),
        true_tokens=_true_tokens(row, inside, tokenizer),
        corpus=part.corpus,
    )


def _true_tokens(row: BatchRow, inside: slice, tokenizer: Tokenizer) -> tuple[str, ...]:
    if not (row.uses_t == Use.MASKED).any():
        return ()
    return tuple(tokenizer.piece(one) for one in row.true_t[inside].tolist())
