"""Results of an inspection as files: .npz, .csv and .json for programs, .html to look at.

Each file says in itself what the result is about: the text, the models with their checkpoints'
digests, and the settings.
"""

import io
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from workbench.errors import BadInput
from workbench.file_formats.csv_text import csv_text
from workbench.inspection.pages import as_page, html_table
from workbench.store.files.named import write_file
from workbench.words import listed

RESULT_SUFFIXES = (".npz", ".csv", ".json", ".html")
ABOUT = "about"
"""The name under which a file says what it is about."""

Line = Iterable[object]


class InspectionResult(Protocol):
    """What can be written to a file."""

    def table(self) -> Iterable[Line]:
        """The heading, and a line for each row."""

    def as_plain(self) -> dict[str, Any]:
        """Everything, as plain values."""

    def _repr_html_(self) -> str: ...


@runtime_checkable
class ArrayResult(Protocol):
    """What has arrays; of any other result an .npz holds the columns of its table."""

    def as_arrays(self) -> dict[str, NDArray[Any]]: ...


@dataclass(frozen=True)
class AskedModel:
    """A model that answered, and which of its checkpoints."""

    name: str
    step: int
    digest: str


@dataclass(frozen=True)
class AboutResult:
    """What a result is of: the text, the models by their role, and the settings by their name."""

    text: str
    models: Mapping[str, AskedModel]
    settings: Mapping[str, Any]

    def as_plain(self) -> dict[str, Any]:
        """As it stands in a file."""
        models = {role: asdict(model) for role, model in self.models.items()}
        settings = {name: _plain(value) for name, value in self.settings.items()}
        return {"text": self.text, "models": models, "settings": settings}


@dataclass(frozen=True)
class TableResult:
    """A table, as it is shown: the heading, and a line for each row."""

    heading: tuple[str, ...]
    lines: tuple[tuple[object, ...], ...]

    def table(self) -> Iterable[Line]:
        return [self.heading, *self.lines]

    def as_plain(self) -> dict[str, Any]:
        return {"rows": [dict(zip(self.heading, line, strict=True)) for line in self.lines]}

    def _repr_html_(self) -> str:
        return html_table(self.heading, [[_text(cell) for cell in line] for line in self.lines])


def require_suffix(path: Path) -> None:
    """Raise BadInput unless a name asks for one of the formats; asked before the work begins."""
    if path.suffix.lower() not in RESULT_SUFFIXES:
        raise BadInput(
            "{path} names no format; end it in {suffixes}",
            path=path,
            suffixes=listed(RESULT_SUFFIXES),
        )


def write_result(result: InspectionResult, path: Path, about: AboutResult) -> None:
    """Write a file in the format its name asks for, with what the result is `about` inside.

    Raises BadInput for a name that asks for no format, and where no file can be written.
    """
    require_suffix(path)
    told = about.as_plain()
    match path.suffix.lower():
        case ".csv":
            data = _csv(result.table(), told).encode("utf-8-sig")
        case ".npz":
            data = _npz(_arrays(result), told)
        case ".html":
            data = as_page(path.stem, result._repr_html_(), told).encode()
        case _:
            data = f"{_json({ABOUT: told, **result.as_plain()})}\n".encode()
    write_file(path, data)


def _csv(lines: Iterable[Line], told: dict[str, Any]) -> str:
    """The table with one more column, in whose first line stands what it is about."""
    heading, *rows = (tuple(line) for line in lines)
    first, *others = rows or [(None,) * len(heading)]
    noted = [(*first, _json(told)), *((*row, None) for row in others)]
    return csv_text([(*heading, ABOUT), *noted])


def _npz(arrays: Mapping[str, NDArray[Any]], told: dict[str, Any]) -> bytes:
    """No pickles: any reader of .npz can open it."""
    buffer = io.BytesIO()
    words = {ABOUT: np.array(_json(told), dtype=np.str_)}
    np.savez_compressed(buffer, allow_pickle=False, **words, **arrays)
    return buffer.getvalue()


def _arrays(result: InspectionResult) -> dict[str, NDArray[Any]]:
    if isinstance(result, ArrayResult):
        return result.as_arrays()
    heading, *rows = (tuple(line) for line in result.table())
    return {str(name): _column([row[n] for row in rows]) for n, name in enumerate(heading)}


def _column(values: list[object]) -> NDArray[Any]:
    """Numbers, NaN where there is none, or texts, empty where there is none."""
    if all(isinstance(value, int) for value in values):
        return np.array(values, dtype=np.int64)
    if all(value is None or isinstance(value, int | float) for value in values):
        return np.array([math.nan if value is None else value for value in values])
    return np.array([_text(value) for value in values], dtype=np.str_)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    """A setting as JSON has it."""
    match value:
        case BaseModel():
            return value.model_dump(mode="json")
        case tuple() | list():
            return [_plain(one) for one in value]
        case Mapping():
            return {str(name): _plain(one) for name, one in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {name: _plain(one) for name, one in vars(value).items()}
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)
