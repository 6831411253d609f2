"""Finds what makes a graphics card be waited for, on any machine.

A card works through a queue; the processor waits for it where it asks for a number of a tensor, or
for how many elements a result has. Both are seen here with tensors of the processor: inside
`nothing_read_back`, they raise.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

_ASKING = frozenset(
    {
        "item",
        "tolist",
        "numpy",
        "cpu",
        "nonzero",
        "__array__",
        "__bool__",
        "__float__",
        "__int__",
        "__index__",
        "__contains__",
        "allclose",
        "equal",
    }
)
"""Methods of a tensor that answer with what is in it."""
_COUNTING = frozenset(
    {
        "_local_scalar_dense",
        "nonzero",
        "masked_select",
        "_unique2",
        "unique_dim",
        "unique_consecutive",
        "is_nonzero",
        "equal",
        "repeat_interleave",
    }
)
"""Operations that read numbers, or whose result is as large as numbers say."""
_INDEXING = frozenset({"index", "index_put", "index_put_", "_index_put_impl_"})


class ReadBack(AssertionError):
    """A number of a tensor was asked for."""


class _Methods(TorchFunctionMode):
    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        if getattr(func, "__name__", "") in _ASKING:
            raise ReadBack(func.__name__)
        return func(*args, **(kwargs or {}))


class _Operations(TorchDispatchMode):
    def __torch_dispatch__(
        self,
        func: Any,
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        name = func.overloadpacket.__name__
        if name in _COUNTING or (name in _INDEXING and any(map(_is_mask, args[1]))):
            raise ReadBack(name)
        return func(*args, **(kwargs or {}))


def _is_mask(index: Tensor | None) -> bool:
    """A mask is turned into places by counting them."""
    return index is not None and index.dtype in (torch.bool, torch.uint8)


@contextmanager
def nothing_read_back() -> Iterator[None]:
    """Raises ReadBack where a graphics card would be waited for."""
    with _Methods(), _Operations():
        yield
