"""Where each of our tensors is in a foreign file: under which names, in which rows, turned or not.

Our q, k, v are one matrix (as are gate and up), so one of ours may be several of theirs, one above
the other. GPT-2 stores its matrices transposed (`Conv1D`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class HubTensor:
    """One of our tensors and the foreign ones that make it up, in the order of its rows.

    `rows` are how many each gives; empty when it is a single one. With `by_head`, queries, keys and
    values are in one, and each of so many heads has its three together there.
    """

    ours: str
    theirs: tuple[str, ...]
    rows: tuple[int, ...] = ()
    transposed: bool = False
    by_head: int = 0

    def from_theirs(self, tensor: Tensor) -> Tensor:
        """A foreign tensor, alone or joined, in our order."""
        if self.by_head:
            return _regrouped(tensor, self.by_head, 3)
        return tensor.T.contiguous() if self.transposed else tensor

    def to_theirs(self, tensor: Tensor) -> Tensor:
        """One of our tensors, or what of it is one of theirs, in their order."""
        if self.by_head:
            return _regrouped(tensor, 3, self.by_head)
        return tensor.T if self.transposed else tensor


def _regrouped(tensor: Tensor, outer: int, inner: int) -> Tensor:
    """Rows that stood in `outer` groups of `inner`, the other way round."""
    rest = tensor.shape[1:]
    return tensor.reshape(outer, inner, -1, *rest).transpose(0, 1).reshape(-1, *rest).contiguous()


def both(ours: str, theirs: str) -> Iterator[HubTensor]:
    """A linear layer or a norm, with its bias."""
    for part in ("weight", "bias"):
        yield HubTensor(f"{ours}.{part}", (f"{theirs}.{part}",))


def fused(ours: str, theirs: tuple[str, ...], rows: tuple[int, ...], part: str) -> HubTensor:
    """The weight or bias that is one above the other what a foreign file holds apart."""
    return HubTensor(f"{ours}.{part}", tuple(f"{name}.{part}" for name in theirs), rows)


@dataclass(frozen=True)
class Habits:
    """What else files of an architecture do with names.

    `prefix` is left out by models saved without a head; `heads` never have it. `buffers` are
    recomputed by every reader. `copies` maps what tied files may hold twice to its original.
    `tasks` belong to a task that the model was tuned for.
    """

    prefix: str
    heads: tuple[str, ...]
    buffers: re.Pattern[str]
    copies: dict[str, str]
    tasks: tuple[str, ...] = ()

    @property
    def shared_bias(self) -> tuple[str, str]:
        """A masked-token head's bias, as the untied layer has it and as the head has it."""
        ends = (pair for pair in self.copies.items() if pair[0].endswith(".decoder.bias"))
        return next(ends, ("", ""))


_WRAPPERS = ("_orig_mod.", "module.", "base_model.model.")
"""What torch.compile, DataParallel and peft put before every name."""


def unwrapped(name: str) -> str:
    """A tensor's name without what wrappers of the whole model put before it."""
    while (wrapper := next((one for one in _WRAPPERS if name.startswith(one)), "")) != "":
        name = name.removeprefix(wrapper)
    return name


def usual(habits: Habits, name: str) -> str:
    """A tensor's name as newer files with a head write it: with prefix, `weight` and `bias`."""
    name = unwrapped(name)
    for old, new in ((".gamma", ".weight"), (".beta", ".bias")):
        if name.endswith(f"LayerNorm{old}"):
            name = name.removesuffix(old) + new
    return name if name.startswith((habits.prefix, *habits.heads)) else habits.prefix + name
