"""What was taken apart of a model, as figures with names: the columns of a table of models."""

from collections.abc import Iterator

from workbench.breakdown import Breakdown, DocumentFigures, IntervalFigure, TargetBucket

_PERCENTILES = (5, 25, 50, 75, 95)

Column = tuple[str, float | int | None]


def breakdown_columns(breakdown: Breakdown) -> dict[str, float | int | None]:
    """Documents, positions, frequencies, ranks, confidence; a range is named by its first value
    and its last, such as `position_4_to_7_loss`."""
    return dict(_columns(breakdown))


def _columns(breakdown: Breakdown) -> Iterator[Column]:
    yield "targets", breakdown.targets
    if breakdown.documents is not None:
        yield from _documents(breakdown.documents)
    for bucket in breakdown.positions:
        yield from _bucket("position", bucket)
    for bucket in breakdown.frequencies:
        yield from _bucket("frequency", bucket)
    for top in breakdown.tops:
        yield f"top_{top.k}_accuracy", top.share
    yield "expected_calibration_error", breakdown.calibration_error
    for found in breakdown.confidences:
        name = f"confidence_{found.low:.3f}_to_{found.high:.3f}"
        yield f"{name}_tokens", found.tokens
        yield f"{name}_mean", found.confidence
        yield f"{name}_accuracy", found.accuracy


def _documents(documents: DocumentFigures) -> Iterator[Column]:
    yield "documents", documents.documents
    yield from _bounds("loss", documents.loss)
    yield from _bounds("perplexity", documents.perplexity)
    yield from _bounds("bits_per_byte", documents.bits_per_byte)
    for percent, value in zip(_PERCENTILES, documents.perplexities, strict=True):
        yield f"document_perplexity_{percent}_percent", value


def _bounds(name: str, figure: IntervalFigure) -> Iterator[Column]:
    """The interval over documents; the figure itself has a column of its own."""
    yield f"{name}_low", figure.low
    yield f"{name}_high", figure.high


def _bucket(name: str, bucket: TargetBucket) -> Iterator[Column]:
    end = "more" if bucket.high is None else f"{bucket.high}"
    yield f"{name}_{bucket.low}_to_{end}_tokens", bucket.tokens
    yield f"{name}_{bucket.low}_to_{end}_loss", bucket.loss
