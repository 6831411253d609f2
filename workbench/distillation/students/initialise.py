"""A student's first weights, taken from its teacher: whole layers, or parts of them.

What each dimension of a weight stands for decides what a narrower student keeps of it. Shape
legend: w, c = widths of teacher and student, n = tokens.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from workbench.models.build import Model
from workbench.models.layer_map import NONE
from workbench.models.spec import AnyModelSpec

_BLOCK = re.compile(r"blocks\.(\d+)\.")


@torch.no_grad()
def copy_from_teacher(
    student: Model,
    student_spec: AnyModelSpec,
    teacher: Model,
    teacher_spec: AnyModelSpec,
    layers: Sequence[int],
    basis_wc: Tensor | None = None,
) -> None:
    """Copy embeddings, mapped layers, norms and heads; a layer mapped to -1 keeps its own weights.

    A narrower student takes the first heads, inner neurons and dimensions of the residual stream;
    with a basis, the latter along its columns. Both models are of one family, and no size of the
    student's is larger.
    """
    own, their = student.state_dict(), teacher.state_dict()
    reduction = _Reduction(student_spec, teacher_spec, basis_wc)
    for name, tensor in own.items():
        source = _source(name, layers)
        if source is not None and source in their:
            tensor.copy_(reduction.reduced(name, their[source]))
    # A head of its own, of a teacher that shares its embeddings.
    if "head.weight" in own and "head.weight" not in their:
        own["head.weight"].copy_(reduction.reduced("head.weight", their["token_embedding.weight"]))


def _source(name: str, layers: Sequence[int]) -> str | None:
    """The teacher's name for a weight; None for one that is not taken from it."""
    if name.startswith("classifier."):
        return None
    block = _BLOCK.match(name)
    if block is None:
        return name
    layer = layers[int(block[1])]
    return None if layer == NONE else _BLOCK.sub(f"blocks.{layer}.", name, count=1)


@dataclass(frozen=True)
class _Reduction:
    student: AnyModelSpec
    teacher: AnyModelSpec
    basis_wc: Tensor | None

    def reduced(self, name: str, tensor: Tensor) -> Tensor:
        """A teacher's weight in the shape of the student's."""
        if name.endswith(("q_norm.weight", "k_norm.weight")):
            return self._kept(tensor, 0, "head")
        if name.endswith("norm.weight"):
            return self._scale(tensor)
        axes = self._axes(_BLOCK.sub("", name, count=1))
        for dim, axis in zip(range(tensor.ndim), axes, strict=False):
            tensor = self._kept(tensor, dim, axis)
        if name == "token_embedding.weight":
            # What the first block reads is kept, where the width multiplies it.
            tensor = tensor * (self.teacher.embedding_scale / self.student.embedding_scale)
        return tensor

    def _axes(self, name: str) -> tuple[str, ...]:
        if name == "ffn_in.weight" and self.student.has_gated_ffn:
            return ("gated", "width")
        return _AXES.get(name, ("width", "width"))

    def _kept(self, tensor: Tensor, dim: int, axis: str) -> Tensor:
        if axis == "all":
            return tensor
        if axis == "width" and self.basis_wc is not None:
            moved = torch.movedim(tensor, dim, -1) @ self.basis_wc.to(tensor)
            return torch.movedim(moved, -1, dim)
        return tensor.index_select(dim, self._indices(axis).to(tensor.device))

    def _scale(self, scale_w: Tensor) -> Tensor:
        """A norm's scale. Along a basis: its diagonal there, and more of it, because the fewer
        dimensions of a normalised state have to hold the same length."""
        if self.basis_wc is None:
            return self._kept(scale_w, 0, "width")
        longer = math.sqrt(self.teacher.hidden_size / self.student.hidden_size)
        offset = self.teacher.norm_offset
        along_c: Tensor = self.basis_wc.to(scale_w).square().T @ (scale_w + offset)
        return along_c * longer - offset

    def _indices(self, axis: str) -> Tensor:
        ours, theirs = self.student, self.teacher
        match axis:
            case "width":
                return torch.arange(ours.hidden_size)
            case "positions":
                return torch.arange(ours.position_rows)
            case "inner":
                return torch.arange(ours.inner_size)
            case "gated":
                inner = torch.arange(ours.inner_size)
                return torch.cat([inner, theirs.inner_size + inner])
            case "head":
                return self._heads(1)
            case "heads":
                return self._heads(ours.num_heads)
            case _:
                return self._queries_keys_values()

    def _queries_keys_values(self) -> Tensor:
        """Rows of the fused weight: of queries, keys and values, head by head."""
        ours, theirs = self.student.kv_heads, self.teacher.kv_heads
        queries = self.teacher.num_heads * self.teacher.head_size
        keys = theirs * self.teacher.head_size
        return torch.cat(
            [
                self._heads(self.student.num_heads),
                queries + self._heads(ours),
                queries + keys + self._heads(ours),
            ]
        )

    def _heads(self, count: int) -> Tensor:
        """The kept dimensions of the first heads; rotary ones are kept in their pairs."""
        ours, theirs = self.student.head_size, self.teacher.head_size
        inside = torch.arange(ours)
        turned, their_turned = self.student.rotary_size, self.teacher.rotary_size
        if turned:
            half = torch.arange(turned // 2)
            still = torch.arange(ours - turned)
            inside = torch.cat([half, their_turned // 2 + half, their_turned + still])
        return (torch.arange(count)[:, None] * theirs + inside).flatten()


_AXES: Mapping[str, tuple[str, ...]] = {
    "token_embedding.weight": ("all", "width"),
    "position_embedding.weight": ("positions", "width"),
    "segment_embedding.weight": ("all", "width"),
    "qkv.weight": ("queries_keys_values", "width"),
    "qkv.bias": ("queries_keys_values",),
    "attention_out.weight": ("width", "heads"),
    "ffn_in.bias": ("inner",),
    "ffn_out.weight": ("width", "inner"),
    "head.weight": ("all", "width"),
    "next_sentence.weight": ("all", "width"),
    "next_sentence.bias": ("all",),
    "masked_head.bias": ("all",),
    "ffn_in.weight": ("inner", "width"),
}
"""What the dimensions of a weight stand for; all others are of the width of the stream."""


def principal_basis(states_nw: Tensor, width: int, *, centred: bool) -> Tensor:
    """The directions w×c in which hidden states vary most; orthonormal columns.

    `centred` is for models whose norms subtract the mean over the width: their states count
    without it, and the columns are turned so that what those norms subtract in the student is
    the least of the directions, not a mixture of all (compare SliceGPT, arXiv 2401.15024).
    """
    states_nw = states_nw.double()
    if centred:
        states_nw = states_nw - states_nw.mean(-1, keepdim=True)
    # One large token must not stand for all directions.
    states_nw = states_nw / states_nw.norm(dim=-1, keepdim=True).clamp_min(1e-9)
    _, vectors_ww = torch.linalg.eigh(states_nw.T @ states_nw)
    basis_wc: Tensor = vectors_ww.flip(-1)[:, :width]
    return basis_wc @ _mean_last(width) if centred else basis_wc


def _mean_last(width: int) -> Tensor:
    """An orthogonal matrix that turns the last direction into (1, …, 1)/√c: a reflection."""
    unit = torch.zeros(width, dtype=torch.float64)
    unit[-1] = 1.0
    mirror = unit - torch.full((width,), width**-0.5, dtype=torch.float64)
    length = mirror.norm()
    if length < 1e-9:
        return torch.eye(width, dtype=torch.float64)
    mirror = mirror / length
    return torch.eye(width, dtype=torch.float64) - 2.0 * torch.outer(mirror, mirror)
