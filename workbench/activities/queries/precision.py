"""What a model loses where it writes in fewer bits: its logits on a text, both ways.

Shapes: t tokens, v vocabulary.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from workbench.models.build import Decoder
from workbench.models.inference import inference_context
from workbench.models.packed.precision import QueryPrecision
from workbench.words import Words, words

PLAIN_TEXT = "The old fox, née Reynard, ran over the hills in 1984. 床前明月光，疑是地上霜。"
"""What is read where no text is given."""


@dataclass(frozen=True)
class PrecisionDeviation:
    """Of logits, over all pieces at each of `tokens` positions, against those in fp32.

    `kl` is the mean of KL(fp32 ‖ these) in nats; at `same` positions the likeliest token is the
    same.
    """

    precision: QueryPrecision
    tokens: int
    largest: float
    mean: float
    kl: float
    same: int

    @property
    def words(self) -> Words:
        return words(
            "on a text of 1 token, logits in {precision} differ from those in fp32 by {largest} at "
            "most and by {mean} on average, the prediction by {kl} nats (KL); the likeliest next "
            "token is the same at {same}"
            if self.tokens == 1
            else "on a text of {tokens} tokens, logits in {precision} differ from those in fp32 by "
            "{largest} at most and by {mean} on average, the predictions by {kl} nats (KL); the "
            "likeliest next token is the same at {same}",
            tokens=self.tokens,
            precision=self.precision,
            largest=f"{self.largest:.2g}",
            mean=f"{self.mean:.2g}",
            kl=f"{self.kl:.2g}",
            same=self.same,
        )


def precision_deviation(
    exact: Decoder, rounded: Decoder, precision: QueryPrecision, ids: Sequence[int]
) -> PrecisionDeviation:
    """How the logits of a model in fewer bits differ; of a longer text its first context is read.

    The text is read a token at a time, as it is where the model writes.
    """
    ids_t = torch.tensor(ids[: exact.context])
    with inference_context():
        return _deviation(_logits(exact, ids_t), _logits(rounded, ids_t), precision)


def _logits(model: Decoder, ids_t: Tensor) -> Tensor:
    """The logits tv behind each token."""
    cache = model.new_cache()
    rows = [
        model.next_logits(model.hidden(id_1[None], cache=cache)[:, -1])
        for id_1 in torch.split(ids_t, 1)
    ]
    return torch.cat(rows)


def _deviation(exact_tv: Tensor, given_tv: Tensor, precision: QueryPrecision) -> PrecisionDeviation:
    differences_tv = (given_tv - exact_tv).abs()
    exact_log_tv, given_log_tv = (
        exact_tv.double().log_softmax(-1),
        given_tv.double().log_softmax(-1),
    )
    kl_t = (exact_log_tv.exp() * (exact_log_tv - given_log_tv)).sum(-1)
    return PrecisionDeviation(
        precision,
        tokens=len(exact_tv),
        largest=float(differences_tv.max()),
        mean=float(differences_tv.mean()),
        kl=float(kl_t.mean()),
        same=int((given_tv.argmax(-1) == exact_tv.argmax(-1)).sum()),
    )
