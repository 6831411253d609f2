"""Cosine similarity of embeddings.

Letters: v = pieces of the vocabulary, c = width of the model.
"""

import torch
from torch import Tensor
from torch.nn import functional as F


def cosines(embedding_vc: Tensor, row: int) -> Tensor:
    """The cosine of each row with one of them, v; NaN where a row has no direction.

    A row has none that is all zeros or not finite.
    """
    norms_v = torch.linalg.vector_norm(embedding_vc, dim=1)
    products_v = embedding_vc @ embedding_vc[row]
    cosines_v = products_v / (norms_v * norms_v[row])
    is_known_v = (norms_v > 0) & norms_v.isfinite()
    return torch.where(is_known_v & is_known_v[row], cosines_v.clamp(-1, 1), torch.nan)


def paired_cosines(one_nc: Tensor, other_nc: Tensor) -> Tensor:
    """The cosine of each row with the same row of another matrix, n; 0 for a row of zeros."""
    return F.cosine_similarity(one_nc, other_nc, dim=1)
