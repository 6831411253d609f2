"""Copying by a head's OV circuit: whether what it looks at becomes likelier (Elhage et al. 2021).

The circuit maps a token that is attended to onto logits: M_vv = B_vd A_vdᵀ, with A the head's
values of each token's embedding (at the first position, layer norm included) and B what the output
matrix, the norms behind it and the output layer make of each dimension. Only what depends on the
token counts: A is centred over the tokens and B over the vocabulary. M has the eigenvalues of the
small AᵀB_dd, and zeros beside them.

Shapes: v tokens of the vocabulary (or a sample), h heads, d width of a head, x = h·d, c hidden
size, l layers.
"""

import torch
from torch import Tensor, nn

from workbench.inspection.hooks import Recorder, Site, changed
from workbench.models.blocks.block import TransformerBlock
from workbench.models.build import Decoder

MOST_TOKENS = 4096
"""Of a larger vocabulary so many are taken, at even distances."""
_AT_ONCE = 512


def copying_scores(model: Decoder, ids_v: Tensor) -> Tensor:
    """The score of every head's OV circuit on some tokens, lh."""
    norm_cc = linear_part(model.final_norm, model.head_weight)
    logits_cv = norm_cc @ model.head_weight[ids_v].T
    scores = []
    for block, values_vx in zip(model.blocks, _values(model, ids_v), strict=True):
        assert isinstance(block, TransformerBlock)
        logits_xv = _written_by(block) @ logits_cv
        heads = zip(
            values_vx.chunk(model.num_heads, dim=1),
            logits_xv.T.chunk(model.num_heads, dim=1),
            strict=True,
        )
        scores.append(torch.stack([copying_score(*head) for head in heads]))
    return torch.stack(scores)


def copying_score(values_vd: Tensor, logits_vd: Tensor) -> Tensor:
    """Σ Re λ / Σ |λ| of logits_vd values_vdᵀ, from -1 to 1; NaN of a circuit that is nothing."""
    centred_vd = values_vd - values_vd.mean(0)
    small_dd = centred_vd.T @ (logits_vd - logits_vd.mean(0))
    eigenvalues_d = torch.linalg.eigvals(small_dd.double())
    score: Tensor = eigenvalues_d.real.sum() / eigenvalues_d.abs().sum()
    return score.float()


def linear_part(norm: nn.Module, like: Tensor) -> Tensor:
    """A norm as a matrix cc, up to a factor: it is linear but for its shift and a factor a state.

    Unit vectors all have the same factor. `like` has the width, type and device of its states.
    """
    unit_cc = torch.eye(like.shape[-1], dtype=like.dtype, device=like.device)
    linear_cc: Tensor = norm(unit_cc) - norm(torch.zeros_like(unit_cc))
    return linear_cc


def sampled_ids(ids_v: Tensor, most: int = MOST_TOKENS) -> Tensor:
    """All of some ids, or so many of them at even distances."""
    if len(ids_v) <= most:
        return ids_v
    return ids_v[torch.linspace(0, len(ids_v) - 1, most).long()]


def _written_by(block: TransformerBlock) -> Tensor:
    """What each dimension of the heads' mixtures adds to the stream, xc."""
    written_xc = block.attention_out.weight.T
    if block.attention_adds is block.attention_out:
        return written_xc
    return written_xc @ linear_part(block.attention_adds, written_xc)


def _values(model: Decoder, ids_v: Tensor) -> list[Tensor]:
    """Every layer's heads' values of each token's embedding, vx."""
    parts = [_values_of(model, part_v) for part_v in torch.split(ids_v, _AT_ONCE)]
    return [torch.cat(of_layer) for of_layer in zip(*parts, strict=True)]


def _values_of(model: Decoder, ids_v: Tensor) -> list[Tensor]:
    """A text of one token attends to itself, so that a head's mixture is that token's value; every
    layer reads the embeddings."""
    embedding, layers = Site("stream", 0), range(model.num_layers)
    recorder = Recorder([embedding, *(Site("heads", layer) for layer in layers)])
    read_again = {Site("stream", layer): lambda _: recorder[embedding] for layer in layers[1:]}
    with changed(model, {**recorder.changes(), **read_again}):
        model.hidden(ids_v[:, None])
    return [recorder.pop(Site("heads", layer))[:, 0] for layer in layers]
