"""Sequences that are being written: their tokens, and the keys and values of what was read.

Shapes: b sequences, t tokens, c hidden size, v vocabulary.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from workbench.errors import NotFinite
from workbench.models.build import Decoder


class TokenSequences:
    """Sequences of equal length that grow together, a token each at a time.

    They may outgrow the model's context: a beginning too long is read from its end, and whenever
    the context is full, the latest half of it is read again from position 0. The first `num_kept`
    tokens stay in front of what is read, as many as leave room (see `num_kept_of`). `model` must be
    in eval mode; gradients and threads are the caller's affair. Of the model's rows for tokens only
    the first `num_rows` get logits.
    """

    def __init__(
        self, model: Decoder, ids_bt: Tensor, num_rows: int | None = None, *, num_kept: int = 0
    ) -> None:
        self._model = model
        self._num_rows = num_rows
        self._cache = model.new_cache(len(ids_bt))
        self._kept_bt = ids_bt[:, : num_kept_of(num_kept, model.context)]
        self._recent_bt = self._behind_kept(ids_bt, model.context)
        self._newest: list[Tensor] = []  # appended behind these, and not joined to them yet
        self._unread_bt = self._recent_bt

    def next_logits(self) -> Tensor:
        """Logits bv, in float32, of the token after each sequence; once between two appends.

        Raises NotFinite when one of them is no number.
        """
        return self.logits(self.next_hidden()[:, -1])

    @property
    def ids_bt(self) -> Tensor:
        """The latest ids, at most a context of them."""
        if self._newest:
            joined_bt = torch.cat([self._recent_bt, *self._newest], dim=1)
            self._recent_bt, self._newest = joined_bt[:, -self._model.context :], []
        return self._recent_bt

    @property
    def room(self) -> int:
        """How many more tokens can be read before the context is full."""
        return self._model.context - self._cache.length - self._unread_bt.shape[1]

    @property
    def most_ahead(self) -> int:
        """How many tokens may be appended that are taken back later."""
        return max(0, self._model.context // 2 - 1)

    def next_hidden(self) -> Tensor:
        """The last layer's states btc of the tokens not read yet; once between two appends."""
        hidden_btc = self._model.hidden(self._unread_bt, cache=self._cache)
        self._unread_bt = self._unread_bt[:, :0]
        return hidden_btc

    def logits(self, last_bc: Tensor) -> Tensor:
        """Logits bv, in float32, of the token after each state; raises NotFinite as above."""
        logits_bv = self._model.next_logits(last_bc, self._num_rows)
        if not math.isfinite(logits_bv.sum().item()):  # one that is no number makes the sum none
            raise NotFinite(
                "the model's output after {tokens} tokens is not a number; its weights are damaged",
                tokens=self._cache.length,
            )
        return logits_bv

    def append(self, chosen_b: Tensor) -> None:
        """Continue every sequence by its token."""
        context, chosen_b1 = self._model.context, chosen_b[:, None]
        is_full, has_unread = self.room <= 0, self._unread_bt.shape[1] > 0
        self._unread_bt = torch.cat([self._unread_bt, chosen_b1], 1) if has_unread else chosen_b1
        self._newest.append(chosen_b1)
        if is_full:
            self._cache.clear()
            self._unread_bt = self._behind_kept(self.ids_bt, max(1, context // 2))

    def read_ahead(self, ids: Sequence[int]) -> Tensor:
        """Append tokens to the only sequence; the logits after its last one and after each of them.

        At most `room` tokens.
        """
        ahead_1t = self._recent_bt.new_tensor([list(ids)])
        self._unread_bt = torch.cat([self._unread_bt, ahead_1t], dim=1)
        self._newest.append(ahead_1t)
        return self.logits(self.next_hidden()[0, -len(ids) - 1 :])

    def take_back(self, count: int) -> None:
        """Forget the last `count` tokens, read or not: at most `most_ahead` of many steps."""
        unread = min(count, self._unread_bt.shape[1])
        self._unread_bt = self._unread_bt[:, : self._unread_bt.shape[1] - unread]
        self._cache.forget(count - unread)
        self._recent_bt = self.ids_bt[:, : self.ids_bt.shape[1] - count]

    def select(self, rows_b: Tensor) -> None:
        """Go on with these sequences, in this order; one may be taken several times.

        Between `next_logits` and `append`.
        """
        self._cache.select(rows_b)
        self._unread_bt = self._unread_bt[rows_b]
        self._kept_bt = self._kept_bt[rows_b]
        self._recent_bt = self.ids_bt[rows_b]

    def _behind_kept(self, ids_bt: Tensor, most: int) -> Tensor:
        """The end of these ids; where that leaves some out, behind the tokens that are kept."""
        if ids_bt.shape[1] <= most or not self._kept_bt.shape[1]:
            return ids_bt[:, -most:]
        latest_bt = ids_bt[:, self._kept_bt.shape[1] - most :]
        return torch.cat([self._kept_bt, latest_bt], dim=1)


def num_kept_of(num_kept: int, context: int) -> int:
    """How many tokens stay in front where the context slides: at least one more is read again."""
    return min(num_kept, max(0, context // 2 - 1))


class SlidingWatch:
    """Told of every new token, it knows which is the first behind a context that was read again."""

    def __init__(self, num_prompt_tokens: int, context: int) -> None:
        self._context = context
        self._length = min(num_prompt_tokens, context)

    def slid(self) -> bool:
        """Count a new token; whether the context has slid before it was chosen."""
        slid = self._length > self._context
        if slid:
            self._length = max(1, self._context // 2)
        self._length += 1
        return slid
