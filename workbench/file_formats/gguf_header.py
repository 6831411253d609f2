"""What stands before the weights in a GGUF file, the format of llama.cpp: settings, and a table.

The file may come from anywhere: it is read forwards in bounded steps, every count and length is
held against what is left of the file before anything is kept, and nothing of the weights is read.
After https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3.
"""

import math
import os
from collections.abc import Collection
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any

import numpy as np

from workbench.errors import BadInput, reason_of
from workbench.file_formats.plain_file import open_plain_file
from workbench.words import Words, listed, words

MAGIC = b"GGUF"
SUFFIX = ".gguf"
ALIGNMENT = 32
"""Where a file does not say its own."""

_VERSIONS = (2, 3)
_MAX_HEADER_BYTES = 64 << 20
_MAX_SETTINGS = 4096
_MAX_TENSORS = 1 << 16
_MAX_NAME_BYTES = 1024
_MAX_LISTED = 1 << 21
"""Texts that are kept of one list: pieces of a vocabulary, or its merges."""
_MAX_SIZES = 4
_MAX_NUMBERS = 1 << 40

_STRING, _ARRAY = 8, 9
_NUMBERS = {
    0: "<u1",
    1: "<i1",
    2: "<u2",
    3: "<i2",
    4: "<u4",
    5: "<i4",
    6: "<f4",
    7: "?",
    10: "<u8",
    11: "<i8",
    12: "<f8",
}
"""How numbers are stored, by the file's code for them."""


@dataclass(frozen=True)
class GGUFTensor:
    """An entry of the table: `shape` in the order of torch, `kind` the code of how it is stored.

    `begin` counts bytes from the beginning of the file.
    """

    name: str
    shape: tuple[int, ...]
    kind: int
    begin: int


@dataclass(frozen=True)
class GGUFHeader:
    """A file's settings by name, and its tensors by theirs; `size` is the file's in bytes.

    Lists of numbers are numpy arrays; lists of texts are there only where they were asked for.
    """

    path: Path
    size: int
    settings: dict[str, Any]
    tensors: dict[str, GGUFTensor]


def is_gguf(path: Path) -> bool:
    """Whether a plain file begins as every GGUF file does."""
    try:
        with open_plain_file(path) as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def read_gguf_header(path: Path, lists: Collection[str] = ()) -> GGUFHeader:
    """Settings and table of a file; `lists` names the lists of texts to keep.

    Raises BadInput, naming the file, when it cannot be read or is not what it claims to be.
    """
    try:
        with open_plain_file(path) as stream:
            return _Reader(path, stream, frozenset(lists)).header()
    except OSError as error:
        raise BadInput(
            "{path} cannot be read: {reason}", path=path, reason=reason_of(error)
        ) from None


class _Reader:
    """Reads forwards; whatever would lead beyond the end of the file or of reason is an error."""

    def __init__(self, path: Path, stream: BufferedReader, lists: frozenset[str]) -> None:
        self._path = path
        self._stream = stream
        self._lists = lists
        self._size = os.fstat(stream.fileno()).st_size
        self._at = 0
        self._end = min(self._size, _MAX_HEADER_BYTES)

    def header(self) -> GGUFHeader:
        if self._size < len(MAGIC) or self._bytes(len(MAGIC)) != MAGIC:
            raise self._damaged(words("it does not begin as a GGUF file does"))
        self._check_version(self._whole("<u4"))
        num_tensors, num_settings = self._whole("<u8"), self._whole("<u8")
        self._check_count(num_settings, _MAX_SETTINGS, words("settings"), least_bytes=13)
        self._check_count(num_tensors, _MAX_TENSORS, words("tensors"), least_bytes=24)
        settings: dict[str, Any] = {}
        for _ in range(num_settings):
            name = self._name()
            if name in settings:
                raise self._damaged(words("it has '{name}' twice", name=name))
            settings[name] = self._value(self._whole("<u4"), name)
        entries = [self._entry() for _ in range(num_tensors)]
        begin = self._begin_of_weights(settings)
        tensors = {e.name: GGUFTensor(e.name, e.shape, e.kind, begin + e.begin) for e in entries}
        if len(tensors) < len(entries):
            raise self._damaged(words("it has a tensor twice"))
        return GGUFHeader(self._path, self._size, settings, tensors)

    def _check_version(self, version: int) -> None:
        if version in _VERSIONS:
            return
        if version & 0xFFFF == 0:
            raise BadInput(
                "{path} was written for machines that order bytes the other way (big-endian); "
                "take the usual file of this model",
                path=self._path,
            )
        raise BadInput(
            "{path} is a GGUF file of version {given}; versions {known} can be read",
            path=self._path,
            given=version,
            known=listed(map(str, _VERSIONS)),
        )

    def _check_count(self, count: int, most: int, what: Words, *, least_bytes: int) -> None:
        if count > most or count * least_bytes > self._end - self._at:
            raise self._damaged(words("it claims {count} {what}", count=count, what=what))

    # -- values -------------------------------------------------------------------------------

    def _bytes(self, count: int) -> bytes:
        if count > self._end - self._at:
            if self._end < self._size:
                reason = words("what stands before its weights has no end")
            else:
                reason = words("it ends in the middle")
            raise self._damaged(reason)
        data = self._stream.read(count)
        if len(data) < count:
            raise self._damaged(words("it ends in the middle"))
        self._at += count
        return data

    def _whole(self, form: str) -> int:
        return int.from_bytes(self._bytes(int(form[-1])), "little")

    def _name(self) -> str:
        size = self._whole("<u8")
        if size > _MAX_NAME_BYTES:
            raise self._damaged(words("it has a name of {count} bytes", count=size))
        return self._decoded(self._bytes(size))

    def _text(self) -> str:
        return self._decoded(self._bytes(self._whole("<u8")))

    def _decoded(self, data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            raise self._damaged(words("a text in it is not UTF-8")) from None

    def _value(self, code: int, name: str) -> Any:
        if code == _STRING:
            return self._text()
        if code == _ARRAY:
            return self._list(self._whole("<u4"), name)
        return self._numbers(code, 1, name)[0].item()

    def _list(self, code: int, name: str) -> Any:
        count = self._whole("<u8")
        if code != _STRING:
            return self._numbers(code, count, name)
        self._check_count(count, _MAX_HEADER_BYTES, words("texts"), least_bytes=8)
        if name not in self._lists:
            for _ in range(count):
                self._bytes(self._whole("<u8"))
            return None
        self._check_count(count, _MAX_LISTED, words("texts"), least_bytes=8)
        return [self._text() for _ in range(count)]

    def _numbers(self, code: int, count: int, name: str) -> "np.ndarray[Any, Any]":
        if code not in _NUMBERS:
            raise self._damaged(
                words("'{name}' is of a sort ({code}) that it cannot have", name=name, code=code)
            )
        form = np.dtype(_NUMBERS[code])
        return np.frombuffer(self._bytes(count * form.itemsize), dtype=form)

    # -- the table ----------------------------------------------------------------------------

    def _entry(self) -> GGUFTensor:
        name = self._name()
        num_sizes = self._whole("<u4")
        if not 1 <= num_sizes <= _MAX_SIZES:
            raise self._damaged(
                words("'{name}' has {count} dimensions", name=name, count=num_sizes)
            )
        sizes = [self._whole("<u8") for _ in range(num_sizes)]
        if not 0 < math.prod(sizes) <= _MAX_NUMBERS:
            raise self._damaged(
                words("'{name}' claims {count} numbers", name=name, count=math.prod(sizes))
            )
        # The file names the size that runs fastest first, torch last.
        return GGUFTensor(name, tuple(reversed(sizes)), self._whole("<u4"), self._whole("<u8"))

    def _begin_of_weights(self, settings: dict[str, Any]) -> int:
        alignment = settings.get("general.alignment", ALIGNMENT)
        is_whole = isinstance(alignment, int) and 0 < alignment <= _MAX_HEADER_BYTES
        if not is_whole or alignment & (alignment - 1):
            raise self._damaged(words("it aligns its weights to {given}", given=alignment))
        return -(-self._at // int(alignment)) * int(alignment)

    def _damaged(self, reason: Words) -> BadInput:
        return damaged_gguf(self._path, reason)


def damaged_gguf(path: Path, reason: Words) -> BadInput:
    """The error that says why a file is not what it claims to be."""
    return BadInput(
        "{path} cannot be read as GGUF: {reason}; it is damaged or was not copied whole, so "
        "download it again",
        path=path,
        reason=reason,
    )
