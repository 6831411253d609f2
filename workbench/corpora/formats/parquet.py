"""Reading documents from .parquet files, some rows at a time."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from workbench.corpora.formats.tables import (
    ROWS,
    SAMPLED,
    Columns,
    Row,
    as_text,
    kept,
    skip_without_text,
)
from workbench.corpora.reading import DocumentBatch, ReadingLog
from workbench.corpora.sources import Source
from workbench.corpora.text import opened

# pyarrow is imported where it is used: it takes a third of a second, and few need it.

_BUFFER_BYTES = 1 << 20


class NotParquet(Exception):
    """The file's content is not what its name says."""


@contextmanager
def opened_parquet(source: Source) -> Iterator[Any]:
    """Open a source as a `pyarrow.parquet.ParquetFile`; raises OSError or NotParquet.

    A compressed file is unpacked to a temporary one: Parquet is read from its end.
    """
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    with ExitStack() as stack:
        opened_file = stack.enter_context(opened(source))
        stream = opened_file.file
        if source.gz:
            stream = stack.enter_context(tempfile.TemporaryFile())
            shutil.copyfileobj(opened_file.stream, stream, _BUFFER_BYTES)
        try:
            yield ParquetFile(stream, buffer_size=_BUFFER_BYTES, pre_buffer=False)
        except ArrowException as error:
            raise NotParquet(str(error).partition("\n")[0]) from error


def parquet_columns(table: Any) -> Columns:
    """The columns of text of an open Parquet file, each with its first values."""
    names = [field.name for field in table.schema_arrow if _is_text(field.type)]
    for batch in table.iter_batches(SAMPLED, columns=names, use_threads=False):
        return {name: [v for v in _values(batch.column(name)) if v] for name in names}
    return {name: [] for name in names}


def parquet_documents(
    table: Any, source: Source, field: str, log: ReadingLog
) -> Iterator[DocumentBatch]:
    """The text of one column in each row; rows without text are logged."""
    read, rows = 0, table.metadata.num_rows
    for batch in table.iter_batches(ROWS, columns=[field], use_threads=False):
        documents: list[str] = []
        for row, text in enumerate(_values(batch.column(0)), read + 1):
            if text is None:
                skip_without_text(source.name, row, field, log)
            else:
                documents += kept(text, source.name, row, log)
        read += len(batch)
        yield DocumentBatch(documents, source.size * read // rows)


def parquet_fields(table: Any) -> list[str]:
    """The names of all columns of an open Parquet file."""
    return list(table.schema_arrow.names)


def parquet_rows(table: Any, fields: Sequence[str]) -> Iterator[Row]:
    """Some columns of each row; a missing value, or one that is no text or number, is empty."""
    read = 0
    for batch in table.iter_batches(ROWS, columns=list(fields), use_threads=False):
        columns = [_values(batch.column(field)) for field in fields]
        for number, values in enumerate(zip(*columns, strict=True), read + 1):
            yield Row(number, tuple(as_text(value) for value in values))
        read += len(batch)


def _is_text(type_: Any) -> bool:
    from pyarrow import types

    plain = type_.value_type if types.is_dictionary(type_) else type_
    kinds = types.is_string, types.is_large_string, types.is_string_view
    return any(is_kind(plain) for is_kind in kinds)


def _values(column: Any) -> list[str | None]:
    """A column's texts; None stands for what is missing or is not valid UTF-8."""
    try:
        texts: list[str | None] = column.to_pylist()
    except UnicodeDecodeError:
        return [_value(item) for item in column]
    return texts


def _value(item: Any) -> str | None:
    try:
        text: str | None = item.as_py()
    except UnicodeDecodeError:
        return None
    return text
