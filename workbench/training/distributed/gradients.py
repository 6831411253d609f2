"""The gradient of a step whose micro-batches were shared out: the sum over all processes.

A plain all-reduce of flat buckets behind the last micro-batch: every process holds the sum of its
own micro-batches' gradients, each already weighted by its share of the step's targets. The sums of
two processes are those of one process to the last bit, as two addends may be swapped.
"""

from collections.abc import Iterable, Iterator, Sequence

import torch
from torch import Tensor, nn

from workbench.training.distributed.ranks import Ranks

BUCKET_BYTES = 32 << 20
"""As much is copied and sent at a time."""


def add_up_gradients(parameters: Iterable[nn.Parameter], ranks: Ranks) -> None:
    """Give every process the sum of all processes' gradients.

    A parameter that got no gradient anywhere has none afterwards either.
    """
    learning = [one for one in parameters if one.requires_grad]
    for bucket in _buckets(_with_gradients(learning, ranks)):
        flat_n = torch.cat([gradient.reshape(-1) for gradient in bucket])
        ranks.add_up(flat_n)
        summed = torch.split(flat_n, [gradient.numel() for gradient in bucket])
        for gradient, summed_n in zip(bucket, summed, strict=True):
            gradient.copy_(summed_n.view_as(gradient))


def _with_gradients(parameters: Sequence[nn.Parameter], ranks: Ranks) -> list[Tensor]:
    """The gradients of what has one in any process, zeros where it is another one."""
    counts = torch.tensor([one.grad is not None for one in parameters], dtype=torch.int64)
    ranks.add_up(counts)
    gradients = []
    for parameter, count in zip(parameters, counts.tolist(), strict=True):
        if count and parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
        if parameter.grad is not None:
            gradients.append(parameter.grad)
    return gradients


def _buckets(gradients: Sequence[Tensor]) -> Iterator[list[Tensor]]:
    """Consecutive gradients of one type that fit into a bucket together, or one that does not."""
    bucket: list[Tensor] = []
    for gradient in gradients:
        num_bytes = sum(one.nbytes for one in bucket) + gradient.nbytes
        if bucket and (num_bytes > BUCKET_BYTES or bucket[0].dtype != gradient.dtype):
            yield bucket
            bucket = []
        bucket.append(gradient)
    if bucket:
        yield bucket


def add_up_values(values: dict[str, Tensor], ranks: Ranks) -> dict[str, Tensor]:
    """The sums over all processes of scalars that each has under the same names."""
    flat = torch.stack(list(values.values()))
    ranks.add_up(flat)
    return dict(zip(values, flat, strict=True))
