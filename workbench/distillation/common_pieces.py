"""Vocabularies that are padded differently: predictions are compared over the ids that both have.

Models may have more rows than their tokenizer has pieces. Shape legend: v = vocabulary.
"""

from typing import TYPE_CHECKING

from workbench.events import Note
from workbench.words import words

if TYPE_CHECKING:
    from torch import Tensor


def over_common(one_v: "Tensor", other_v: "Tensor") -> "tuple[Tensor, Tensor]":
    """Two models' logits over the ids that both have; a softmax of them is renormalised."""
    width = min(one_v.shape[-1], other_v.shape[-1])
    return one_v[..., :width], other_v[..., :width]


def common_note(one: int, other: int) -> Note:
    """That two models have room for different numbers of ids."""
    return Note(
        words=words(
            "the models have room for {one} and {other} token ids; they are compared over the "
            "{common} that both have, their probabilities renormalised",
            one=one,
            other=other,
            common=min(one, other),
        )
    )
