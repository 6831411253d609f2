"""Random tokens repeated twice, on which induction heads are found (Olsson et al. 2022).

Shapes: b rows, t tokens, n tokens of a half.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

ROWS = 8
HALF = 64


def repeated_tokens(
    begin: Sequence[int], ordinary: Sequence[int], context: int, seed: int
) -> Tensor | None:
    """Rows of what begins a text, some random tokens, and the same once more, bt.

    Within a row the tokens of a half differ, so that each has one place to be found at. None where
    the context or the vocabulary has no room for two halves of two tokens.
    """
    half = min(HALF, (context - len(begin)) // 2, len(ordinary))
    if half < 2:
        return None
    generator = torch.Generator().manual_seed(seed)
    known = torch.tensor(ordinary)
    begin_b = torch.tensor(begin, dtype=torch.int64).expand(ROWS, -1)
    halves_bn = torch.stack(
        [known[torch.randperm(len(known), generator=generator)[:half]] for _ in range(ROWS)]
    )
    return torch.cat([begin_b, halves_bn, halves_bn], dim=1)
