"""Which layers of a model learn, and how fast each does."""

import re

from workbench.models.build import Model
from workbench.training.trained_modules import AUXILIARY

_BLOCK = re.compile(r"blocks\.(\d+)\.")
_EMBEDDINGS = ("token_embedding.", "position_embedding.", "segment_embedding.", "embedding_norm.")


def depth_of(name: str, num_layers: int) -> int:
    """How high a parameter stands: 0 in the embeddings, 1 in the first block, and so on."""
    if name.startswith(_EMBEDDINGS):
        return 0
    block = _BLOCK.match(name)
    return int(block[1]) + 1 if block else num_layers + 1


def layer_of(name: str) -> str:
    """Which layer a parameter belongs to: "embeddings", a block's number, "head" above the blocks,
    or "beside" for what only helps the model to learn.
    """
    if name.startswith(AUXILIARY):
        return "beside"
    if name.startswith(_EMBEDDINGS):
        return "embeddings"
    block = _BLOCK.match(name)
    return block[1] if block else "head"


def rate_scales(model: Model, decay: float) -> dict[str, float]:
    """decay^(L + 1 - depth) for each parameter's name: 1 for what stands above the blocks.

    Layer-wise decay as in Clark et al. 2020, "ELECTRA", appendix A.
    """
    top = model.num_layers + 1
    names = [name for name, _ in model.named_parameters()]
    return {name: decay ** (top - depth_of(name, model.num_layers)) for name in names}


def freeze(model: Model, num_frozen: int) -> None:
    """Keep the weights of the embeddings and of the first `num_frozen` blocks; 0 keeps none.

    All others learn. An output layer that shares the token embedding is kept with it.
    """
    for name, parameter in model.named_parameters():
        is_frozen = num_frozen > 0 and depth_of(name, model.num_layers) <= num_frozen
        parameter.requires_grad_(not is_frozen)
