"""What the members of one object of JSON are: columns, records by their names, lists, a record."""

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.corpora.formats.tables import best_column, is_usual


def are_records(members: Mapping[str, Any]) -> bool:
    """Whether an object holds records by their names: objects with a text of one name each."""
    values = list(members.values())
    if len(values) < 2 or not all(isinstance(value, dict) for value in values):
        return False
    texts = [{key for key, inner in value.items() if isinstance(inner, str)} for value in values]
    return any(not key.isdecimal() for key in set.intersection(*texts))


def values_of(whole: dict[str, Any]) -> tuple[str, list[Any]]:
    """What an object's members are that are no lists of objects, and the name of a list that is
    read alone."""
    if rows := _rows_of_split(whole):
        return "", rows
    lists = {key: one for key, one in whole.items() if isinstance(one, list) and _is_plain(one)}
    texts = {
        key: [value for value in one if isinstance(value, str)]
        for key, one in lists.items()
        if one and isinstance(one[0], str)
    }
    if _is_text_with(texts, whole):
        return "", [whole]
    if rows := _rows_of_lists(lists):
        return "", rows
    if not texts:
        return "", _rows_of_columns(whole)
    found = best_column(texts) or next(iter(texts))
    return found, lists[found]


def _rows_of_columns(members: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of an object that holds columns by their names, as pandas writes it; or itself."""
    columns = list(members.values())
    if not columns or not all(isinstance(column, dict) for column in columns):
        return [members]
    rows = list(columns[0])
    if not rows or any(not row.isdecimal() for row in rows):
        return [members]
    if any(list(column) != rows for column in columns):
        return [members]
    return [{name: column[row] for name, column in members.items()} for row in rows]


def _rows_of_lists(members: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    """The rows of columns that are lists of plain values, if they are that; or none."""
    texts = [one for column in members.values() for one in column if isinstance(one, str)]
    if len(members) < 2 or len({len(column) for column in members.values()}) > 1 or not texts:
        return []
    names = tuple(members)
    return [dict(zip(names, values, strict=True)) for values in zip(*members.values(), strict=True)]


def _rows_of_split(whole: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of names and rows that stand apart, as pandas writes them too; or none."""
    names, rows = whole.get("columns"), whole.get("data")
    if not (isinstance(names, list) and isinstance(rows, list) and names and rows):
        return []
    if not all(isinstance(name, str) for name in names):
        return []
    if any(not isinstance(row, list) or len(row) != len(names) for row in rows):
        return []
    return [dict(zip(names, row, strict=True)) for row in rows]


def _is_text_with(texts: Mapping[str, Sequence[str]], whole: Mapping[str, Any]) -> bool:
    """Whether lists of short texts belong to one that is longer than all of them, as tags do."""
    longest = max(
        (len(v) for k, v in whole.items() if isinstance(v, str) and is_usual(k)), default=0
    )
    return longest > sum(len(one) for column in texts.values() for one in column)


def _is_plain(values: Sequence[Any]) -> bool:
    return not any(isinstance(value, dict | list) for value in values)
