"""Keys and values of the tokens already read, so that each new token costs one step.

Shapes: l layers, b batch, h heads, n context, t new tokens, d width of a head.
"""

import torch
from torch import Tensor


class KeyValueCache:
    """Room for a whole context, allocated once; `length` tokens of it are filled."""

    def __init__(
        self,
        num_layers: int,
        num_heads: int,
        context: int,
        head_size: int,
        *,
        batch: int = 1,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str = "cpu",
    ) -> None:
        shape = (num_layers, batch, num_heads, context, head_size)
        self._hold(
            torch.empty(shape, dtype=dtype, device=device),
            torch.empty(shape, dtype=dtype, device=device),
        )
        self.length = 0

    def _hold(self, keys_lbhnd: Tensor, values_lbhnd: Tensor) -> None:
        """Take this room; each layer's is cut out once, not for every token."""
        self._keys_lbhnd, self._values_lbhnd = keys_lbhnd, values_lbhnd
        self._of_layer = list(zip(keys_lbhnd.unbind(), values_lbhnd.unbind(), strict=True))

    @property
    def context(self) -> int:
        return self._keys_lbhnd.shape[3]

    def extend(self, layer: int, k_bhtd: Tensor, v_bhtd: Tensor) -> tuple[Tensor, Tensor]:
        """Store one layer's new keys and values behind the `length` earlier ones; all so far."""
        begin, tokens = self.length, k_bhtd.shape[2]
        keys_bhnd, values_bhnd = self._of_layer[layer]
        keys_bhnd.narrow(2, begin, tokens).copy_(k_bhtd)
        values_bhnd.narrow(2, begin, tokens).copy_(v_bhtd)
        end = begin + tokens
        return keys_bhnd.narrow(2, 0, end), values_bhnd.narrow(2, 0, end)

    def advance(self, tokens: int) -> None:
        """Count the tokens that every layer has now stored."""
        self.length += tokens

    def forget(self, tokens: int) -> None:
        """Take the last tokens back, as those of a draft that was refused."""
        self.length -= tokens

    def select(self, rows_b: Tensor) -> None:
        """Keep these rows, in this order; one may be kept several times, as beams are."""
        self._hold(
            self._selected(self._keys_lbhnd, rows_b), self._selected(self._values_lbhnd, rows_b)
        )

    def _selected(self, x_lbhnd: Tensor, rows_b: Tensor) -> Tensor:
        """Other room of the same context; only its filled part is copied."""
        layers, _, *room = x_lbhnd.shape
        selected_lbhnd = x_lbhnd.new_empty((layers, len(rows_b), *room))
        filled_lbhnd = x_lbhnd[:, :, :, : self.length]
        selected_lbhnd[:, :, :, : self.length] = filled_lbhnd.index_select(1, rows_b)
        return selected_lbhnd

    def clear(self) -> None:
        """Forget all tokens; the room is kept."""
        self.length = 0
