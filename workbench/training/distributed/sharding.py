"""Models whose parameters are shared out over the processes: torch's FSDP2.

Each process holds a slice of the rows of every matrix, of its gradient and of the optimizer's
memory, and all of the few vectors; a block's matrices are gathered while it computes (Zhao et al.
2023, "PyTorch FSDP"). What torch needs for it takes half a second to import: only where it is used.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeGuard

import torch
import torch.distributed as dist
from torch import Tensor, nn

from workbench.models.lora.adapters import is_adapter
from workbench.training.distributed.ranks import Ranks

if TYPE_CHECKING:
    from torch.distributed.fsdp import FSDPModule
    from torch.distributed.tensor import DTensor

READS = "hidden"
"""The method by which every objective reads with a model."""


def shard(model: nn.Module, device: torch.device, ranks: Ranks) -> None:
    """Share out a model's matrices: those of its blocks, then all else. Gradients become sums.

    Vectors stay whole: AdamW moves a processor's vector of 16 numbers otherwise than the few behind
    the last one, and slices of rows that are multiples of 16 wide are moved as the whole is. So do
    adapters, which are small.
    """
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import FSDPModule, fully_shard, register_fsdp_forward_method

    mesh = init_device_mesh(device.type, (ranks.world.size,))
    blocks = model.get_submodule("blocks")
    assert isinstance(blocks, nn.ModuleList)
    adapters = {one for name, one in model.named_parameters() if is_adapter(name)}
    stay_whole = adapters | {one for one in model.parameters() if one.ndim < 2}
    for part in (*blocks, model):
        fully_shard(part, mesh=mesh, ignored_params=stay_whole)
        assert isinstance(part, FSDPModule)
        part.set_gradient_divide_factor(1.0)
        part.set_force_sum_reduction_for_comms(True)
    # The output layer is used behind it: what belongs to no block stays gathered until then.
    register_fsdp_forward_method(model, READS)


def is_sharded(module: nn.Module) -> "TypeGuard[FSDPModule]":
    """Whether `shard` made slices of it."""
    return hasattr(module, "set_requires_gradient_sync")


def is_slice(tensor: Tensor) -> bool:
    """Whether a tensor is this process's slice of one that is shared out."""
    return _is_slice(tensor)


def _is_slice(tensor: Tensor) -> "TypeGuard[DTensor]":
    return hasattr(tensor, "to_local")


def settle(module: nn.Module) -> None:
    """Let go of what was gathered: the parameters are slices again."""
    for one in module.modules():
        if is_sharded(one):
            one.reshard()


def add_up_behind(module: nn.Module, *, is_last: bool) -> None:
    """Whether the next backward pass is the step's last one, behind which gradients are summed."""
    if is_sharded(module):
        module.set_requires_gradient_sync(is_last)


def own_part(tensor: Tensor) -> Tensor:
    """What this process holds of a tensor."""
    return tensor.to_local() if _is_slice(tensor) else tensor


def whole(tensor: Tensor, ranks: Ranks, *, at: int) -> Tensor | None:
    """A tensor, gathered by the process `at`; None in the others. All of them call this."""
    if not _is_slice(tensor):
        return tensor
    own, rows = tensor.to_local(), -(-tensor.shape[0] // ranks.world.size)
    padded = own.new_zeros(rows, *tensor.shape[1:])
    padded[: len(own)] = own
    is_here = ranks.world.rank == at
    parts = [torch.empty_like(padded) for _ in range(ranks.world.size)] if is_here else None
    dist.gather(padded, parts, dst=at)
    return None if parts is None else torch.cat(parts)[: tensor.shape[0]]


def give_back(whole_tensor: Tensor | None, like: Tensor, ranks: Ranks, *, at: int) -> None:
    """Fill a tensor with what the process `at` has of it as a whole. All of them call this."""
    if not _is_slice(like):
        return
    own, rows = like.to_local(), -(-like.shape[0] // ranks.world.size)
    padded = own.new_empty(rows, *like.shape[1:])
    parts = None
    if whole_tensor is not None:
        all_rows = own.new_zeros(rows * ranks.world.size, *like.shape[1:])
        all_rows[: len(whole_tensor)] = whole_tensor
        parts = list(torch.split(all_rows, rows))
    dist.scatter(padded, parts, src=at)
    own.copy_(padded[: len(own)])


def whole_on_first(tensors: Mapping[str, Tensor], ranks: Ranks) -> dict[str, Tensor]:
    """Tensors, gathered one by one by the first process, on its CPU; empty in the others."""
    found = {}
    for name, tensor in tensors.items():
        one = whole(tensor.detach(), ranks, at=0)
        if ranks.world.is_first and one is not None:
            found[name] = one.cpu()
    return found


def placed_like(whole_tensor: Tensor, like: Tensor) -> Tensor:
    """This process's slice of a whole tensor, laid out as another one is."""
    if not _is_slice(like):
        return whole_tensor
    from torch.distributed.tensor import DTensor

    mesh = like.device_mesh
    parts = whole_tensor.chunk(mesh.size())
    rank = mesh.get_local_rank()
    own: Tensor = parts[rank] if rank < len(parts) else whole_tensor[:0]
    placed: Tensor = DTensor.from_local(
        own.to(like.device, copy=True),  # a view would keep all of it
        mesh,
        like.placements,
        run_check=False,
        shape=like.shape,
        stride=like.stride(),
    )
    return placed


def total_norm(gradients: Sequence[Tensor], ranks: Ranks) -> Tensor:
    """The norm of the whole gradient, to the bit that of one process.

    Each gradient is gathered by one process, in turn, and let go again.
    """
    norms_p = torch.zeros(len(gradients), device=own_part(gradients[0]).device)
    for number, gradient in enumerate(gradients):
        at = number % ranks.world.size
        found = whole(gradient, ranks, at=at)
        if found is not None and ranks.world.rank == at:
            norms_p[number] = torch.linalg.vector_norm(found)
    ranks.add_up(norms_p)
    norm: Tensor = torch.linalg.vector_norm(norms_p)
    return norm


def clip(parameters: Sequence[nn.Parameter], limit: float, ranks: Ranks) -> Tensor:
    """Scale all gradients so that their norm is at most the limit; gives the norm before."""
    gradients = [one.grad for one in parameters if one.grad is not None]
    norm = total_norm(gradients, ranks)
    factor = torch.clamp(limit / (norm + 1e-6), max=1.0)
    for gradient in gradients:
        own_part(gradient).mul_(factor)
    return norm
