"""Foreign weights, opened without trust: bounded headers, plain files, no code, no NaN.

Shapes are known before any tensor is read; tensors come one at a time, as float32.
"""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from workbench.errors import BadInput, NotFound
from workbench.file_formats.downloaded import POINTER_BYTES, require_no_pointer
from workbench.file_formats.plain_file import open_plain_file
from workbench.models.hub.files import own_file, read_json_object
from workbench.models.hub.pickled import converted
from workbench.words import Words, words

WEIGHTS_NAME = "model.safetensors"
INDEX_NAME = "model.safetensors.index.json"
PICKLE_NAME = "pytorch_model.bin"
ADAPTER_NAME = "adapter_model.safetensors"
ADAPTER_PICKLE = "adapter_model.bin"
PICKLE_INDEX_NAME = "pytorch_model.bin.index.json"

MAX_HEADER_BYTES = 16 << 20
_MAX_INDEX_BYTES = 16 << 20
_MAX_FILES = 1000
_LENGTH_BYTES = 8
_KINDS = ("F64", "F32", "F16", "BF16")


class ForeignWeights:
    """The named tensors of one or several open safetensors files; `path` is for sentences."""

    def __init__(self, path: Path, opened: dict[Path, Any]) -> None:
        self.path = path
        self._file_of: dict[str, Any] = {}
        for file_path, file in opened.items():
            for name in file.keys():  # noqa: SIM118  (it is no mapping)
                if name in self._file_of:
                    raise BadInput(
                        "{path} holds '{name}', which another file of the model holds too",
                        path=file_path,
                        name=name,
                    )
                self._file_of[name] = file

    @property
    def names(self) -> list[str]:
        return sorted(self._file_of)

    def shape(self, name: str) -> tuple[int, ...]:
        return tuple(self._file_of[name].get_slice(name).get_shape())

    def tensor(self, name: str) -> Tensor:
        """One tensor as float32; raises BadInput for another sort of numbers, and for NaN."""
        kind = self._file_of[name].get_slice(name).get_dtype()
        if kind not in _KINDS:
            raise BadInput(
                "'{name}' in {path} is stored as {kind}; only float32, float16, bfloat16 and "
                "float64 can be imported, so take the model's unquantised version",
                name=name,
                path=self.path,
                kind=kind,
            )
        tensor: Tensor = self._file_of[name].get_tensor(name).to(torch.float32)
        if not torch.isfinite(tensor).all():
            raise BadInput(
                "'{name}' in {path} holds NaN or infinite numbers; the model is damaged and was "
                "not imported",
                name=name,
                path=self.path,
            )
        return tensor


@contextlib.contextmanager
def opened_weights(folder: Path) -> Iterator[ForeignWeights]:
    """The weights of a model's folder, while the block lasts.

    `model.safetensors` goes before its index, and both before a pickle. Raises NotFound when
    there is none, BadInput for what is damaged, unsafe or outside the folder.
    """
    with contextlib.ExitStack() as stack:
        if (single := own_file(folder, WEIGHTS_NAME)) is not None:
            named, files = single, [single]
        elif (index := own_file(folder, INDEX_NAME)) is not None:
            named, files = index, _indexed(folder, INDEX_NAME)
        elif (pickle := own_file(folder, PICKLE_NAME)) is not None:
            named, files = pickle, _converted([pickle], stack)
        elif (index := own_file(folder, PICKLE_INDEX_NAME)) is not None:
            named, files = index, _converted(_indexed(folder, PICKLE_INDEX_NAME), stack)
        else:
            raise NotFound(
                "{folder} has no weights: neither {first} nor {second} is there",
                folder=folder,
                first=WEIGHTS_NAME,
                second=PICKLE_NAME,
            )
        yield ForeignWeights(named, {path: _opened(path, stack) for path in files})


@contextlib.contextmanager
def opened_adapter(folder: Path) -> Iterator[ForeignWeights]:
    """The matrices of an adapter's folder, while the block lasts; raises as `opened_weights`."""
    with contextlib.ExitStack() as stack:
        if (single := own_file(folder, ADAPTER_NAME)) is not None:
            named = file = single
        elif (pickle := own_file(folder, ADAPTER_PICKLE)) is not None:
            scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="distill-import-"))
            named, file = pickle, converted(pickle, Path(scratch))
        else:
            raise NotFound(
                "{folder} has no weights: neither {first} nor {second} is there",
                folder=folder,
                first=ADAPTER_NAME,
                second=ADAPTER_PICKLE,
            )
        yield ForeignWeights(named, {file: _opened(file, stack)})


def _converted(pickles: list[Path], stack: contextlib.ExitStack) -> list[Path]:
    """The same tensors as safetensors files, which are there until the stack is closed."""
    scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="distill-import-"))
    folders = [Path(scratch, str(number)) for number in range(len(pickles))]
    for folder in folders:
        folder.mkdir()
    return [converted(pickle, folder) for pickle, folder in zip(pickles, folders, strict=True)]


def _indexed(folder: Path, index_name: str) -> list[Path]:
    """The files that an index refers to; they must be the folder's own."""
    index = folder / index_name
    names = read_json_object(folder, index_name, _MAX_INDEX_BYTES).get("weight_map")
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        raise BadInput("{path} does not say which file holds which weights", path=index)
    files = sorted(set(names.values()))
    if len(files) > _MAX_FILES:
        raise BadInput(
            "{path} spreads the weights over {count} files; at most {most} are possible",
            path=index,
            count=len(files),
            most=_MAX_FILES,
        )
    there = {name: own_file(folder, name) for name in files}
    if missing := [name for name, path in there.items() if path is None]:
        raise NotFound(
            "{path} is not there, and {index} says that it holds weights ({missing} of {count} "
            "such files are missing); download the rest of the model",
            path=folder / missing[0],
            index=index_name,
            missing=len(missing),
            count=len(files),
        )
    return [path for path in there.values() if path is not None]


def _opened(path: Path, stack: contextlib.ExitStack) -> Any:
    _check_header(path)
    try:
        return stack.enter_context(safe_open(path, framework="pt"))
    except SafetensorError as error:
        raise _damaged(path, words("{reason}", reason=error)) from None


def _check_header(path: Path) -> None:
    """Refuse a header that is longer than its file or than any model's, before it is parsed."""
    with open_plain_file(path) as stream:
        start = stream.read(POINTER_BYTES)
    require_no_pointer(path, start)
    start = start[:_LENGTH_BYTES]
    declared = int.from_bytes(start, "little")
    behind = path.stat().st_size - _LENGTH_BYTES
    if len(start) < _LENGTH_BYTES or declared > behind:
        reason = words("its header of {declared} bytes does not fit into it", declared=declared)
        raise _damaged(path, reason)
    if declared > MAX_HEADER_BYTES:
        raise _damaged(path, words("its header claims {declared} bytes", declared=declared))


def _damaged(path: Path, reason: Words) -> BadInput:
    return BadInput(
        "{path} cannot be read as weights: {reason}; it is damaged or was not copied whole",
        path=path,
        reason=reason,
    )
