"""The tensors of a GGUF file, one at a time as float32; sizes are checked before any is read."""

import contextlib
import math
from collections import Counter
from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from workbench.errors import BadInput, reason_of
from workbench.file_formats.gguf_header import GGUFHeader, GGUFTensor, damaged_gguf
from workbench.file_formats.plain_file import open_plain_file
from workbench.words import words

if TYPE_CHECKING:
    from gguf import GGMLQuantizationType

_FLOATS = ("F32", "F16", "BF16")
"""What is stored as the numbers themselves, not in blocks that were rounded together."""


def require_gguf_package() -> None:
    """Raise BadInput, naming the extra to install, when the package gguf is missing."""
    try:
        import gguf  # noqa: F401
    except ImportError:
        raise BadInput(
            "GGUF files need the package gguf; install it with: "
            "pip install 'distill-workbench[export]'"
        ) from None


class GGUFWeights:
    """The named tensors of an open file; every one lies in it, and none on another."""

    def __init__(self, header: GGUFHeader, stream: BufferedReader) -> None:
        from gguf import GGMLQuantizationType

        self.path = header.path
        self._tensors = header.tensors
        self._stream = stream
        known = {kind.value: kind for kind in GGMLQuantizationType}
        self._kinds = {}
        for name, tensor in header.tensors.items():
            if tensor.kind not in known:
                raise self._unknown(name, f"type {tensor.kind}")
            self._kinds[name] = known[tensor.kind]
        for kind in set(self._kinds.values()):
            self._check_kind(kind)
        self._num_bytes = {name: self._size(tensor) for name, tensor in self._tensors.items()}
        self._check_places(header.size)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._tensors)

    def shape(self, name: str) -> tuple[int, ...]:
        return self._tensors[name].shape

    def stored_as(self) -> Counter[str]:
        """How many tensors are rounded in blocks, by the name of the way."""
        return Counter(kind.name for kind in self._kinds.values() if kind.name not in _FLOATS)

    def tensor(self, name: str) -> Tensor:
        """One tensor as float32; raises BadInput for NaN, and where the file ends too early."""
        from gguf import dequantize

        self._stream.seek(self._tensors[name].begin)
        data = self._stream.read(self._num_bytes[name])
        if len(data) < self._num_bytes[name]:
            raise damaged_gguf(self.path, words("it ends in the middle"))
        rows = np.frombuffer(bytearray(data), dtype=np.uint8)
        rows = rows.reshape(math.prod(self.shape(name)[:-1]), -1)
        with np.errstate(all="ignore"):
            numbers = dequantize(rows, self._kinds[name])
        tensor = torch.from_numpy(np.ascontiguousarray(numbers)).reshape(self.shape(name))
        if not torch.isfinite(tensor).all():
            raise BadInput(
                "'{name}' in {path} holds NaN or infinite numbers; the model is damaged and was "
                "not imported",
                name=name,
                path=self.path,
            )
        return tensor

    def _check_kind(self, kind: "GGMLQuantizationType") -> None:
        """By using it: what cannot be read back is found before the first weight."""
        from gguf import GGML_QUANT_SIZES, dequantize

        block = np.zeros((1, GGML_QUANT_SIZES[kind][1]), dtype=np.uint8)
        try:
            with np.errstate(all="ignore"):
                dequantize(block, kind)
        except NotImplementedError:
            name = next(name for name, other in self._kinds.items() if other is kind)
            raise self._unknown(name, kind.name) from None

    def _unknown(self, name: str, kind: str) -> BadInput:
        return BadInput(
            "'{name}' in {path} is stored as {kind}, which cannot be read here; take a file of "
            "this model in F16, BF16, Q8_0, Q6_K, Q5_K or Q4_K",
            name=name,
            path=self.path,
            kind=kind,
        )

    def _size(self, tensor: GGUFTensor) -> int:
        """In bytes; a row is a whole number of blocks."""
        from gguf import GGML_QUANT_SIZES

        kind = self._kinds[tensor.name]
        numbers, num_bytes = GGML_QUANT_SIZES[kind]
        if tensor.shape[-1] % numbers:
            raise damaged_gguf(
                self.path,
                words(
                    "rows of '{name}' have {count} numbers, and {kind} stores {block} together",
                    name=tensor.name,
                    count=tensor.shape[-1],
                    kind=kind.name,
                    block=numbers,
                ),
            )
        return math.prod(tensor.shape) // numbers * num_bytes

    def _check_places(self, size: int) -> None:
        last, end = "", 0
        for tensor in sorted(self._tensors.values(), key=lambda tensor: tensor.begin):
            if tensor.begin < end:
                raise damaged_gguf(
                    self.path,
                    words("'{one}' and '{other}' overlap", one=last, other=tensor.name),
                )
            last, end = tensor.name, tensor.begin + self._num_bytes[tensor.name]
            if end > size:
                raise damaged_gguf(
                    self.path,
                    words(
                        "'{name}' would end at byte {end}, and the file has {size}",
                        name=tensor.name,
                        end=end,
                        size=size,
                    ),
                )


@contextlib.contextmanager
def opened_gguf(header: GGUFHeader) -> Iterator[GGUFWeights]:
    """The file's tensors while the block lasts; raises BadInput for what is damaged."""
    require_gguf_package()
    try:
        with open_plain_file(header.path) as stream:
            yield GGUFWeights(header, stream)
    except OSError as error:
        raise BadInput(
            "{path} cannot be read: {reason}", path=header.path, reason=reason_of(error)
        ) from None
