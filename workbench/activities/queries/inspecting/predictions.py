"""Where a model that is looked into predicts a token."""

from collections.abc import Sequence

from workbench.data.special_ids import encoder_ids
from workbench.errors import BadInput
from workbench.models.build import Model
from workbench.models.load import PredictsNoToken, as_decoder, as_masked_model
from workbench.tokenizers.tokenizer import Tokenizer


def require_predictions(model: Model) -> None:
    """Raise PredictsNoToken, or BadInput for a network of another kind."""
    if model.classifier is not None:
        raise PredictsNoToken("this model tells the class of a text and predicts no token")
    if model.is_causal:
        as_decoder(model)
    else:
        as_masked_model(model)


def predicted_position(tokenizer: Tokenizer, ids: Sequence[int], *, is_causal: bool) -> int:
    """Where a model predicts a token: behind the last one, or an encoder in its first [MASK].

    Raises BadInput for a text without a mask.
    """
    if is_causal:
        return len(ids) - 1
    mask = encoder_ids(tokenizer.special).mask
    if mask not in ids:
        raise BadInput("there is no [MASK] in the text; put one where a word is to be filled in")
    return list(ids).index(mask)
