"""What the layers of two models compute of the same texts, summed up over them.

Shapes: x teacher's hidden states, y student's, l teacher's layers, m student's, i teacher's heads,
j student's heads, h heads, q queries, k keys, t, u tokens.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from workbench.errors import BadInput
from workbench.inspection.comparison.cka import (
    LEAST_TOKENS,
    aligned,
    gram,
    plain_hsic,
    unbiased_hsic,
)
from workbench.inspection.comparison.divergence import jensen_shannon
from workbench.inspection.maps.layer_heads import Floats
from workbench.models.blocks.trace import Trace
from workbench.models.build import Model
from workbench.models.inference import inference_context

MOST_QUERIES = 64
"""So many rows of each head, evenly spread over the text, are compared with those of others."""

Sums = NDArray[np.float64]
Hsic = Callable[[Tensor, Tensor], Tensor]
"""An estimator of HSIC, of every pair of Gram matrices."""


@dataclass(frozen=True)
class LayerStates:
    """The Gram matrices of all hidden states (xtu), and some rows of each layer's heads (hqk)."""

    gram_xtu: Tensor
    attention_hqk: tuple[Floats, ...]

    @property
    def num_queries(self) -> int:
        return int(self.attention_hqk[0].shape[1])


def layer_states(model: Model, ids: Sequence[int]) -> LayerStates:
    """Of one text of at least `LEAST_TOKENS` tokens; `model` must be in eval mode."""
    require_enough(len(ids))
    trace = Trace(range(model.num_layers), hidden=True)
    rows = compared_rows(len(ids))
    with inference_context():
        model.hidden(torch.tensor([ids], device=model.head_weight.device), trace=trace)
        gram_xtu = torch.stack([gram(state_btc[0]) for state_btc in trace.hidden_btc]).cpu()
        attention = tuple(
            trace.attention_bhqk.pop(layer)[0][:, rows].cpu().numpy()
            for layer in range(model.num_layers)
        )
    return LayerStates(gram_xtu, attention)


def compared_rows(tokens: int) -> list[int]:
    """The first query and the last, and others between them at even distances."""
    count = min(tokens, MOST_QUERIES)
    return [int(row) for row in np.linspace(0, tokens - 1, count).round()]


def require_enough(tokens: int) -> None:
    """Raise BadInput for a text that is too short for the unbiased estimator of CKA."""
    if tokens < LEAST_TOKENS:
        raise BadInput(
            "the text has {count} tokens, and layers are compared over at least {least}; write a "
            "longer one",
            count=tokens,
            least=LEAST_TOKENS,
        )


def cka_of(teacher: LayerStates, student: LayerStates) -> Floats:
    """CKA xy over one text, by the unbiased estimator."""
    sums = HsicSums()
    sums.add(teacher.gram_xtu, student.gram_xtu, unbiased_hsic)
    return sums.cka()


class HsicSums:
    """HSIC of every pair of states and of each with itself, summed over texts."""

    def __init__(self) -> None:
        self._cross_xy: Sums = np.zeros(())
        self._own_x: Sums = np.zeros(())
        self._own_y: Sums = np.zeros(())

    def add(self, teacher_xtu: Tensor, student_ytu: Tensor, hsic: Hsic) -> None:
        """Add one text by an estimator."""
        with inference_context():
            self._cross_xy = self._cross_xy + hsic(teacher_xtu, student_ytu).numpy()
            own = [hsic(of, of).diagonal().numpy() for of in (teacher_xtu, student_ytu)]
        self._own_x, self._own_y = self._own_x + own[0], self._own_y + own[1]

    def cka(self) -> Floats:
        return aligned(self._cross_xy, self._own_x, self._own_y)


class LayerSums:
    """CKA and the divergences of all pairs of layers, over one text after another."""

    def __init__(self) -> None:
        self._unbiased, self._plain = HsicSums(), HsicSums()
        self._divergence_lmij: Sums = np.zeros(())
        self.passages = self.tokens = self.queries = 0

    def add(self, teacher: LayerStates, student: LayerStates) -> None:
        """Add what both models computed of one text."""
        self._unbiased.add(teacher.gram_xtu, student.gram_xtu, unbiased_hsic)
        self._plain.add(teacher.gram_xtu, student.gram_xtu, plain_hsic)
        self._divergence_lmij = self._divergence_lmij + np.array(
            [
                [jensen_shannon(theirs_iqk, ours_jqk) for ours_jqk in student.attention_hqk]
                for theirs_iqk in teacher.attention_hqk
            ]
        )
        self.passages += 1
        self.tokens += teacher.gram_xtu.shape[-1]
        self.queries += teacher.num_queries

    def ckas(self) -> tuple[Floats, Floats]:
        """xy by the unbiased estimator, and by the plain one."""
        return self._unbiased.cka(), self._plain.cka()

    def divergences(self) -> Floats:
        """The mean over the texts, lmij."""
        return (self._divergence_lmij / max(self.passages, 1)).astype(np.float32)
