"""Reading documents from .parquet files, some rows at a time."""

import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from workbench.corpora.encodings.decoding import marked
from workbench.corpora.formats.records import EACH, Path, RecordFields
from workbench.corpora.formats.tables import (
    ROWS,
    Columns,
    Row,
    kept,
    skip_without_text,
    stored,
    unique_names,
)
from workbench.corpora.reading import DocumentBatch, ReadingLog
from workbench.corpora.sources import Source
from workbench.corpora.text import opened

# pyarrow is imported where it is used: it takes a third of a second, and few need it.

_BUFFER_BYTES = 1 << 20
_SAMPLED_TOGETHER = 100
_SAMPLED_ROWS = 10_000
_SAMPLED_CHARACTERS = 1 << 20
"""The choice of a column looks at about as much as in other formats: a file's first megabyte."""


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
        if source.packing:
            stream = stack.enter_context(tempfile.TemporaryFile())
            shutil.copyfileobj(opened_file.stream, stream, _BUFFER_BYTES)
        try:
            yield ParquetFile(stream, buffer_size=_BUFFER_BYTES, pre_buffer=False)
        except ArrowException as error:
            raise NotParquet(str(error).partition("\n")[0]) from error


def parquet_fields(table: Any) -> RecordFields:
    """The fields of an open Parquet file: its columns, and what lies within them."""
    schema = table.schema_arrow
    names = unique_names(schema.names)
    return RecordFields(
        path
        for name, column in zip(names, schema, strict=True)
        for path in _paths(column.type, (name,))
    )


def parquet_columns(table: Any, fields: RecordFields) -> Columns:
    """The fields of text of an open Parquet file, each with its first values."""
    columns = dict(zip(unique_names(table.schema_arrow.names), table.schema_arrow, strict=True))
    names = [
        name
        for name in fields.names
        if name not in fields.paths or _holds_text(columns, fields.paths[name])
    ]
    values: dict[str, list[str]] = {name: [] for name in names}
    size = rows = 0
    for batch in _batches(table, fields, names, _SAMPLED_TOGETHER):
        for record in batch:
            for name in names:
                if isinstance(text := fields[name](record), str):
                    values[name].append(text)
                    size += len(text)
        rows += len(batch)
        if size > _SAMPLED_CHARACTERS or rows >= _SAMPLED_ROWS:
            break
    return values


def parquet_documents(
    table: Any, source: Source, fields: RecordFields, field: str, log: ReadingLog
) -> Iterator[DocumentBatch]:
    """The text of one field in each row; rows without text are logged."""
    read, rows = 0, table.metadata.num_rows
    value_in = fields[field]
    for batch in _batches(table, fields, [field], ROWS):
        documents: list[str] = []
        for row, record in enumerate(batch, read + 1):
            text = value_in(record)
            if isinstance(text, str):
                documents += kept(text, source.name, row, log)
            else:
                skip_without_text(source.name, row, field, log)
        read += len(batch)
        yield DocumentBatch(documents, source.size * read // rows)


def parquet_rows(
    table: Any,
    file: str,
    fields: RecordFields,
    names: Sequence[str],
    texts: Collection[str],
    log: ReadingLog,
) -> Iterator[Row]:
    """Some fields of each row; a missing value, or one that is no text or number, is empty."""
    wanted = fields.of_rows(names, texts)
    number = 0
    for batch in _batches(table, fields, names, ROWS):
        for record in batch:
            number += 1
            yield stored((value_in(record) for value_in in wanted), file, number, log)


def _batches(
    table: Any, fields: RecordFields, names: Sequence[str], most: int
) -> Iterator[list[dict[str, Any]]]:
    """Some rows at a time, as records that hold only the columns in which the fields lie.

    Columns are asked for by their place: two can have the same name, or one a dot in it.
    """
    keys = unique_names(table.schema_arrow.names)
    wanted = {keys.index(top) for name in names for top in fields.tops[name]}
    indices = [index for index, top in enumerate(_leaves(table.schema_arrow)) if top in wanted]
    read = [keys[place] for place in sorted(wanted)]
    for batch in table.reader.iter_batches(
        most, row_groups=range(table.num_row_groups), column_indices=indices, use_threads=False
    ):
        columns = [_values(batch.column(place)) for place in range(len(read))]
        yield [dict(zip(read, row, strict=True)) for row in zip(*columns, strict=True)]


def _paths(kind: Any, before: Path) -> Iterator[Path]:
    """The paths to what is not nested in a column of this type; a list of texts is one value."""
    from pyarrow import types

    if types.is_struct(kind):
        for inner in kind:
            yield from _paths(inner.type, (*before, inner.name))
    elif _is_list(kind) and (types.is_struct(kind.value_type) or _is_list(kind.value_type)):
        yield from _paths(kind.value_type, (*before, EACH))
    else:
        yield before


def _is_list(kind: Any) -> bool:
    from pyarrow import types

    kinds = types.is_list, types.is_large_list, types.is_fixed_size_list
    return any(is_kind(kind) for is_kind in kinds)


def _holds_text(columns: Mapping[str, Any], path: Path) -> bool:
    kind = columns[path[0]].type
    for key in path[1:]:
        kind = kind.value_type if key == EACH else kind.field(key).type
    return _is_text(kind.value_type if _is_list(kind) else kind)


def _leaves(schema: Any) -> Iterator[int]:
    """For each column as Parquet counts them, of which column of the table it is a part."""
    for place, field in enumerate(schema):
        yield from [place] * _count_leaves(field.type)


def _count_leaves(kind: Any) -> int:
    from pyarrow import types

    if types.is_dictionary(kind):
        return 1
    inner = [kind.field(index).type for index in range(kind.num_fields)]
    return sum(map(_count_leaves, inner)) if inner else 1


def _is_text(type_: Any) -> bool:
    from pyarrow import types

    plain = type_.value_type if types.is_dictionary(type_) else type_
    kinds = types.is_string, types.is_large_string, types.is_string_view
    return any(is_kind(plain) for is_kind in kinds)


def _values(column: Any) -> list[Any]:
    """A column's values; None stands for what is missing."""
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:
        return [_value(item) for item in column]
    return values


def _value(item: Any) -> Any:
    """A value in which bytes that are no UTF-8 are marked."""
    from pyarrow import types

    try:
        return item.as_py()
    except UnicodeDecodeError:
        if types.is_dictionary(item.type):
            return _value(item.value)
        if types.is_struct(item.type):
            return {key: _value(inner) for key, inner in item.items()}
        if _is_list(item.type):
            return [_value(inner) for inner in item.values]
        return marked(item.as_buffer().to_pybytes(), "utf-8") if _is_text(item.type) else None
