"""Results of an inspection as files: .csv, .json, and .npz where they are arrays."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from workbench.errors import BadInput
from workbench.store.files.named import write_file
from workbench.words import listed

TABLE_SUFFIXES = (".csv", ".json")
ARRAY_SUFFIXES = (".npz", *TABLE_SUFFIXES)


class InspectionResult(Protocol):
    """What can be written as a table."""

    def as_csv(self) -> str: ...

    def as_plain(self) -> dict[str, Any]: ...


@runtime_checkable
class ArrayResult(Protocol):
    """What has arrays as well."""

    def as_arrays(self) -> dict[str, NDArray[Any]]: ...


def require_suffix(path: Path, suffixes: tuple[str, ...]) -> None:
    """Raise BadInput unless a name asks for one of the formats; asked before the work begins."""
    if path.suffix.lower() not in suffixes:
        raise BadInput(
            "{path} names no format; end it in {suffixes}", path=path, suffixes=listed(suffixes)
        )


def write_result(result: InspectionResult, path: Path, about: Mapping[str, Any]) -> None:
    """Write a file in the format its name asks for, with what the result is `about` inside.

    A table of CSV holds its lines alone. Raises BadInput for a name that asks for no format, and
    where no file can be written.
    """
    is_array = isinstance(result, ArrayResult)
    require_suffix(path, ARRAY_SUFFIXES if is_array else TABLE_SUFFIXES)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        data = result.as_csv().encode("utf-8-sig")
    elif isinstance(result, ArrayResult) and suffix == ".npz":
        data = _npz(result.as_arrays(), about)
    else:
        text = json.dumps({**about, **result.as_plain()}, ensure_ascii=False, allow_nan=False)
        data = f"{text}\n".encode()
    write_file(path, data)


def _npz(arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> bytes:
    """No pickles: any reader of .npz can open it."""
    buffer = io.BytesIO()
    words = np.array(json.dumps(dict(about), ensure_ascii=False), dtype=np.str_)
    np.savez_compressed(buffer, allow_pickle=False, about=words, **arrays)
    return buffer.getvalue()
