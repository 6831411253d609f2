"""Sequences that are being written: their tokens, and the keys and values of what was read.

Shapes: b sequences, t tokens, c hidden size, v vocabulary.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.errors import NotFinite
from workbench.models.build import Decoder


class TokenSequences:
    """Sequences of equal length that grow together, a token each at a time.

    They may outgrow the model's context: a beginning too long is read from its end, and whenever
    the context is full, the latest half of it is read again from position 0. `model` must be in
    eval mode; gradients and threads are the caller's affair. Of the model's rows for tokens only
    the first `num_rows` get logits.
    """

    def __init__(self, model: Decoder, ids_bt: Tensor, num_rows: int | None = None) -> None:
        self._model = model
        self._head_vc = model.head_weight[:num_rows]
        self._cache = model.new_cache(len(ids_bt))
        self._recent_bt = ids_bt[:, -model.context :]
        self._unread_bt = self._recent_bt

    def next_logits(self) -> Tensor:
        """Logits bv, in float32, of the token after each sequence; once between two appends.

        Raises NotFinite when one of them is no number.
        """
        last_bc = self._model.hidden(self._unread_bt, cache=self._cache)[:, -1]
        logits_bv = F.linear(last_bc, self._head_vc).float()
        if not bool(logits_bv.isfinite().all()):
            raise NotFinite(
                "the model's output after {tokens} tokens is not a number; its weights are damaged",
                tokens=self._cache.length,
            )
        return logits_bv

    def append(self, chosen_b: Tensor) -> None:
        """Continue every sequence by its token."""
        context = self._model.context
        self._unread_bt = chosen_b[:, None]
        self._recent_bt = torch.cat([self._recent_bt, self._unread_bt], dim=1)[:, -context:]
        if self._cache.length == context:
            self._cache.clear()
            self._unread_bt = self._recent_bt[:, -max(1, context // 2) :]

    def select(self, rows_b: Tensor) -> None:
        """Go on with these sequences, in this order; one may be taken several times.

        Between `next_logits` and `append`.
        """
        self._cache.select(rows_b)
        self._recent_bt = self._recent_bt[rows_b]
